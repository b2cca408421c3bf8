import * as v from 'valibot';
import { checkObject, oneOf, ParameterError, parseAs } from '../base/index.js';
import { type Band, type Dataset, netCounts, type Spectra } from '../dataset/index.js';
import { addon, type NativeCountRows } from '../native/index.js';

/**
 * How spectra become inputs of the network: counts are scaled, transformed and standardised, in this order. The default
 * was the best of those tried for a 527-10-2 network: brightness has no meaning for other samples, and shares of the
 * net counts without standardisation (about 1/527 each) need weights so large that the L1 term suppresses them.
 */
export interface InputConvention {
  /** 'net', the default: counts - backgroundScale x background counts; 'total': counts with the background left in. */
  counts: 'net' | 'total';
  /**
   * Factor on each spectrum. 'none': 1; 'rate': 1 / exposure in ks; 'unit', the default: 1 / the sum of the spectrum's
   * inputs, so that they sum to 1; 'unit-channels': number of inputs / their sum, so that they are 1 on average. With
   * the last two, a spectrum whose sum is not above 0 has no inputs: it is not used in training and gets no
   * probability.
   */
  scale: 'none' | 'rate' | 'unit' | 'unit-channels';
  /**
   * Function of the scaled values. 'none', the default; 'log1p', sign(x) ln(1 + |x|); 'sqrt', sign(x) sqrt(|x|): net
   * counts may be negative.
   */
  transform: 'none' | 'log1p' | 'sqrt';
  /** Whether inputs are standardised, (x - mean) / deviation with the moments of the training spectra; default true. */
  standardise: boolean;
}

/** The default convention. */
export const inputConvention: Readonly<InputConvention> = {
  counts: 'net',
  scale: 'unit',
  transform: 'none',
  standardise: true,
};

/** The allowed words of each field of an {@link InputConvention}. */
export const inputWords = {
  counts: ['net', 'total'],
  scale: ['none', 'rate', 'unit', 'unit-channels'],
  transform: ['none', 'log1p', 'sqrt'],
  standardise: [true, false],
} as const;

/** Schema of an {@link InputConvention}. */
export const inputSchema = v.strictObject({
  counts: oneOf(inputWords.counts),
  scale: oneOf(inputWords.scale),
  transform: oneOf(inputWords.transform),
  standardise: oneOf(inputWords.standardise),
} satisfies { [Field in keyof InputConvention]: v.GenericSchema<unknown, InputConvention[Field]> });

/** Completes a convention from the default. @throws ParameterError naming the field and its allowed words. */
export function inputFrom(given: Partial<InputConvention> = {}, name = 'input'): InputConvention {
  checkObject(name, given, 'an object of counts, scale, transform and standardise');
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseAs(inputSchema, { ...inputConvention, ...said }, name);
}

/** Whether a spectrum's inputs are divided by their sum, which must then be above 0. */
const isDivided = ({ scale }: InputConvention): boolean => scale === 'unit' || scale === 'unit-channels';

/** Exposure of a row in ks. @throws ParameterError when the spectra have no exposure. */
function kiloseconds({ exposure }: Spectra, row: number): number {
  if (exposure && exposure[row] > 0 && exposure[row] < Infinity) return exposure[row] / 1000;
  throw new ParameterError(
    'spectra.exposure',
    exposure
      ? `spectra.exposure[${row}] is ${exposure[row]} s; inputs that are rates need exposures above 0`
      : "spectra.exposure is missing; inputs that are rates (scale 'rate') need the exposure of each spectrum, s",
  );
}

/** The factor on the counts of a row, given their sum over the input channels. */
function factorOf(spectra: Spectra, row: number, sum: number, inputs: number, { scale }: InputConvention): number {
  if (scale === 'none') return 1;
  if (scale === 'rate') return 1 / kiloseconds(spectra, row);
  if (!(sum > 0)) return NaN;
  return scale === 'unit' ? 1 / sum : inputs / sum;
}

const transforms = {
  log1p: (x: number) => Math.sign(x) * Math.log1p(Math.abs(x)),
  sqrt: (x: number) => Math.sign(x) * Math.sqrt(Math.abs(x)),
};

/** Fills `net` with the net or total counts of a row, as the convention says; returns the factor that scales them. */
function fillNet(
  spectra: Spectra,
  channels: Uint32Array,
  row: number,
  net: Float64Array,
  convention: InputConvention,
): number {
  const { counts, backgroundScale, channels: stored } = spectra;
  const background = convention.counts === 'net' ? spectra.backgroundCounts : undefined;
  const scale = background ? backgroundScale![row] : 0;
  let sum = 0;
  for (let k = 0; k < net.length; k++) {
    const at = row * stored + channels[k];
    net[k] = background ? counts[at] - scale * background[at] : counts[at];
    sum += net[k];
  }
  return factorOf(spectra, row, sum, net.length, convention);
}

/**
 * The inputs of the given rows before standardisation.
 *
 * @param channels indices into the channel arrays
 * @param out rows.length x channels.length, to be filled; a row that cannot be divided by its sum becomes NaN
 */
