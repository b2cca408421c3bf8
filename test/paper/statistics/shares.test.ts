import { describe, expect, test } from 'vitest';
import { confusionMatrix, metricsOf } from '../../../ts/metrics/index.js';
import { performanceChart } from '../../../ts/paper/statistics/performanceChart.js';
import {
  type BinShare,
  crossing,
  evenEdges,
  intoBins,
  isAbove,
  logEdges,
  lowestShare,
  measures,
  percentValue,
  type Share,
  shareOf,
  sharesInBins,
  sharesInMergedBins,
  shareText,
  slopeOf,
} from '../../../ts/paper/statistics/shares.js';

const mixed = Array.from({ length: 400 }, (_, i) => ({
  isAgn: i % 3 === 0,
  calledAgn: i % 7 < 3 ? 1 : 0,
  x: 1 + (i % 40),
}));
const atX = ({ x }: { x: number }): number => x;
/** AGN at one x, of which so many are called AGN. */
const agnAt = (x: number, count: number, right: number) =>
  Array.from({ length: count }, (_, i) => ({ isAgn: true, calledAgn: i < right ? 1 : 0, x }));

test('of verdicts by a single model the five shares are those of the confusion matrix', () => {
  const matrix = confusionMatrix(
    mixed.map(({ isAgn }) => Number(isAgn)),
    mixed.map(({ calledAgn }) => calledAgn),
  );
  const expected = metricsOf(matrix);
  for (const name of ['accuracy', 'recall', 'tnr', 'precision', 'npv'] as const) {
    const share = shareOf(mixed, measures[name]);
    expect(share.value).toBeCloseTo(expected[name], 12);
    expect(share.low).toBeLessThan(share.value);
    expect(share.high).toBeGreaterThan(share.value);
  }
});

test('several models count as one trial a source, and as far as they called it AGN for precision and NPV', () => {
  const sources = [
    { isAgn: true, calledAgn: 0.75 },
    { isAgn: true, calledAgn: 0.5 },
    { isAgn: false, calledAgn: 0.25 },
  ];
  const shares = (name: keyof typeof measures) => shareOf(sources, measures[name]);
  expect(shares('accuracy')).toMatchObject({ value: 2 / 3, trials: 3 });
  expect(shares('recall')).toMatchObject({ value: 0.625, trials: 2 });
  expect(shares('tnr')).toMatchObject({ value: 0.75, trials: 1 });
  expect(shares('precision')).toMatchObject({ value: 1.25 / 1.5, trials: 1.5 });
  expect(shares('npv')).toMatchObject({ value: 0.5, trials: 1.5 });
});

test("a share's text and value are in %, with Wilson's interval of 95 % and the number of sources", () => {
  // Wilson (1927), 81 of 263: 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17, 857, table I).
  const share = shareOf(agnAt(0, 263, 81), measures.recall);
  expect(shareText(share)).toBe('30.8 % (25.5 to 36.6, n = 263)');
  expect(percentValue(share).value).toBeCloseTo(30.798, 3);
  expect(percentValue(share).interval!.map((edge) => edge.toFixed(2))).toEqual(['25.53', '36.62']);
  expect(shareText(shareOf([], measures.recall))).toBe('no sources');
  expect(shareText(shareOf(agnAt(0, 1234, 1234), measures.recall))).toMatch(
    /^100\.0 % \(99\.7 to 100\.0, n = 1,234\)$/,
  );
});

test('edges, and sources in their bins: the lower edge belongs to a bin, the upper one to the next', () => {
  expect(logEdges(1, 1000, 3).map(Math.round)).toEqual([1, 10, 100, 1000]);
  expect(evenEdges(0, 6, 3)).toEqual([0, 2, 4, 6]);
  const bins = intoBins([0, 1.9, 2, 6, 6.1, -0.1, Number.NaN], (x) => x, [0, 2, 4, 6]);
  expect(bins).toEqual([[0, 1.9], [2], [6]]);
});

