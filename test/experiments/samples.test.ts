import { describe, expect, it } from 'vitest';
import { bandFluxes } from '../../ts/experiments/bandFluxes.js';
import { ksDistance } from '../../ts/experiments/properties.js';
import {
  correlation,
  countsIn,
  edgesOf,
  histogram,
  histogram2D,
  quantile,
  statisticOf,
} from '../../ts/experiments/samples.js';
import { streams, uniforms } from '../../ts/native/index.js';
import { stars } from '../../ts/population/index.js';

describe('histograms', () => {
  it('count each value once: lower edges in, the last upper edge too, others out', () => {
    expect(countsIn([0, 0.5, 1, 1.5, 2, -0.1, 2.1, Number.NaN], [0, 1, 2])).toEqual([2, 3]);
  });

  it('have an area of 1 as a density, in dex where the axis is logarithmic', () => {
    const values = Array.from({ length: 300 }, (_, i) => 10 ** (i / 100));
    const edges = edgesOf(1, 1000, 7, true);
    const { x, xHigh, y } = histogram('values', values, edges, { density: true, inLog: true });
    const area = y.reduce((sum, height, i) => sum + height * Math.log10(xHigh![i] / x[i]), 0);
    expect(area).toBeCloseTo(1, 10);
  });

  it('put pairs into the row of y and the column of x', () => {
    const axis = { label: '', type: 'linear' } as const;
    const { values } = histogram2D(
      '',
      { x: axis, y: axis },
      { x: [0.5, 1.5, 1.5], y: [10, 20, Number.NaN] },
      { x: [0, 1, 2], y: [5, 15, 25] },
    );
    expect(values).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe('statistics of samples', () => {
  it('quantiles lie between order statistics', () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('the error of a mean is that of the theory, and that of a smaller sample is larger', () => {
    const u = Array.from(uniforms(3, streams.bootstrap, 0, 20_000, 1));
    const { value, sd, sdAtSize } = statisticOf(u, (part) => part.reduce((a, b) => a + b, 0) / part.length, 200);
    const theory = Math.sqrt(1 / 12);
    expect(Math.abs(value - 0.5)).toBeLessThan(4 * sd);
    expect(sd / (theory / Math.sqrt(20_000))).toBeCloseTo(1, 0);
    expect(sdAtSize / (theory / Math.sqrt(200))).toBeCloseTo(1, 0);
  });

  it('a correlation leaves out pairs without a number', () => {
    const { r, pairs } = correlation([1, 2, 3, Number.NaN], [2, 4, 6, 1]);
    expect(r).toBeCloseTo(1, 12);
    expect(pairs).toBe(3);
    expect(correlation([1, 2, 3, 4], [1, -1, -1, 1]).r).toBeCloseTo(0, 12);
  });

  it("the distance of two distributions is Kolmogorov's", () => {
    expect(ksDistance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(ksDistance([1, 2], [3, 4])).toBe(1);
    expect(ksDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
  });
});

describe('band fluxes', () => {
  it('sum to the flux that stars are scaled to', () => {
    const star = stars().sample(20, { seed: 4 });
    const [all, soft, hard] = bandFluxes(star, [
      [0.5, 10],
      [0.5, 2],
      [2, 10],
    ]);
    for (let i = 0; i < 20; i++) {
      expect(soft[i] + hard[i]).toBeCloseTo(all[i], 25);
      expect(all[i] / star.properties.flux[i]).toBeCloseTo(1, 2);
    }
  });

  it('leave out rows that were not asked for', () => {
    const [flux] = bandFluxes(stars().sample(20, { seed: 4 }), [[0.5, 10]], 7);
    expect(Array.from(flux).map(Number.isFinite)).toEqual(Array.from({ length: 20 }, (_, i) => i < 7));
  });
});
