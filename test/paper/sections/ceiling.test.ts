import { expect, test } from 'vitest';
import {
  type CeilingRow,
  type Compared,
  comparedWith,
  onChannels,
} from '../../../ts/paper/sections/ceiling/compute.js';
import { draw } from '../../../ts/paper/sections/ceiling/draw.js';
import { judge, networkGap, significance } from '../../../ts/paper/sections/ceiling/judge.js';

const made = (balancedAccuracy: number, gap: number, gapError: number): Compared => ({
  ...{
    accuracy: balancedAccuracy + 0.01,
    balancedAccuracy,
    gap,
    gapError,
    calibrationError: 0.02,
    perfectError: 0.015,
  },
});
const row = (set: CeilingRow['set']): CeilingRow => ({
  ...{ set, spectra: 1234, agn: 600, templates: 2560, bank: made(0.92, 0, 0), packaged: made(0.915, 0.005, 0.004) },
  networks: [made(0.9, 0.02, 0.003), made(0.89, 0.03, 0.005)],
});

test('gaps in points: the mean of the networks with the error of one, and that of the package', () => {
  expect(networkGap(row('none'))).toEqual({ value: expect.closeTo(2.5, 9), sd: expect.closeTo(0.4, 9) });
  const { items, tables, text } = judge([row('none'), row('reduced')]);
  expect(items.map(({ id, ours }) => [id, (ours as { value: number }).value])).toEqual([
    ['N1.none', expect.closeTo(2.5, 9)],
    ['N2.none', expect.closeTo(0.5, 9)],
    ['N1.reduced', expect.closeTo(2.5, 9)],
    ['N2.reduced', expect.closeTo(0.5, 9)],
  ]);
  expect(text[0]).toContain('2,560 templates');
  expect(tables![0].rows[2]).toEqual([
    ...['no background (1,234)', 'networks of the paper', '90.5', '89.5', '2.50 ± 0.40', '2.0 (1.5)'],
  ]);
});

test('a gap within two errors is none, one below is suspect', () => {
  expect(significance({ value: 0.8, sd: 0.4 })).toMatch(/^No more than two/);
  expect(significance({ value: -0.8, sd: 0.4 })).toMatch(/^No more than two/);
  expect(significance({ value: 2, sd: 0.4 })).toMatch(/^5 standard errors/);
  expect(significance({ value: -2, sd: 0.4 })).toMatch(/^Better than the bank/);
});

test('the figure has a point for each row and classifier', () => {
  const [{ panels }] = draw([row('none'), row('observed'), row('reduced')]);
  const { series } = panels[0] as { series: { name: string; y: number[] }[] };
  expect(series.map(({ y }) => y.map((value) => Math.round(10 * value) / 10))).toEqual([
    [92, 92, 92],
    [91.5, 91.5, 91.5],
    [89.5, 89.5, 89.5],
  ]);
});

test('a classifier beside the best, by hand; no probability is no right verdict', () => {
  const labels = [0, 0, 0, 0, 1, 1];
  const best = [0.1, 0.1, 0.1, 0.9, 0.9, 0.9];
  const other = [0.1, 0.6, 0.1, 0.9, 0.9, Number.NaN];
  const { accuracy, gap, gapError } = comparedWith(labels, best, other);
  expect(accuracy).toBe(3 / 6);
  expect(gap).toBeCloseTo((1 / 4 + 1 / 2) / 2, 12);
  expect(gapError).toBeCloseTo(Math.sqrt(1 / 16 + 1 / 4) / 2, 12);
});

test('a band of channels goes back to its place among all', () => {
  const eMin = Float64Array.of(0, 1, 2, 3);
  const response = { channels: 4, firstChannel: 1, eMin, eMax: eMin.map((x) => x + 1) };
  const dataset = { count: 2, channels: 2, firstChannel: 2, counts: Uint16Array.of(5, 6, 7, 8) };
  const { counts, channels, backgroundCounts } = onChannels(dataset as never, response);
  expect([channels, ...counts]).toEqual([4, 0, 5, 6, 0, 0, 7, 8, 0]);
  expect(backgroundCounts).toBeUndefined();
});