test('bins of fewer than ten sources say nothing', () => {
  const bins = sharesInBins(
    [...agnAt(1, 10, 7), ...agnAt(3, 9, 9), ...agnAt(5, 20, 5)],
    atX,
    [0, 2, 4, 6],
    measures.recall,
  );
  expect(bins).toMatchObject([
    { from: 0, to: 2, value: 0.7, trials: 10 },
    { from: 4, to: 6, value: 0.25, trials: 20 },
  ]);
  expect(lowestShare(bins)).toBe(0.25);
  expect(lowestShare([])).toBeNaN();
});

describe('where a level is reached', () => {
  const bin = (from: number, low: number, value: number, high: number): BinShare => ({
    ...{ from, to: from + 10, low, value, high, trials: 100 },
  });
  const rising = [bin(0, 0.2, 0.95, 0.96), bin(10, 0.7, 0.8, 0.92), bin(20, 0.7, 0.9, 0.95), bin(30, 0.91, 0.95, 1)];
  test('rising: from the first of the bins that all reach it; by the upper ends earlier, by the lower ends later', () => {
    expect(crossing(rising, 0.9)).toEqual({ value: 20, interval: [0, 30] });
    expect(crossing(rising, 0.92)).toEqual({ value: 30, interval: [0, Number.NaN] });
  });
  test('falling: up to the last of them; by the lower ends earlier', () => {
    const falling = rising.map((share, i) => ({ ...share, from: 30 - 10 * i, to: 40 - 10 * i })).toReversed();
    expect(crossing(falling, 0.9, true)).toEqual({ value: 20, interval: [10, 40] });
    // A bin that is missing between two others breaks nothing.
    expect(crossing([falling[0], falling[2]], 0.9, true)).toMatchObject({ value: 10 });
  });
  test('never, where not even the bin at the good end reaches it, or there is none', () => {
    for (const isFalling of [false, true]) {
      expect(crossing(rising, 0.97, isFalling).value).toBeNaN();
      expect(crossing([], 0.9, isFalling).value).toBeNaN();
    }
  });
});

test('one share is above another only beyond what their intervals leave open', () => {
  const share = (right: number, count: number) => shareOf(agnAt(0, count, right), measures.recall);
  expect(isAbove(share(90, 100), share(85, 100))).toBe(false);
  // Newcombe's example (a): 56/70 and 48/80 differ by 0.0524 to 0.3339.
  expect(isAbove(share(56, 70), share(48, 80))).toBe(true);
  expect(isAbove(share(48, 80), share(56, 70))).toBe(false);
  expect(isAbove(share(1, 1), share(0, 0))).toBe(false);
});

test('of intervals that are not even, the lower end of the upper share counts, and the upper end of the lower one', () => {
  const share = (low: number, value: number, high: number): Share => ({ low, value, high, trials: 100 });
  expect(isAbove(share(0.8, 0.9, 0.91), share(0.815, 0.82, 0.85))).toBe(false);
  expect(isAbove(share(0.89, 0.9, 1), share(0.7, 0.85, 0.86))).toBe(true);
  // The two add up as squares: 0.03 and 0.04 to 0.05.
  expect(isAbove(share(0.87, 0.9, 1), share(0, 0.851, 0.891))).toBe(false);
  expect(isAbove(share(0.87, 0.9, 1), share(0, 0.849, 0.889))).toBe(true);
});

test('a slope, and its 95 % interval', () => {
  // Residuals of 2, -2, -2, 2 around 2 + 3 x: their squares over n - 2 are 8, over the spread of x (5) 1.6.
  const points = [4, 3, 6, 13].map((y, i) => ({ x: i, y }));
  const { value, interval } = slopeOf(points, atX, ({ y }) => y);
  expect(value).toBeCloseTo(3, 12);
  expect(interval[0]).toBeCloseTo(3 - 1.959964 * Math.sqrt(1.6), 6);
  expect(interval[1]).toBeCloseTo(3 + 1.959964 * Math.sqrt(1.6), 6);
});

