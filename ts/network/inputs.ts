import * as v from 'valibot';
import { checkObject, oneOf, ParameterError, parseAs } from '../base/index.js';
import { type Band, type Dataset, netCounts, type Spectra } from '../dataset/index.js';
import { addon, type NativeCountRows } from '../native/index.js';

/**
 * How spectra become inputs of the network: counts, scaled, transformed, standardised, in this order. Of those tried for a
 * 527-10-2 network the default is the best: brightness tells nothing that holds for other samples, and shares of the net
 * counts without rescaling (about 1/527 each) are crushed by the L1 term.
 */
export interface InputConvention {
  /** 'net', the default: counts - backgroundScale x background counts; 'total': counts, the background left in. */
  counts: 'net' | 'total';
  /**
   * Factor of each spectrum: 'none', 1; 'rate', 1 / exposure in ks; 'unit', the default, 1 / the sum of the spectrum's
   * inputs, which then sum to 1; 'unit-channels', that times the number of inputs, which then are 1 on average. A spectrum
   * whose inputs do not sum to more than 0 has no 'unit' inputs: no training on it, no probability for it.
   */
  scale: 'none' | 'rate' | 'unit' | 'unit-channels';
  /** Of the scaled values: 'none', the default; 'log1p', sign(x) ln(1 + |x|); 'sqrt', sign(x) sqrt(|x|): net counts may be negative. */
  transform: 'none' | 'log1p' | 'sqrt';
  /** Then (x - mean) / deviation, with the moments of the training spectra (true, the default). */
  standardise: boolean;
}

/** The default. */
export const inputConvention: Readonly<InputConvention> = {
  counts: 'net',
  scale: 'unit',
  transform: 'none',
  standardise: true,
};

/** The words that a field of an {@link InputConvention} may have. */
export const inputWords = {
  counts: ['net', 'total'],
  scale: ['none', 'rate', 'unit', 'unit-channels'],
  transform: ['none', 'log1p', 'sqrt'],
  standardise: [true, false],
} as const;

/** What each field of an {@link InputConvention} may be. */
export const inputSchema = v.strictObject({
  counts: oneOf(inputWords.counts),
  scale: oneOf(inputWords.scale),
  transform: oneOf(inputWords.transform),
  standardise: oneOf(inputWords.standardise),
} satisfies { [Field in keyof InputConvention]: v.GenericSchema<unknown, InputConvention[Field]> });

/** A convention with what is not given from the default. @throws ParameterError naming the field and its words. */
export function inputFrom(given: Partial<InputConvention> = {}, name = 'input'): InputConvention {
  checkObject(name, given, 'an object of counts, scale, transform and standardise');
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseAs(inputSchema, { ...inputConvention, ...said }, name);
}

/** Whether a spectrum's inputs are divided by their sum, which must then be above 0. */
const isDivided = ({ scale }: InputConvention): boolean => scale === 'unit' || scale === 'unit-channels';

/** Exposure in ks. @throws ParameterError when the spectra have none. */
function kiloseconds({ exposure }: Spectra, row: number): number {
  if (exposure && exposure[row] > 0 && exposure[row] < Infinity) return exposure[row] / 1000;
  throw new ParameterError(
    'spectra.exposure',
    exposure
      ? `spectra.exposure[${row}] is ${exposure[row]} s; inputs that are rates need exposures above 0`
      : "spectra.exposure is missing; inputs that are rates (scale 'rate') need the exposure of each spectrum, s",
  );
}

/** What multiplies the counts of a row, whose sum over the inputs is `sum`. */
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

/** Fills `net` with the counts of a row that the convention is about; returns the factor that scales them. */
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
 * @param out rows.length x channels.length, filled; a row that cannot be divided by its sum becomes NaN
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

/** The factors of rows alone; undefined for 'unit', which native code takes from the sums that it makes anyway. */
function factorsOf(
  spectra: Spectra,
  channels: Uint32Array,
  rows: Uint32Array,
  convention: InputConvention,
): Float64Array | undefined {
  if (convention.scale === 'unit') return undefined;
  const net = new Float64Array(channels.length);
  // Only a division needs the sums, and so a look at the counts.
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
 * The expected counts of the parts' rows, for training on fresh draws. Rows of a part that has none (validation data) get
 * zeros, which draw nothing: their stored counts stand in.
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

/** Some rows of some spectra. */
export interface Part {
  spectra: Spectra;
  rows: Uint32Array;
}

const countTypes = [Uint8Array, Uint16Array, Uint32Array];

/** Whether counts, and those of the background, are whole numbers in arrays of one kind. */
const isWhole = ({ counts, backgroundCounts }: Spectra): boolean =>
  countTypes.some(
    (Type) => counts instanceof Type && (backgroundCounts === undefined || backgroundCounts instanceof Type),
  );

/**
 * The inputs of the given rows, one part after the other, as the network takes them: counts packed a byte a channel, or
 * floats where the counts are not whole numbers, the channels do not follow each other or the convention transforms. What
 * a packed row stands for is what {@link fillInputs} gives.
 */
export function networkInputs(
  parts: readonly Part[],
  channels: Uint32Array,
  convention: InputConvention,
): NativeCountRows | Float32Array {
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const width = channels.length;
  const isOneRange = channels[width - 1] - channels[0] + 1 === width;
  if (convention.transform === 'none' && isOneRange && parts.every(({ spectra }) => isWhole(spectra))) {
    const packed = new (addon().CountRows)(width, total);
    for (const { spectra, rows } of parts) {
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
  for (const { spectra, rows } of parts) {
    fillInputs(spectra, channels, rows, inputs.subarray(at, at + rows.length * width), convention);
    at += rows.length * width;
  }
  return inputs;
}

/** Rows with more net counts in `countBand` than `minimum` that have inputs: a sum above 0 in `band` where it divides them. */
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

/** The spectra with their background left in. */
export const withoutBackground = (spectra: Spectra): Spectra => ({
  ...spectra,
  backgroundCounts: undefined,
  backgroundScale: undefined,
});

/** Every row of the spectra. */
export const allRows = (spectra: Spectra): Uint32Array => Uint32Array.from({ length: spectra.count }, (_, row) => row);
