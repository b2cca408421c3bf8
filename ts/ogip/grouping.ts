import { checkList, checkObject, ParameterError, type ReadonlyInt32Array } from '../base/index.js';
import type { Pha } from './types.js';

/**
 * Whether a channel of this QUALITY is left out (OGIP/92-007): 1 is bad by calibration, 2 dubious, 5 bad by the user, and other
 * numbers than 0 mean nothing good either. Sherpa's `ignore_bad` does the same; XSPEC's keeps 2.
 */
export const isBad = (quality: number): boolean => quality !== 0;

/**
 * The group of each stored channel by GROUPING (OGIP/92-007: 1 starts a group, -1 continues it, 0 is a channel by
 * itself), numbered from 0 in channel order without gaps; -1 for channels that are left out. Without GROUPING every
 * channel is a group.
 *
 * A channel of bad QUALITY is left out by itself. `keep` acts on whole groups, as ignoring energies does in Sherpa: a
 * group with a channel that is not kept is left out as a whole.
 *
 * @returns the group of each stored channel, -1 for none
 * @param keep whether to keep a channel, given its position among the stored channels.
 */
export function groupChannels(
  pha: Pick<Pha, 'channel' | 'grouping' | 'quality'>,
  keep: (position: number) => boolean = () => true,
): Int32Array {
  checkObject('pha', pha, 'a spectrum (readPha)', 'channel');
  const { channel, grouping, quality } = pha;
  const group = new Int32Array(channel.length).fill(-1);
  let next = 0;
  for (let start = 0, end = 0; start < channel.length; start = end) {
    end = start + 1;
    while (end < channel.length && grouping?.[end] === -1) end++;
    let wanted = true;
    for (let i = start; i < end; i++) wanted &&= keep(i);
    let used = false;
    for (let i = start; i < end; i++) {
      if (!wanted || (quality && isBad(quality[i]))) continue;
      group[i] = next;
      used = true;
    }
    if (used) next++;
  }
  return group;
}

/**
 * Sums of values per channel (counts, expected counts) over the groups of {@link groupChannels}.
 *
 * @param values one value for each channel
 * @param group the group of each channel, -1 for none
 * @returns one sum for each group
 * @throws ParameterError for arrays of different length.
 */
export function sumGroups(values: ArrayLike<number>, group: ReadonlyInt32Array): Float64Array {
  checkList('values', values);
  checkList('group', group, 'what groupChannels gives');
  if (values.length !== group.length)
    throw new ParameterError('group', `there are groups for ${group.length} channels, but ${values.length} values`);
  const sums = new Float64Array(group.reduce((groups, number) => Math.max(groups, number + 1), 0));
  for (let i = 0; i < group.length; i++) if (group[i] >= 0) sums[group[i]] += values[i];
  return sums;
}
