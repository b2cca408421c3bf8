import { checkObject, ParameterError, type ReadonlyFloat32Array, type ReadonlyFloat64Array } from '../base/index.js';
import type { Provenance } from '../dataset/index.js';
import { parameterCount } from '../native/index.js';
import { type InputConvention, inputFrom, inputWords } from './inputs.js';
import { settingsFrom, type TrainingSettings } from './settings.js';

/** Everything a classifier is: what a model file stores. */
export interface ClassifierModel {
  /** Version of the package that trained it. */
  readonly version: string;
  /** Names of the classes, in the order of the probabilities; in the main job 'star' and 'agn'. */
  readonly classes: readonly string[];
  readonly input: {
    readonly convention: Readonly<InputConvention>;
    /** Channel numbers of the inputs (as PHA files count them, from the training response's first channel). */
    readonly channels: readonly number[];
    /** Their edges, keV. */
    readonly eMin: ReadonlyFloat64Array;
    readonly eMax: ReadonlyFloat64Array;
    /** Moments of the training inputs. */
    readonly mean: ReadonlyFloat64Array;
    readonly deviation: ReadonlyFloat64Array;
  };
  readonly network: {
    /** Inputs, hidden nodes of each layer (`training.activation`), classes (softmax). */
    readonly sizes: readonly number[];
    /** Layer by layer: kernel [inputs][nodes], then bias. */
    readonly weights: ReadonlyFloat32Array;
  };
  /** Its settings; the one of the inputs is `input.convention`. */
  readonly training: Readonly<Omit<TrainingSettings, 'input'>> & {
    /** Complete epochs, and the one (from 1) whose weights were kept. */
    readonly epochsRun: number;
    readonly bestEpoch: number;
    /** Training was stopped before it was done. */
    readonly aborted: boolean;
    /** Spectra of each class it was trained on (without those it was stopped by). */
    readonly spectra: readonly number[];
    /** The training spectra had a background; absent in files of earlier versions. */
    readonly background?: boolean;
  };
  /** Populations, responses and seeds behind the training spectra. */
  readonly provenance: readonly Provenance[];
}

function need(holds: boolean, what: string): void {
  if (!holds) throw new ParameterError('model', what);
}

const isFiniteNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);
const isWhole = (x: unknown, low: number): x is number => Number.isInteger(x) && (x as number) >= low;

/** Checks every part of a model, which may come from a file. @throws ParameterError saying which does not fit. */
export function checkModel(model: ClassifierModel): ClassifierModel {
  checkObject('model', model, 'a model (that of a Classifier)', 'classes', 'input', 'network', 'training');
  for (const part of ['input', 'network', 'training'] as const) checkObject(`model.${part}`, model[part], 'an object');
  const { classes, network, input, training, provenance } = model;
  need(typeof model.version === 'string', 'version is no text');
  need(Array.isArray(classes) && classes.every((name) => typeof name === 'string'), 'classes is no list of names');
  need(new Set(classes).size === classes.length && classes.length >= 2, 'classes must be two or more different names');
  need(
    Array.isArray(network.sizes) && network.sizes.every((n) => isWhole(n, 1)),
    'network.sizes is no list of layer widths',
  );
  need(network.sizes[network.sizes.length - 1] === classes.length, 'the last layer has not one node a class');
  const weights = parameterCount(network.sizes);
  need(
    network.weights instanceof Float32Array && network.weights.length === weights,
    `weights: a Float32Array of ${weights} numbers is needed for a network of ${network.sizes.join('-')}`,
  );
  need(network.weights.every(Number.isFinite), 'weights: a number is not finite');
  checkInput(input, network.sizes[0]);
  checkTraining(training, input.convention, network.sizes, classes.length);
  need(Array.isArray(provenance), 'provenance is no list');
  for (const entry of provenance)
    for (const name of ['population', 'response', 'version'] as const)
      need(typeof entry?.[name] === 'string', `provenance: ${name} is no text`);
  return model;
}

function checkInput(input: ClassifierModel['input'], width: number): void {
  inputFrom(input.convention, 'input.convention');
  for (const field of Object.keys(inputWords))
    need(Object.hasOwn(input.convention, field), `input.convention.${field} is missing`);
  const { channels, eMin, eMax, mean, deviation } = input;
  for (const [name, list] of Object.entries({ channels, eMin, eMax, mean, deviation }))
    need(list?.length === width && Array.from(list).every(isFiniteNumber), `input.${name} is not ${width} numbers`);
  need(
    channels.every((n, i) => isWhole(n, 0) && (i === 0 || n === channels[i - 1] + 1)),
    'input.channels do not follow each other',
  );
  need(
    eMin.every((low, i) => low >= 0 && eMax[i] > low),
    'input.eMin is not below eMax',
  );
  need(
    deviation.every((x) => x > 0),
    'input.deviation must be above 0',
  );
}

function checkTraining(
  training: ClassifierModel['training'],
  convention: InputConvention,
  sizes: readonly number[],
  classes: number,
): void {
  const settings = settingsFrom({ ...training, input: convention });
  need(
    String(settings.hiddenLayers) === String(sizes.slice(1, -1)),
    'training.hiddenLayers are not those of the network',
  );
  need(isWhole(training.epochsRun, 0) && isWhole(training.bestEpoch, 0), 'training.epochsRun is no whole number');
  need(typeof training.aborted === 'boolean', 'training.aborted is neither true nor false');
  need(['boolean', 'undefined'].includes(typeof training.background), 'training.background is neither true nor false');
  need(
    training.spectra?.length === classes && training.spectra.every((n) => isWhole(n, 0)),
    'training.spectra is not one number a class',
  );
}
