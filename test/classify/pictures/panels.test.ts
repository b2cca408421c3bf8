import { describe, expect, test } from 'vitest';
import type { ChartSeries, XYChart } from '../../../ts/chart/types.js';
import { titleOf, verdictPanels } from '../../../ts/classify/pictures/panels.js';
import { verdictPng } from '../../../ts/classify/pictures/picture.js';
import type { Drawn } from '../../../ts/classify/pictures/types.js';

const drawn: Drawn = {
  ...{ file: 'obs/s.pi', object: 'HD 1', classes: ['star', 'agn'], probabilities: [0.9, 0.1] },
  ...{ verdict: 'star', method: 'bank', flags: ['few-counts'], exposure: 100, counts: 60, backgroundCounts: 6 },
  sketch: {
    ...{ low: [1, 1.5, 3], high: [1.5, 2, 4], counts: [20, 20, 20] },
    ...{ background: [10, 20, 30], backgroundScale: 0.1 },
    likeliest: { star: [19, 18, 17], agn: [4, 18, 40] },
  },
};
const charts = (of: Drawn) => verdictPanels(of) as unknown as XYChart[];
const named = (series: ChartSeries[], name: string) => series.find((one) => one.name === name)!;

describe('the panels of a verdict', () => {
  test('data less background with errors, models in counts/s/keV, residuals of each', () => {
    const [spectrum, residuals] = charts(drawn);
    expect(spectrum.title).toBe(titleOf(drawn));
    const data = named(spectrum.series, 'data less background');
    // (20 - 1) / 100 s / 0.5 keV; the error is sqrt(20 + 0.1^2 x 10).
    expect(data.y[0]).toBeCloseTo(0.38, 12);
    expect(data.high![0] - data.y[0]).toBeCloseTo(Math.sqrt(20.1) / 50, 12);
    expect(named(spectrum.series, 'likeliest agn').y).toEqual([0.08, 0.36, 0.4]);
    expect(named(spectrum.series, 'background').y[2]).toBeCloseTo(0.03, 12);
    // (20 - 4 - 1) / sqrt(4 + 1 + 0.1), and none where model and background are the data.
    expect(residuals.series[1].y[0]).toBeCloseTo(15 / Math.sqrt(5.1), 12);
    expect(residuals.series[0].y[0]).toBe(0);
    expect(residuals.series.map(({ colour }) => colour)).toEqual(
      ['star', 'agn'].map((name) => named(spectrum.series, `likeliest ${name}`).colour),
    );
  });

  test('without an exposure the axis says so', () => {
    const [spectrum] = charts({ ...drawn, exposure: Number.NaN });
    expect(spectrum.y.label).toBe('Counts/keV');
    expect(named(spectrum.series, 'data less background').y[0]).toBeCloseTo(38, 12);
  });

  test('without a bank there are data and background alone, and the title says it', () => {
    const { likeliest: _, ...sketch } = drawn.sketch;
    const panels = charts({ ...drawn, method: 'network', sketch });
    expect(panels).toHaveLength(1);
    expect(panels[0].series.map(({ name }) => name)).toEqual(['data less background', 'background']);
    expect(panels[0].title).toContain('no templates, as no bank was asked');
  });

  test('the title has verdict, probabilities, counts, flags; or the error', () => {
    expect(titleOf(drawn)).toBe(
      's.pi (HD 1): star by the bank, P(star) 0.900, P(agn) 0.100; 60 counts, 6 of them background; flags: few-counts',
    );
    const failed = { ...drawn, row: 3, verdict: undefined, method: undefined, error: 'no area', flags: [] };
    expect(titleOf({ ...failed, probabilities: [Number.NaN, Number.NaN] })).toBe(
      's.pi{3} (HD 1): no verdict: no area; 60 counts, 6 of them background',
    );
  });
});

test('spectra of no counts, of one bin, and models that are nowhere near them are drawn', () => {
  const { sketch } = drawn;
  const faint = [1e-9, 1e-9, 1e-9];
  for (const [counts, likeliest] of [
    [[0, 0, 0], undefined],
    [[0, 0, 0], { star: [0, 0, 0], agn: faint }],
    [[1e6, 1e6, 1e6], { star: faint, agn: [0, 0, 0] }],
    [[-3, 0.5, -1], { star: [3, 3, 3], agn: faint }],
  ] as [number[], Record<string, number[]> | undefined][]) {
    const png = verdictPng({ ...drawn, sketch: { ...sketch, counts, likeliest } });
    expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
  }
  const bin = { low: [1], high: [1.1], counts: [0] };
  expect(verdictPng({ ...drawn, sketch: bin }).length).toBeGreaterThan(1000);
});
