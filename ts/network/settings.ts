import * as v from 'valibot';
import { checkObject, listOf, number, oneOf, ParameterError, parseAs, type RunOptions, whole } from '../base/index.js';
import { type Band, type Dataset, defaultBand, isBand } from '../dataset/index.js';
import type { Activation, NativeTrainingJob } from '../native/index.js';
import { type InputConvention, inputConvention, inputFrom, inputSchema } from './inputs.js';

/** What decides the weights, beside the data: stored in the model file. Defaults are the paper's, or Keras'. */
export interface TrainingSettings {
  /** Nodes of each hidden layer; default [10] (Hebbar & Heinke 2023, section 2.1). May be empty. */
  hiddenLayers: readonly number[];
  /** Nonlinearity of the hidden layers; default 'relu'. */
  activation: Activation;
  /** lambda of lambda sum|w| over the kernels of the hidden layers, added to the loss; default 0.001. */
  l1: number;
  /** lambda of lambda sum w^2 over the same kernels; default 0. */
  l2: number;
  /** Most epochs; default 100. */
  epochs: number;
  /** Spectra in a batch; default 32. */
  batchSize: number;
  /**
   * Counts to train on: those of the dataset in every epoch ('stored', the default), or fresh Poisson draws of its expected
   * counts in every epoch ('fresh', so that the network never sees the same noise twice; see `simulate`'s `keepExpected`).
   * Rows, moments and validation go by the stored counts all the same.
   */
  noise: 'stored' | 'fresh';
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
  /** How spectra become inputs; default shares of the net counts, standardised. */
  input: InputConvention;
}

/** The settings of the paper's network (Hebbar & Heinke 2023, section 2.1 and appendix B), elsewhere Keras' defaults. */
export const defaultSettings: Readonly<TrainingSettings> = {
  hiddenLayers: [10],
  activation: 'relu',
  l1: 1e-3,
  l2: 0,
  epochs: 100,
  batchSize: 32,
  noise: 'stored',
  patience: 5,
  learningRate: 1e-3,
  seed: 0,
  validationShare: 0.1,
  minimumNetCounts: 100,
  countBand: defaultBand,
  band: defaultBand,
  input: inputConvention,
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

/** Settings, as far as they are not the defaults. */
export type SettingsGiven = Partial<Omit<TrainingSettings, 'input'>> & { input?: Partial<InputConvention> };

/** Options of `train`. One model trains on one thread, but for batches of more than 128 spectra, which threads share. */
export interface TrainingOptions extends SettingsGiven, RunOptions {
  /** Spectra to stop by instead of a part of the dataset; `validationShare` is then not used. */
  validationData?: Dataset;
  /** Called after each epoch (within 50 ms). */
  onEpoch?: (log: EpochLog) => void;
}

const noises = ['stored', 'fresh'] as const;
const activations = ['relu', 'tanh', 'linear'] as const;

/** An energy band, as `checkBand` has it. */
const band = v.custom<[number, number]>(isBand, '[from, to] in keV with 0 <= from < to');

/** What each setting may be. */
export const settingsFields = {
  hiddenLayers: listOf(whole(1, 4096)),
  activation: oneOf(activations),
  l1: number({ least: 0, most: 1e6 }),
  l2: number({ least: 0, most: 1e6 }),
  epochs: whole(1, 1e6),
  batchSize: whole(1, 2 ** 20),
  noise: oneOf(noises),
  patience: whole(0, 1e6),
  learningRate: number({ above: 0, most: 1e6 }),
  seed: whole(),
  validationShare: number({ least: 0, below: 1 }),
  minimumNetCounts: number({ least: 0 }),
  countBand: band,
  band,
  input: inputSchema,
} satisfies { [Field in keyof TrainingSettings]: v.GenericSchema<unknown, TrainingSettings[Field]> };
const settingsSchema = v.strictObject(settingsFields);

/** The settings with their defaults, checked. @throws ParameterError naming the option and its limits. */
export function settingsFrom(options: SettingsGiven): TrainingSettings {
  checkObject('options', options, 'an object of settings');
  const given = Object.fromEntries(
    Object.keys(defaultSettings)
      .map((name) => [name, options[name as keyof TrainingSettings]])
      .filter(([, value]) => value !== undefined),
  );
  const settings = parseAs(settingsSchema, { ...defaultSettings, ...given, input: inputFrom(options.input) });
  checkFreshNoise(settings);
  return settings;
}

/** Fresh draws are made where they are used, as shares of the net counts. */
function checkFreshNoise({ noise, input: { counts, scale, transform } }: TrainingSettings): void {
  if (noise !== 'fresh' || (counts === 'net' && scale === 'unit' && transform === 'none')) return;
  throw new ParameterError(
    'noise',
    `noise is fresh, which needs inputs of net counts, scale unit and transform none, not ${counts}, ${scale} and ` +
      `${transform}; leave those fields of input out, or use noise 'stored'`,
  );
}

/** The part of the settings that a native job takes as it is. */
export function jobSettings(
  settings: TrainingSettings,
): Pick<
  NativeTrainingJob,
  'l1' | 'l2' | 'activation' | 'epochs' | 'batchSize' | 'patience' | 'learningRate' | 'seed' | 'standardise'
> {
  const { l1, l2, activation, epochs, batchSize, patience, learningRate, seed } = settings;
  const { standardise } = settings.input;
  return { l1, l2, activation, epochs, batchSize, patience, learningRate, seed, standardise };
}
