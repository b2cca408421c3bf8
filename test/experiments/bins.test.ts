import { describe, expect, test } from 'vitest';
import {
  crossing,
  intoBins,
  isAbove,
  logEdges,
  measures,
  performanceChart,
  shareOf,
  slopeOf,
} from '../../ts/experiments/bins.js';
import { agrees, numberItem } from '../../ts/experiments/measure.js';
import { confusionMatrix, metricsOf } from '../../ts/metrics/index.js';

const sources = Array.from({ length: 400 }, (_, i) => ({
  isAgn: i % 3 === 0,
  calledAgn: i % 7 < 3 ? 1 : 0,
  x: 1 + (i % 40),
}));

test('of verdicts by a single model the five shares are those of the confusion matrix', () => {
  const matrix = confusionMatrix(
    sources.map(({ isAgn }) => Number(isAgn)),
    sources.map(({ calledAgn }) => calledAgn),
  );
  const expected = metricsOf(matrix);
  for (const name of ['accuracy', 'recall', 'tnr', 'precision', 'npv'] as const) {
    const share = shareOf(sources, measures[name]);
    expect(share.value).toBeCloseTo(expected[name], 12);
    expect(share.low).toBeLessThan(share.value);
    expect(share.high).toBeGreaterThan(share.value);
  }
});

test('every source is in the bin of its value; those beyond the edges are in none', () => {
  const edges = logEdges(2, 32, 4);
  const bins = intoBins(sources, ({ x }) => x, edges);
  bins.forEach((bin, i) => {
    for (const { x } of bin) expect(x >= edges[i] - 1e-9 && x <= edges[i + 1] + 1e-9).toBe(true);
  });
  expect(bins.flat()).toHaveLength(sources.filter(({ x }) => x >= 2 && x <= 32).length);
  expect(intoBins([{ x: Number.NaN }], ({ x }) => x, edges).flat()).toEqual([]);
});

describe('where a level is reached', () => {
  const step = Array.from({ length: 1000 }, (_, i) => ({ isAgn: true, calledAgn: i / 10 > 50 ? 1 : i % 2, x: i / 10 }));
  const edges = Array.from({ length: 11 }, (_, i) => 10 * i);
  test('rising', () => {
    const { value, interval } = crossing(step, ({ x }) => x, edges, measures.accuracy, 0.9);
    expect(value).toBe(50);
    expect(interval[0]).toBeLessThanOrEqual(50);
    expect(interval[1]).toBeGreaterThanOrEqual(50);
  });
  test('falling', () => {
    const turned = step.map((source) => ({ ...source, x: 100 - source.x }));
    expect(crossing(turned, ({ x }) => x, edges, measures.accuracy, 0.9, true).value).toBe(50);
  });
  test('never', () => {
    const wrong = step.map((source) => ({ ...source, isAgn: true, calledAgn: 0 }));
    for (const falling of [false, true])
      expect(crossing(wrong, ({ x }) => x, edges, measures.accuracy, 0.9, falling).value).toBeNaN();
  });
});

test('one share is above another only beyond what their intervals leave open', () => {
  const of = (right: number, n: number) =>
    shareOf(
      Array.from({ length: n }, (_, i) => ({ isAgn: true, calledAgn: i < right ? 1 : 0 })),
      measures.recall,
    );
  expect(isAbove(of(90, 100), of(85, 100))).toBe(false);
  // Newcombe's example (a): 56/70 and 48/80 differ by 0.0524 to 0.3339.
  expect(isAbove(of(56, 70), of(48, 80))).toBe(true);
  expect(isAbove(of(48, 80), of(56, 70))).toBe(false);
  const [a, b] = [of(56, 70), of(48, 80)];
  expect(a.value - b.value - Math.hypot(a.value - a.low, b.high - b.value)).toBeCloseTo(0.0524, 4);
  expect(isAbove(of(1, 1), of(0, 0))).toBe(false);
});

test('a slope with its interval', () => {
  const { value, interval } = slopeOf(
    Array.from({ length: 200 }, (_, i) => ({ x: i, y: 3 * i + (i % 2 ? 5 : -5) })),
    ({ x }) => x,
    ({ y }) => y,
  );
  expect(value).toBeCloseTo(3, 2);
  expect(interval[0]).toBeLessThan(3);
  expect(interval[1]).toBeGreaterThan(3);
});

test('a panel shows the histogram of both classes and the measures in the same bins', () => {
  const panel = {
    title: 't',
    label: 'x',
    scale: 'log',
    edges: logEdges(1, 41, 5),
    quantity: ({ x }: { x: number }) => x,
  } as const;
  const chart = performanceChart(sources, { ...panel, measures: [measures.recall, measures.tnr] });
  const [stars, agn, recall] = chart.series;
  const total = (y: number[]) => y.reduce((sum, n) => sum + n, 0);
  expect([total(stars.y), total(agn.y)]).toEqual([266, 134]);
  expect(recall).toMatchObject({ name: 'recall', right: true });
  expect(recall.y).toHaveLength(5);
});

test('the rule: two standard deviations of the difference', () => {
  expect(agrees({ value: 90, sd: 0.6 }, { value: 88.1, sd: 0.8 })).toBe(true);
  expect(agrees({ value: 90, sd: 0.6 }, { value: 87.9, sd: 0.8 })).toBe(false);
  const item = numberItem('X', 'x', '%', { value: 90, sd: 0.6 }, { value: 80 }, { why: () => 'because' });
  expect(item).toMatchObject({ verdict: 'differs', why: 'because' });
  expect(numberItem('X', 'x', '%', { value: 90 }, { value: 90 }, { why: () => 'because' })).not.toHaveProperty('why');
  expect(numberItem('X', 'x', '%', { value: 90 }, { value: 80 }, { isStandIn: true }).verdict).toBe('stand-in');
});
