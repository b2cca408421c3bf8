import { describe, expect, test } from 'vitest';
import { even, factorAt, fluxOn, logarithmic, total } from './grids.js';

// Morrison & McCammon 1983, figure 1 and table 2: E^3 sigma in 1e-24 cm2 keV3.
test.each([
  [0.2, 34.6 + 53.58 - 19.044],
  [1, 242.2],
  [3, 398.8],
  [6, 446.5],
])('wabs at %d keV has %d / E^3', (energy, scaled) => {
  expect(-Math.log(factorAt('wabs(0.1)', energy)) * energy ** 3 * 1e3).toBeCloseTo(scaled, 0);
});

test('wabs is within 8 % of the same elements by Verner from 1 keV on, and knows no abundances; zwabs moves it', () => {
  for (const energy of [1, 1.5, 2.2, 3, 5]) {
    const depth = (factor: string) => -Math.log(factorAt(factor, energy, { abundances: 'aneb' }));
    expect(Math.abs(depth('wabs(0.1)') / depth('phabs(0.1)') - 1)).toBeLessThan(0.08);
  }
  expect(factorAt('wabs(1)', 2, { abundances: 'wilm' })).toBe(factorAt('wabs(1)', 2, { abundances: 'angr' }));
  expect(factorAt('zwabs(1, 1)', 1)).toBeCloseTo(factorAt('wabs(1)', 2), 6);
});

test('pcfabs: all of the light behind CvrFract 1, none behind 0, half of the loss behind 0.5', () => {
  const all = factorAt('phabs(2)', 1.5);
  expect(factorAt('pcfabs(2, 1)', 1.5)).toBeCloseTo(all, 10);
  expect(factorAt('pcfabs(2, 0)', 1.5)).toBeCloseTo(1, 10);
  expect(factorAt('pcfabs(2, 0.5)', 1.5)).toBeCloseTo(0.5 + all / 2, 10);
  expect(factorAt('zpcfabs(2, 1, 0.5)', 1)).toBeCloseTo(factorAt('zphabs(2, 0.5)', 1), 10);
  // A covered part is black at low energies: what is left is the other part.
  expect(factorAt('pcfabs(100, 0.7)', 0.5)).toBeCloseTo(0.3, 9);
});

describe('tbvarabs', () => {
  const abundances = Array(17).fill(1);
  /** Wilms, Allen & McCray's parts in the gas, of H He C N O Ne Na Mg Al Si S Cl Ar Ca Cr Fe Co Ni. */
  const depletion = [1, 1, 0.5, 1, 0.6, 1, 0.25, 0.2, 0.02, 0.1, 0.6, 0.5, 1, 0.003, 0.03, 0.3, 0.05, 0.04];
  const grid = logarithmic(0.2, 10, 2000);
  const worst = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]) / b[i]));

  test('without grains it is ztbabs, with those of tbabs it is tbabs', () => {
    const light = (factor: string) => fluxOn(`${factor}*powerlaw(0)`, grid);
    expect(worst(light('tbvarabs(0.3)'), light('ztbabs(0.3, 0)'))).toBeLessThan(2e-4);
    const grains = `tbvarabs(0.3, ${[...abundances, 0.2, 1, 0.025, 0.25, 3.5, ...depletion].join(', ')})`;
    expect(worst(light(grains), light('tbabs(0.3)'))).toBeLessThan(1e-9);
    expect(worst(light('tbvarabs(0.3)'), light('tbabs(0.3)'))).toBeGreaterThan(1e-3);
  });

  test('an element without abundance has no edge; one of tenfold abundance a tenfold one', () => {
    const jump = (iron: number) => {
      const values = abundances.with(14, iron);
      const depth = (energy: number) => -Math.log(factorAt(`tbvarabs(10, ${values.join(', ')})`, energy));
      return depth(7.15) - depth(7.1);
    };
    expect(jump(0)).toBeLessThan(0);
    expect((jump(10) - jump(0)) / (jump(1) - jump(0))).toBeCloseTo(10, 3);
  });

  test('large grains shield themselves, a redshift moves all, sizes must make sense', () => {
    const grains = (most: number) =>
      factorAt(`tbvarabs(1, ${[...abundances, 0.2, 1, 0.025, most, 3.5, ...depletion].join(', ')})`, 0.4);
    expect(grains(1)).toBeGreaterThan(grains(0.03));
    const moved = [...abundances, 0.2, 1, 0.025, 0.25, 3.5, ...Array(18).fill(1), 1];
    expect(factorAt(`tbvarabs(1, ${moved.join(', ')})`, 0.75)).toBeCloseTo(factorAt('tbvarabs(1)', 1.5), 9);
    expect(() => grains(0.02)).toThrow('0 < amin < amax');
  });
});

describe('wide bins', () => {
  test.each([
    'tbabs(1)*powerlaw(1.7)',
    'tbabs(0.05)*apec(0.3)',
    'ztbabs(20, 0.5)*powerlaw(1.7)',
    'phabs(3)*powerlaw(1.7)',
    'wabs(1)*bbody(0.5)',
    'pcfabs(10, 0.6)*powerlaw(2)',
    'cflux(0.5, 7, -12)*tbabs(1)*powerlaw(1.7)',
  ])('%s over 1 and 100 bins from 0.3 to 10 keV is what bins of 1 eV sum to', (expression) => {
    const fine = fluxOn(expression, even(0.3, 10, 9700));
    expect(Math.abs(total(fluxOn(expression, even(0.3, 10, 1))) / total(fine) - 1)).toBeLessThan(2e-3);
    const hundred = fluxOn(expression, even(0.3, 10, 100));
    const most = Math.max(...hundred);
    hundred.forEach((value, k) => {
      const expected = total(fine.subarray(97 * k, 97 * (k + 1)));
      // An edge lies somewhere in its narrow bin; where little is left, little is asked for.
      expect(Math.abs(value - expected)).toBeLessThan(0.015 * expected + 1e-4 * most);
    });
  });

  test('bins of 10 eV stay as they are: the mean of the cross-sections at both edges, as in XSPEC', () => {
    const [low, high] = [0.5, 0.51];
    const depth = (energy: number) => -Math.log(factorAt('phabs(1)', energy));
    const mean = fluxOn('phabs(1)*powerlaw(0)', even(low, high, 1))[0] / 0.01;
    expect(-Math.log(mean)).toBeCloseTo((depth(low) + depth(high)) / 2, 4);
  });
});
