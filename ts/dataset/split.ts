import {
  checkList,
  checkNumber,
  checkOptions,
  checkWhole,
  ParameterError,
  type ReadonlyUint32Array,
} from '../base/index.js';
import { streams, uniforms } from '../native/index.js';
import type { Dataset } from './types.js';
import { checkRows, validateDataset } from './validate.js';

/** The rows of a dataset in two sets, each ascending; no source is in both. */
export interface Split {
  train: Uint32Array;
  validation: Uint32Array;
}

/** One split of a cross-validation. */
export interface CvSplit extends Split {
  /** Number of the split, from 0. */
  splitIndex: number;
  /** Test rows of a split in three sets; without them the model is tested on `validation`. */
  test?: Uint32Array;
}

/** Options of {@link splitBySource} and {@link cvSplits}. */
export interface SplitOptions {
  /** Whole number from 0 to 2^53 - 1, default 0; the same seed gives the same split. */
  seed?: number;
  /** The rows to split; all by default. */
  rows?: ArrayLike<number>;
}

/**
 * Divides a dataset in two, class by class, so that both sets have the classes in the same proportion. All spectra of a
 * source are in one set; otherwise a classifier would be tested on sources that it was trained on. The split depends on
 * the seed and on the sources alone, not on the order of the rows.
 *
 * @param share the part of each class's spectra that is held out for validation, above 0 and below 1; reached to within
 *   one source, with at least one source of each class in each set
 * @throws ParameterError for a share out of its limits or a class with a single source.
 */
export function splitBySource(dataset: Dataset, share: number, options: SplitOptions = {}): Split {
  checkNumber('share', share, { above: 0, below: 1 });
  const shuffled = shuffledSources(dataset, options); // checks the arguments first
  const isHeld = new Uint8Array(dataset.count);
  shuffled.forEach((sources, label) => {
    if (sources.count === 1)
      throw new ParameterError(
        'dataset',
        `class '${dataset.classes[label]}' has spectra of one source only; a split by source needs two or more`,
      );
    const target = share * sources.rows.length;
    let held = 0;
    sources.forEach((begin, end, i) => {
      const closer = Math.abs(held + end - begin - target) < Math.abs(held - target);
      if (i > 0 && !(closer && i < sources.count - 1)) return;
      held += end - begin;
      for (let k = begin; k < end; k++) isHeld[sources.rows[k]] = 1;
    });
  });
  const rows = options.rows ? Uint32Array.from(options.rows).sort() : Uint32Array.from(dataset.labels, (_, row) => row);
  return { train: rows.filter((row) => !isHeld[row]), validation: rows.filter((row) => isHeld[row]) };
}

/**
 * Splits for k-fold cross-validation: every row is held out once. Classes are spread evenly over the splits, and all
 * spectra of a source are held out together; see {@link splitBySource}.
 *
 * @param k number of splits, 2 or more
 * @returns k splits; the rows that each holds out are its `validation`
 * @throws ParameterError for a k that is not a whole number of 2 or more, or a class with fewer than k sources.
 */
export function cvSplits(dataset: Dataset, k: number, options: SplitOptions = {}): CvSplit[] {
  checkWhole('k', k, 2);
  const shuffled = shuffledSources(dataset, options);
  const heldIn = new Int32Array(dataset.count).fill(-1);
  // Each class continues where the one before it stopped, so that the first splits do not get the surplus of every
  // class.
  let next = 0;
  shuffled.forEach((sources, label) => {
    if (sources.count > 0 && sources.count < k)
      throw new ParameterError(
        'k',
        `class '${dataset.classes[label]}' has spectra of ${sources.count} sources only; k = ${k} splits need ${k} or more`,
      );
    sources.forEach((begin, end) => {
      for (let i = begin; i < end; i++) heldIn[sources.rows[i]] = next % k;
      next++;
    });
  });
  const rows = Uint32Array.from(heldIn, (_, row) => row).filter((row) => heldIn[row] >= 0);
  return Array.from({ length: k }, (_, splitIndex) => ({
    splitIndex,
    train: rows.filter((row) => heldIn[row] !== splitIndex),
    validation: rows.filter((row) => heldIn[row] === splitIndex),
  }));
}

/**
 * Draws rows at random without replacement.
 *
 * @param rows to draw from
 * @param count number of rows to draw, 0 to all
 * @param seed whole number from 0 to 2^53 - 1: same seed, same rows in the same order
 * @returns `count` of the rows in random order
 * @throws ParameterError for a count out of its limits.
 */
export function sampleRows(rows: ReadonlyUint32Array, count: number, seed: number): Uint32Array {
  checkList('rows', rows, 'a list of row numbers');
  checkWhole('count', count, 0, rows.length);
  checkWhole('seed', seed);
  const place = uniforms(seed, streams.shuffle, 0, rows.length, 1);
  const order = Uint32Array.from(place, (_, i) => i).sort((a, b) => place[a] - place[b]);
  return Uint32Array.from(order.subarray(0, count), (i) => rows[i]);
}

/**
 * The sources of a class in random order. Typed arrays are used for speed: a cross-validation does this for every
 * model.
 */
class ShuffledSources {
  private readonly starts: number[] = [];
  private readonly order: Uint32Array;

  /** `rows` are those of the class; `label` decides which random numbers are used. */
  constructor(
    readonly rows: Uint32Array,
    source: ReadonlyUint32Array,
    seed: number,
    label: number,
  ) {
    // Source numbers ascend as a rule; if not, rows are sorted by source, stably.
    if (rows.some((row, i) => i > 0 && source[row] < source[rows[i - 1]])) rows.sort((a, b) => source[a] - source[b]);
    for (let i = 0; i < rows.length; i++) if (i === 0 || source[rows[i]] !== source[rows[i - 1]]) this.starts.push(i);
    // Each class uses its own 2^32 items of the random stream, more than a class can have sources.
    const place = uniforms(seed, streams.split, label * 2 ** 32, this.count, 1);
    this.order = Uint32Array.from(place, (_, i) => i).sort((a, b) => place[a] - place[b]);
  }

  get count(): number {
    return this.starts.length;
  }

  /** Calls `visit` for each source: its rows are `rows[begin]` to `rows[end - 1]`. */
  forEach(visit: (begin: number, end: number, i: number) => void): void {
    this.order.forEach((source, i) => {
      visit(this.starts[source], this.starts[source + 1] ?? this.rows.length, i);
    });
  }
}

function shuffledSources(dataset: Dataset, options: SplitOptions): ShuffledSources[] {
  validateDataset(dataset);
  checkOptions(options);
  const { seed = 0, rows } = options;
  checkWhole('seed', seed);
  if (rows !== undefined) checkRows('rows', rows, dataset);
  const { classes, labels, source, count: spectra } = dataset;
  const rowsOf: number[][] = classes.map(() => []);
  for (let i = 0; i < (rows?.length ?? spectra); i++) {
    const row = rows ? rows[i] : i;
    rowsOf[labels[row]].push(row);
  }
  return rowsOf.map((members, label) => new ShuffledSources(Uint32Array.from(members), source, seed, label));
}
