import * as v from 'valibot';
import { checkObject, listOf, number, oneOf, ParameterError, parseAs, type RunOptions, whole } from '../base/index.js';
import { type Band, type Dataset, defaultBand, isBand } from '../dataset/index.js';
import type { Activation, NativeTrainingJob } from '../native/index.js';
import { type InputConvention, inputConvention, inputFrom, inputSchema } from './inputs.js';

/**
 * The settings that, with the data, determine the weights; stored in the model file. Defaults are the paper's,
 * elsewhere Keras'.
 */
export interface TrainingSettings {
  /** Nodes of each hidden layer; default [10] (Hebbar & Heinke 2023, section 2.1). May be empty. */
  hiddenLayers: readonly number[];
  /** Nonlinearity of the hidden layers; default 'relu'. */
  activation: Activation;
  /** lambda of the penalty lambda sum|w| over the kernels of the hidden layers, added to the loss; default 0.001. */
  l1: number;
  /** lambda of the penalty lambda sum w^2 over the same kernels; default 0. */
  l2: number;
  /** Maximum number of epochs; default 100. */
  epochs: number;
  /** Number of spectra in a batch; default 32. */
  batchSize: number;
  /**
   * Counts to train on: those of the dataset in every epoch ('stored', the default), or fresh Poisson draws of its
   * expected counts in every epoch ('fresh', so that the network never sees the same noise twice; see `simulate`'s
   * `keepExpected`). Choice of rows, moments and validation use the stored counts in both cases.
   */
  noise: 'stored' | 'fresh';
  /** Epochs without a lower validation loss before training ends; default 5. 0 trains all epochs. */
  patience: number;
  /** Adam's learning rate; default 0.001. */
  learningRate: number;
  /**
   * Seed of the initial weights, the order of the spectra and the choice of validation rows: 0 to 2^53 - 1, default 0.
   */
  seed: number;
  /**
   * Share of the training sources of each class that is held out for early stopping; default 0.1. With 0 there is no
   * early stopping, and the last weights are kept.
   */
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
  /** Mean loss over the batches of the epoch, during which the weights change. */
  loss: number;
  /** Share of right verdicts over the same batches. */
  accuracy: number;
  /** Loss over the validation rows after the epoch; NaN without validation rows. */
  validationLoss: number;
  validationAccuracy: number;
}

/** Settings that differ from the defaults. */
export type SettingsGiven = Partial<Omit<TrainingSettings, 'input'>> & { input?: Partial<InputConvention> };

/**
 * Options of `train`. A model trains on one thread, except for batches of more than 128 spectra, which threads share.
 */
export interface TrainingOptions extends SettingsGiven, RunOptions {
  /** Spectra for early stopping in place of a part of the dataset; `validationShare` is then not used. */
  validationData?: Dataset;
  /** Called after each epoch, within 50 ms. */
  onEpoch?: (log: EpochLog) => void;
}

const noises = ['stored', 'fresh'] as const;
const activations = ['relu', 'tanh', 'linear'] as const;

/** Schema of an energy band; see `checkBand`. */
const band = v.custom<[number, number]>(isBand, '[from, to] in keV with 0 <= from < to');

/** Schema of each setting. */
export const settingsFields = {
  hiddenLayers: listOf(whole(1, 4096)),
  activation: oneOf(activations),
  l1: number({ min: 0, max: 1e6 }),
  l2: number({ min: 0, max: 1e6 }),
  epochs: whole(1, 1e6),
  batchSize: whole(1, 2 ** 20),
  noise: oneOf(noises),
  patience: whole(0, 1e6),
  learningRate: number({ above: 0, max: 1e6 }),
  seed: whole(),
  validationShare: number({ min: 0, below: 1 }),
  minimumNetCounts: number({ min: 0 }),
  countBand: band,
  band,
  input: inputSchema,
} satisfies { [Field in keyof TrainingSettings]: v.GenericSchema<unknown, TrainingSettings[Field]> };
const settingsSchema = v.strictObject(settingsFields);

/** Checks settings and completes them with the defaults. @throws ParameterError naming the option and its limits. */
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

/**
 * Throws unless settings with fresh noise use shares of the net counts: the native code that makes the draws knows no
 * other convention.
 */
function checkFreshNoise({ noise, input: { counts, scale, transform } }: TrainingSettings): void {
  if (noise !== 'fresh' || (counts === 'net' && scale === 'unit' && transform === 'none')) return;
  throw new ParameterError(
    'noise',
    `noise is fresh, which needs inputs of net counts, scale unit and transform none, not ${counts}, ${scale} and ` +
      `${transform}; leave those fields of input out, or use noise 'stored'`,
  );
}

/** The settings that a native job takes unchanged. */
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
