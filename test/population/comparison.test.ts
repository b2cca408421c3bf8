import { describe, expect, test } from 'vitest';
import { compareLuminosities, compareStars } from '../../tools/verify/populations.mjs';
import { energyTest, ksTest } from '../../tools/verify/twoSample.mjs';
import { type CoupRow, filterCoup, readCoup } from '../../ts/catalog/index.js';
import { uniforms } from '../../ts/native/index.js';
import { normalQuantile } from '../../ts/population/index.js';
import { hasShared, sharedFile } from '../shared.js';

const normals = (seed: number, count: number, dimensions: number): number[][] => {
  const u = uniforms(seed, 200, 0, count, dimensions);
  return Array.from({ length: count }, (_, i) =>
    Array.from(u.subarray(i * dimensions, (i + 1) * dimensions), normalQuantile),
  );
};

describe('two-sample statistics', () => {
  test('Kolmogorov-Smirnov: the distance by hand, its probability by Stephens 1970', () => {
    expect(ksTest([1, 2, 3], [1.5, 2.5, 3.5]).d).toBeCloseTo(1 / 3, 12);
    expect(ksTest([1, 2, 3], [1, 2, 3])).toEqual({ d: 0, p: 1 });
    // Ten values below ten others: lambda = (sqrt(5) + 0.12 + 0.11 / sqrt(5)) x 1 = 2.40526, p = 2 exp(-2 lambda^2).
    const low = Array.from({ length: 10 }, (_, i) => i);
    const { d, p } = ksTest(
      low,
      low.map((x) => x + 100),
    );
    expect(d).toBe(1);
    expect(p / (2 * Math.exp(-2 * 2.40526 ** 2))).toBeCloseTo(1, 3);
  });

  test('energy distance: by hand, and what it finds', () => {
    // Distances to 0 and 2 are 1; |Y - Y'| is 0 or 2, mean 1; the standard deviation of the second set is 1.
    expect(energyTest([[1], [1]], [[0], [2]], { permutations: 9 }).energy).toBeCloseTo(2 - 0 - 1, 12);
    const [a, b] = [normals(1, 200, 2), normals(2, 150, 2)];
    expect(energyTest(a, b).p).toBeGreaterThan(0.05);
    expect(
      energyTest(
        a,
        b.map(([x, y]) => [x + 0.5, y]),
      ).p,
    ).toBe(0.001);
    // Equal marginals, another correlation.
    expect(
      energyTest(
        a,
        b.map(([x, y]) => [x, 0.2 * y + Math.sqrt(0.96) * x]),
      ).p,
    ).toBe(0.001);
  });
});

describe.skipIf(!hasShared)('sampled stars and the COUP catalogue', () => {
  const file = sharedFile('catalogs/COUP.fits.gz');
  const rows = hasShared ? filterCoup(readCoup(file)).rows : [];

  test('marginals, correlations, heaps and all together agree', () => {
    for (const { marginals, correlations, heaps, joint, shares, points } of compareStars(rows, {
      permutations: 199,
      joint: 500,
    })) {
      for (const { name, p } of marginals) expect(p, name).toBeGreaterThan(0.02);
      for (const { between, ours, theirs } of correlations)
        expect(Math.abs(ours - theirs), between.join()).toBeLessThan(3 / Math.sqrt(points.theirs.length));
      for (const { name, ours, theirs } of heaps) expect(Math.abs(ours - theirs), `${name}`).toBeLessThan(0.01);
      expect(Math.abs(shares.ours - shares.theirs)).toBeLessThan(0.015);
      expect(joint.p).toBeGreaterThan(0.1);
    }
  });

  test('a catalogue that is different is found out', () => {
    const other = rows.map((row: CoupRow) => ({ ...row, kT1: row.kT1 * 1.15 }));
    const [onePlasma, twoPlasmas] = compareStars(other, { permutations: 199, joint: 500 });
    expect(onePlasma.marginals[1].p).toBeLessThan(0.01);
    expect(twoPlasmas.joint.p).toBe(0.005);
  });

  test("emission measures give the catalogue's luminosities, with its abundances: median within 2 %, 90 % within 10 %", () => {
    const differences = compareLuminosities(file, 'angr');
    expect(differences.length).toBe(rows.length);
    const at = (q: number) => differences[Math.floor(q * differences.length)];
    expect(Math.abs(at(0.5))).toBeLessThan(Math.log10(1.02));
    expect(at(0.05)).toBeGreaterThan(-Math.log10(1.1));
    expect(at(0.95)).toBeLessThan(Math.log10(1.1));
  });
});
