import { type Band, type Dataset, defaultBand } from '../dataset/index.js';
import { type NativeTrainingJob, ParameterError, type RunOptions } from '../native/index.js';

/** What decides the weights, beside the data: stored in the model file. Defaults are the paper's, or Keras'. */
export interface TrainingSettings {
  /** Nodes of each hidden layer (ReLU); default [10] (Hebbar & Heinke 2023, section 2.1). May be empty. */
  hiddenLayers: number[];
  /** lambda of lambda sum|w| over the kernels of the hidden layers, added to the loss; default 0.001. */
  l1: number;
  /** Most epochs; default 100. */
  epochs: number;
  /** Spectra in a batch; default 32. */
  batchSize: number;
  /** Epochs without a lower validation loss before training ends; default 5. 0 trains all epochs. */
  patience: number;
  /** Adam's learning rate; default 0.001. */
  learningRate: number;
  /** Of the first weights, the order of the spectra and the validation rows: 0 to 2^53 - 1, default 0. */
  seed: number;
  /** Part of the training sources of each class held out to stop by; default 0.1. 0: no stopping, last weights. */
  validationShare: number;
  /** Spectra with this many net counts in `countBand` or fewer are left out; default 100. */
  minimumNetCounts: number;
  /** Band of `minimumNetCounts`, keV; default 0.3 to 8.0. */
  countBand: Band;
  /** The inputs are the channels whose centre lies in this band, keV; default 0.3 to 8.0 (527 channels of ACIS). */
  band: Band;
}

/** The settings of the paper's network (Hebbar & Heinke 2023, section 2.1 and appendix B), elsewhere Keras' defaults. */
export const defaultSettings: Readonly<TrainingSettings> = {
  hiddenLayers: [10],
  l1: 1e-3,
  epochs: 100,
  batchSize: 32,
  patience: 5,
  learningRate: 1e-3,
  seed: 0,
  validationShare: 0.1,
  minimumNetCounts: 100,
  countBand: defaultBand,
  band: defaultBand,
};

/** One epoch of training, as Keras reports it: losses include the L1 penalty. */
export interface EpochLog {
  /** From 1. */
  epoch: number;
  /** Mean over the epoch's batches, while the weights changed. */
  loss: number;
  /** Share of right verdicts of the same. */
  accuracy: number;
  /** After the epoch, over the validation rows; NaN without. */
  validationLoss: number;
  validationAccuracy: number;
}

/** Options of `train`. */
export interface TrainingOptions extends Partial<TrainingSettings>, RunOptions {
  /** Spectra to stop by instead of a part of the dataset; `validationShare` is then not used. */
  validationData?: Dataset;
  /** Called after each epoch (within 50 ms). */
  onEpoch?: (log: EpochLog) => void;
  /** 1 to 1024; see `threadBudget`. One model trains on one thread; the weights do not depend on it. */
  threads?: number;
}

const limits: [keyof TrainingSettings, low: number, high: number, whole: boolean][] = [
  ['l1', 0, 1e6, false],
  ['epochs', 1, 1e6, true],
  ['batchSize', 1, 2 ** 20, true],
  ['patience', 0, 1e6, true],
  ['learningRate', Number.MIN_VALUE, 1e6, false],
  ['seed', 0, Number.MAX_SAFE_INTEGER, true],
  ['minimumNetCounts', 0, Number.MAX_VALUE, false],
];

/** The settings with their defaults, checked. @throws ParameterError naming the option and its limits. */
export function settingsFrom(options: Partial<TrainingSettings>): TrainingSettings {
  const given = Object.fromEntries(
    Object.keys(defaultSettings)
      .map((name) => [name, options[name as keyof TrainingSettings]])
      .filter(([, value]) => value !== undefined),
  );
  const settings: TrainingSettings = { ...defaultSettings, ...given };
  for (const [name, low, high, whole] of limits) {
    const value = settings[name] as number;
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new ParameterError(
        name,
        `${name} is ${value}; it must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
      );
  }
  if (!(settings.validationShare >= 0 && settings.validationShare < 1))
    throw new ParameterError(
      'validationShare',
      `validationShare is ${settings.validationShare}; it must be from 0 to below 1`,
    );
  if (!settings.hiddenLayers.every((nodes) => Number.isInteger(nodes) && nodes >= 1 && nodes <= 4096))
    throw new ParameterError(
      'hiddenLayers',
      `hiddenLayers is [${settings.hiddenLayers}]; give 1 to 4096 nodes for each layer`,
    );
  return settings;
}

/** The part of the settings that a native job takes as it is. */
export function jobSettings(
  settings: TrainingSettings,
): Pick<
  NativeTrainingJob,
  'l1' | 'epochs' | 'batchSize' | 'patience' | 'learningRate' | 'seed' | 'shuffle' | 'standardise' | 'initialise'
> {
  const { l1, epochs, batchSize, patience, learningRate, seed } = settings;
  return { l1, epochs, batchSize, patience, learningRate, seed, shuffle: true, standardise: true, initialise: true };
}
