import * as v from 'valibot';
import {
  type Limits,
  listOf,
  number,
  numberWords,
  ParameterError,
  parseAs,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  string,
  truth,
  whole,
} from '../base/index.js';
import type { Provenance } from '../dataset/index.js';
import { type Activation, parameterCount } from '../native/index.js';
import { extraNames, type InputConvention, inputSchema, inputWidth } from './inputs.js';
import { settingsFields, type TrainingSettings } from './settings.js';

/** An extra input of a classifier. */
export interface ExtraInputRange {
  /** A word of `extra` of the {@link InputConvention}, or the name of a number that describes the response. */
  readonly name: string;
  /** The smallest and the largest number among the training spectra. */
  readonly min: number;
  readonly max: number;
}

/** Everything that defines a classifier: the content of a model file. */
export interface ClassifierModel {
  /** Version of the package that trained it. */
  readonly version: string;
  /** Names of the classes, in the order of the probabilities; usually 'star' and 'agn'. */
  readonly classes: readonly string[];
  readonly input: {
    readonly convention: Readonly<InputConvention>;
    /** Channel numbers in the band, as in PHA files (counted from the first channel of the training response). */
    readonly channels: readonly number[];
    /** Edges of these channels, keV. */
    readonly eMin: ReadonlyFloat64Array;
    readonly eMax: ReadonlyFloat64Array;
    /** The extra inputs, if there are any: they follow the channels or their groups. */
    readonly extraInputs?: readonly ExtraInputRange[];
    /** Mean and standard deviation of each input over the training spectra. */
    readonly mean: ReadonlyFloat64Array;
    readonly deviation: ReadonlyFloat64Array;
  };
  readonly network: {
    /** Number of inputs, of nodes in each hidden layer, and of classes (softmax). */
    readonly sizes: readonly number[];
    /** Nonlinearity of the hidden layers. */
    readonly activation: Activation;
    /** Layer by layer: kernel [inputs][nodes], then bias. */
    readonly weights: ReadonlyFloat32Array;
  };
  /** The settings of the training, except those in `input` and `network`, and its outcome. */
  readonly training: Readonly<Omit<TrainingSettings, 'input' | 'hiddenLayers' | 'activation'>> & {
    /** Complete epochs, and the one (from 1) whose weights were kept. */
    readonly epochsRun: number;
    readonly bestEpoch: number;
    /** Whether training was stopped by the user before it was finished. */
    readonly aborted: boolean;
    /** Number of training spectra of each class, without those used for early stopping. */
    readonly spectra: readonly number[];
    /** Whether the training spectra had a background. */
    readonly background: boolean;
  };
  /** Populations, responses and seeds behind the training spectra. */
  readonly provenance: readonly Provenance[];
}

const { input: _, hiddenLayers: __, activation, ...settings } = settingsFields;

/**
 * Schemas of the fields that a model and a model file share. `numbers` makes the schema of a list of numbers within
 * limits: typed arrays in a model, lists in a file.
 */
export const networkFields = { sizes: listOf(whole(1)), activation };
export const modelFields = <Numbers extends v.GenericSchema>(numbers: (limits?: Limits) => Numbers) => ({
  version: string,
  classes: v.pipe(
    listOf(string),
    v.check((names) => names.length >= 2 && new Set(names).size === names.length, 'two or more different names'),
  ),
  input: v.strictObject({
    convention: inputSchema,
    channels: listOf(whole()),
    eMin: numbers({ min: 0 }),
    eMax: numbers(),
    extraInputs: v.optional(listOf(v.strictObject({ name: string, min: number(), max: number() }))),
    mean: numbers(),
    deviation: numbers({ above: 0 }),
  }),
  training: v.strictObject({
    ...settings,
    epochsRun: whole(),
    bestEpoch: whole(),
    aborted: truth,
    spectra: listOf(whole()),
    background: truth,
  }),
  provenance: listOf(
    v.strictObject({
      seed: number(),
      population: string,
      response: string,
      version: string,
      background: v.optional(string),
      fluxScale: v.optional(number({ above: 0 })),
      plasma: v.optional(string),
    } satisfies { [Field in keyof Provenance]-?: v.GenericSchema<unknown, Provenance[Field]> }),
  ),
});

