import * as v from 'valibot';
import {
  checkObject,
  listOf,
  MismatchError,
  oneOf,
  ParameterError,
  parseAs,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type ReadonlyUint16Array,
  whole,
} from '../base/index.js';
import { type Band, type Dataset, descriptorRows, netCounts, type Spectra } from '../dataset/index.js';
import {
  addon,
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeFloatRows,
  type NativeInputRule,
} from '../native/index.js';

/**
 * A number of a spectrum that a network is given beside the channels; it is neither scaled nor transformed. N is the sum
 * of its counts over the channels in the band, B that of its background counts scaled to the source region.
 * - `logNetCounts`: log10 of the net counts N - B, of at least 0.5;
 * - `logTotalCounts`: log10(N + 1);
 * - `backgroundShare`: sqrt(B / (N + 1)), 0 without a background;
 * - `response`: the numbers that describe its response (`responseDescriptor` of {@link Spectra}).
 */
export type ExtraInput = 'logNetCounts' | 'logTotalCounts' | 'backgroundShare' | 'response';

/**
 * How spectra become inputs of the network: channels are added up in groups, scaled, transformed and standardised, in
 * this order; after them come the extra inputs, standardised as well. The default was the best of those tried for a
 * 527-10-2 network: brightness has no meaning for other samples, and shares of the net counts without standardisation
 * (about 1/527 each) need weights so large that the L1 term suppresses them.
 */
export interface InputConvention {
  /** 'net', the default: counts - backgroundScale x background counts; 'total': counts with the background left in. */
  counts: 'net' | 'total';
  /**
   * Factor on each spectrum. 'none': 1; 'rate': 1 / exposure in ks; 'unit', the default: 1 / the sum of the spectrum's
   * inputs, so that they sum to 1; 'unit-channels': number of inputs / their sum, so that they are 1 on average. With
   * the last two, a spectrum whose sum is not above 0 has no inputs: it is not used in training and gets no
   * probability. 'unit-floor': as 'unit', but divided by 0.5 where the sum is below, so that every spectrum has inputs.
   */
  scale: 'none' | 'rate' | 'unit' | 'unit-channels' | 'unit-floor';
  /**
   * Function of the scaled values. 'none', the default; 'log1p', sign(x) ln(1 + |x|); 'sqrt', sign(x) sqrt(|x|): net
   * counts may be negative.
   */
  transform: 'none' | 'log1p' | 'sqrt';
  /** Whether inputs are standardised, (x - mean) / deviation with the moments of the training spectra; default true. */
  standardise: boolean;
  /**
   * Number of neighbouring channels whose counts are added up to one input, from the first channel of the band on; the
   * last group has what is left. Default 1: each channel is an input. Groups of 4 make 132 of 527 channels.
   */
  group?: number;
  /** Inputs beside the channels or their groups, each at most once; default none. */
  extra?: readonly ExtraInput[];
}

/** The default convention. */
export const inputConvention: Readonly<InputConvention> = {
  counts: 'net',
  scale: 'unit',
  transform: 'none',
  standardise: true,
};

/** The allowed words of the fields of an {@link InputConvention}. */
export const inputWords = {
  counts: ['net', 'total'],
  scale: ['none', 'rate', 'unit', 'unit-channels', 'unit-floor'],
  transform: ['none', 'log1p', 'sqrt'],
  standardise: [true, false],
  extra: ['logNetCounts', 'logTotalCounts', 'backgroundShare', 'response'],
} as const;

/** Schema of an {@link InputConvention}. */
export const inputSchema = v.strictObject({
  counts: oneOf(inputWords.counts),
  scale: oneOf(inputWords.scale),
  transform: oneOf(inputWords.transform),
  standardise: oneOf(inputWords.standardise),
  group: v.optional(whole(1, 4096)),
  extra: v.optional(
    v.pipe(
      listOf(oneOf(inputWords.extra)),
      v.check((words) => new Set(words).size === words.length, 'a list in which no word is twice'),
    ),
  ),
} satisfies { [Field in keyof InputConvention]-?: v.GenericSchema<unknown, InputConvention[Field]> });

/** Completes a convention from the default. @throws ParameterError naming the field and its allowed words. */
export function inputFrom(given: Partial<InputConvention> = {}, name = 'input'): InputConvention {
  checkObject(name, given, 'an object of counts, scale, transform, standardise, group and extra');
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseAs(inputSchema, { ...inputConvention, ...said }, name);
}

/** Whether two conventions are the same. */
export const isSameConvention = (a: Readonly<InputConvention>, b: Readonly<InputConvention>): boolean =>
  (['counts', 'scale', 'transform', 'standardise'] as const).every((field) => a[field] === b[field]) &&
  (a.group ?? 1) === (b.group ?? 1) &&
  String(a.extra ?? []) === String(b.extra ?? []);

