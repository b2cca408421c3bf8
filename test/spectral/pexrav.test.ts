import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';

const grid = (low: number, high: number, n: number) =>
  [0, 1].map((side) => Float64Array.from({ length: n }, (_, i) => low + ((high - low) * (i + side)) / n)) as [
    Float64Array,
    Float64Array,
  ];
/** PhoIndex, foldE, rel_refl, Redshift, abund, Fe_abund, cosIncl, norm. */
const parameters = (index: number, foldE: number, refl: number, mu: number, z: number) =>
  Float64Array.of(index, foldE, refl, z, 1, 1, mu, 1);

// Single bins computed with XSPEC 12.9.1, wilm and vern: PhoIndex, foldE, rel_refl, cosIncl, Redshift, bin, photons/cm2/s.
test.each([
  [1.9, 0, -1, 0.45, 0, 0.54, 0.56, 0.00003645526],
  [1.9, 0, -1, 0.45, 0, 1, 1.02, 0.00003429872],
  [1.9, 0, -1, 0.45, 0, 7.12, 7.14, 0.00004836834],
  [1.4, 0, -1, 0.95, 0.5, 6, 6.02, 0.0003443027],
  [1.4, 0, -1, 0.45, 0.5, 9, 9.02, 0.0003444913],
  [1.9, 300, 1, 0.45, 0.5, 3, 3.02, 0.002597328],
  [1.9, 0, -1, 0.95, 0, 11, 11.02, 0.00006765605],
  [1.9, 0, -1, 0.45, 0, 29.46854, 30.5468, 0.001175098],
])('G %d, foldE %d, rel_refl %d, mu %d, z %d, %d-%d keV', (index, foldE, refl, mu, z, low, high, expected) => {
  const bound = model('pexrav').bind(Float64Array.of(low), Float64Array.of(high));
  expect(Math.abs(bound.evaluate(parameters(index, foldE, refl, mu, z))[0] / expected - 1)).toBeLessThan(0.005);
});

test.skipIf(!hasShared)('XSPEC 12.9.1: every bin from 0.3 to 100 keV within 0.2 % in all 18 columns', () => {
  const [head, ...rows] = readFileSync(sharedFile('xspec_reference/pexrav_wilm_vern.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const column = (k: number) => Float64Array.from(rows, (row) => Number(row[k]));
  const bound = model('pexrav').bind(column(0), column(1));
  const worst = head.slice(2).map((name, k) => {
    const [index, foldE, refl, mu, z] = [...name.matchAll(/[a-zG]([-\d.]+)/g)].map((match) => Number(match[1]));
    const expected = column(k + 2);
    const differences = bound
      .evaluate(parameters(index, foldE, refl, mu, z))
      .map((n, i) => Math.abs(n / expected[i] - 1));
    return Math.max(...differences);
  });
  console.log(
    `pexrav against XSPEC 12.9.1: worst bin of each column, %: ${worst.map((w) => (100 * w).toFixed(2)).join(' ')}`,
  );
  expect(worst.length).toBe(18);
  expect(Math.max(...worst)).toBeLessThan(0.002);
});

describe('parts', () => {
  const [lo, hi] = grid(0.3, 40, 400);
  const bound = model('pexrav').bind(lo, hi);

  test('without reflection it is the cut-off power law, with it their sum', () => {
    const direct = bound.evaluate(parameters(1.8, 200, 0, 0.45, 1));
    // norm is the value at 1 keV with the cut-off, which is at 200 keV / (1 + z).
    const cutoffpl = model('cutoffpl')
      .bind(lo, hi)
      .evaluate(Float64Array.of(1.8, 100, Math.exp(0.01)));
    const reflected = bound.evaluate(parameters(1.8, 200, -0.5, 0.45, 1));
    const both = bound.evaluate(parameters(1.8, 200, 0.5, 0.45, 1));
    direct.forEach((n, i) => {
      expect(n / cutoffpl[i]).toBeCloseTo(1, 7);
      expect(both[i] / (n + reflected[i])).toBeCloseTo(1, 12);
    });
  });

  test('more metals absorb more, iron most above its edge at 7.124 keV', () => {
    const at = (metals: number, iron: number) => bound.evaluate(Float64Array.of(1.8, 0, -1, 0, metals, iron, 0.45, 1));
    const [solar, poor, ironRich] = [at(1, 1), at(0.1, 1), at(1, 3)];
    const bin = (energy: number) => hi.findIndex((e) => e > energy);
    expect(poor[bin(2)] / solar[bin(2)]).toBeGreaterThan(1.5);
    expect(ironRich[bin(8)] / solar[bin(8)]).toBeLessThan(0.6);
    expect(ironRich[bin(6.5)] / solar[bin(6.5)]).toBeGreaterThan(0.75);
  });

  test('without metals nothing is lost but the depth of scattering: below 10 keV the same share at all energies', () => {
    const bare = model('powerlaw').bind(lo, hi).evaluate(Float64Array.of(1.8, 1));
    const shares = bound.evaluate(Float64Array.of(1.8, 0, -1, 0, 0, 0, 0.45, 1)).map((n, i) => n / bare[i]);
    const low = shares.slice(
      0,
      hi.findIndex((e) => e > 9.9),
    );
    expect(Math.max(...low) - Math.min(...low)).toBeLessThan(1e-6);
    expect(low[0]).toBeGreaterThan(0.5);
    expect(low[0]).toBeLessThan(1.2);
  });

  test('parameter sets do not disturb each other, and a bin does not depend on the grid', () => {
    const sets = [parameters(1.8, 0, -1, 0.3, 2), parameters(2.2, 300, -1, 0.9, 2), parameters(1.8, 0, -1, 0.3, 0.1)];
    const together = bound.evaluate(Float64Array.from([...sets, sets[0]].flatMap((set) => [...set])));
    sets.concat(sets[0]).forEach((set, k) => {
      expect(bound.evaluate(set)).toEqual(together.slice(400 * k, 400 * (k + 1)));
    });
    // Whose highest energy is just above 10 keV, where the Compton regime begins with its first node.
    for (const from of [150, 96, 98]) {
      const reflection = model('pexrav')
        .bind(lo.slice(0, from), hi.slice(0, from))
        .evaluate(parameters(1.8, 0, -1, 0.45, 0));
      expect(reflection).toEqual(bound.evaluate(parameters(1.8, 0, -1, 0.45, 0)).slice(0, from));
    }
  });

  test.each([0.05, 0.3, 0.95])('mu %d: finite up to the highest energies, and nothing above them', (mu) => {
    const edges = Float64Array.from({ length: 301 }, (_, i) => 5 * 10 ** (i / 50));
    const wide = model('pexrav').bind(edges.slice(0, -1), edges.slice(1));
    for (const z of [0, 9]) {
      const flux = wide.evaluate(parameters(1.7, 0, -1, mu, z));
      expect(flux.every((n) => Number.isFinite(n) && n >= 0)).toBe(true);
      expect(flux.at(-1)).toBe(0);
      expect(flux[20]).toBeGreaterThan(0);
    }
  });

  test('bad input', () => {
    expect(() => bound.evaluate(parameters(1.8, 0.5, -1, 0.45, 0))).toThrow(
      'foldE of pexrav is 0.500000 keV; it is 0 for',
    );
    expect(() => bound.evaluate(parameters(1.8, 0, -1, 0.99, 0))).toThrow(
      'cosIncl of pexrav is 0.99; its limits are 0.05 to 0.95',
    );
  });
});
