import { expect, test } from 'vitest';
import { fitPoints } from '../../ts/report/plotFit.js';
import { residualOf } from '../../ts/report/spectrumPanels.js';

const channels = (counts: number[], bin: number[]) => ({
  eMin: Float64Array.from(counts, (_, c) => 1 + c / 100),
  eMax: Float64Array.from(counts, (_, c) => 1.01 + c / 100),
  exposure: 100,
  counts: Float64Array.from(counts),
  expectedCounts: new Float64Array(counts.length).fill(5),
  background: new Float64Array(counts.length).fill(1),
  backgroundVariance: new Float64Array(counts.length).fill(0.5),
  bin: Int32Array.from(bin),
});

test('points have 15 counts, end where channels are left out, and lose none', () => {
  const points = fitPoints(channels([10, 4, 3, 20, 9, 1, 8], [0, 0, 0, 1, -1, 2, 2]));
  expect(points.map(({ counts }) => counts)).toEqual([17, 20, 9]);
  expect(points[0]).toMatchObject({ model: 15, background: 3, backgroundVariance: 1.5 });
  expect(points[0].low).toBeCloseTo(1, 12);
  expect(points[0].high).toBeCloseTo(1.03, 12);
  expect(points[2].low).toBeCloseTo(1.05, 12);
});

test('points without counts are as wide as a third of their energy', () => {
  const points = fitPoints(channels(new Array(80).fill(0), new Array(80).fill(0)));
  expect(points.map(({ high }) => high.toFixed(2))).toEqual(['1.35', '1.80']);
});

test('residuals are in standard deviations of what is expected', () => {
  const point = { low: 1, high: 2, counts: 30, background: 5, backgroundVariance: 5 };
  expect(residualOf(point, 15)).toBeCloseTo(2, 12);
});
