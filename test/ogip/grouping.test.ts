import { describe, expect, test } from 'vitest';
import { groupChannels, sumGroups } from '../../ts/ogip/index.js';

describe('groups', () => {
  const pha = (grouping: number[] | undefined, quality?: number[]) => ({
    channel: Int32Array.of(1, 2, 3, 4, 5, 6),
    grouping: grouping && Int16Array.from(grouping),
    quality: quality && Int16Array.from(quality),
  });

  test('1 starts, -1 continues, 0 stands alone', () => {
    expect([...groupChannels(pha([1, -1, -1, 0, 1, -1]))]).toEqual([0, 0, 0, 1, 2, 2]);
    expect([...groupChannels(pha(undefined))]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...groupChannels(pha([-1, -1, 1, -1, -1, -1]))]).toEqual([0, 0, 1, 1, 1, 1]);
  });

  test('bad and dubious channels go alone, unwanted ones take their group with them', () => {
    expect([...groupChannels(pha([1, -1, 1, -1, 1, -1], [5, 0, 1, 1, 2, 0]))]).toEqual([-1, 0, -1, -1, -1, 1]);
    expect([...groupChannels(pha([1, -1, 1, -1, 1, -1]), (i) => i !== 2)]).toEqual([0, 0, -1, -1, 1, 1]);
  });

  test('sums', () => {
    const group = groupChannels(pha([1, -1, 1, -1, 1, -1], [0, 0, 5, 0, 0, 0]));
    expect([...sumGroups([1, 2, 4, 8, 16, 32], group)]).toEqual([3, 8, 48]);
    expect(sumGroups([1], Int32Array.of(-1))).toHaveLength(0);
  });
});
