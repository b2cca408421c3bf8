import { MismatchError, ParameterError, packageVersion, type ReadonlyFloat64Array } from '../base/index.js';
import {
  bandChannels,
  checkGood,
  type Dataset,
  type Split,
  uniqueProvenance,
  validateDataset,
} from '../dataset/index.js';
import {
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeFloatRows,
  type NativeTrainingJob,
  newHistory,
  parameterCount,
} from '../native/index.js';
import { Classifier } from './classifier.js';
import { type ExtraInputRange, responseNamesOf } from './classifierModel.js';
import {
  expectedRows,
  extraNames,
  extrasOf,
  type InputConvention,
  inputWidth,
  nativeSpectra,
  networkInputs,
  usableRows,
} from './inputs.js';
import { answersOf, type TrainingOptions } from './options.js';
import { jobSettings, type TrainingSettings } from './settings.js';

export interface Prepared {
  dataset: Dataset;
  /** Indices of the input channels. */
  channels: Uint32Array;
  /**
   * Usable rows of the dataset, ascending, and those of the extra dataset (numbered on after the last row of the
   * first).
   */
  rows: Uint32Array;
  extraRows: Uint32Array;
  /** Inputs before standardisation, and labels, of the usable rows only. */
  inputs: NativeCountRows | NativeFloatRows;
  labels: Uint8Array;
  /** Soft targets and sample weights of the same rows, if there are any. */
  targets?: Float32Array;
  sampleWeights?: Float32Array;
  /** Expected counts of the dataset's rows, if noise is fresh. */
  expected?: NativeExpectedRows;
  /** Number of inputs, and names of those that are extra inputs. */
  width: number;
  extraNames: readonly string[];
  /** What training starts from, if not from random weights. */
  initial?: Classifier;
  /** The position of a row of the dataset in `inputs`; -1 for one that is not usable. */
  place: (row: number) => number;
}

/** What training is given beside the dataset and the settings. */
type Beside = Pick<TrainingOptions, 'targets' | 'sampleWeights' | 'initialClassifier' | 'validationData'>;

/** Selects channels and rows and makes the inputs, once for all models. */
export function prepare(dataset: Dataset, settings: TrainingSettings, beside: Beside = {}): Prepared {
  validateDataset(dataset);
  if (dataset.classes.length < 2)
    throw new ParameterError('dataset', `there is one class only (${dataset.classes}); a classifier needs two or more`);
  const { input, noise } = settings;
  const { initialClassifier: initial, validationData: extra } = beside;
  const channels = bandChannels(dataset.eMin, dataset.eMax, settings.band);
  if (initial) checkInitial(initial, dataset, channels);
  const names = responseNames(dataset, input, initial);
  checkGood(dataset, 'dataset');
  const rows = usableRows(dataset, settings);
  const beyond = extra !== undefined ? usableRows(checkExtra(extra, dataset), settings) : new Uint32Array(0);
  const native = nativeSpectra(dataset, channels, input, names);
  const selections = [{ native, rows }];
  if (extra) selections.push({ native: nativeSpectra(extra, channels, input, names), rows: beyond });
  const inputs = networkInputs(selections);
  const expected = noise === 'fresh' ? expectedRows(dataset, rows, native) : undefined;
  const labels = new Uint8Array(rows.length + beyond.length);
  rows.forEach((row, i) => {
    labels[i] = dataset.labels[row];
  });
  beyond.forEach((row, i) => {
    labels[rows.length + i] = extra!.labels[row];
  });
  const places = new Int32Array(dataset.count + (extra?.count ?? 0)).fill(-1);
  const extraRows = beyond.map((row) => dataset.count + row);
  rows.forEach((row, i) => {
    places[row] = i;
  });
  extraRows.forEach((row, i) => {
    places[row] = rows.length + i;
  });
  const answers = withExtra(answersOf(dataset, rows, beside), labels, rows.length, dataset.classes.length);
  return {
    ...{ dataset, channels, rows, extraRows, inputs, labels, ...answers, expected, initial },
    width: inputWidth(input, channels.length, names),
    extraNames: extraNames(input, names),
    place: (row) => places[row],
  };
}

/** Names of the numbers that describe the responses, if these are inputs. */
function responseNames(dataset: Dataset, { extra = [] }: InputConvention, initial?: Classifier): readonly string[] {
  if (!extra.includes('response')) return [];
  return initial ? responseNamesOf(initial.model.input) : (dataset.responseDescriptorNames ?? []);
}

/** Targets and weights, continued over the rows of the extra dataset: its labels for certain, and weights of 1. */
function withExtra(
  { targets, sampleWeights }: { targets?: Float32Array; sampleWeights?: Float32Array },
  labels: Uint8Array,
  rows: number,
  classes: number,
) {
  const all = targets && new Float32Array(labels.length * classes);
  if (targets) all!.set(targets);
  for (let i = rows; all && i < labels.length; i++) all[i * classes + labels[i]] = 1;
  const weights = sampleWeights && new Float32Array(labels.length).fill(1);
  if (sampleWeights) weights!.set(sampleWeights);
  return { ...(all && { targets: all }), ...(weights && { sampleWeights: weights }) };
}

