import {
  bandChannels,
  type CvSplit,
  checkRows,
  cvSplits,
  type Dataset,
  type Split,
  splitBySource,
  validateDataset,
} from '../dataset/index.js';
import {
  checkList,
  checkObject,
  checkRunOptions,
  epochsIn,
  MismatchError,
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeTrainingJob,
  newHistory,
  ParameterError,
  packageVersion,
  parameterCount,
  predictNetwork,
  threadBudget,
  trainNetworks,
} from '../native/index.js';
import { Classifier } from './classifier.js';
import { expectedRows, inputConvention, networkInputs, usableRows } from './inputs.js';
import { type EpochLog, jobSettings, settingsFrom, type TrainingOptions, type TrainingSettings } from './settings.js';

/**
 * Trains a classifier: a dense network with softmax, cross-entropy with L1 and L2 on the hidden kernels, Adam,
 * mini-batches, early stopping on held-out sources (Hebbar & Heinke 2023, section 2.1). Inputs: {@link InputConvention}.
 *
 * The weights depend on the dataset, the settings and the seed only. When `signal` fires, the best weights so far are kept
 * and the promise resolves with `aborted` true, unless not even one epoch was complete: it then rejects with the reason.
 * `onProgress` counts epochs.
 *
 * @throws ParameterError naming an option out of its limits, or a class without enough spectra.
 * @throws MismatchError when `validationData` has other channels or classes.
 */
export async function train(
  dataset: Dataset,
  options: TrainingOptions = {},
): Promise<{ classifier: Classifier; history: EpochLog[]; aborted: boolean }> {
  const settings = settingsFrom(options);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  const { signal, onProgress, onEpoch, validationData } = options;
  const prepared = prepare(dataset, settings, validationData);
  const split = validationData
    ? { train: prepared.rows, validation: prepared.extraRows }
    : holdOut(dataset, prepared.rows, settings);
  const job = jobFor(prepared, settings, split);
  const { inputs, labels } = prepared;
  const report = onEpoch && ((_: number, log: EpochLog) => onEpoch(log));
  const { expected } = prepared;
  const { results, aborted } = await trainNetworks(inputs, labels, [job], {
    signal,
    onProgress,
    onEpoch: report,
    threads,
    expected,
  });
  if (results[0].epochsRun === 0) signal?.throwIfAborted();
  const classifier = classifierOf(prepared, job, settings, { ...results[0], aborted });
  return { classifier, history: epochsIn(job.history), aborted };
}

/** What came of one split of a cross-validation. */
export interface CvResult {
  splitIndex: number;
  classifier: Classifier;
  history: EpochLog[];
  /** Rows of the dataset that this classifier has not seen, neither to learn nor to stop by. */
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
  const { signal, onProgress, onEpoch, splits = 10 } = options;
  const prepared = prepare(dataset, settings);
  const { inputs, labels, rows, expected } = prepared;
  if (typeof splits !== 'number') checkSplits(splits, dataset);
  const usable = new Set(rows);
  const list = (typeof splits === 'number' ? cvSplits(dataset, splits, { seed: settings.seed, rows }) : splits).map(
    (split) => ({
      splitIndex: split.splitIndex,
      train: split.train.filter((row) => usable.has(row)),
      heldOut: split.validation.filter((row) => usable.has(row)),
    }),
  );
  const jobs = list.map(({ train, splitIndex }, i) => {
    const own = { ...settings, seed: settings.seed + i };
    if (train.length === 0) throw new ParameterError('splits', `split ${splitIndex} has no usable spectra to train on`);
    return jobFor(prepared, own, holdOut(dataset, train, own));
  });
  const report = onEpoch && ((job: number, log: EpochLog) => onEpoch(list[job].splitIndex, log));
  const { results } = await trainNetworks(inputs, labels, jobs, {
    signal,
    onProgress,
    onEpoch: report,
    threads,
    expected,
  });
  signal?.throwIfAborted();
  const out: CvResult[] = [];
  for (const [i, { splitIndex, heldOut }] of list.entries()) {
    const job = jobs[i];
    const own = { ...settings, seed: settings.seed + i };
    const weights = job.weights as Float32Array;
    const inputs = networkInputs([{ spectra: dataset, rows: heldOut }], prepared.channels);
    const probabilities = await predictNetwork(inputs, { ...job, weights }, { threads, signal });
    const classifier = classifierOf(prepared, job, own, { ...results[i], aborted: false });
    out.push({ splitIndex, classifier, history: epochsIn(job.history), rows: heldOut, probabilities });
  }
  return out;
}

function checkSplits(splits: readonly CvSplit[], dataset: Dataset): void {
  checkList('splits', splits, 'the number of splits, or a list of them (cvSplits, splitBySource)');
  if (splits.length === 0) throw new ParameterError('splits', 'there are no splits; give one or more');
  for (const [i, split] of splits.entries()) {
    checkObject(`splits[${i}]`, split, '{ splitIndex, train, validation }', 'splitIndex', 'train', 'validation');
    checkRows(`splits[${i}].train`, split.train, dataset);
    checkRows(`splits[${i}].validation`, split.validation, dataset);
  }
}

