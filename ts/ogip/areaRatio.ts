import { FileError, type ReadonlyFloat64Array } from '../base/index.js';
import { channelCounts, type DetectorChannels } from './channelCounts.js';
import { isBad } from './grouping.js';
import type { Pha, Rmf } from './types.js';

type Scaling = 'backScal' | 'areaScal';
const keywords: Record<Scaling, string> = { backScal: 'BACKSCAL', areaScal: 'AREASCAL' };

/** One number where all channels of good quality have the same, else one for each stored channel, NaN in bad ones. */
type ByChannel = number | Float64Array;

/**
 * The ratio of BACKSCAL x AREASCAL, source region over background region (OGIP/92-007). Times the ratio of the
 * exposures, it is the factor that scales background counts to the source region.
 *
 * @throws FileError for a scaling that is not above 0 in a channel of good quality, naming file and keyword.
 */
export function areaRatio(pha: Pha, background: Pha): ByChannel {
  const isGood = (i: number) => !isBad(pha.quality?.[i] ?? 0) && !isBad(background.quality?.[i] ?? 0);
  const scale = (i: number) =>
    (at(pha, 'backScal', i) * at(pha, 'areaScal', i)) / (at(background, 'backScal', i) * at(background, 'areaScal', i));
  const isVaried = [pha, background].some(({ backScal, areaScal }) => isList(backScal) || isList(areaScal));
  return byChannel(pha.channel.length, isGood, scale, isVaried);
}

const isList = (value: Pha[Scaling]): value is ReadonlyFloat64Array => typeof value !== 'number';

/** AREASCAL of a spectrum. @throws FileError as {@link areaRatio}. */
export const areaScale = (pha: Pha): ByChannel =>
  byChannel(
    pha.channel.length,
    (i) => !isBad(pha.quality?.[i] ?? 0),
    (i) => at(pha, 'areaScal', i),
    isList(pha.areaScal),
  );

const scaled = new WeakMap<Rmf, WeakMap<Pha, Rmf>>();

/**
 * The RMF of a spectrum, with AREASCAL in its elements where that differs from channel to channel; else the RMF itself. The same
 * spectrum and RMF give the same object.
 */
export function areaScaledRmf(pha: Pha, rmf: Rmf): Rmf {
  const scale = areaScale(pha);
  if (typeof scale === 'number') return rmf;
  const ofRmf = scaled.get(rmf) ?? new WeakMap<Pha, Rmf>();
  scaled.set(rmf, ofRmf);
  const made = ofRmf.get(pha) ?? { ...rmf, matrix: scaledMatrix(pha, rmf, scale) };
  ofRmf.set(pha, made);
  return made;
}

function scaledMatrix({ channel }: Pha, rmf: Rmf, scale: Float64Array): Float64Array {
  const factor = new Float64Array(rmf.detChans).fill(1);
  channel.forEach((number, i) => {
    if (!Number.isNaN(scale[i])) factor[number - rmf.firstChannel] = scale[i];
  });
  const matrix = Float64Array.from(rmf.matrix);
  let element = 0;
  for (let group = 0; group < rmf.fChan.length; group++)
    for (let i = 0; i < rmf.nChan[group]; i++) matrix[element++] *= factor[rmf.fChan[group] - rmf.firstChannel + i];
  return matrix;
}

/** Background counts by channel, and one factor that scales all of them to the source region. */
export interface ScaledBackground {
  /** One a channel of the response: as observed, or fractions where the factors differ from channel to channel. */
  counts: Float64Array<ArrayBuffer>;
  scale: number;
}

/**
 * The background of a spectrum; 0 in channels that are bad in either. Where its scaling differs from channel to channel, counts are
 * exchanged between channels so that one factor does for all, and their sum, which says how well they are known, stays.
 *
 * @throws as `channelCounts` and {@link areaRatio}.
 */
export function scaledBackground(pha: Pha, background: Pha, channels: DetectorChannels): ScaledBackground {
  const counts = channelCounts(background, channels, 'expected');
  const ratio = areaRatio(pha, background);
  const times = pha.exposure / background.exposure;
  const place = (i: number) => pha.channel[i] - channels.firstChannel;
  for (let i = 0; i < pha.channel.length; i++) if (isBad(pha.quality?.[i] ?? 0)) counts[place(i)] = 0;
  if (typeof ratio === 'number') return { counts, scale: ratio * times };
  const scaled = new Float64Array(counts.length);
  ratio.forEach((value, i) => {
    if (!Number.isNaN(value)) scaled[place(i)] = counts[place(i)] * value;
  });
  const sum = sumOf(counts);
  const known = ratio.filter((value) => !Number.isNaN(value));
  const mean = sum > 0 ? sumOf(scaled) / sum : sumOf(known) / known.length;
  return { counts: scaled.map((value) => value / mean), scale: mean * times };
}

const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** @throws FileError where the scaling is not above 0 */
function at(spectrum: Pha, field: Scaling, i: number): number {
  const values = spectrum[field];
  const value = typeof values === 'number' ? values : values[i];
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  const where = typeof values === 'number' ? '' : ` in channel ${spectrum.channel[i]}`;
  throw new FileError(
    spectrum.file,
    `${keywords[field]} is ${value}${where}; it must be above 0 to scale a background`,
  );
}

/** @param isVaried whether values may differ from channel to channel; else the first good one says all */
function byChannel(
  length: number,
  isGood: (i: number) => boolean,
  valueAt: (i: number) => number,
  isVaried: boolean,
): ByChannel {
  if (!isVaried) {
    let i = 0;
    while (i < length && !isGood(i)) i++;
    return i < length ? valueAt(i) : 1;
  }
  const values = new Float64Array(length).fill(Number.NaN);
  let first: number | undefined;
  let isSame = true;
  for (let i = 0; i < length; i++) {
    if (!isGood(i)) continue;
    values[i] = valueAt(i);
    first ??= values[i];
    isSame &&= values[i] === first;
  }
  return isSame ? (first ?? 1) : values;
}
