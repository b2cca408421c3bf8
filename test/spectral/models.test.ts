import { describe, expect, test } from 'vitest';
import { ParameterError } from '../../ts/base/index.js';
import { model } from '../../ts/spectral/index.js';

/** A grid of `n` bins from `low` to `high` keV. */
function grid(low: number, high: number, n: number): [Float64Array, Float64Array] {
  const edges = Float64Array.from({ length: n + 1 }, (_, i) => low + ((high - low) * i) / n);
  return [edges.slice(0, n), edges.slice(1)];
}
const worst = (ours: Float64Array, expected: (i: number) => number) =>
  Math.max(...[...ours].map((value, i) => Math.abs(value / expected(i) - 1)));
const ergPerKeV = 1.602176634e-9;

describe('closed forms', () => {
  const [lo, hi] = grid(0.3, 10, 970);
  // Photon index 1 is a logarithm; next to it b^(1 - index) - a^(1 - index) would lose the digits that expm1 keeps.
  const integral = (index: number, a: number, b: number) =>
    index === 1 ? Math.log(b / a) : (a ** (1 - index) * Math.expm1((1 - index) * Math.log(b / a))) / (1 - index);

  test.each([-3, 0, 0.98, 1, 1.7, 2, 10])('powerlaw with photon index %d', (index) => {
    const flux = model('powerlaw').bind(lo, hi).evaluate(Float64Array.of(index, 2e-4));
    expect(worst(flux, (i) => 2e-4 * integral(index, lo[i], hi[i]))).toBeLessThan(1e-11);
  });

  test('powerlaw changes smoothly through photon index 1', () => {
    const bound = model('powerlaw').bind(lo, hi);
    const at = bound.evaluate(Float64Array.of(1, 1));
    for (const step of [1e-9, 1e-4, 1e-3]) {
      const below = bound.evaluate(Float64Array.of(1 - step, 1));
      const above = bound.evaluate(Float64Array.of(1 + step, 1));
      // E^-1 E^(-+step): the geometric mean is the value at 1, to (step log E)^2.
      expect(worst(at, (i) => Math.sqrt(below[i] * above[i]))).toBeLessThan(1e-10);
    }
  });

  test.each([1.7, 2, 2.5])('pegpwrlw with photon index %d has its norm as energy flux', (index) => {
    const flux = model('pegpwrlw')
      .bind(lo, hi)
      .evaluate(Float64Array.of(index, 0.5, 8, 3));
    const perUnit = ergPerKeV * integral(index - 1, 0.5, 8);
    expect(worst(flux, (i) => (3e-12 / perUnit) * integral(index, lo[i], hi[i]))).toBeLessThan(1e-11);
  });

  test('gaussian: erf at known points, and the whole line on the grid', () => {
    const flux = model('gaussian(5,0.1,2)')
      .bind(Float64Array.of(4, 4.9, 5, 5.2), Float64Array.of(4.9, 5, 5.2, 6))
      .evaluate();
    const erf = [0.6826894921370859, 0.9544997361036416]; // within 1 and 2 sigma
    const expected = [1 - erf[0], erf[0], erf[1], 1 - erf[1]];
    expect(worst(flux, (i) => expected[i])).toBeLessThan(1e-13);
    for (const sigma of [0, 1e-6, 0.002, 0.3]) {
      const sum = model('gaussian')
        .bind(lo, hi)
        .evaluate(Float64Array.of(6.4, sigma, 3e-5))
        .reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(3e-5, 17);
    }
  });

  test('a gaussian outside the grid gives nothing, one at its edge the part inside', () => {
    const bound = model('gaussian').bind(lo, hi);
    expect(bound.evaluate(Float64Array.of(12, 0.01, 1)).every((v) => v === 0)).toBe(true);
    expect(bound.evaluate(Float64Array.of(12, 0, 1)).every((v) => v === 0)).toBe(true);
    expect(bound.evaluate(Float64Array.of(10, 0.01, 1)).reduce((a, b) => a + b)).toBeCloseTo(0.5, 12);
  });

  test('cflux: the energy flux of a power law in a band that cuts bins', () => {
    const [fineLo, fineHi] = grid(0.3, 10, 97_000);
    const scaled = model('cflux(0.50005,7.00005,-13)*powerlaw(1.8,5)').bind(fineLo, fineHi).evaluate();
    const norm = 1e-13 / (ergPerKeV * integral(0.8, 0.50005, 7.00005));
    // Inside a bin the flux counts with the bin's mean energy: second order in the bin width.
    expect(worst(scaled, (i) => norm * integral(1.8, fineLo[i], fineHi[i]))).toBeLessThan(1e-7);
  });

  test('sums add and several rows are independent', () => {
    const bound = model('powerlaw+gaussian').bind(lo, hi);
    const rows = Float64Array.of(1.7, 1, 6.4, 0.1, 0.2, 2.1, 3, 1.8, 0, 0.5);
    const both = bound.evaluate(rows);
    expect(both.length).toBe(2 * 970);
    const second = model('powerlaw').bind(lo, hi).evaluate(Float64Array.of(2.1, 3));
    const bin = lo.findIndex((e, i) => e <= 1.8 && 1.8 < hi[i]);
    second[bin] += 0.5;
    expect([...both.slice(970)]).toEqual([...second]);
  });
});

describe('bad input', () => {
  const [lo, hi] = grid(0.3, 10, 97);
  test('parameters outside their limits', () => {
    const bound = model('powerlaw+gaussian').bind(lo, hi);
    expect(() => bound.evaluate(Float64Array.of(1, 1, 6.4, Number.NaN, 1))).toThrow(
      new ParameterError('Sigma', 'powerlaw+gaussian: Sigma of gaussian is NaN; its limits are 0 to 20 keV'),
    );
    expect(() => bound.evaluate(Float64Array.of(1, 1, 6.4, 0, 1, 1, -2, 6, 0, 1))).toThrow(
      'norm of powerlaw is -2 in row 1; its limits are 0 to 1e+24 photons/keV/cm2/s at 1 keV',
    );
    expect(() => bound.evaluate(Float64Array.of(1, 2, 3))).toThrow('3 values are not whole sets');
    expect(() => model('pegpwrlw(2,5,5)').bind(lo, hi).evaluate()).toThrow('pegpwrlw needs 0 < eMin < eMax');
    expect(() => model('cflux(0,5)*powerlaw').bind(lo, hi).evaluate()).toThrow('cflux needs 0 < Emin < Emax');
    expect(() => model('cflux(5,2)*powerlaw').bind(lo, hi).evaluate()).toThrow('cflux needs 0 < Emin < Emax');
    expect(() => model('cflux(5,6)*powerlaw(1,0)').bind(lo, hi).evaluate()).toThrow('has no flux from');
  });

  test('grids', () => {
    const m = model('powerlaw');
    const f = (...values: number[]) => Float64Array.of(...values);
    expect(() => m.bind(f(), f())).toThrow('no bins');
    expect(() => m.bind(f(0, 1), f(1, 2))).toThrow('energy bin 1 from 0.000000 to 1.000000 keV does not start above 0');
    expect(() => m.bind(f(1, 2.5), f(2, 3))).toThrow('energy bin 2 from 2.500000 to 3.000000 keV does not begin where');
    expect(() => m.bind(f(2, 1), f(3, 2))).toThrow('does not begin where');
    expect(() => m.bind(f(2), f(1))).toThrow('empty or reversed');
    expect(() => m.bind(f(1, Number.NaN), f(2, 3))).toThrow('is not finite');
    expect(() => m.bind(f(1, 2), f(2))).toThrow(ParameterError);
  });
});
