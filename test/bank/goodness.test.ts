// The judgement of how well the best source explains a spectrum, on numbers made by hand.
import { expect, test } from 'vitest';
import { goodnessOf, isUnlike } from '../../ts/bank/goodness.js';
import { nearestSource } from '../../ts/bank/nearestSource.js';

test('C of bright bins is chi-squared: its mean and deviation for 33 bins', () => {
  const expected = new Float64Array(33).fill(10_000);
  // Every bin off by one standard deviation: C is 33, as expected (to the terms of order 1 / sqrt(10,000)).
  const off = (by: number) =>
    goodnessOf(
      expected.map((mu, i) => mu + by * (i % 2 ? 100 : -100)),
      { expected, pull: 0 },
    );
  expect(off(1)).toBeCloseTo(0, 1);
  expect(off(2)).toBeCloseTo((4 * 33 - 33) / Math.sqrt(2 * 33), 0);
  expect(off(0)).toBeCloseTo(-33 / Math.sqrt(66), 1);
  // The background's level counts as one more measurement: 5 deviations off.
  expect(goodnessOf(expected, { expected, pull: 5 })).toBeCloseTo((25 - 33) / Math.sqrt(66), 1);
});

test('a bin that expects hardly anything and has counts is far off', () => {
  const expected = new Float64Array(33).fill(0.001);
  const counts = new Float64Array(33);
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeLessThan(0.1);
  counts[20] = 3;
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeGreaterThan(15);
});

test('132 groups are joined by four: what is off within a bin alone is not seen', () => {
  const expected = new Float64Array(132).fill(100);
  const counts = expected.map((mu, g) => mu + [50, -50, 30, -30][g % 4]);
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeCloseTo(-33 / Math.sqrt(66), 0);
});

test('limits are interpolated in the logarithm on either side of 300 counts', () => {
  const limits = [
    { counts: 10, goodness: 1 },
    { counts: 250, goodness: 4 },
    { counts: 400, goodness: 2 },
    { counts: 4000, goodness: 8 },
  ];
  expect([0.99, 1.01].map((z) => isUnlike(z, 5, limits))).toEqual([false, true]);
  // Half way in the logarithm of the counts: the root of 1 x 4.
  expect([1.99, 2.01].map((z) => isUnlike(z, 50, limits))).toEqual([false, true]);
  expect([3.99, 4.01].map((z) => isUnlike(z, 299, limits))).toEqual([false, true]);
  expect([1.99, 2.01].map((z) => isUnlike(z, 300, limits))).toEqual([false, true]);
  expect([7.99, 8.01].map((z) => isUnlike(z, 1e6, limits))).toEqual([false, true]);
  expect(isUnlike(100, 0, limits)).toBe(false);
});

// Exponentials over 30 groups, falling at the rate of the one parameter.
const falling = (rate: number) => {
  const values = Float64Array.from({ length: 30 }, (_, g) => Math.exp((-rate * g) / 10));
  const sum = values.reduce((a, b) => a + b);
  return values.map((value) => value / sum);
};
const model = (high: number) => ({
  values: Float64Array.of(1),
  low: Float64Array.of(0.5),
  high: Float64Array.of(high),
  shapes: (parameters: Float64Array) => Float64Array.from([...parameters].flatMap((rate) => [...falling(rate)])),
});

test('the nearest source is the one that was seen, or the nearest within the limits', async () => {
  const background = new Float64Array(30).fill(2);
  const counts = falling(1.7).map((u) => 5000 * u + 2);
  const spectrum = { counts, background, levelError: 0 };
  const { expected, pull } = await nearestSource(model(3), spectrum, 4000);
  expect(pull).toBe(0);
  expected.forEach((mu, g) => {
    expect(Math.abs(mu / counts[g] - 1)).toBeLessThan(0.01);
  });
  const limited = (await nearestSource(model(1.2), spectrum, 4000)).expected;
  expect(Math.log((limited[0] - 2) / (limited[10] - 2))).toBeCloseTo(1.2, 3);
});

test('a level of the background that is not known gives way as far as its error lets it', async () => {
  // Seen is half as much again as the background's counts say, and next to no source.
  const background = new Float64Array(30).fill(100);
  const counts = falling(1.7).map((u) => 3000 * u + 150);
  const nearest = (levelError: number) => nearestSource(model(3), { counts, background, levelError }, 3000);
  const loose = await nearest(0.4);
  // ln 1.5 is 1.01 errors off; the spectrum's 7,500 counts know the level to 1-2 %, so that the pull is hardly held back.
  expect(loose.pull).toBeCloseTo(Math.log(1.5) / 0.4, 1);
  expect(Math.abs(loose.expected[29] / counts[29] - 1)).toBeLessThan(0.02);
  const tight = await nearest(0.01);
  expect(tight.pull).toBeGreaterThan(0.5);
  expect(100 * Math.exp(0.01 * tight.pull)).toBeLessThan(110);
});