/** Whether a spectrum's inputs are divided by their sum, which must then be above 0. */
const isDivided = ({ scale }: InputConvention): boolean => scale === 'unit' || scale === 'unit-channels';

/**
 * The names of the extra inputs, one for each number: those of the response are the names of its descriptor.
 *
 * @param responseNames names of the numbers that describe a response
 */
export const extraNames = ({ extra = [] }: InputConvention, responseNames: readonly string[] = []): string[] =>
  extra.flatMap((word) => (word === 'response' ? responseNames : [word]));

/** The rule by which native code makes inputs of so many channels. */
export const inputRule = (
  { counts, group = 1, scale, transform, extra = [] }: InputConvention,
  channels: number,
  responseNames: readonly string[] = [],
): NativeInputRule => {
  const descriptors = extra.includes('response') ? responseNames.length : 0;
  return { channels, group, counts, scale, transform, extra, descriptors };
};

/** Number of inputs that a convention makes of so many channels. */
export const inputWidth = (
  convention: InputConvention,
  channels: number,
  responseNames: readonly string[] = [],
): number => Math.ceil(channels / (convention.group ?? 1)) + extraNames(convention, responseNames).length;

/** @throws ParameterError unless the given rows have an exposure. */
export function checkExposures({ exposure }: Spectra, rows: Uint32Array): void {
  if (!exposure)
    throw new ParameterError(
      'spectra.exposure',
      "spectra.exposure is missing; inputs that are rates (scale 'rate') need the exposure of each spectrum, s",
    );
  const bad = rows.find((row) => !(exposure[row] > 0 && exposure[row] < Infinity));
  if (bad === undefined) return;
  throw new ParameterError(
    'spectra.exposure',
    `spectra.exposure[${bad}] is ${exposure[bad]} s; inputs that are rates need exposures above 0`,
  );
}

/**
 * The numbers that describe the response of each spectrum.
 *
 * @param names those that the network knows, if it was trained before
 * @throws ParameterError for spectra without a descriptor; MismatchError for other names.
 */
function descriptorsOf(spectra: Spectra, names: readonly string[]): Float32Array {
  const descriptors = descriptorRows(spectra);
  if (!descriptors)
    throw new ParameterError(
      'spectra.responseDescriptor',
      "spectra.responseDescriptor is missing; the extra input 'response' needs the numbers that describe the response " +
        'of each spectrum, and responseDescriptorNames their names',
    );
  const found = spectra.responseDescriptorNames!;
  if (found.length !== names.length || !found.every((name, i) => name === names[i]))
    throw new MismatchError(
      `the responses are described by ${found.join(', ')}, the classifier knows ${names.join(', ')}`,
      {
        what: 'response',
        expected: names,
        found,
        remedy: 'describe them as in the training',
      },
    );
  return new Float32Array(descriptors);
}

const floatTypes = [Float32Array, Float64Array];
const wholeTypes = [Uint8Array, Uint16Array, Uint32Array];

/** Spectra as native code takes them, made once for all rows. */
export interface NativeSpectra {
  spectra: Spectra;
  rule: NativeInputRule;
  /** Whether the counts are in integer arrays. */
  isWhole: boolean;
  counts: ReadonlyUint16Array;
  backgroundCounts?: ReadonlyUint16Array;
  backgroundScale?: ReadonlyFloat64Array;
  exposure?: ReadonlyFloat64Array;
  descriptors?: ReadonlyFloat32Array;
  /** Numbers in a row of counts, and which of them is the first channel of the inputs. */
  stored: number;
  first: number;
}

/**
 * Spectra as native code takes them. Counts that are in arrays of another kind, or whose channels do not follow each
 * other, are copied to doubles.
 *
 * @param channels indices into the channel arrays
 * @throws ParameterError or MismatchError for response descriptors that are needed and not there, or are others.
 */
export function nativeSpectra(
  spectra: Spectra,
  channels: Uint32Array,
  convention: InputConvention,
  responseNames: readonly string[] = [],
): NativeSpectra {
  const rule = inputRule(convention, channels.length, responseNames);
  const extra = convention.extra ?? [];
  const hasBackground = convention.counts === 'net' || extra.length > 0;
  const { counts, backgroundScale, exposure } = spectra;
  const backgroundCounts = hasBackground ? spectra.backgroundCounts : undefined;
  const isIn = (types: readonly (new (...args: never[]) => unknown)[]) =>
    types.some(
      (Type) => counts instanceof Type && (backgroundCounts === undefined || backgroundCounts instanceof Type),
    );
  const isOneRange = channels[channels.length - 1] - channels[0] + 1 === channels.length;
  const asIs = isOneRange && isIn([...wholeTypes, ...floatTypes]);
  const taken = (numbers: ArrayLike<number>) =>
    (asIs ? numbers : gathered(numbers, channels, spectra)) as ReadonlyUint16Array;
  const doubles = (numbers: ArrayLike<number>) =>
    numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
  return {
    spectra,
    rule,
    isWhole: asIs && isIn(wholeTypes),
    counts: taken(counts),
    ...(backgroundCounts && {
      backgroundCounts: taken(backgroundCounts),
      backgroundScale: doubles(backgroundScale!),
    }),
    ...(convention.scale === 'rate' && exposure && { exposure: doubles(exposure) }),
    ...(extra.includes('response') && { descriptors: descriptorsOf(spectra, responseNames) }),
    stored: asIs ? spectra.channels : channels.length,
    first: asIs ? channels[0] : 0,
  };
}

