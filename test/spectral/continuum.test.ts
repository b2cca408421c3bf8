import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';

/** Edges of `n` bins even in the logarithm. */
function grid(low: number, high: number, n: number): [Float64Array, Float64Array] {
  const edges = Float64Array.from({ length: n + 1 }, (_, i) => low * (high / low) ** (i / n));
  return [edges.slice(0, n), edges.slice(1)];
}
const worst = (ours: Float64Array, expected: (i: number) => number) =>
  Math.max(...[...ours].map((value, i) => Math.abs(value / expected(i) - 1)));
const evaluate = (expression: string, lo: Float64Array, hi: Float64Array) => model(expression).bind(lo, hi).evaluate();

/** Simpson's rule in 10000 steps of ln E: slow and independent of the rule under test. */
function simpson(f: (energy: number) => number, low: number, high: number): number {
  const step = Math.log(high / low) / 10_000;
  let sum = 0;
  for (let k = 0; k <= 10_000; k++) {
    const energy = low * Math.exp(k * step);
    sum += (k % 10_000 === 0 ? 1 : k % 2 ? 4 : 2) * f(energy) * energy;
  }
  return (sum * step) / 3;
}

// Fine bins, bins as wide as an octave, and one bin for all.
const grids = [grid(0.2, 12, 300), grid(0.1, 100, 10), grid(0.5, 20, 1)];

describe.each(grids)('integrals over bins (grid %$)', (lo, hi) => {
  test.each([
    [-3, 15],
    [0, 0.5],
    [1, 8],
    [1.7, 300],
    [10, 2],
  ])('cutoffpl with photon index %d, cut-off %d keV', (index, cut) => {
    const ours = evaluate(`cutoffpl(${index},${cut},3)`, lo, hi);
    const f = (e: number) => 3 * e ** -index * Math.exp(-e / cut);
    expect(worst(ours, (i) => simpson(f, lo[i], hi[i]))).toBeLessThan(1e-6);
  });

  test.each([0.03, 0.5, 3, 200])('bbody of %d keV', (kT) => {
    const ours = evaluate(`bbody(${kT},2)`, lo, hi);
    const f = (e: number) => (2 * 8.0525 * e * e) / (kT ** 4 * Math.expm1(e / kT));
    const expected = ours.map((_, i) => simpson(f, lo[i], hi[i]));
    const shown = ours.filter((_, i) => expected[i] > 1e-250);
    const kept = expected.filter((value) => value > 1e-250);
    expect(worst(shown, (i) => kept[i])).toBeLessThan(1e-6);
  });
});

test('cutoffpl in closed form, up to energies where nothing is left', () => {
  const [lo, hi] = [Float64Array.of(1, 4, 400), Float64Array.of(4, 400, 1e5)];
  const ours = evaluate('cutoffpl(0,2,1)', lo, hi);
  for (const i of [0, 1, 2]) expect(ours[i]).toBeCloseTo(2 * (Math.exp(-lo[i] / 2) - Math.exp(-hi[i] / 2)), 8);
});

test('bbody: the power of a black body is sigma T^4', () => {
  const [lo, hi] = grid(1e-4, 200, 20_000);
  const photons = evaluate('bbody(1.5,1)', lo, hi);
  const power = photons.reduce((sum, n, i) => sum + (n * (lo[i] + hi[i])) / 2, 0);
  expect(power / ((8.0525 * Math.PI ** 4) / 15) - 1).toBeCloseTo(0, 6);
});

