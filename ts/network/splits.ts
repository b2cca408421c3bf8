import {
  checkList,
  checkObject,
  checkRunOptions,
  checkWhole,
  ParameterError,
  type RunOptions,
  threadBudget,
} from '../base/index.js';
import { type CvSplit, checkRows, cvSplits, type Dataset } from '../dataset/index.js';
import { epochsIn, predictNetwork, trainNetworks } from '../native/index.js';
import type { Classifier } from './classifier.js';
import type { EpochLog, TrainingOptions } from './options.js';
import { classifierOf, jobFor, type Prepared, prepare } from './prepare.js';
import { settingsFrom, type TrainingSettings } from './settings.js';
import { holdOut } from './train.js';

/** Result of one split. */
export interface CvResult {
  splitIndex: number;
  classifier: Classifier;
  history: EpochLog[];
  /** Rows of the dataset that the classifier was tested on, without those that are not usable (too few counts). */
  rows: Uint32Array;
  /** Its probabilities for these rows: rows x classes. */
  probabilities: Float32Array;
}

/** What {@link crossValidate} takes: the options of {@link train}, and the splits. */
export interface CrossValidationOptions
  extends Omit<TrainingOptions, 'validationData' | 'initialClassifier' | 'onEpoch'> {
  /**
   * The splits, or their number for {@link cvSplits}; default 10. In a split of two sets, the model is trained on
   * `train`, except for the share `validationShare` of it that is set aside for early stopping, and tested on
   * `validation`. In a split of three sets, it is trained on `train`, stopped by `validation` (if empty, there is no
   * early stopping, and the last weights are kept) and tested on `test`.
   */
  splits?: number | readonly CvSplit[];
  /** Seed of the model of each split; default `seed`, `seed` + 1 ... */
  seeds?: readonly number[];
  onEpoch?: (splitIndex: number, log: EpochLog) => void;
}

/**
 * Trains one classifier for each split, in parallel, and applies it to the test rows of its split, which play no part
 * in its training. The inputs are made once for all splits. `onProgress` is given the number of epochs done.
 *
 * @returns one result for each split, in their order
 * @throws ParameterError as {@link train} and {@link cvSplits} do; for rows that the dataset does not have, for a
 *   training row that is also a validation or test row, and for validation rows of which none is usable; the signal's
 *   reason when aborted.
 */
export async function crossValidate(dataset: Dataset, options: CrossValidationOptions = {}): Promise<CvResult[]> {
  const settings = settingsFrom(options);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  const { splits = 10, onEpoch } = options;
  const prepared = prepare(dataset, settings, { targets: options.targets, sampleWeights: options.sampleWeights });
  if (typeof splits !== 'number') checkSplits(splits, dataset);
  const list =
    typeof splits === 'number' ? cvSplits(dataset, splits, { seed: settings.seed, rows: prepared.rows }) : splits;
  const seeds = seedsFor(list, options, settings);
  const tasks = list.map((split, i) => taskOf(prepared, split, { ...settings, seed: seeds[i] }));
  return runTasks(prepared, tasks, { ...options, threads, onEpoch });
}

function seedsFor(
  splits: readonly CvSplit[],
  { seeds }: CrossValidationOptions,
  { seed }: TrainingSettings,
): readonly number[] {
  if (seeds === undefined) return splits.map((_, i) => seed + i);
  checkList('seeds', seeds, 'a list of seeds');
  if (seeds.length !== splits.length)
    throw new ParameterError('seeds', `there are ${seeds.length} seeds for ${splits.length} splits; give one a split`);
  for (const [i, value] of seeds.entries()) checkWhole(`seeds[${i}]`, value);
  return seeds;
}

/** A split in three sets, reduced to the usable rows. */
interface Task extends Required<CvSplit> {
  settings: TrainingSettings;
}

function taskOf(prepared: Prepared, split: CvSplit, settings: TrainingSettings): Task {
  const { splitIndex, train, validation, test } = split;
  const usable = usableTrain(prepared, splitIndex, train);
  const held = usableOf(prepared, validation);
  if (test === undefined) return { splitIndex, settings, ...holdOut(prepared.dataset, usable, settings), test: held };
  if (held.length === 0 && validation.length > 0)
    throw new ParameterError('splits', `split ${splitIndex} has no usable spectra to stop by; give none, or more`);
  return { splitIndex, settings, train: usable, validation: held, test: usableOf(prepared, test) };
}

const usableOf = ({ place }: Prepared, rows: ArrayLike<number>): Uint32Array =>
  new Uint32Array(rows).filter((row) => place(row) >= 0);

function usableTrain(prepared: Prepared, splitIndex: number, rows: Uint32Array): Uint32Array {
  const usable = usableOf(prepared, rows);
  if (usable.length > 0) return usable;
  throw new ParameterError('splits', `split ${splitIndex} has no usable spectra to train on`);
}

/** Trains a model for each task and applies it to its test rows. All rows must be usable. */
async function runTasks(
  prepared: Prepared,
  tasks: readonly Task[],
  options: RunOptions & { threads: number; onEpoch?: (splitIndex: number, log: EpochLog) => void },
): Promise<CvResult[]> {
  const { inputs, labels, expected, targets, sampleWeights } = prepared;
  const { signal, onProgress, onEpoch, threads } = options;
  const jobs = tasks.map((task) => jobFor(prepared, task.settings, task));
  const report = onEpoch && ((job: number, log: EpochLog) => onEpoch(tasks[job].splitIndex, log));
  const { results } = await trainNetworks(inputs, labels, jobs, {
    signal,
    onProgress,
    onEpoch: report,
    threads,
    expected,
    targets,
    sampleWeights,
  });
  signal?.throwIfAborted();
  const out: CvResult[] = [];
  for (const [i, { splitIndex, settings, test }] of tasks.entries()) {
    const job = jobs[i];
    const weights = job.weights;
    const probabilities =
      test.length === 0
        ? new Float32Array(0)
        : await predictNetwork(inputs, { ...job, weights }, { threads, signal, rows: test.map(prepared.place) });
    const classifier = classifierOf(prepared, job, settings, { ...results[i], aborted: false });
    out.push({ splitIndex, classifier, history: epochsIn(job.history), rows: test, probabilities });
  }
  return out;
}

function checkSplits(splits: readonly CvSplit[], dataset: Dataset): void {
  checkList('splits', splits, 'a list of splits, or their number');
  if (splits.length === 0) throw new ParameterError('splits', 'there are no splits; give one or more');
  const trainedIn = new Int32Array(dataset.count).fill(-1);
  for (const [i, split] of splits.entries()) {
    checkObject(`splits[${i}]`, split, '{ splitIndex, train, validation }', 'splitIndex', 'train', 'validation');
    const { train, validation, test } = split;
    const sides = { train, validation, ...(test !== undefined && { test }) };
    for (const [side, rows] of Object.entries(sides)) checkRows(`splits[${i}].${side}`, rows, dataset);
    for (const row of train) trainedIn[row] = i;
    for (const [side, rows] of Object.entries(sides))
      for (const row of rows)
        if (side !== 'train' && trainedIn[row] === i)
          throw new ParameterError(
            'splits',
            `row ${row} is in splits[${i}].train and in splits[${i}].${side}; a classifier must not be tested on what ` +
              'it was trained on',
          );
  }
}
