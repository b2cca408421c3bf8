import { expect, test } from 'vitest';
import { ParameterError } from '../../ts/base/index.js';
import { groupChannels, groupMin, sumGroups } from '../../ts/ogip/index.js';

test('channels are joined until the minimum is reached; the rest joins the last group', () => {
  expect([...groupMin([1, 2, 5, 0, 3, 9, 1, 0], 3)]).toEqual([1, -1, 1, 1, -1, 1, -1, -1]);
  expect([...groupMin([0, 0, 4, 4], 4)]).toEqual([1, -1, -1, 1]);
  expect([...groupMin([1, 0, 1], 3)]).toEqual([1, -1, -1]);
  expect([...groupMin([0, 0], 1)]).toEqual([1, -1]);
  expect([...groupMin([], 1)]).toEqual([]);
});

test('no count is lost and every group has enough', () => {
  const counts = Float64Array.from({ length: 500 }, (_, c) => (c * 7919) % 11);
  const channel = Int32Array.from(counts, (_, c) => c);
  const sums = sumGroups(counts, groupChannels({ channel, grouping: groupMin(counts, 25) }));
  expect(Math.min(...sums)).toBeGreaterThanOrEqual(25);
  expect(sums.reduce((sum, n) => sum + n, 0)).toBe(counts.reduce((sum, n) => sum + n, 0));
});

test('a minimum that is no whole number above 0 is refused', () => {
  for (const minimum of [0, -1, 1.5, Number.NaN]) expect(() => groupMin([1], minimum)).toThrow(ParameterError);
});
