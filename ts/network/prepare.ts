import { MismatchError, ParameterError, packageVersion, type ReadonlyFloat64Array } from '../base/index.js';
import { bandChannels, type Dataset, type Split, validateDataset } from '../dataset/index.js';
import {
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeTrainingJob,
  newHistory,
  parameterCount,
} from '../native/index.js';
import { Classifier } from './classifier.js';
import { expectedRows, networkInputs, usableRows } from './inputs.js';
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
  inputs: Float32Array | NativeCountRows;
  labels: Uint8Array;
  /** Expected counts of the same rows, if noise is fresh. */
  expected?: NativeExpectedRows;
  /** The position of a row of the dataset in `inputs`; -1 for one that is not usable. */
  place: (row: number) => number;
}

/** Selects channels and rows and makes the inputs, once for all models. */
export function prepare(dataset: Dataset, settings: TrainingSettings, extra?: Dataset): Prepared {
  validateDataset(dataset);
  if (dataset.classes.length < 2)
    throw new ParameterError('dataset', `there is one class only (${dataset.classes}); a classifier needs two or more`);
  const channels = bandChannels(dataset.eMin, dataset.eMax, settings.band);
  const rows = usableRows(dataset, settings);
  const beyond = extra !== undefined ? usableRows(checkExtra(extra, dataset), settings) : new Uint32Array(0);
  const selections = [{ spectra: dataset, rows }, ...(extra ? [{ spectra: extra, rows: beyond }] : [])];
  const inputs = networkInputs(selections, channels, settings.input);
  const expected = settings.noise === 'fresh' ? expectedRows(dataset, rows, beyond.length, channels) : undefined;
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
  return { dataset, channels, rows, extraRows, inputs, labels, expected, place: (row) => places[row] };
}

function checkExtra(extra: Dataset, dataset: Dataset): Dataset {
  validateDataset(extra, 'validationData');
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

export function classifierOf(
  { dataset, channels, labels }: Prepared,
  job: NativeTrainingJob,
  settings: TrainingSettings,
  result: { epochsRun: number; bestEpoch: number; aborted: boolean },
): Classifier {
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
      mean,
      deviation,
    },
    network: { sizes, activation, weights: job.weights },
    training: { ...training, ...result, spectra: perClass, background: dataset.backgroundCounts !== undefined },
    provenance: dataset.provenance,
  });
}
