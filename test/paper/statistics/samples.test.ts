import { describe, expect, test } from 'vitest';
import { stars, streams, uniforms } from '../../../ts/index.js';
import { bandFluxes } from '../../../ts/paper/statistics/bandFluxes.js';
import {
  binOf,
  correlation,
  countsIn,
  edgesOf,
  finite,
  histogram,
  histogram2D,
  ksDistance,
  logColumns,
  mean,
  median,
  quantile,
  statisticOf,
} from '../../../ts/paper/statistics/samples.js';

describe('histograms', () => {
  test('count each value once: lower edges in, the last upper edge too, others out', () => {
    expect(countsIn([0, 0.5, 1, 1.5, 2, -0.1, 2.1, Number.NaN], [0, 1, 2])).toEqual([2, 3]);
    expect([0, 0.99, 1, 3, 3.5, 4, 4.01, Number.NaN].map((x) => binOf(x, [0, 1, 2, 3, 4]))).toEqual([
      0, 0, 1, 3, 3, 3, -1, -1,
    ]);
  });

  test('edges are even, or even in the logarithm', () => {
    expect(edgesOf(1, 3, 4)).toEqual([1, 1.5, 2, 2.5, 3]);
    expect(edgesOf(0.1, 100, 3, true)).toEqual([0.1, 1, 10, 100].map((edge) => expect.closeTo(edge, 12)));
  });

  test('are numbers, or have an area of 1 as a density, in dex where the axis is logarithmic', () => {
    const values = Array.from({ length: 300 }, (_, i) => 10 ** (i / 100));
    const edges = edgesOf(1, 1000, 7, true);
    const { x, xHigh, y } = histogram('values', values, edges, { density: true, inLog: true });
    const area = y.reduce((sum, height, i) => sum + height * Math.log10(xHigh![i] / x[i]), 0);
    expect(area).toBeCloseTo(1, 10);
    // A value outside the edges is in the whole, one that is no number is not.
    expect(histogram('', [1, 3, 9, Number.NaN], [0, 2, 4], { density: true }).y).toEqual([1 / 6, 1 / 6]);
    expect(histogram('n', [1, 3, 3, 9], [0, 2, 4])).toEqual({
      ...{ name: 'n', kind: 'steps' },
      ...{ x: [0, 2], xHigh: [2, 4], y: [1, 2] },
    });
  });

  test('put pairs into the row of y and the column of x', () => {
    const axis = { label: '', type: 'linear' } as const;
    const panel = histogram2D(
      '',
      { x: axis, y: axis },
      { x: [0.5, 1.5, 1.5], y: [10, 20, Number.NaN] },
      { x: [0, 1, 2], y: [5, 15, 25] },
    );
    expect(panel).toMatchObject({
      values: [
        [1, 0],
        [0, 1],
      ],
      xEdges: [0, 1, 2],
      yEdges: [5, 15, 25],
    });
  });
});

