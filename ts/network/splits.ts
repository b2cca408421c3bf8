import { type Dataset, shuffledSources, splitBySource } from '../dataset/index.js';
import { ParameterError } from '../native/index.js';

/** One split of a cross-validation: rows to train on and rows held out, ascending. */
export interface CvSplit {
  /** From 0. */
  splitIndex: number;
  train: Uint32Array;
  validation: Uint32Array;
}

/**
 * The dataset as far as a split is concerned, restricted to some rows, and without copying any counts: row i of it is row
 * rows[i] of the dataset.
 */
function view(dataset: Dataset, rows: Uint32Array): Dataset {
  const labels = Uint8Array.from(rows, (row) => dataset.labels[row]);
  const source = Uint32Array.from(rows, (row) => dataset.source[row]);
  return { ...dataset, spectra: rows.length, labels, source };
}

/**
 * Splits for k-fold cross-validation: every row is held out once. Classes are spread evenly over the splits, and all
 * spectra of a source are held out together, or the classifier would be tested on what it was trained on.
 *
 * @param k number of splits, 2 or more
 * @param seed same seed, same splits; they depend on the sources, not on the order of the rows
 * @param rows the rows to split; all by default
 * @throws ParameterError for a k that is not a whole number of 2 or more, or a class with fewer than k sources.
 */
export function cvSplits(
  k: number,
  dataset: Dataset,
  { seed = 0, rows }: { seed?: number; rows?: Uint32Array } = {},
): CvSplit[] {
  if (!Number.isInteger(k) || k < 2)
    throw new ParameterError('k', `k is ${k}; cross-validation needs a whole number of splits, 2 or more`);
  const part = rows ? view(dataset, rows) : dataset;
  const heldIn = new Int32Array(part.spectra);
  // The classes start one after the other where the last stopped, so that no split gets the surplus of all.
  let next = 0;
  shuffledSources(part, seed).forEach((sources, label) => {
    if (sources.length > 0 && sources.length < k)
      throw new ParameterError(
        'k',
        `class '${part.classes[label]}' has spectra of ${sources.length} sources only; k = ${k} splits need ${k} or more`,
      );
    for (const source of sources) {
      for (const row of source) heldIn[row] = next % k;
      next++;
    }
  });
  const pick = (keep: (split: number) => boolean) => {
    const chosen: number[] = [];
    for (let i = 0; i < part.spectra; i++) if (keep(heldIn[i])) chosen.push(rows ? rows[i] : i);
    return Uint32Array.from(chosen);
  };
  return Array.from({ length: k }, (_, splitIndex) => ({
    splitIndex,
    train: pick((split) => split !== splitIndex),
    validation: pick((split) => split === splitIndex),
  }));
}

/** Rows `rows` of a dataset in two: `share` of them, by source and class by class, held out. */
export function holdOut(
  dataset: Dataset,
  rows: Uint32Array,
  share: number,
  seed: number,
): { train: Uint32Array; validation: Uint32Array } {
  if (share === 0) return { train: rows, validation: new Uint32Array(0) };
  const { train, heldOut } = splitBySource(view(dataset, rows), share, seed);
  return { train: train.map((i) => rows[i]), validation: heldOut.map((i) => rows[i]) };
}