describe('bremss', () => {
  // apec's norm 1 is 1e14 of the unit whose 1 / 3.02e-15 is bremss's; XSPEC's bremss has 8.5 % of helium, wilm 9.77 %.
  const norm = 1e14 * 3.02e-15;
  const helium = (1 + 4 * 0.085) / (1 + 4 * 0.0977);

  test.each([5, 10])('at %d keV: the continuum of our plasma of hydrogen and helium', (kT) => {
    const [lo, hi] = grid(0.5, 10, 40);
    const plasma = evaluate(`apec(${kT},0,0,1)`, lo, hi);
    expect(worst(evaluate(`bremss(${kT},${norm})`, lo, hi), (i) => plasma[i] * helium)).toBeLessThan(0.03);
  });

  // MEKAL's photons from recombination, which bremss has not, are 2 % at 2 keV.
  test.skipIf(!hasShared).each([
    [2, 0.04],
    [5, 0.03],
  ])('at %d keV: MEKAL without metals', (kT, tolerance) => {
    const [head, ...rows] = readFileSync(sharedFile('xspec_reference/mekal_norm1.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const column = (name: string) => Float64Array.from(rows, (row) => Number(row[head.indexOf(name)]));
    const [lo, hi, mekal] = ['E_lo_keV', 'E_hi_keV', `kT${kT}_Z0.0`].map(column);
    const from = lo.findIndex((e) => e >= 0.3);
    const ours = evaluate(`bremss(${kT},${norm})`, lo.slice(from), hi.slice(from));
    expect(worst(ours, (i) => mekal[from + i] * helium)).toBeLessThan(tolerance);
  });

  test('nothing above 50 kT, and no jump at the ends of its Gaunt factors', () => {
    const [lo, hi] = grid(0.1, 20, 500);
    const cold = evaluate('bremss(0.2,1)', lo, hi);
    cold.forEach((n, i) => {
      expect(n > 0).toBe(lo[i] < 10);
    });
    // 0.1358 and 0.5432 keV: hydrogen's and helium's low-temperature tables end; 13.58 keV: Born's approximation begins.
    for (const [kT, jump] of [
      [0.1358, 0.02],
      [0.5432, 0.01],
      [13.58, 0.07],
    ]) {
      const [below, above] = [0.9999, 1.0001].map((factor) =>
        evaluate(`bremss(${kT * factor},1)`, ...grid(kT / 10, 10 * kT, 50)),
      );
      expect(worst(below, (i) => above[i])).toBeLessThan(jump);
    }
  });
});

describe('components at a redshift', () => {
  // Bins so narrow that none is divided at any redshift.
  const [lo, hi] = grid(0.3, 9, 400);
  const at = (factor: number) => [lo.map((e) => e * factor), hi.map((e) => e * factor)] as const;

  test('zpowerlw and zgauss are powerlaw and gaussian at E (1 + z), over 1 + z', () => {
    for (const [moved, rest] of [
      ['zpowerlw(1.7,0.6,2)', 'powerlaw(1.7,2)'],
      ['zgauss(6.4,0.1,0.6,2)', 'gaussian(6.4,0.1,2)'],
      ['zgauss(6.4,0,0.6,2)', 'gaussian(6.4,0,2)'],
    ]) {
      const expected = evaluate(rest, ...at(1.6));
      evaluate(moved, lo, hi).forEach((n, i) => {
        expect(n).toBeCloseTo(expected[i] / 1.6, 12);
      });
    }
  });

  test('phabs is zphabs at redshift 0, and zphabs moves with 1 + z', () => {
    const bare = evaluate('powerlaw', lo, hi);
    const transmission = (component: string, ...edges: readonly [Float64Array, Float64Array]) =>
      evaluate(`${component}*powerlaw`, ...edges).map((n, i) => n / evaluate('powerlaw', ...edges)[i]);
    expect(evaluate('phabs(2)*powerlaw', lo, hi)).toEqual(evaluate('zphabs(2,0)*powerlaw', lo, hi));
    const rest = transmission('phabs(2)', ...at(1.6));
    evaluate('zphabs(2,0.6)*powerlaw', lo, hi).forEach((n, i) => {
      expect(n / bare[i]).toBeCloseTo(rest[i], 3);
    });
  });
});

test('phabs against the cross-section of Morrison & McCammon 1983 at 1 keV, 2.42e-22 cm2 for a hydrogen atom', () => {
  const [lo, hi] = [Float64Array.of(0.9999), Float64Array.of(1.0001)];
  const ratio = (component: string) =>
    model(`${component}*powerlaw`).bind(lo, hi, { abundances: 'angr' }).evaluate()[0] / evaluate('powerlaw', lo, hi)[0];
  const sigma = -Math.log(ratio('phabs(0.1)')) * 1e-21;
  expect(Math.abs(sigma / 2.42e-22 - 1)).toBeLessThan(0.05);
  // Grains and molecules change little there, helium by Yan et al. somewhat.
  expect(Math.log(ratio('ztbabs(0.1)')) / Math.log(ratio('phabs(0.1)'))).toBeCloseTo(1.023, 3);
});

test('constant is a factor', () => {
  const [lo, hi] = grid(1, 2, 3);
  const once = evaluate('powerlaw', lo, hi);
  expect(evaluate('constant(0.25)*powerlaw', lo, hi)).toEqual(once.map((n) => n * 0.25));
  expect(() => model('constant(-1)*powerlaw')).toThrow('factor of constant is -1; its limits are 0 to 10000000000');
});
