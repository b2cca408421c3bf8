import { expect, test } from 'vitest';
import { sketchOf } from '../../ts/classify/sketch.js';
import type { Dataset } from '../../ts/dataset/index.js';

/** Spectra on channels of 0.1 keV from 1 keV on. */
const dataset = (counts: number[], others: Partial<Dataset> = {}): Dataset =>
  ({
    ...{ count: 1, channels: counts.length, counts: Uint16Array.from(counts) },
    eMin: Float64Array.from(counts, (_, c) => 1 + c / 10),
    eMax: Float64Array.from(counts, (_, c) => 1 + (c + 1) / 10),
    ...others,
  }) as Dataset;

test('channels are put together until a bin is 4 % of its energy wide, and none is lost', () => {
  const counts = Array.from({ length: 60 }, (_, c) => c);
  const sketch = sketchOf(dataset(counts), 0, [1, 7]);
  expect(sketch.low.slice(0, 4)).toEqual([1, 1.1, 1.2, 1.3]);
  expect(sketch.high.slice(-1)).toEqual([7]);
  for (const [i, low] of sketch.low.slice(0, -1).entries()) {
    expect(sketch.high[i] - low).toBeGreaterThan(0.04 * low - 1e-9);
    expect(sketch.high[i] - 0.1 - low).toBeLessThan(0.04 * low + 1e-9);
    expect(sketch.low[i + 1]).toBe(sketch.high[i]);
  }
  expect(sketch.counts.reduce((a, b) => a + b)).toBe((59 * 60) / 2);
  expect(sketch.counts.slice(-1)).toEqual([57 + 58 + 59]);
  expect(sketch.background).toBeUndefined();
  expect(sketch.likeliest).toBeUndefined();
});

test('the band and bad channels leave gaps, and the background has its scale', () => {
  const quality = Int16Array.from([0, 0, 0, 5, 0, 0]);
  const sketch = sketchOf(
    dataset([1, 2, 3, 90, 5, 6], {
      quality: quality as unknown as Dataset['quality'],
      backgroundCounts: Uint16Array.from([0, 10, 20, 900, 40, 50]),
      backgroundScale: Float64Array.of(0.25),
    }),
    0,
    [1.1, 2],
  );
  expect(sketch).toEqual({
    low: [1.1, 1.2, 1.4, 1.5],
    high: [1.2, 1.3, 1.5, 1.6],
    ...{ counts: [2, 3, 5, 6], background: [10, 20, 40, 50], backgroundScale: 0.25 },
  });
});

test('spectra of gratings, whose energies descend, ascend', () => {
  const sketch = sketchOf(
    dataset([1, 2, 3], { eMin: Float64Array.of(3, 2, 1), eMax: Float64Array.of(4, 3, 2) }),
    0,
    [0, 9],
  );
  expect(sketch).toMatchObject({ low: [1, 2, 3], high: [2, 3, 4], counts: [3, 2, 1] });
});

test('what a bank lets expect stands by class, in the bins of its groups', () => {
  const groups = {
    ...{ count: 2, groupOf: Int32Array.of(0, 0, -1, 1) },
    ...{ eMin: Float64Array.of(1, 1.3), eMax: Float64Array.of(1.2, 1.4) },
  };
  const likeliest = { groups, classes: ['star', 'agn'], expected: [Float64Array.of(7, 1), Float64Array.of(4, 4)] };
  expect(sketchOf(dataset([1, 2, 50, 4]), 0, [1, 2], likeliest)).toEqual({
    ...{ low: [1, 1.3], high: [1.2, 1.4], counts: [3, 4], likeliest: { star: [7, 1], agn: [4, 4] } },
  });
  const nothing = { ...likeliest, expected: [Float64Array.of(0, 0), Float64Array.of(0, 0)] };
  expect(sketchOf(dataset([0, 0, 0, 0]), 0, [1, 2], nothing).likeliest).toBeUndefined();
});
