import { type CvSplit, checkRows, cvSplits, type Dataset } from '../dataset/index.js';
import {
  checkList,
  checkObject,
  checkRunOptions,
  checkWhole,
  epochsIn,
  ParameterError,
  predictNetwork,
  type RunOptions,
  threadBudget,
  trainNetworks,
} from '../native/index.js';
import type { Classifier } from './classifier.js';
import { networkInputs } from './inputs.js';
import { classifierOf, jobFor, type Prepared, prepare } from './prepare.js';
import { type EpochLog, settingsFrom, type TrainingOptions, type TrainingSettings } from './settings.js';
import { holdOut } from './train.js';

/** What came of one split. */
export interface CvResult {
  splitIndex: number;
  classifier: Classifier;
  history: EpochLog[];
  /** Rows of the dataset that it was tested on: held-out rows of a cross-validation, `test` of a {@link TrainTestSplit}. */
  rows: Uint32Array;
  /** Its probabilities for them: rows x classes. */
  probabilities: Float32Array;
}

/** What {@link crossValidate} takes: the options of {@link train}, and the splits. */
export interface CrossValidationOptions extends Omit<TrainingOptions, 'validationData' | 'onEpoch'> {
  /** The splits, or their number for {@link cvSplits}; default 10. Any list will do, such as repeated 80/20 splits. */
  splits?: number | readonly CvSplit[];
  onEpoch?: (splitIndex: number, log: EpochLog) => void;
}

/**
 * Trains one classifier a split, side by side over the threads, and applies each to the rows its split holds out. Of the
 * training rows of a split, `validationShare` are set aside to stop by, so that held-out rows play no part in training.
 * Model i has the seed `seed` + i. Rows of given splits that are not usable (too few counts) are left out.
 *
 * @throws ParameterError as {@link train} and {@link cvSplits} do; the signal's reason when aborted. `onProgress` counts epochs.
 */
export async function crossValidate(dataset: Dataset, options: CrossValidationOptions = {}): Promise<CvResult[]> {
  const settings = settingsFrom(options);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  const { splits = 10, onEpoch } = options;
  const prepared = prepare(dataset, settings);
  if (typeof splits !== 'number') checkSplits(splits, ['train', 'validation'], dataset);
  const list =
    typeof splits === 'number' ? cvSplits(dataset, splits, { seed: settings.seed, rows: prepared.rows }) : splits;
  const tasks = list.map(({ splitIndex, train, validation }, i) => {
    const own = { ...settings, seed: settings.seed + i };
    const usable = usableTrain(prepared, splitIndex, train);
    return { splitIndex, settings: own, ...holdOut(dataset, usable, own), test: usableOf(prepared, validation) };
  });
  return runTasks(prepared, tasks, { ...options, threads, onEpoch });
}

/** One split of a dataset's rows in three. */
export interface TrainTestSplit {
  splitIndex: number;
  /** Rows to learn from. */
  train: Uint32Array;
  /** Rows to stop by; empty: no early stopping, the last weights. May be those of `test`, if that is what is asked for. */
  validation: Uint32Array;
  /** Rows to apply the classifier to; may be empty. */
  test: Uint32Array;
}

/** What {@link trainSplits} takes: the options of {@link train} but for those that choose rows, and the models' seeds. */
export interface TrainSplitsOptions extends Omit<TrainingOptions, 'validationData' | 'onEpoch' | 'validationShare'> {
  /** One a split; default `seed`, `seed` + 1 ... */
  seeds?: readonly number[];
}

/**
 * Trains one classifier for each split, side by side over the threads, and applies each to the `test` rows of its split.
 * Rows that are not usable (too few counts) are left out. The inputs are made once for all splits. `onProgress` counts epochs.
 *
 * @returns one result a split, in their order; `rows` are the usable ones of `test`.
 * @throws ParameterError as {@link train} does; for rows that the dataset does not have, a row of `train` that is in `validation`
 *   or `test` too, and `validation` rows of which none is usable; the signal's reason when aborted.
 */