/** The rows to learn from and those to stop by. */
const holdOut = (dataset: Dataset, rows: Uint32Array, { validationShare, seed }: TrainingSettings): Split =>
  validationShare === 0
    ? { train: rows, validation: new Uint32Array(0) }
    : splitBySource(dataset, validationShare, { rows, seed });

interface Prepared {
  dataset: Dataset;
  /** Indices of the input channels. */
  channels: Uint32Array;
  /** Usable rows of the dataset, ascending, and of the extra one (counted on from the dataset's last row). */
  rows: Uint32Array;
  extraRows: Uint32Array;
  /** Inputs before standardisation and labels, of the usable rows only. */
  inputs: Float32Array | NativeCountRows;
  labels: Uint8Array;
  /** Of the same rows, with fresh noise. */
  expected?: NativeExpectedRows;
  /** Where a row of the dataset is in `inputs`. */
  place: (row: number) => number;
}

/** Chooses channels and rows and makes the inputs, once for all models. */
function prepare(dataset: Dataset, settings: TrainingSettings, extra?: Dataset): Prepared {
  validateDataset(dataset);
  if (dataset.classes.length < 2)
    throw new ParameterError('dataset', `there is one class only (${dataset.classes}); a classifier needs two or more`);
  const channels = bandChannels(dataset.eMin, dataset.eMax, settings.band);
  const rows = usableRows(dataset, settings);
  const beyond = extra !== undefined ? usableRows(checkExtra(extra, dataset), settings) : new Uint32Array(0);
  const parts = [{ spectra: dataset, rows }, ...(extra ? [{ spectra: extra, rows: beyond }] : [])];
  const inputs = networkInputs(parts, channels);
  const expected = settings.noise === 'fresh' ? expectedRows(dataset, rows, beyond.length, channels) : undefined;
  const labels = new Uint8Array(rows.length + beyond.length);
  rows.forEach((row, i) => {
    labels[i] = dataset.labels[row];
  });
  beyond.forEach((row, i) => {
    labels[rows.length + i] = extra!.labels[row];
  });
  const places = new Int32Array(dataset.spectra + (extra?.spectra ?? 0)).fill(-1);
  const extraRows = beyond.map((row) => dataset.spectra + row);
  [...rows, ...extraRows].forEach((row, i) => {
    places[row] = i;
  });
  return { dataset, channels, rows, extraRows, inputs, labels, expected, place: (row) => places[row] };
}

function checkExtra(extra: Dataset, dataset: Dataset): Dataset {
  validateDataset(extra, 'validationData');
  if (String(extra.classes) !== String(dataset.classes))
    throw new MismatchError(
      `validationData has the classes ${extra.classes.join(', ')}, the training spectra ${dataset.classes.join(', ')}: ` +
        'they must be the same in the same order',
    );
  const same = (a: Float64Array, b: Float64Array) =>
    a.length === b.length && a.every((energy, i) => Math.abs(energy - b[i]) <= 1e-5 * dataset.eMax[i]);
  if (!same(extra.eMin, dataset.eMin) || !same(extra.eMax, dataset.eMax))
    throw new MismatchError(
      'validationData has other channels than the training spectra; simulate both with the same response',
    );
  return extra;
}

/** A job for the native trainer, after checking that every class has spectra to learn from. */
function jobFor(prepared: Prepared, settings: TrainingSettings, split: Split): NativeTrainingJob {
  const { dataset, channels } = prepared;
  const inClass = spectraPerClass(dataset, split.train);
  const empty = inClass.indexOf(0);
  if (empty >= 0)
    throw new ParameterError(
      'dataset',
      `class '${dataset.classes[empty]}' has no spectrum with more than ${settings.minimumNetCounts} net counts in ` +
        `${settings.countBand.join(' to ')} keV to train on; add spectra or lower minimumNetCounts`,
    );
  const sizes = [channels.length, ...settings.hiddenLayers, dataset.classes.length];
  return {
    sizes,
    train: split.train.map(prepared.place),
    validation: split.validation.map(prepared.place),
    weights: new Float32Array(parameterCount(sizes)),
    mean: new Float64Array(channels.length),
    deviation: new Float64Array(channels.length),
    history: newHistory(settings.epochs),
    ...jobSettings(settings),
  };
}

function spectraPerClass(dataset: Dataset, rows: Uint32Array): number[] {
  const counts = dataset.classes.map(() => 0);
  for (const row of rows) counts[dataset.labels[row]]++;
  return counts;
}

function classifierOf(
  { dataset, channels, labels }: Prepared,
  job: NativeTrainingJob,
  settings: TrainingSettings,
  result: { epochsRun: number; bestEpoch: number; aborted: boolean },
): Classifier {
  const { mean, deviation, sizes } = job;
  const perClass = dataset.classes.map(() => 0);
  for (const place of job.train) perClass[labels[place]]++;
  return new Classifier({
    version: packageVersion,
    classes: [...dataset.classes],
    input: {
      convention: inputConvention,
      channels: Array.from(channels, (i) => dataset.firstChannel + i),
      eMin: Float64Array.from(channels, (i) => dataset.eMin[i]),
      eMax: Float64Array.from(channels, (i) => dataset.eMax[i]),
      mean,
      deviation,
    },
    network: { sizes, weights: job.weights as Float32Array },
    training: { ...settings, ...result, spectra: perClass, background: dataset.backgroundCounts !== undefined },
    provenance: dataset.provenance,
  });
}
