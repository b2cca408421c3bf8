import { checkList, wordsFor } from './arguments.js';
import { ParameterError } from './errors.js';

/** An energy band [from, to], keV. */
export type Band = readonly [number, number];

/** The band of the paper: 0.3 to 8.0 keV. */
export const defaultBand: Band = [0.3, 8.0];

/**
 * The channels whose centre (eMin + eMax) / 2 lies in the band, limits included: indices from 0 into the channel arrays,
 * ascending. For ACIS (1024 channels of 14.6 eV) and 0.3 to 8.0 keV these are 527.
 *
 * @param eMin lower channel edges, keV
 * @param eMax upper channel edges, keV
 * @param band [from, to] in keV, 0.3 to 8.0 by default
 * @returns indices of the channels, ascending
 * @throws ParameterError for a band that is not 0 <= from < to, or that holds no channel.
 */
export function bandChannels(
  eMin: ArrayLike<number>,
  eMax: ArrayLike<number>,
  band: Band = defaultBand,
): Uint32Array<ArrayBuffer> {
  checkList('eMin', eMin, 'an array of channel edges');
  checkList('eMax', eMax, 'an array of channel edges');
  checkBand('band', band);
  const [from, to] = band;
  const inside: number[] = [];
  for (let i = 0; i < eMin.length; i++) {
    const centre = (eMin[i] + eMax[i]) / 2;
    if (centre >= from && centre <= to) inside.push(i);
  }
  if (inside.length === 0)
    throw new ParameterError(
      'band',
      `no channel has its centre in ${from} to ${to} keV: the channels span ${eMin[0]} to ${eMax[eMax.length - 1]} keV`,
    );
  return Uint32Array.from(inside);
}

const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((edge) => typeof edge === 'number');

/** Whether a value is a band [from, to] with 0 <= from < to. */
export const isBand = (value: unknown): value is [number, number] =>
  isPair(value) && value[0] >= 0 && value[0] < value[1];

/** @throws ParameterError unless the band is [from, to] with 0 <= from < to. */
export function checkBand(name: string, band: Band): void {
  if (isBand(band)) return;
  const given = isPair(band) ? `${band[0]} to ${band[1]} keV` : wordsFor(band);
  throw new ParameterError(name, `${name} is ${given}; it must be [from, to] in keV with 0 <= from < to`);
}

interface Edges {
  readonly eMin: ArrayLike<number>;
  readonly eMax: ArrayLike<number>;
}

/**
 * The first edge of channels, keV, in which two grids of as many channels differ by more than a quarter of the channel: RMFs of one
 * detector, made for other times and places on it, are a fraction of a channel apart. The lower edge of the first channel is not
 * compared, being a convention: ACIS files of different years have 1.46 and 7.3 eV there.
 */
export function differingEdge(first: Edges, other: Edges): { field: 'eMin' | 'eMax'; index: number } | undefined {
  for (const field of ['eMin', 'eMax'] as const)
    for (let index = field === 'eMin' ? 1 : 0; index < first[field].length; index++) {
      const distance = Math.abs(first[field][index] - other[field][index]);
      if (!(distance <= 0.25 * (first.eMax[index] - first.eMin[index]))) return { field, index };
    }
  return undefined;
}