/** Where the first number that is not within the limits is; -1 if there is none. A plain loop: networks have many numbers. */
function firstBeyond(numbers: Float64Array | Float32Array, limits: Limits): number {
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = limits;
  for (let i = 0; i < numbers.length; i++)
    if (!(numbers[i] >= min && numbers[i] <= max && numbers[i] > above && numbers[i] < below)) return i;
  return -1;
}

/** Schema of a typed array of one kind, with every number within limits. */
const arrayOf = <Kind extends Float64Array | Float32Array>(
  Type: (new (...args: never[]) => Kind) & { name: string },
  limits: Limits = {},
) =>
  v.pipe(
    v.instance(Type, `a ${Type.name}`),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { value } = dataset;
      const key = firstBeyond(value, limits);
      if (key < 0) return;
      const element = {
        type: 'array',
        origin: 'value',
        input: value,
        key,
        value: value[key],
      } as unknown as v.ArrayPathItem;
      addIssue({ message: numberWords(limits), input: value[key], path: [element] });
    }),
  );

export const modelSchema: v.GenericSchema<unknown, ClassifierModel> = v.strictObject({
  ...modelFields((limits) => arrayOf(Float64Array, limits)),
  network: v.strictObject({ ...networkFields, weights: arrayOf(Float32Array) }),
});

/** Models that the reader of files has just checked, which need not be checked again before they are used. */
export const checkedModels = new WeakSet<ClassifierModel>();

/** Checks every part of a model. @throws ParameterError with the path of what does not fit. */
export function checkModel(given: unknown): ClassifierModel {
  if (checkedModels.delete(given as ClassifierModel)) return given as ClassifierModel;
  const model = parseAs(modelSchema, given, 'model');
  checkFit(model, 'model.');
  return model;
}

/**
 * Checks that the parts of a model fit each other. @throws ParameterError with the path, after `prefix`, of the part
 * that does not.
 */
export function checkFit({ classes, input, network, training }: ClassifierModel, prefix = ''): void {
  const need: Need = (holds, path, what) => {
    if (!holds) throw new ParameterError(`${prefix}${path}`, `${prefix}${path} ${what}`);
  };
  const { sizes, weights } = network;
  const outputs = sizes[sizes.length - 1];
  need(sizes.length >= 2, 'network.sizes', 'has fewer than two layers');
  need(outputs === classes.length, 'network.sizes', `ends with ${outputs} nodes for ${classes.length} classes`);
  const count = parameterCount(sizes);
  need(
    weights.length === count,
    'network.weights',
    `has ${weights.length} numbers; a network of ${sizes.join('-')} needs ${count}`,
  );
  const { convention, channels, eMin, eMax, mean, deviation } = input;
  const names = responseNamesOf(input);
  checkExtraInputs(input, need);
  const width = inputWidth(convention, channels.length, names);
  need(width === sizes[0], 'input.channels', `make ${width} inputs; the network has ${sizes[0]}`);
  for (const [name, list] of Object.entries({ eMin, eMax }))
    need(
      list.length === channels.length,
      `input.${name}`,
      `has ${list.length} numbers; there are ${channels.length} channels`,
    );
  for (const [name, list] of Object.entries({ mean, deviation }))
    need(list.length === sizes[0], `input.${name}`, `has ${list.length} numbers; the network has ${sizes[0]} inputs`);
  const gap = channels.findIndex((channel, i) => i > 0 && channel !== channels[i - 1] + 1);
  need(gap < 0, `input.channels[${gap}]`, `is ${channels[gap]}; channels must follow each other`);
  const empty = eMin.findIndex((low, i) => !(eMax[i] > low));
  need(empty < 0, `input.eMax[${empty}]`, `is ${eMax[empty]} keV; it must be above eMin, ${eMin[empty]} keV`);
  checkBand(input, training.band, need);
  checkSizes({ input, network }, need);
  const { spectra } = training;
  need(
    spectra.length === classes.length,
    'training.spectra',
    `has ${spectra.length} numbers for ${classes.length} classes`,
  );
}

