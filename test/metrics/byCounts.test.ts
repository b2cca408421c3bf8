import { expect, test } from 'vitest';
import { balancedReliability, pairedGap, reliabilityByCounts, rowsByCounts } from '../../ts/metrics/index.js';

const repeat = <T>(value: T, times: number): T[] => Array(times).fill(value);

test('classes have equal weights, whatever their numbers', () => {
  // Four stars, one of them called AGN; two AGN, both called AGN.
  const labels = [0, 0, 0, 0, 1, 1];
  const probabilities = [0.25, 0.25, 0.25, 0.75, 0.75, 0.75];
  const { count, positives, balancedAccuracy, brierScore, calibrationError, bins } = balancedReliability(
    labels,
    probabilities,
    { draws: 0 },
  );
  expect([count, positives]).toEqual([6, 2]);
  expect(balancedAccuracy).toBe((3 / 4 + 1) / 2);
  // Stars: (3 x 1/16 + 9/16) / 4 = 3/16; AGN: 1/16.
  expect(brierScore).toBe((3 / 16 + 1 / 16) / 2);
  // At 0.25: three stars of weight 1/8, so 3/8 x 0.25. At 0.75: a star takes 0.75/8 away, two AGN of weight 1/4 add 0.125.
  expect(bins[2]).toEqual({ count: 3, meanProbability: 0.25, share: 0 });
  // The star has a weight of 1/8, the two AGN 1/4 each.
  expect(bins[7]).toEqual({ count: 3, meanProbability: 0.75, share: 0.8 });
  expect(bins[0]).toEqual({ count: 0, meanProbability: NaN, share: NaN });
  expect(calibrationError).toBeCloseTo(3 / 32 + Math.abs(0.125 - 0.75 / 8), 15);
});

test('a sample of mostly stars whose balanced probabilities are right has the error of a perfect classifier', () => {
  // With P = 0.8 at equal shares, AGN are 4 times as likely per AGN as stars per star to look like this.
  const [stars, agn] = [20_000, 2_000];
  const labels = [...repeat(0, stars), ...repeat(1, agn)];
  const probabilities = [
    ...repeat(0.2, 0.8 * stars),
    ...repeat(0.8, 0.2 * stars),
    ...repeat(0.8, 0.8 * agn),
    ...repeat(0.2, 0.2 * agn),
  ];
  const { calibrationError, perfect } = balancedReliability(labels, probabilities);
  expect(calibrationError).toBeLessThan(1e-12);
  // The shares of AGN at 0.2 and 0.8 scatter by a few tenths of a per cent each.
  expect(perfect.mean).toBeGreaterThan(0.001);
  expect(perfect.mean).toBeLessThan(0.01);
  expect(perfect.sd).toBeLessThan(perfect.mean);
});

test('what a perfect classifier shows falls as the root of the number, and depends on the seed alone', () => {
  const error = (n: number, seed: number) => {
    const labels = Array.from({ length: n }, (_, i) => i % 2);
    return balancedReliability(labels, repeat(0.5, n), { seed }).perfect;
  };
  // All have 0.5, so that labels weighted equally always give a mean of 0.5: no error at all.
  expect(error(400, 1).mean).toBeCloseTo(0, 12);
  const spread = (n: number, seed: number) => {
    const labels = Array.from({ length: n }, (_, i) => i % 2);
    const probabilities = Array.from({ length: n }, (_, i) => (((i * 7) % 20) + 0.5) / 20);
    return balancedReliability(labels, probabilities, { seed, draws: 400 }).perfect.mean;
  };
  expect(spread(400, 1) / spread(6400, 1)).toBeGreaterThan(3.5);
  expect(spread(400, 1) / spread(6400, 1)).toBeLessThan(4.5);
  expect(spread(400, 1)).toBe(spread(400, 1));
  expect(spread(400, 1)).not.toBe(spread(400, 2));
});

test('a classifier that claims too much has a larger error than a perfect one', () => {
  const labels = Array.from({ length: 2000 }, (_, i) => i % 2);
  // Right in 7 of 10, and certain.
  const probabilities = labels.map((label, i) => ((i >> 1) % 10 < 7 ? label : 1 - label) * 0.98 + 0.01);
  const { calibrationError, perfect } = balancedReliability(labels, probabilities);
  expect(calibrationError).toBeCloseTo(0.29, 10);
  expect(calibrationError).toBeGreaterThan(perfect.mean + 10 * perfect.sd);
});

test('without a class there are no measures', () => {
  const { count, balancedAccuracy, calibrationError, perfect } = balancedReliability([1, 1], [0.5, 0.9]);
  expect([count, balancedAccuracy, calibrationError, perfect.mean]).toEqual([2, NaN, NaN, NaN]);
});

test('a bin has its lower end and not its upper one; NaN and what is below the first edge are in none', () => {
  const counts = [7.9, 8, 20.99, 21, 5000, NaN, -3];
  expect(rowsByCounts(counts, [8, 21]).map(({ low, high, rows }) => [low, high, ...rows])).toEqual([
    [8, 21, 1, 2],
    [21, Infinity, 3, 4],
  ]);
  expect(() => rowsByCounts(counts, [8, 8])).toThrow('edges[1]');
  const [first, second] = reliabilityByCounts([0, 1, 0, 1], [0.1, 0.9, 0.9, 0.9], [10, 10, 30, 30], {
    edges: [8, 21],
    draws: 0,
  });
  expect([first.count, first.balancedAccuracy]).toEqual([2, 1]);
  expect([second.count, second.balancedAccuracy]).toEqual([2, 0.5]);
  expect(() => reliabilityByCounts([0, 1], [0.1, 0.9], [1])).toThrow('1 net counts for 2 labels');
});

test('the gap of two classifiers counts spectra on which they differ', () => {
  // 8 stars: the reference alone is right on 2, the other alone on 1. 2 AGN: the reference alone on 1; no verdict is not right.
  const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
  const reference = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
  const verdicts = [0, 0, 0, 1, 1, 0, 1, 1, 1, -1];
  const { count, gap, error, balancedGap, balancedError } = pairedGap(labels, reference, verdicts);
  expect([count, gap]).toEqual([10, 2 / 10]);
  expect(error).toBeCloseTo(Math.sqrt(4) / 10, 15);
  expect(balancedGap).toBeCloseTo((1 / 8 + 1 / 2) / 2, 15);
  expect(balancedError).toBeCloseTo(Math.sqrt(3 / 64 + 1 / 4) / 2, 15);
  expect(pairedGap(labels, verdicts, reference).gap).toBe(-0.2);
  expect(pairedGap([0, 0], [0, 1], [0, 0]).balancedGap).toBe(NaN);
  expect(() => pairedGap([0], [0], [])).toThrow('verdicts');
});