describe('bins that are put together', () => {
  const merged = (...counts: number[]) =>
    sharesInMergedBins(
      counts.map((count, i) => agnAt(i, count, i === 0 ? count : 0)),
      measures.recall,
    );
  const trials = (...counts: number[]) => merged(...counts).map((share) => share.trials);
  test('each has ten sources, and stands where most of them are', () => {
    expect(trials(10, 11, 12)).toEqual([10, 11, 12]);
    expect(trials(4, 6, 10)).toEqual([0, 10, 10]);
    expect(trials(6, 4, 10)).toEqual([10, 0, 10]);
    expect(merged(6, 4, 10)[0].value).toBe(0.6);
    expect(merged(6, 4, 10)[1].value).toBeNaN();
  });
  test('too few at the end go to those before; empty bins stay empty', () => {
    expect(trials(20, 3, 6)).toEqual([29, 0, 0]);
    expect(trials(20, 0, 3, 0)).toEqual([23, 0, 0, 0]);
    expect(trials(5, 0, 5, 12)).toEqual([10, 0, 0, 12]);
    expect(trials(2, 1)).toEqual([3, 0]);
    expect(trials(0, 0)).toEqual([0, 0]);
  });
  test('what counts are the trials of the measure', () => {
    const star = { isAgn: false, calledAgn: 0, x: 0 };
    const bins = [[...agnAt(0, 6, 6), ...Array(20).fill(star)], agnAt(1, 4, 0)];
    expect(sharesInMergedBins(bins, measures.recall).map((share) => share.trials)).toEqual([10, 0]);
    expect(sharesInMergedBins(bins, measures.tnr).map((share) => share.trials)).toEqual([20, 0]);
  });
});

describe('a panel', () => {
  const panel = { title: 't', label: 'x', type: 'log', edges: [1, 4, 16, 64], quantity: atX } as const;
  const stars = (x: number, count: number) => agnAt(x, count, 0).map((source) => ({ ...source, isAgn: false }));
  const sources = [...agnAt(2, 20, 15), ...agnAt(8, 12, 3), ...agnAt(20, 2, 2), ...stars(8, 40)];

  test('shows the histogram of both classes, and the measures with few sources put together', () => {
    const { series } = performanceChart(sources, { ...panel, measures: [measures.recall, measures.tnr] }) as never as {
      series: Record<string, unknown>[];
    };
    expect(series).toMatchObject([
      { name: 'stars', kind: 'steps', x: [1, 4, 16], xHigh: [4, 16, 64], y: [0, 40, 0], colour: 0 },
      { name: 'AGN', kind: 'steps', y: [20, 12, 2], colour: 1 },
      { name: 'recall', kind: 'points', right: true, x: [2, 8, 32], colour: 2 },
      { name: 'TNR', kind: 'points', right: true, y: [Number.NaN, 100, Number.NaN], colour: 3 },
    ]);
    expect(series[2].y).toEqual([75, expect.closeTo((100 * 5) / 14, 9), Number.NaN]);
    const [low, high] = [series[2].low, series[2].high] as number[][];
    expect([low[0], high[0]].map(Math.round)).toEqual([53, 89]);
  });

  test('has no histogram of a class without sources, and no points of nothing; kinds of sources are not put together', () => {
    const { series, right, y, levels } = performanceChart(
      sources.filter(({ isAgn }) => isAgn),
      { ...panel, type: 'linear', edges: [0, 4, 16, 64], isCategorical: true, measures: [measures.recall] },
      [
        { name: 'a', measure: measures.recall, sources, colour: 4 },
        { name: 'b', measure: measures.recall, sources: [], colour: 5 },
      ],
    ) as never as { series: Record<string, unknown>[]; right: unknown; y: unknown; levels: unknown };
    expect(series.map(({ name }) => name)).toEqual(['AGN', 'a', 'b']);
    expect(series[1]).toMatchObject({ x: [2, 10, 40], y: [75, 25, 100], colour: 4 });
    expect(series[2]).toMatchObject({ x: [], y: [], colour: 5 });
    expect(right).toEqual({ label: 'Recall (%)', type: 'linear', domain: [0, 100] });
    expect(y).toEqual({ label: 'Number of spectra', type: 'linear' });
    expect(levels).toEqual([{ y: 90, name: '90 %', right: true }]);
    const single = performanceChart(stars(2, 1), { ...panel, measures: [measures.tnr] });
    expect(single).toMatchObject({ series: [{ name: 'stars', y: [1, 0, 0] }, { name: 'TNR' }] });
  });
});
