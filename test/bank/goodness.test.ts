// The judgement of how well the best source explains a spectrum, on numbers made by hand.
import { expect, test } from 'vitest';
import { goodnessOf, isUnlike, normalDeviation } from '../../ts/bank/goodness.js';
import { lineElsewhere, nearestSource } from '../../ts/bank/nearestSource.js';

/** C of so many bright bins is chi-squared, whose quantiles are in every table. */
const bright = (statistic: number, pull = 0) => {
  const expected = new Float64Array(33).fill(1e6);
  const by = Math.sqrt((statistic * 1e6) / 33);
  return goodnessOf(
    expected.map((mu, i) => mu + (i % 2 ? by : -by)),
    { expected, pull },
  );
};

test('goodness is the deviation of a normal distribution: quantiles of chi-squared of 33 bins', () => {
  expect(bright(32.336)).toBeCloseTo(0, 1);
  expect(bright(54.776)).toBeCloseTo(2.326, 1);
  expect(bright(63.87)).toBeCloseTo(3.09, 1);
  // The background's level counts as one more measurement: 3 deviations off.
  expect(bright(54.776 - 9, 3)).toBeCloseTo(2.326, 1);
});

test('a bin that expects hardly anything and has counts is far off', () => {
  const expected = new Float64Array(33).fill(0.001);
  const counts = new Float64Array(33);
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeLessThan(1);
  counts[20] = 3;
  // Chance 5e-9, a deviation of 5.7: the gamma distribution falls short of so skew a tail, but above all limits it is.
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeGreaterThan(3.5);
});

test('a skew distribution has its median below its mean', () => {
  // Exponential: mean 1, variance 1, third moment 2; its median is ln 2, 1 % are beyond ln 100.
  expect(normalDeviation(Math.LN2, 1, 1, 2)).toBeCloseTo(0, 1);
  expect(normalDeviation(Math.log(100), 1, 1, 2)).toBeCloseTo(2.326, 0);
  expect(normalDeviation(-5, 1, 1, 2)).toBeLessThan(-2);
});

test('132 groups are joined by four: what is off within a bin alone is not seen', () => {
  const expected = new Float64Array(132).fill(100);
  const counts = expected.map((mu, g) => mu + [50, -50, 30, -30][g % 4]);
  expect(goodnessOf(counts, { expected, pull: 0 })).toBeLessThan(-6);
});

test('limits are interpolated in the logarithm of the counts on either side of 300, and in the share of the background', () => {
  const limits = [
    {
      share: 0,
      limits: [
        { counts: 10, goodness: 1 },
        { counts: 250, goodness: 4 },
        { counts: 400, goodness: 2 },
        { counts: 4000, goodness: 8 },
      ],
    },
    { share: 0.5, limits: [{ counts: 100, goodness: 3 }] },
  ];
  const flags = (values: number[], counts: number, background = 0) =>
    values.map((goodness) => isUnlike(goodness, { counts, background }, limits));
  expect(flags([0.99, 1.01], 5)).toEqual([false, true]);
  // Half way in the logarithm of the counts.
  expect(flags([2.49, 2.51], 50)).toEqual([false, true]);
  expect(flags([3.99, 4.01], 299)).toEqual([false, true]);
  expect(flags([1.99, 2.01], 300)).toEqual([false, true]);
  expect(flags([7.99, 8.01], 1e6)).toEqual([false, true]);
  // A fifth of the way from a share of 0 to one of a half; beyond it the last limit; where there is none for so many counts, the others.
  expect(flags([2.59, 2.61], 50, 5)).toEqual([false, true]);
  expect(flags([2.99, 3.01], 50, 40)).toEqual([false, true]);
  expect(flags([2.99, 3.01], 1e4, 9e3)).toEqual([false, true]);
  expect(isUnlike(100, { counts: 0, background: 0 }, limits)).toBe(false);
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
  tiedTo: [0],
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

test('parameters that are the same are moved together', async () => {
  const twice = {
    values: Float64Array.of(1, 1),
    low: Float64Array.of(0.5, 0.5),
    high: Float64Array.of(3, 3),
    tiedTo: [0, 0],
    // Only the second bends the shape: without the first it would stay.
    shapes: (parameters: Float64Array, count: number) =>
      Float64Array.from(Array.from({ length: count }, (_, i) => [...falling(parameters[2 * i + 1])]).flat()),
  };
  const counts = falling(1.7).map((u) => 5000 * u);
  const { values } = await nearestSource(twice, { counts, background: new Float64Array(30), levelError: 0 }, 4000);
  expect(values[0]).toBeCloseTo(1.7, 1);
  expect(values[1]).toBe(values[0]);
});

test('a line is found at another energy', async () => {
  // Over a flat spectrum of 60 groups, a line one group wide at a group's number, with a norm in its counts.
  const shape = (energy: number, norm: number) => {
    const values = new Float64Array(60).fill(1);
    values[Math.floor(energy)] += norm;
    const sum = 60 + norm;
    return values.map((value) => value / sum);
  };
  const lined = {
    values: Float64Array.of(10.5, 20),
    low: Float64Array.of(0, 0),
    high: Float64Array.of(59.9, 100),
    tiedTo: [0, 1],
    shapes: (parameters: Float64Array, count: number) =>
      Float64Array.from(
        Array.from({ length: count }, (_, i) => [...shape(parameters[2 * i], parameters[2 * i + 1])]).flat(),
      ),
  };
  const counts = shape(44.5, 20).map((u) => Math.round(8000 * u));
  const spectrum = { counts, background: new Float64Array(60), levelError: 0 };
  const found = await nearestSource(lined, spectrum, 8000);
  expect(found.values[1]).toBeLessThan(3);
  const moved = lineElsewhere(lined, spectrum, found, { energy: 0, norm: 1 }, lined.values);
  expect(Math.floor(moved[0])).toBe(44);
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