type Need = (holds: boolean, path: string, what: string) => void;

/** The channels are in the band and in the order of energy, up or down: shifted lists are not. */
function checkBand({ eMin, eMax }: ClassifierModel['input'], [low, high]: readonly [number, number], need: Need): void {
  const centre = (i: number) => (eMin[i] + eMax[i]) / 2;
  const outside = eMin.findIndex((_, i) => !(centre(i) >= low - 1e-6 && centre(i) <= high + 1e-6));
  need(
    outside < 0,
    `input.eMin[${outside}]`,
    `is of a channel around ${centre(outside)} keV, outside the band of the training, ${low} to ${high} keV`,
  );
  const direction = Math.sign(centre(1) - centre(0));
  const turned = eMin.findIndex((_, i) => i > 0 && !((centre(i) - centre(i - 1)) * direction > 0));
  need(turned < 0, `input.eMin[${turned}]`, `is ${eMin[turned]} keV; energies must go one way from channel to channel`);
}

/** Inputs before standardisation are below this: counts, rates, shares, logarithms. */
const largestInput = 1e6;
const largestFloat = 3.4028234663852886e38;

/** No input varies so little, and no weights are so large, that the numbers of the network could leave single precision. */
function checkSizes({ input, network }: Pick<ClassifierModel, 'input' | 'network'>, need: Need): void {
  const { mean, deviation } = input;
  const flat = deviation.findIndex((width, i) => width < 1e-15 || width <= 1e-12 * Math.abs(mean[i]));
  need(
    flat < 0,
    `input.deviation[${flat}]`,
    `is ${deviation[flat]} beside a mean of ${mean[flat]}; an input that varies so little tells nothing, and would be divided by it`,
  );
  const { sizes, weights, activation } = network;
  let bounds = Float64Array.from(deviation, (width, i) => (largestInput + Math.abs(mean[i])) / width);
  let at = 0;
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const [inputs, nodes] = [sizes[layer], sizes[layer + 1]];
    const next = new Float64Array(nodes);
    for (let i = 0; i < inputs; i++, at += nodes) addTimes(next, weights, at, bounds[i]);
    addTimes(next, weights, at, 1);
    at += nodes;
    const over = next.findIndex((bound) => !(bound < largestFloat));
    need(
      over < 0,
      'network.weights',
      `are so large that node ${over} of layer ${layer + 1} may overflow single precision`,
    );
    bounds = activation === 'tanh' ? new Float64Array(nodes).fill(1) : next;
  }
}

/** Adds the absolute values of some weights times a factor. A function of its own is compiled sooner than a loop in a long one. */
function addTimes(sums: Float64Array, weights: ReadonlyFloat32Array, at: number, factor: number): void {
  for (let node = 0; node < sums.length; node++) sums[node] += factor * Math.abs(weights[at + node]);
}

/** The extra inputs are those of the convention, in its order. */
function checkExtraInputs({ convention, extraInputs = [] }: ClassifierModel['input'], need: Need): void {
  const found = extraInputs.map(({ name }) => name);
  const names = responseNamesOf({ convention, extraInputs });
  const wanted = extraNames(convention, names);
  need(
    String(found) === String(wanted) && new Set(found).size === found.length,
    'input.extraInputs',
    `are ${found.join(', ') || 'none'}; the convention has ${convention.extra?.join(', ') || 'none'}`,
  );
  need(
    names.length > 0 || !convention.extra?.includes('response'),
    'input.extraInputs',
    "have no number of the response, which the convention's extra inputs name",
  );
  const reversed = extraInputs.findIndex(({ min, max }) => min > max);
  need(reversed < 0, `input.extraInputs[${reversed}].max`, 'is below min');
}

/** The names of the numbers that describe a response; none if they are no input. */
export function responseNamesOf({
  convention: { extra = [] },
  extraInputs = [],
}: Pick<ClassifierModel['input'], 'convention' | 'extraInputs'>): string[] {
  const place = extra.indexOf('response');
  if (place < 0) return [];
  const count = Math.max(0, extraInputs.length - extra.length + 1);
  return extraInputs.slice(place, place + count).map(({ name }) => name);
}
