import { type Dataset, netCounts, type Spectra } from '../dataset/index.js';
import { type NativeCountRows, native, ParameterError } from '../native/index.js';

/**
 * How spectra become inputs of the network. Of nine conventions tried for a 527-10-2 network this one was the best:
 * raw counts let the network use brightness, and shares of the net counts without rescaling (about 1/527 each) are
 * crushed by the L1 term.
 */
export interface InputConvention {
  /** Net counts: counts - backgroundScale x background counts. */
  subtractBackground: true;
  /** Divided by the spectrum's net counts in the input channels, so that the inputs sum to 1. */
  normalise: 'net';
  /** Then (x - mean) / deviation, with the moments of the training spectra. */
  standardise: true;
}
export const inputConvention: InputConvention = { subtractBackground: true, normalise: 'net', standardise: true };

/**
 * The inputs of the given rows before standardisation: net counts per channel over the net counts of all `channels`.
 *
 * @param channels indices into the channel arrays
 * @param out rows.length x channels.length, filled; a row without positive net counts becomes NaN
 */
export function fillInputs(spectra: Spectra, channels: Uint32Array, rows: Uint32Array, out: Float32Array): void {
  const { counts, backgroundCounts, backgroundScale, channels: stored } = spectra;
  const width = channels.length;
  const net = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i] * stored;
    const scale = backgroundCounts ? backgroundScale![rows[i]] : 0;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const at = start + channels[k];
      net[k] = backgroundCounts ? counts[at] - scale * backgroundCounts[at] : counts[at];
      sum += net[k];
    }
    const factor = sum > 0 ? 1 / sum : NaN;
    for (let k = 0; k < width; k++) out[i * width + k] = net[k] * factor;
  }
}

export function inputsOf(spectra: Spectra, channels: Uint32Array, rows: Uint32Array): Float32Array {
  const inputs = new Float32Array(rows.length * channels.length);
  fillInputs(spectra, channels, rows, inputs);
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
  const out = new native.ExpectedRows(width, rows.length + beyond, backgroundCounts !== undefined);
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
 * floats where the counts are not whole numbers or the channels do not follow each other. What a packed row stands for is
 * what {@link fillInputs} gives.
 */
export function networkInputs(parts: readonly Part[], channels: Uint32Array): NativeCountRows | Float32Array {
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const width = channels.length;
  if (channels[width - 1] - channels[0] + 1 === width && parts.every(({ spectra }) => isWhole(spectra))) {
    const packed = new native.CountRows(width, total);
    for (const { spectra, rows } of parts) {
      const { counts, backgroundCounts, backgroundScale, channels: stored } = spectra;
      const scale = backgroundScale && Float64Array.from(backgroundScale);
      packed.append(counts as Uint16Array, backgroundCounts as Uint16Array, scale, rows, stored, channels[0]);
    }
    return packed;
  }
  const inputs = new Float32Array(total * width);
  let at = 0;
  for (const { spectra, rows } of parts) {
    fillInputs(spectra, channels, rows, inputs.subarray(at, at + rows.length * width));
    at += rows.length * width;
  }
  return inputs;
}

/** Rows with more net counts in `countBand` than `minimum`, and net counts above 0 in `band`, by which they are divided. */
export function usableRows(
  spectra: Spectra,
  {
    minimumNetCounts,
    countBand,
    band,
  }: { minimumNetCounts: number; countBand: readonly [number, number]; band: readonly [number, number] },
): Uint32Array {
  const counted = netCounts(spectra, countBand);
  const divided = netCounts(spectra, band);
  const rows: number[] = [];
  for (let row = 0; row < spectra.spectra; row++)
    if (counted[row] > minimumNetCounts && divided[row] > 0) rows.push(row);
  return Uint32Array.from(rows);
}

/** Every row of the spectra. */
export const allRows = (spectra: Spectra): Uint32Array =>
  Uint32Array.from({ length: spectra.spectra }, (_, row) => row);
