import {
  checkList,
  checkOptions,
  isWithin,
  MismatchError,
  ParameterError,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type RunOptions,
  wordsFor,
} from '../base/index.js';
import type { Dataset } from '../dataset/index.js';
import { Classifier } from './classifier.js';
import { isSameConvention } from './inputs.js';
import { type SettingsGiven, settingsFrom, type TrainingSettings } from './settings.js';

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

/**
 * Options of `train`. A model trains on one thread, except for batches of more than 128 spectra, which threads share.
 */
export interface TrainingOptions extends SettingsGiven, RunOptions {
  /**
   * Soft labels: `spectra` x classes, the probability of each class of each spectrum of the dataset, each row summing to
   * 1 within 1e-5. The loss is the cross-entropy against them in place of the labels (Hinton, Vinyals, Dean,
   * arXiv:1503.02531, section 2). Accuracies, and the loss of `validationData`, are still by the labels.
   */
  targets?: ReadonlyFloat64Array | ReadonlyFloat32Array;
  /**
   * A factor on the loss of each spectrum of the dataset, 0 or more. As in Keras, losses are divided by the number of
   * spectra and not by the sum of the weights, and accuracies are unweighted.
   */
  sampleWeights?: ReadonlyFloat64Array | ReadonlyFloat32Array;
  /**
   * A classifier whose weights, with the mean and deviation of its inputs, training starts from (warm start), in place of
   * random ones. `hiddenLayers`, `activation`, `input` and `band` are its own by default; classes, channels and
   * these must be the same. Its training spectra are not forgotten in `provenance`.
   */
  initialClassifier?: Classifier;
  /** Spectra for early stopping in place of a part of the dataset; `validationShare` is then not used. */
  validationData?: Dataset;
  /** Called after each epoch, within 50 ms. */
  onEpoch?: (log: EpochLog) => void;
}

/**
 * Checks the settings and completes them: with those of the initial classifier, if there is one, then with the defaults.
 *
 * @throws ParameterError naming the option and its limits; MismatchError for an initial classifier of another kind.
 */
export function settingsOf(given: TrainingOptions): TrainingSettings {
  checkOptions(given);
  const { initialClassifier: initial, ...options } = given;
  if (initial === undefined) return settingsFrom(options);
  if (!(initial instanceof Classifier))
    throw new ParameterError(
      'initialClassifier',
      `initialClassifier is ${wordsFor(initial)}; a Classifier is needed (Classifier.load)`,
    );
  const { network, input, training } = initial.model;
  const { activation, sizes } = network;
  const said = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const known = { hiddenLayers: sizes.slice(1, -1), activation, band: training.band };
  const settings = settingsFrom({ ...known, ...said, input: { ...input.convention, ...options.input } });
  for (const field of ['hiddenLayers', 'activation', 'band'] as const)
    if (String(settings[field]) !== String(known[field]))
      throw differs(field, String(known[field]), String(settings[field]));
  if (!isSameConvention(settings.input, input.convention))
    throw differs('input', JSON.stringify(input.convention), JSON.stringify(settings.input));
  return settings;
}

const differs = (what: string, expected: string, found: string) =>
  new MismatchError(`${what} is ${found}, that of the initial classifier ${expected}`, {
    what: 'settings',
    expected,
    found,
    remedy: `leave ${what} out, or train without initialClassifier`,
  });

/**
 * The targets and sample weights of chosen rows of a dataset.
 *
 * @throws ParameterError for arrays of another length, probabilities out of 0 to 1 or that do not sum to 1, weights that
 *   are negative or all 0.
 */
export function answersOf(
  { count, classes }: Dataset,
  rows: Uint32Array,
  { targets, sampleWeights }: Pick<TrainingOptions, 'targets' | 'sampleWeights'>,
): { targets?: Float32Array; sampleWeights?: Float32Array } {
  const width = classes.length;
  if (targets !== undefined) checkTargets(targets, count, width);
  if (sampleWeights !== undefined) checkWeights(sampleWeights, rows, count);
  return {
    ...(targets && {
      targets: Float32Array.from({ length: rows.length * width }, (_, i) => {
        const k = i % width;
        return targets[rows[(i - k) / width] * width + k];
      }),
    }),
    ...(sampleWeights && { sampleWeights: Float32Array.from(rows, (row) => sampleWeights[row]) }),
  };
}

function checkTargets(targets: ArrayLike<number>, count: number, classes: number): void {
  checkList('targets', targets, 'an array of spectra x classes');
  if (targets.length !== count * classes)
    throw new ParameterError(
      'targets',
      `targets has ${targets.length} values; ${count} spectra x ${classes} classes are needed`,
    );
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let at = row * classes; at < (row + 1) * classes; at++) {
      if (!isWithin(targets[at], { min: 0, max: 1 }))
        throw new ParameterError(
          'targets',
          `targets[${at}], of spectrum ${row}, is ${targets[at]}; probabilities from 0 to 1 are needed`,
        );
      sum += targets[at];
    }
    if (Math.abs(sum - 1) > 1e-5)
      throw new ParameterError('targets', `the targets of spectrum ${row} sum to ${sum}; they must sum to 1`);
  }
}

function checkWeights(weights: ArrayLike<number>, rows: Uint32Array, count: number): void {
  checkList('sampleWeights', weights, 'an array of a number for each spectrum');
  if (weights.length !== count)
    throw new ParameterError('sampleWeights', `sampleWeights has ${weights.length} values for ${count} spectra`);
  for (let row = 0; row < count; row++)
    if (!isWithin(weights[row], { min: 0, max: 1e6 }))
      throw new ParameterError(
        'sampleWeights',
        `sampleWeights[${row}] is ${weights[row]}; numbers from 0 to 1e6 are needed`,
      );
  if (rows.length > 0 && !rows.some((row) => weights[row] > 0))
    throw new ParameterError(
      'sampleWeights',
      'sampleWeights are 0 for all spectra that can be used; give some above 0',
    );
}
