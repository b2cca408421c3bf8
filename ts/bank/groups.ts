import { type Band, bandChannels } from '../dataset/index.js';
import { type Response, resolutionOf } from '../simulation/index.js';

/** Groups of neighbouring channels. */
export interface ChannelGroups {
  readonly count: number;
  /** Of each channel: its group, or -1 outside the band. */
  readonly groupOf: Int32Array;
  /** keV, one a group. */
  readonly eMin: Float64Array;
  readonly eMax: Float64Array;
}

/**
 * The same groups without some channels; a group that loses all of them is left out.
 *
 * @param isBad whether a channel is left out
 */
export function withoutChannels(
  { groupOf, eMin, eMax }: ChannelGroups,
  isBad: (channel: number) => boolean,
): ChannelGroups {
  const left = new Set<number>();
  for (let c = 0; c < groupOf.length; c++) if (groupOf[c] >= 0 && !isBad(c)) left.add(groupOf[c]);
  const number = new Map(Array.from(left, (group, i) => [group, i]));
  return {
    count: left.size,
    groupOf: groupOf.map((group, c) => (group < 0 || isBad(c) ? -1 : number.get(group)!)),
    eMin: Float64Array.from(left, (group) => eMin[group]),
    eMax: Float64Array.from(left, (group) => eMax[group]),
  };
}

/**
 * The channels of a band in groups no wider than a third of the response's resolution (full width at half maximum) there, so that
 * nothing is lost of a spectrum's shape; a channel that is wider is a group of its own.
 *
 * @param band keV
 * @throws ParameterError for a band without channels.
 */
export function channelGroups(response: Response, band: Band): ChannelGroups {
  const { eMin, eMax } = response;
  const sigma = resolutionOf(response);
  const groupOf = new Int32Array(response.channels).fill(-1);
  const [low, high]: [number[], number[]] = [[], []];
  let inGroup = 0;
  for (const c of bandChannels(eMin, eMax, band)) {
    const isNext = c > 0 && groupOf[c - 1] >= 0 && inGroup + 1 <= (2.355 * sigma[c]) / 3;
    inGroup = isNext ? inGroup + 1 : 1;
    if (!isNext) {
      low.push(eMin[c]);
      high.push(eMax[c]);
    }
    high[high.length - 1] = eMax[c];
    groupOf[c] = low.length - 1;
  }
  return { count: low.length, groupOf, eMin: Float64Array.from(low), eMax: Float64Array.from(high) };
}