/** Chosen channels of every spectrum, row after row. */
function gathered(numbers: ArrayLike<number>, channels: Uint32Array, { count, channels: stored }: Spectra) {
  const width = channels.length;
  const out = new Float64Array(count * width);
  for (let row = 0; row < count; row++)
    for (let k = 0; k < width; k++) out[row * width + k] = numbers[row * stored + channels[k]];
  return out;
}

/** Chosen rows of spectra. */
export interface RowSelection {
  native: NativeSpectra;
  rows: Uint32Array;
}

/**
 * The inputs of the selected rows, which have one rule, in the form that the network takes: counts packed in bytes, or
 * floats if counts are not whole or the convention has a transform. A row that cannot be divided by its sum is NaN.
 *
 * @throws ParameterError for a row without exposure when the inputs are rates.
 */
export function networkInputs(selections: readonly RowSelection[]): NativeCountRows | NativeFloatRows {
  const total = selections.reduce((sum, { rows }) => sum + rows.length, 0);
  const { rule } = selections[0].native;
  const isPacked = rule.transform === 'none' && selections.every(({ native }) => native.isWhole);
  const inputs: NativeFloatRows = new (isPacked ? (addon().CountRows as never) : addon().FloatRows)(rule, total);
  for (const { native, rows } of selections) {
    const { counts, backgroundCounts, backgroundScale, stored, first, exposure, descriptors } = native;
    if (rule.scale === 'rate') checkExposures(native.spectra, rows);
    inputs.append(counts, backgroundCounts, backgroundScale, rows, stored, first, exposure, descriptors);
  }
  return inputs;
}

/** The extra inputs of the first `rows` rows of inputs, row after row, of which each has `width`. */
export function extrasOf(inputs: NativeCountRows | NativeFloatRows, rows: number, width: number): Float32Array {
  const out = new Float32Array(rows * width);
  if (out.length > 0) inputs.extras(0, out);
  return out;
}

/**
 * The expected counts of the rows, for training on fresh draws.
 *
 * @throws ParameterError for a dataset without expected counts, saying how to keep them.
 */
export function expectedRows(
  dataset: Dataset,
  rows: Uint32Array,
  { rule, backgroundScale, exposure, descriptors, first, stored }: NativeSpectra,
): NativeExpectedRows {
  const { expectedCounts, expectedBackgroundCounts, backgroundCounts } = dataset;
  if (!expectedCounts || (backgroundCounts && !expectedBackgroundCounts))
    throw new ParameterError(
      'noise',
      "fresh noise needs the dataset's expected counts: simulate it with { keepExpected: true }",
    );
  if (stored !== dataset.channels)
    throw new ParameterError('noise', 'fresh noise needs a band whose channels follow each other');
  const background = backgroundScale && expectedBackgroundCounts;
  const out = new (addon().ExpectedRows)(rule, rows.length, background !== undefined);
  out.append(expectedCounts, background, backgroundScale, rows, stored, first, exposure, descriptors);
  return out;
}

/**
 * The rows that have more than `minimumNetCounts` net counts in `countBand` and that have inputs: where the convention
 * divides by the sum of counts in `band`, that sum must be above 0.
 */
export function usableRows(
  spectra: Spectra,
  settings: { minimumNetCounts: number; countBand: Band; band: Band; input?: InputConvention },
): Uint32Array {
  const { minimumNetCounts, countBand, band, input = inputConvention } = settings;
  const counted = netCounts(spectra, countBand);
  const summed = input.counts === 'net' ? spectra : withoutBackground(spectra);
  const divided = isDivided(input) ? netCounts(summed, band) : undefined;
  const rows: number[] = [];
  for (let row = 0; row < spectra.count; row++)
    if (counted[row] > minimumNetCounts && (divided === undefined || divided[row] > 0)) rows.push(row);
  return Uint32Array.from(rows);
}

/** The same spectra without the background region, so that counts include the background. */
export const withoutBackground = (spectra: Spectra): Spectra => ({
  ...spectra,
  backgroundCounts: undefined,
  backgroundScale: undefined,
});

/** Every row of the spectra. */
export function allRows({ count }: Spectra): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}