describe('statistics of samples', () => {
  test('quantiles lie between order statistics', () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect([0, 0.25, 1].map((share) => quantile([10, 30, 20, 50, 40], share))).toEqual([10, 20, 50]);
    expect(quantile([], 0.5)).toBeNaN();
    expect([median([1, 9, 2]), mean([1, 9, 2])]).toEqual([2, 4]);
  });

  test('what is no number is left out; columns are in log cm-2', () => {
    expect(finite([1, Number.NaN, 2, Number.POSITIVE_INFINITY])).toEqual([1, 2]);
    expect(logColumns([1, Number.NaN, 0.001])).toEqual([22, expect.closeTo(19, 12)]);
  });

  test('the error of a mean is that of the theory, and that of a smaller sample is larger', () => {
    const u = Array.from(uniforms(3, streams.bootstrap, 0, 20_000, 1));
    const { value, sd, sdAtSize } = statisticOf(u, mean, 200);
    const theory = Math.sqrt(1 / 12);
    expect(Math.abs(value - 0.5)).toBeLessThan(4 * sd);
    // 100 samples tell a deviation to 7 %.
    expect(Math.abs(sd / (theory / Math.sqrt(20_000)) - 1)).toBeLessThan(0.21);
    expect(Math.abs(sdAtSize / (theory / Math.sqrt(200)) - 1)).toBeLessThan(0.21);
  });

  test('of fewer values than one sample the two halves tell the error', () => {
    // Means 1 and 3: deviation sqrt(2); of 4 values it is 1, at a size of 8 half of that of samples of 2.
    expect(statisticOf([0, 2, 2, 4], mean, 8)).toEqual({
      value: 2,
      sd: expect.closeTo(1, 12),
      sdAtSize: expect.closeTo(Math.SQRT2 / 2, 12),
    });
  });

  test('a correlation leaves out pairs without a number', () => {
    const { r, sd, pairs } = correlation([1, 2, 3, Number.NaN], [2, 4, 6, 1]);
    expect(r).toBeCloseTo(1, 12);
    expect(sd).toBeCloseTo(0, 12);
    expect(pairs).toBe(3);
    expect(correlation([1, 2, 3, 4], [1, -1, -1, 1])).toEqual({
      ...{ r: expect.closeTo(0, 12), pairs: 4 },
      sd: expect.closeTo(1 / Math.sqrt(3), 12),
    });
    expect(correlation([1, 2, 3], [6, 4, 2]).r).toBeCloseTo(-1, 12);
  });

  test("the distance of two distributions is Kolmogorov's", () => {
    expect(ksDistance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(ksDistance([1, 2], [3, 4])).toBe(1);
    expect(ksDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(ksDistance([3, 4, 5, 6], [4, 3, 2, 1])).toBe(0.5);
    expect(ksDistance([1, 1, 1, 2], [1, 2])).toBe(0.25);
  });
});

describe('band fluxes', () => {
  test('sum to the flux that stars are scaled to', () => {
    const star = stars().sample(20, { seed: 4 });
    const [whole, soft, hard] = bandFluxes(star, [
      [0.5, 10],
      [0.5, 2],
      [2, 10],
    ]);
    for (let i = 0; i < 20; i++) {
      expect(soft[i] + hard[i]).toBeCloseTo(whole[i], 25);
      expect(whole[i] / star.properties.flux[i]).toBeCloseTo(1, 2);
    }
  });

  test('leave out rows that were not asked for', () => {
    const [flux] = bandFluxes(stars().sample(20, { seed: 4 }), [[0.5, 10]], 7);
    expect(Array.from(flux).map(Number.isFinite)).toEqual(Array.from({ length: 20 }, (_, i) => i < 7));
    expect(bandFluxes(stars().sample(3, { seed: 4 }), [[0.5, 10]], 0)[0]).toEqual(new Float64Array(3).fill(Number.NaN));
  });

  test('go to their rows, however many there are', () => {
    // Norms 1 to 2500, in an order of their own.
    const index = Uint32Array.from({ length: 2500 }, (_, i) => (7 * i) % 2500);
    const parameters = Float64Array.from([...index].flatMap((row) => [2, row + 1]));
    const groups = [{ model: 'powerlaw', index, parameters }];
    const [flux] = bandFluxes({ count: 2500, properties: {}, groups }, [[1, 2]]);
    flux.forEach((value, row) => {
      expect(value / flux[0]).toBeCloseTo(row + 1, 6);
    });
  });

  test('are energies: of a power law of index 2 equal in equal ratios of energy, in erg', () => {
    const table = {
      count: 1,
      properties: {},
      groups: [{ model: 'powerlaw', index: Uint32Array.of(0), parameters: Float64Array.of(2, 1) }],
    };
    const [low, high] = bandFluxes(table, [
      [1, 2],
      [2, 4],
    ]);
    expect(low[0] / (Math.LN2 * 1.602176634e-9)).toBeCloseTo(1, 3);
    expect(high[0] / (Math.LN2 * 1.602176634e-9)).toBeCloseTo(1, 3);
  });
});