/** @throws MismatchError for classes or channels that are not those of the dataset. */
function checkInitial(initial: Classifier, dataset: Dataset, channels: Uint32Array): void {
  if (String(initial.classes) !== String(dataset.classes))
    throw new MismatchError(
      `the initial classifier has the classes ${initial.classes.join(', ')}, the training spectra ` +
        `${dataset.classes.join(', ')}`,
      {
        what: 'classes',
        expected: initial.classes,
        found: dataset.classes,
        remedy: 'they must be the same in the same order',
      },
    );
  initial.check(dataset);
  const { eMin, eMax } = initial.model.input;
  const isFirst = Math.abs(dataset.eMin[channels[0]] - eMin[0]) <= 0.25 * (eMax[0] - eMin[0]);
  if (isFirst && eMin.length === channels.length) return;
  throw new MismatchError('the band has other channels in the training spectra than in the initial classifier', {
    what: 'channels',
    expected: `${eMin.length} from ${eMin[0]} keV`,
    found: `${channels.length} from ${dataset.eMin[channels[0]]} keV`,
    remedy: 'simulate them with the same response, or train without initialClassifier',
  });
}

function checkExtra(extra: Dataset, dataset: Dataset): Dataset {
  validateDataset(extra, 'validationData');
  checkGood(extra, 'validationData');
  if (String(extra.classes) !== String(dataset.classes))
    throw new MismatchError(
      `validationData has the classes ${extra.classes.join(', ')}, the training spectra ${dataset.classes.join(', ')}`,
      {
        what: 'classes',
        expected: dataset.classes,
        found: extra.classes,
        remedy: 'they must be the same in the same order',
      },
    );
  const same = (a: ReadonlyFloat64Array, b: ReadonlyFloat64Array) =>
    a.length === b.length && a.every((energy, i) => Math.abs(energy - b[i]) <= 1e-5 * dataset.eMax[i]);
  if (!same(extra.eMin, dataset.eMin) || !same(extra.eMax, dataset.eMax))
    throw new MismatchError('validationData has other channels than the training spectra', {
      what: 'channels',
      expected: channelsOf(dataset),
      found: channelsOf(extra),
      remedy: 'simulate both with the same response',
    });
  return extra;
}

const channelsOf = ({ channels, eMin, eMax }: Dataset): string =>
  `${channels} channels from ${eMin[0]} to ${eMax[channels - 1]} keV`;

/** Makes a job for the native trainer, after checking that every class has training spectra. */
export function jobFor(prepared: Prepared, settings: TrainingSettings, split: Split): NativeTrainingJob {
  const { dataset, width, initial } = prepared;
  const inClass = spectraPerClass(dataset, split.train);
  const empty = inClass.indexOf(0);
  if (empty >= 0)
    throw new ParameterError(
      'dataset',
      `class '${dataset.classes[empty]}' has no spectrum with more than ${settings.minimumNetCounts} net counts in ` +
        `${settings.countBand.join(' to ')} keV to train on; add spectra or lower minimumNetCounts`,
    );
  const sizes = [width, ...settings.hiddenLayers, dataset.classes.length];
  return {
    sizes,
    train: split.train.map(prepared.place),
    validation: split.validation.map(prepared.place),
    weights: initial ? Float32Array.from(initial.model.network.weights) : new Float32Array(parameterCount(sizes)),
    mean: initial ? Float64Array.from(initial.model.input.mean) : new Float64Array(width),
    deviation: initial ? Float64Array.from(initial.model.input.deviation) : new Float64Array(width),
    isWarm: initial !== undefined,
    history: newHistory(settings.epochs),
    ...jobSettings(settings),
  };
}

function spectraPerClass(dataset: Dataset, rows: Uint32Array): number[] {
  const counts = dataset.classes.map(() => 0);
  for (const row of rows) counts[dataset.labels[row]]++;
  return counts;
}

/** The smallest and largest of each extra input over the given places of the inputs. */
function rangesOf({ inputs, labels, extraNames: names }: Prepared, places: ArrayLike<number>): ExtraInputRange[] {
  const width = names.length;
  const extras = extrasOf(inputs, labels.length, width);
  return names.map((name, k) => {
    let [min, max] = [Infinity, -Infinity];
    for (let i = 0; i < places.length; i++) {
      const value = extras[places[i] * width + k];
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return { name, min, max };
  });
}

export function classifierOf(
  prepared: Prepared,
  job: NativeTrainingJob,
  settings: TrainingSettings,
  result: { epochsRun: number; bestEpoch: number; aborted: boolean },
): Classifier {
  const { dataset, channels, labels, initial } = prepared;
  const { mean, deviation, sizes } = job;
  const perClass = dataset.classes.map(() => 0);
  for (const place of job.train) perClass[labels[place]]++;
  const { input, activation, hiddenLayers: _, ...training } = settings;
  return new Classifier({
    version: packageVersion,
    classes: [...dataset.classes],
    input: {
      convention: input,
      channels: Array.from(channels, (i) => dataset.firstChannel + i),
      eMin: Float64Array.from(channels, (i) => dataset.eMin[i]),
      eMax: Float64Array.from(channels, (i) => dataset.eMax[i]),
      ...(prepared.extraNames.length > 0 && { extraInputs: rangesOf(prepared, job.train) }),
      mean,
      deviation,
    },
    network: { sizes, activation, weights: job.weights },
    training: { ...training, ...result, spectra: perClass, background: dataset.backgroundCounts !== undefined },
    provenance: uniqueProvenance([...(initial?.model.provenance ?? []), ...dataset.provenance]),
  });
}
