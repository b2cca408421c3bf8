import { expect, test } from 'vitest';
import { fillChannels } from '../../ts/base/index.js';

const bad =
  (...channels: number[]) =>
  (c: number) =>
    channels.includes(c);

test('a straight line between the sides, whatever the bad channels hold', () => {
  expect([...fillChannels([2, 2, 99, 99, 99, 6, 6], { isBad: bad(2, 3, 4) })]).toEqual([2, 2, 3, 4, 5, 6, 6]);
});

test('the mean of 16 good channels on a side, across other bad ones', () => {
  // Below: one of 100 is the 17th, 15 of 1 and one of 17 are 2 on average; nothing above.
  const counts = [100, 17, ...new Array<number>(8).fill(1), 50, ...new Array<number>(7).fill(1), 0];
  expect(fillChannels(counts, { isBad: bad(10, 18) })[18]).toBe(2);
});

test('in proportion to a shape', () => {
  const filled = fillChannels([10, 0, 40], { isBad: bad(1), shape: [1, 3, 2] });
  // Ratios of 10 and 20 to the shape, 15 half way.
  expect(filled[1]).toBe(45);
});

test('only in a range, and by the channels of the range', () => {
  const options = { isBad: bad(1, 2, 4), first: 2, end: 4 };
  expect([...fillChannels([9, 9, 0, 5, 7], options)]).toEqual([9, 9, 5, 5, 7]);
});

test('nothing is known without a good channel', () => {
  expect([...fillChannels([3, 4], { isBad: () => true })]).toEqual([0, 0]);
});
