import { checkNumber, checkOptions, checkWhole, ParameterError, streams, uniforms } from '../native/index.js';
import type { Dataset } from './types.js';
import { checkRows, validateDataset } from './validate.js';

/** Rows of a dataset in two, each side ascending: no source is on both. */
export interface Split {
  train: Uint32Array;
  validation: Uint32Array;
}

/** One split of a cross-validation. */
export interface CvSplit extends Split {
  /** From 0. */
  splitIndex: number;
}

/** Options of {@link splitBySource} and {@link cvSplits}. */
export interface SplitOptions {
  /** Same seed, same split: whole number from 0 to 2^53 - 1, default 0. */
  seed?: number;
  /** The rows to split; all by default. */
  rows?: ArrayLike<number>;
}

/**
 * Divides a dataset in two, class by class, so that both sides have the classes in the same proportion. All spectra of a
 * source stay on one side, or a classifier would be tested on what it was trained on. The split depends on the seed
 * and on the sources alone, not on the order of the rows.
 *
 * @param share the part of each class's spectra that is held out for validation, above 0 and below 1; reached to within
 *   one source, with at least one source of each class on each side
 * @throws ParameterError for a share out of its limits or a class with a single source.
 */
export function splitBySource(dataset: Dataset, share: number, options: SplitOptions = {}): Split {
  checkNumber('share', share, { above: 0, below: 1 });
  const train: number[] = [];
  const validation: number[] = [];
  shuffledSources(dataset, options).forEach((sources, label) => {
    if (sources.length === 1)
      throw new ParameterError(
        'dataset',
        `class '${dataset.classes[label]}' has spectra of one source only; a split by source needs two or more`,
      );
    const target = share * sources.reduce((sum, rows) => sum + rows.length, 0);
    let held = 0;
    sources.forEach((rows, i) => {
      const closer = Math.abs(held + rows.length - target) < Math.abs(held - target);
      const hold = i === 0 || (closer && i < sources.length - 1);
      if (hold) held += rows.length;
      for (const row of rows) (hold ? validation : train).push(row);
    });
  });
  return { train: Uint32Array.from(train).sort(), validation: Uint32Array.from(validation).sort() };
}

/**
 * Splits for k-fold cross-validation: every row is held out once. Classes are spread evenly over the splits, and all
 * spectra of a source are held out together; see {@link splitBySource}.
 *
 * @param k number of splits, 2 or more
 * @throws ParameterError for a k that is not a whole number of 2 or more, or a class with fewer than k sources.
 */
export function cvSplits(dataset: Dataset, k: number, options: SplitOptions = {}): CvSplit[] {
  checkWhole('k', k, 2);
  const heldIn = new Map<number, number>();
  // The classes start one after the other where the last stopped, so that no split gets the surplus of all.
  let next = 0;
  shuffledSources(dataset, options).forEach((sources, label) => {
    if (sources.length > 0 && sources.length < k)
      throw new ParameterError(
        'k',
        `class '${dataset.classes[label]}' has spectra of ${sources.length} sources only; k = ${k} splits need ${k} or more`,
      );
    for (const rows of sources) {
      for (const row of rows) heldIn.set(row, next % k);
      next++;
    }
  });
  const rows = Uint32Array.from(heldIn.keys()).sort();
  return Array.from({ length: k }, (_, splitIndex) => ({
    splitIndex,
    train: rows.filter((row) => heldIn.get(row) !== splitIndex),
    validation: rows.filter((row) => heldIn.get(row) === splitIndex),
  }));
}

/** The sources of each class in random order: `[label][i]` are the rows of one source. */
function shuffledSources(dataset: Dataset, options: SplitOptions): number[][][] {
  validateDataset(dataset);
  checkOptions(options);
  const { seed = 0, rows } = options;
  checkWhole('seed', seed);
  if (rows !== undefined) checkRows('rows', rows, dataset);
  const { classes, labels, source, spectra } = dataset;
  const rowsOf = classes.map(() => new Map<number, number[]>());
  for (let i = 0; i < (rows?.length ?? spectra); i++) {
    const row = rows ? rows[i] : i;
    const sources = rowsOf[labels[row]];
    const own = sources.get(source[row]);
    if (own) own.push(row);
    else sources.set(source[row], [row]);
  }
  return rowsOf.map((sources, label) => {
    const ascending = [...sources].sort(([a], [b]) => a - b);
    // Each class draws its own stretch of the stream: 2^32 items are more than a class can have sources.
    const order = uniforms(seed, streams.split, label * 2 ** 32, ascending.length, 1);
    return ascending
      .map(([, own], i) => ({ own, order: order[i] }))
      .sort((a, b) => a.order - b.order)
      .map(({ own }) => own);
  });
}
