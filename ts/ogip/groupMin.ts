import { checkList, checkWhole } from '../base/index.js';

/**
 * GROUPING (OGIP/92-007) that joins neighbouring channels, from the first on, until each group has `minimum` counts, as grppha's
 * `group min`. What is left at the end has fewer; it joins the last group, so that no channel is lost. Fewer counts than `minimum`
 * in all channels make one group.
 *
 * @param counts one value a channel, in the order of the channels
 * @param minimum counts a group, 1 or more
 * @returns one value a channel: 1 begins a group, -1 continues it
 * @throws ParameterError for a minimum that is no whole number of at least 1
 */
export function groupMin(counts: ArrayLike<number>, minimum: number): Int16Array {
  checkList('counts', counts, 'an array of a number per channel');
  checkWhole('minimum', minimum, 1);
  const grouping = new Int16Array(counts.length).fill(-1);
  let inGroup = 0;
  let start = 0;
  for (let c = 0; c < counts.length; c++) {
    inGroup += counts[c];
    if (inGroup < minimum) continue;
    grouping[start] = 1;
    start = c + 1;
    inGroup = 0;
  }
  // Without a complete group, all channels are the rest of none.
  if (grouping.length > 0) grouping[0] = 1;
  return grouping;
}
