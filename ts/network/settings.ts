import * as v from 'valibot';
import {
  checkObject,
  isWholeWithin,
  isWithin,
  listOf,
  number,
  oneOf,
  ParameterError,
  parseAs,
  whole,
} from '../base/index.js';
import { type Band, defaultBand, isBand } from '../dataset/index.js';
import type { Activation, NativeTrainingJob } from '../native/index.js';
import { type InputConvention, inputConvention, inputFrom, inputSchema } from './inputs.js';

/** A stage of training: some epochs at one learning rate. */
export interface LearningRateStage {
  /** Number of epochs, 1 or more. */
  readonly epochs: number;
  /** Adam's learning rate, above 0. */
  readonly rate: number;
}

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
  /** Maximum number of epochs; default 100, or with stages of the learning rate the sum of theirs. */
  epochs: number;
  /** Number of spectra in a batch; default 32. */
  batchSize: number;
  /**
   * Counts to train on: those of the dataset in every epoch ('stored', the default), or fresh Poisson draws of its
   * expected counts in every epoch ('fresh', so that the network never sees the same noise twice; see `simulate`'s
   * `keepExpected`). Choice of rows, moments and validation use the stored counts in both cases.
   */
  noise: 'stored' | 'fresh';
  /**
   * Epochs without a lower validation loss before training, or the stage of the learning rate, ends; default 5. 0 trains
   * all epochs.
   */
  patience: number;
  /**
   * Adam's learning rate; default 0.001. A list gives stages, one after the other (piecewise constant decay, as in
   * [{ epochs: 8, rate: 1e-3 }, { epochs: 6, rate: 3e-4 }]); Adam's moments go on from stage to stage.
   */
  learningRate: number | readonly LearningRateStage[];
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

/** Settings that differ from the defaults. */
export type SettingsGiven = Partial<Omit<TrainingSettings, 'input'>> & { input?: Partial<InputConvention> };

const noises = ['stored', 'fresh'] as const;
const activations = ['relu', 'tanh', 'linear'] as const;

/** Schema of an energy band; see `checkBand`. */
const band = v.custom<[number, number]>(isBand, '[from, to] in keV with 0 <= from < to');

const isStage = (value: unknown): value is LearningRateStage =>
  typeof value === 'object' &&
  value !== null &&
  String(Object.keys(value).sort()) === 'epochs,rate' &&
  'epochs' in value &&
  'rate' in value &&
  isWholeWithin(value.epochs, 1, 1e6) &&
  isWithin(value.rate, rateLimits);
const rateLimits = { above: 0, max: 1e6 };

/** Schema of a learning rate or its stages. */
const learningRate = v.custom<number | readonly LearningRateStage[]>(
  (value) =>
    isWithin(value, rateLimits) ||
    (Array.isArray(value) && value.length >= 1 && value.length <= 1000 && value.every(isStage)),
  'a number, above 0 and at most 1e6, or a list of up to 1000 stages { epochs, rate }: whole numbers of epochs, rates ' +
    'above 0',
);

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
  learningRate,
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
  const { learningRate } = settings;
  if (typeof learningRate === 'number') return settings;
  const epochs = learningRate.reduce((sum, stage) => sum + stage.epochs, 0);
  if (epochs > 1e6) throw new ParameterError('learningRate', `learningRate has ${epochs} epochs; at most 1e6 can be`);
  if (options.epochs !== undefined && options.epochs !== epochs)
    throw new ParameterError(
      'epochs',
      `epochs is ${options.epochs}, the stages of learningRate have ${epochs}; leave epochs out, or give the same`,
    );
  return { ...settings, epochs };
}

/** The settings that a native job takes unchanged. */
export function jobSettings(
  settings: TrainingSettings,
): Pick<NativeTrainingJob, 'l1' | 'l2' | 'activation' | 'stages' | 'batchSize' | 'patience' | 'seed' | 'standardise'> {
  const { l1, l2, activation, epochs, batchSize, patience, learningRate, seed } = settings;
  const { standardise } = settings.input;
  const stages =
    typeof learningRate === 'number'
      ? [{ epochs, learningRate }]
      : learningRate.map((stage) => ({ epochs: stage.epochs, learningRate: stage.rate }));
  return { l1, l2, activation, stages, batchSize, patience, seed, standardise };
}
