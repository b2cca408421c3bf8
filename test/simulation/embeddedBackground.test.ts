import { describe, expect, test } from 'vitest';
import {
  bandChannels,
  createResponse,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponseTables,
  MismatchError,
  netCounts,
  ParameterError,
  population,
  simulate,
} from '../../ts/index.js';
import { backgroundOf, type ParametricBackground } from '../../ts/simulation/embeddedBackground.js';
import { smallArf, smallRmf } from './fixtures.js';

const { rmf, arf } = embeddedResponseTables();
const acis = createResponse(rmf, arf);
const acisBackground = embeddedBackground('acis-i', acis);

describe('the embedded background', () => {
  test('a shape is its knots and lines, on any channels', () => {
    const parametric: ParametricBackground = {
      name: 'small',
      version: 1,
      source: [],
      continuum: { energy: [1, 2, 4], limits: [0.5, 6] },
      lines: [{ name: 'line', energy: 3, sigma: 0.06 }],
      shapes: [{ weight: 2, density: [10, 20, 0], counts: [5] }],
      rate: { median: 1e-3, dex: 0.4, band: [1, 4], source: '' },
      scale: { value: 0.1, source: '' },
    };
    const eMin = Float64Array.from({ length: 700 }, (_, c) => 0.01 * c);
    const channels = { eMin, eMax: eMin.map((low) => low + 0.01), channels: 700 };
    const background = backgroundOf(parametric, channels);
    // 10/keV over 0.5-1, 15 over 1-2, 20 falling to 0 over 2-4, 5 counts in the line: 5 + 15 + 20 + 5 of which 40 above 1.
    const counts = background.shapes.map((share) => share * 45);
    const between = (from: number, to: number) =>
      counts.reduce((sum, value, c) => (eMin[c] > from - 1e-6 && eMin[c] < to - 1e-6 ? sum + value : sum), 0);
    expect(between(0, 0.5)).toBe(0);
    expect(between(0.5, 1)).toBeCloseTo(5, 6);
    expect(between(1, 2)).toBeCloseTo(15, 6);
    expect(between(2.5, 3.5)).toBeCloseTo(10 + 5, 6);
    expect(between(4, 7)).toBeCloseTo(0, 12);
    expect(background.rate[0]).toBeCloseTo((1e-3 * 45) / 40, 12);
    expect([background.scale[0], background.dex, background.weight[0]]).toEqual([0.1, 0.4, 2]);
    expect(backgroundOf(parametric, channels, 0.5).scale[0]).toBe(0.5);
  });

  test('has several shapes, each with the lines of ACIS above its continuum', () => {
    const { shapes, weight, channels } = acisBackground;
    expect(weight.length).toBeGreaterThan(4);
    const at = (energy: number) => Math.floor(energy / 0.0146);
    const mean: Record<number, number> = {};
    for (let k = 0; k < weight.length; k++) {
      const shape = shapes.subarray(k * channels, (k + 1) * channels);
      expect(shape.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      expect(shape[at(7.478)]).toBeGreaterThan(0.55 * (shape[at(7.2)] + shape[at(7.75)]));
      for (const energy of [2.123, 2.5]) mean[energy] = (mean[energy] ?? 0) + weight[k] * shape[at(energy)];
      expect(shape[at(12.5)]).toBe(0);
    }
    expect(mean[2.123]).toBeGreaterThan(1.2 * mean[2.5]); // Au-M, in the mean of the shapes
    // They differ: shares of 5-8 keV over 0.5-2 keV.
    const band = (k: number, from: number, to: number) =>
      shapes.subarray(k * channels + at(from), k * channels + at(to)).reduce((sum, value) => sum + value, 0);
    const hardness = Array.from(weight, (_, k) => band(k, 5, 8) / band(k, 0.5, 2));
    expect(Math.max(...hardness) / Math.min(...hardness)).toBeGreaterThan(2);
  });

  test('background over net counts: many sources above 0.1 as observed, a tenth of it when reduced', async () => {
    const medians: number[] = [];
    for (const run of [{ exposure: 1e6 }, { exposure: 1e5, fluxScale: 10 }]) {
      const spectra = await simulate(population('agn'), 2000, acis, { ...run, seed: 3, background: acisBackground });
      const dataset = datasetFromSimulation(spectra);
      const net = netCounts(dataset);
      const inside = bandChannels(dataset.eMin, dataset.eMax);
      const ratios: number[] = [];
      net.forEach((counts, row) => {
        if (counts <= 100) return;
        let sum = 0;
        for (const c of inside) sum += dataset.backgroundCounts![row * dataset.channels + c];
        ratios.push((sum * dataset.backgroundScale![row]) / counts);
      });
      medians.push(ratios.toSorted((a, b) => a - b)[ratios.length >> 1]);
      const above = ratios.filter((ratio) => ratio > 0.1).length / ratios.length;
      if (run.exposure === 1e6) expect(above).toBeGreaterThan(0.4);
      else expect(above).toBeLessThan(0.1);
    }
    expect(medians[0] / medians[1]).toBeGreaterThan(8.5);
    expect(medians[0] / medians[1]).toBeLessThan(11.5);
  });

  test('is for ACIS only, by its name', () => {
    const small = createResponse(smallRmf(), smallArf());
    expect(() => embeddedBackground('acis-i', small)).toThrow(MismatchError);
    expect(() => embeddedBackground('acis-i', small)).toThrow('the response of SMALL; use an observed background');
    expect(() => embeddedBackground('epic' as never, acis)).toThrow('no embedded background "epic"; there is acis-i');
    expect(() => embeddedBackground('acis-i', acis, { scale: 0 })).toThrow(ParameterError);
    expect(embeddedBackground('acis-i', acis, { scale: 0.5 }).scale[3]).toBe(0.5);
  });
});