export async function trainSplits(
  dataset: Dataset,
  splits: readonly TrainTestSplit[],
  options: TrainSplitsOptions = {},
): Promise<CvResult[]> {
  const settings = settingsFrom(options);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  const prepared = prepare(dataset, settings);
  checkSplits(splits, ['train', 'validation', 'test'], dataset);
  checkApart(splits, dataset);
  const { seeds = splits.map((_, i) => settings.seed + i) } = options;
  checkList('seeds', seeds, 'a list of seeds');
  if (seeds.length !== splits.length)
    throw new ParameterError('seeds', `there are ${seeds.length} seeds for ${splits.length} splits; give one a split`);
  const tasks = splits.map(({ splitIndex, train, validation, test }, i) => {
    checkWhole(`seeds[${i}]`, seeds[i]);
    const stop = usableOf(prepared, validation);
    if (stop.length === 0 && validation.length > 0)
      throw new ParameterError('splits', `split ${splitIndex} has no usable spectra to stop by; give none, or more`);
    return {
      splitIndex,
      settings: { ...settings, seed: seeds[i] },
      train: usableTrain(prepared, splitIndex, train),
      validation: stop,
      test: usableOf(prepared, test),
    };
  });
  return runTasks(prepared, tasks, { ...options, threads });
}

const usableOf = ({ place }: Prepared, rows: ArrayLike<number>): Uint32Array =>
  new Uint32Array(rows).filter((row) => place(row) >= 0);

function usableTrain(prepared: Prepared, splitIndex: number, rows: Uint32Array): Uint32Array {
  const usable = usableOf(prepared, rows);
  if (usable.length > 0) return usable;
  throw new ParameterError('splits', `split ${splitIndex} has no usable spectra to train on`);
}

interface Task extends TrainTestSplit {
  settings: TrainingSettings;
}

/** Trains a model for each task, and applies it to its test rows; all rows are usable ones. */
async function runTasks(
  prepared: Prepared,
  tasks: readonly Task[],
  options: RunOptions & { threads: number; onEpoch?: (splitIndex: number, log: EpochLog) => void },
): Promise<CvResult[]> {
  const { inputs, labels, expected } = prepared;
  const { signal, onProgress, onEpoch, threads } = options;
  const jobs = tasks.map((task) => jobFor(prepared, task.settings, task));
  const report = onEpoch && ((job: number, log: EpochLog) => onEpoch(tasks[job].splitIndex, log));
  const { results } = await trainNetworks(inputs, labels, jobs, {
    signal,
    onProgress,
    onEpoch: report,
    threads,
    expected,
  });
  signal?.throwIfAborted();
  const out: CvResult[] = [];
  for (const [i, { splitIndex, settings, test }] of tasks.entries()) {
    const job = jobs[i];
    const weights = job.weights;
    const probabilities =
      test.length === 0
        ? new Float32Array(0)
        : await predictNetwork(testInputs(prepared, test, settings), { ...job, weights }, { threads, signal });
    const classifier = classifierOf(prepared, job, settings, { ...results[i], aborted: false });
    out.push({ splitIndex, classifier, history: epochsIn(job.history), rows: test, probabilities });
  }
  return out;
}

/** Inputs of rows among the usable ones: floats are there already, counts are packed again faster than picked out. */
function testInputs({ inputs, dataset, channels, place }: Prepared, rows: Uint32Array, { input }: TrainingSettings) {
  if (!(inputs instanceof Float32Array)) return networkInputs([{ spectra: dataset, rows }], channels, input);
  const width = channels.length;
  const picked = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    picked.set(inputs.subarray(place(row) * width, (place(row) + 1) * width), i * width);
  return picked;
}

function checkSplits(splits: readonly object[], sides: readonly string[], dataset: Dataset): void {
  checkList('splits', splits, 'a list of splits (of crossValidate also their number)');
  if (splits.length === 0) throw new ParameterError('splits', 'there are no splits; give one or more');
  for (const [i, split] of splits.entries()) {
    checkObject(`splits[${i}]`, split, `{ splitIndex, ${sides.join(', ')} }`, 'splitIndex', ...sides);
    for (const side of sides) checkRows(`splits[${i}].${side}`, (split as Record<string, Uint32Array>)[side], dataset);
  }
}

/** @throws ParameterError when a row to train on is also one to stop by or to test on. */
function checkApart(splits: readonly TrainTestSplit[], { spectra }: Dataset): void {
  const trainedIn = new Int32Array(spectra).fill(-1);
  for (const [i, { train, validation, test }] of splits.entries()) {
    for (const row of train) trainedIn[row] = i;
    for (const [side, rows] of Object.entries({ validation, test }))
      for (const row of rows)
        if (trainedIn[row] === i)
          throw new ParameterError(
            'splits',
            `row ${row} is in splits[${i}].train and in splits[${i}].${side}; a classifier must not be tested on what ` +
              'it was trained on',
          );
  }
}