export function fillInputs(
  spectra: Spectra,
  channels: Uint32Array,
  rows: Uint32Array,
  out: Float32Array,
  convention: InputConvention,
): void {
  const transform = convention.transform === 'none' ? undefined : transforms[convention.transform];
  const width = channels.length;
  const net = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) {
    const factor = fillNet(spectra, channels, rows[i], net, convention);
    for (let k = 0; k < width; k++) out[i * width + k] = transform ? transform(net[k] * factor) : net[k] * factor;
  }
}

/** The factors of rows; undefined for 'unit', for which native code uses the sums that it computes anyway. */
function factorsOf(
  spectra: Spectra,
  channels: Uint32Array,
  rows: Uint32Array,
  convention: InputConvention,
): Float64Array | undefined {
  if (convention.scale === 'unit') return undefined;
  const net = new Float64Array(channels.length);
  // The sums are needed only where the convention divides by them.
  const factor = isDivided(convention)
    ? (row: number) => fillNet(spectra, channels, row, net, convention)
    : (row: number) => factorOf(spectra, row, NaN, net.length, convention);
  return Float64Array.from(rows, factor);
}

export function inputsOf(
  spectra: Spectra,
  channels: Uint32Array,
  rows: Uint32Array,
  convention: InputConvention = inputConvention,
): Float32Array {
  const inputs = new Float32Array(rows.length * channels.length);
  fillInputs(spectra, channels, rows, inputs, convention);
  return inputs;
}

/**
 * The expected counts of the rows, for training on fresh draws, followed by `beyond` rows of zeros for validation data:
 * a draw from zeros is empty, and the stored counts are used in its place.
 *
 * @throws ParameterError for a dataset without expected counts, saying how to keep them.
 */
export function expectedRows(dataset: Dataset, rows: Uint32Array, beyond: number, channels: Uint32Array) {
  const { expectedCounts, expectedBackgroundCounts, backgroundCounts, backgroundScale } = dataset;
  if (!expectedCounts || (backgroundCounts && !expectedBackgroundCounts))
    throw new ParameterError(
      'noise',
      "fresh noise needs the dataset's expected counts: simulate it with { keepExpected: true }",
    );
  const width = channels.length;
  if (channels[width - 1] - channels[0] + 1 !== width)
    throw new ParameterError('noise', 'fresh noise needs a band whose channels follow each other');
  const out = new (addon().ExpectedRows)(width, rows.length + beyond, backgroundCounts !== undefined);
  out.append(expectedCounts, expectedBackgroundCounts, backgroundScale, rows, dataset.channels, channels[0]);
  const none = new Float32Array(width);
  const zero = new Uint32Array(1);
  for (let i = 0; i < beyond; i++) out.append(none, none, new Float64Array(1), zero, width, 0);
  return out;
}

/** Chosen rows of spectra. */
export interface RowSelection {
  spectra: Spectra;
  rows: Uint32Array;
}

const countTypes = [Uint8Array, Uint16Array, Uint32Array];

/** Whether counts and background counts are in integer arrays of one type. */
const isWhole = ({ counts, backgroundCounts }: Spectra): boolean =>
  countTypes.some(
    (Type) => counts instanceof Type && (backgroundCounts === undefined || backgroundCounts instanceof Type),
  );

/**
 * The inputs of the selected rows, in the form that the network takes: counts packed in bytes, or floats if the counts
 * are not integers, the channels are not consecutive or the convention has a transformation. A packed row represents
 * the numbers that {@link fillInputs} gives.
 */
export function networkInputs(
  selections: readonly RowSelection[],
  channels: Uint32Array,
  convention: InputConvention,
): NativeCountRows | Float32Array {
  const total = selections.reduce((sum, { rows }) => sum + rows.length, 0);
  const width = channels.length;
  const isOneRange = channels[width - 1] - channels[0] + 1 === width;
  if (convention.transform === 'none' && isOneRange && selections.every(({ spectra }) => isWhole(spectra))) {
    const packed = new (addon().CountRows)(width, total);
    for (const { spectra, rows } of selections) {
      const { counts, backgroundCounts, backgroundScale, channels: stored } = spectra;
      const scale = backgroundScale && Float64Array.from(backgroundScale);
      const background = convention.counts === 'net' ? (backgroundCounts as Uint16Array) : undefined;
      const factors = factorsOf(spectra, channels, rows, convention);
      packed.append(counts as Uint16Array, background, scale, rows, stored, channels[0], factors);
    }
    return packed;
  }
  const inputs = new Float32Array(total * width);
  let at = 0;
  for (const { spectra, rows } of selections) {
    fillInputs(spectra, channels, rows, inputs.subarray(at, at + rows.length * width), convention);
    at += rows.length * width;
  }
  return inputs;
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
export const allRows = (spectra: Spectra): Uint32Array => Uint32Array.from({ length: spectra.count }, (_, row) => row);
