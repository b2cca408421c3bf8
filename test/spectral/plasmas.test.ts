import { describe, expect, test } from 'vitest';
import { model } from '../../ts/spectral/index.js';
import { even, fluxOn, total } from './grids.js';

const grid = even(0.3, 8, 770);

test('mekal and vmekal are apec and vapec by other parameters', () => {
  expect(fluxOn('mekal(0.7, 1, 0.3, 0.1, 1, 2)', grid)).toEqual(fluxOn('apec(0.7, 0.3, 0.1, 2)', grid));
  const vapec = fluxOn('vapec(0.7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0.1, 2)', grid);
  expect(fluxOn('vmekal(0.7, 1, 1, 2, 3, 4, 5, 1, 6, 7, 8, 9, 10, 11, 12, 13, 0.1, 1, 2)', grid)).toEqual(vapec);
  expect(() => model('mekal(0.01)')).toThrow('its limits are 0.0808 to 79.9 keV');
});

test('sodium of vmekal: its H-like and He-like lines at 1.12 to 1.24 keV, in proportion', () => {
  const sodium = (abundance: number) => fluxOn(`vmekal(0.7, 1, 1, 1, 1, 1, 1, ${abundance})`, grid);
  const [none, one, ten] = [0, 1, 10].map(sodium);
  const lines = (spectrum: Float64Array) => total(spectrum.subarray(80, 96));
  expect(total(ten) - total(none)).toBeCloseTo(10 * (total(one) - total(none)), 6);
  expect((lines(ten) - lines(none)) / (total(ten) - total(none))).toBeGreaterThan(0.3);
});

describe('cemekl', () => {
  test('is the sum of apec over temperatures, each dex of them with (T / Tmax)^alpha', () => {
    const steps = 600;
    const [logLow, logHigh] = [Math.log10(0.0345), Math.log10(3)];
    const width = (logHigh - logLow) / steps;
    const temperatures = Array.from({ length: steps }, (_, k) => 10 ** (logLow + (k + 0.5) * width));
    const rows = temperatures.flatMap((kT) => [kT, 0.5, 0.2, (kT / 3) ** 0.8 * width]);
    const parts = model('apec')
      .bind(...grid)
      .evaluate(Float64Array.from(rows));
    const ours = fluxOn('cemekl(0.8, 3, 1, 0.5, 0.2)', grid);
    for (let i = 0; i < ours.length; i += 7) {
      let sum = 0;
      for (let k = 0; k < steps; k++) sum += parts[k * ours.length + i];
      expect(Math.abs(ours[i] / sum - 1)).toBeLessThan(0.01);
    }
  });

  test('a steep distribution is all at Tmax: 1 / (alpha ln 10) of apec, of slightly lower temperature', () => {
    const ratio = total(fluxOn('cemekl(20, 2)', grid)) / total(fluxOn('apec(1.93)', grid));
    expect(ratio * 20 * Math.LN10).toBeCloseTo(1, 1);
    expect(() => fluxOn('cemekl(1, 0.03)', grid)).toThrow('Tmax of cemekl is 0.03');
  });
});

describe('limits: false', () => {
  test('a norm may be negative: what is added and taken away is nothing', () => {
    const bound = model('powerlaw(1.7, 1) + powerlaw(1.7, -0.25)', { limits: false }).bind(...grid);
    const rest = fluxOn('powerlaw(1.7, 0.75)', grid);
    bound.evaluate().forEach((value, i) => {
      expect(value / rest[i]).toBeCloseTo(1, 12);
    });
    expect(model({ gaussian: { norm: -1 } }, { limits: false }).values[2]).toBe(-1);
  });

  test('without it a norm may not, with it no other parameter', () => {
    expect(() => model('powerlaw(1.7, -1)')).toThrow('norm of powerlaw is -1');
    expect(() => model({ gaussian: { norm: -1 } })).toThrow('norm');
    expect(() => model('apec(-1)', { limits: false })).toThrow('kT of apec is -1');
    expect(() => model('powerlaw', { limits: 0 as never })).toThrow('limits is 0; it must be true or false');
  });
});
