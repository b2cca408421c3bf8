import { describe, expect, test } from 'vitest';
import { at, energyFlux, even, fluxOn, logarithmic, total } from './grids.js';

/** Stefan and Boltzmann: pi (R / D)^2 sigma T^4 / pi of 1 km at 10 kpc and 1 keV, erg/cm2/s. */
const kelvinPerKeV = 1.160451812e7;
const blackBodyFlux = 5.670374419e-5 * kelvinPerKeV ** 4 * (1e5 / 3.0856775814914e22) ** 2;
/** d ln f / d ln E of photons/keV. */
const slope = (expression: string, energy: number) =>
  Math.log(at(expression, energy * 1.01) / at(expression, energy / 1.01)) / Math.log(1.01 ** 2);

describe('bbodyrad and diskbb', () => {
  const grid = logarithmic(1e-4, 100, 4000);

  test('the flux of a black body of 1 km at 10 kpc; XSPEC has 1.0344 where it is 1.0381', () => {
    const flux = energyFlux(fluxOn('bbodyrad(1, 1)', grid), grid);
    expect(flux / blackBodyFlux).toBeCloseTo(1.0344 / 1.0381, 3);
    expect(energyFlux(fluxOn('bbodyrad(0.1, 1)', grid), grid) / flux).toBeCloseTo(1e-4, 8);
  });

  test('a disk of T ~ r^(-3/4) emits twice that of a black body of its inner radius: L = 4 pi Rin^2 sigma Tin^4', () => {
    expect(energyFlux(fluxOn('diskbb(1, 1)', grid), grid) / (2 * blackBodyFlux)).toBeCloseTo(361.25 / 361, 3);
  });

  // The fit of the Japanese institute that XSPEC has, said to be good to 1e-5 but for its steps.
  test.each([
    [0.01, 0.11529295872],
    [0.1, 0.024681273027],
    [1, 0.0041472996789],
    [3, 0.00070442486662],
    [10, 1.4807226404e-6],
  ])('diskbb(1) at %d keV is within 0.1 %% of %d', (energy, published) => {
    expect(Math.abs(at('diskbb(1,1)', energy) / published - 1)).toBeLessThan(1e-3);
  });

  test('E^(-2/3) far below Tin, nothing far above, nothing of a disk of 0 keV', () => {
    expect(slope('diskbb(10)', 0.001)).toBeCloseTo(-2 / 3, 3);
    expect(at('diskbb(0.01)', 10)).toBe(0);
    expect(total(fluxOn('diskbb(0)', even(0.3, 8, 77)))).toBe(0);
  });
});

describe('power laws that change', () => {
  test('bknpower: a power law on either side, equal to its integral in a bin with the break', () => {
    const flux = fluxOn('bknpower(1, 3, 2, 5)', [Float64Array.of(1, 2, 4), Float64Array.of(2, 4, 6)]);
    expect(flux[0]).toBeCloseTo(5 * Math.log(2), 12);
    expect(flux[1]).toBeCloseTo(5 * Math.log(1.5) + 15 * (1 / 3 - 1 / 4), 12);
    expect(flux[2]).toBeCloseTo(15 * (1 / 4 - 1 / 6), 12);
  });

  test('bkn2pow is continuous at both breaks and has three slopes', () => {
    const expression = 'bkn2pow(0.5, 2, 1.5, 6, 3, 2)';
    expect([1, 3, 9].map((energy) => slope(expression, energy)).map((s) => Number(s.toFixed(4)))).toEqual([
      -0.5, -1.5, -3,
    ]);
    for (const energy of [2, 6])
      expect(at(expression, energy * 1.0001) / at(expression, energy / 1.0001)).toBeCloseTo(1, 3);
    expect(at(expression, 1)).toBeCloseTo(2, 4);
    expect(() => fluxOn('bkn2pow(1, 6, 2, 5)', even(1, 2, 2))).toThrow('0 < BreakE1 <= BreakE2');
    expect(() => fluxOn('bknpower(1, 0)', even(1, 2, 2))).toThrow('an energy above 0');
  });

  test('logpar: norm at pivotE, a power law where beta is 0, E^2 f highest at pivotE 10^((2 - alpha) / (2 beta))', () => {
    expect(at('logpar(1.4, 0.3, 2, 7)', 2)).toBeCloseTo(7, 5);
    expect(at('logpar(1.4, 0, 2, 1)', 8)).toBeCloseTo(4 ** -1.4, 6);
    const peak = 2 * 10 ** (0.6 / 0.6);
    expect(slope('logpar(1.4, 0.3, 2)', peak)).toBeCloseTo(-2, 4);
    // Massaro's logarithm is to base 10.
    expect(at('logpar(0, 1, 1, 1)', 10)).toBeCloseTo(0.1, 5);
  });
});

// Decimal logarithms by which the flux is below the power law's, of XSPEC's srcut at 1e-2 to 1e3 break frequencies.
test.each([
  [-2, -0.07234],
  [-1, -0.2152],
  [0, -0.573],
  [1, -1.418],
  [2, -3.335],
  [3, -7.591],
])('srcut at 10^%d times the break is 10^%d of the power law', (decade, published) => {
  const perKeV = 2.417989242e17;
  const below = at(`srcut(0.6, ${perKeV * 10 ** -decade}, 1)`, 1) / at('srcut(0.6, 1e25, 1)', 1);
  expect(Math.abs(Math.log10(below) - published)).toBeLessThan(0.006);
});

test('srcut far below the break: Jy at 1 GHz, 1509 photons/cm2/s/keV for each Jy at 1 keV', () => {
  expect(at('srcut(0.5, 1e25, 2)', 1)).toBeCloseTo(2 * 1509.19 * (2.417989e17 / 1e9) ** -0.5, 4);
});

describe('compTT', () => {
  // Photons/cm2/s/keV at 0.3, 1, 3, 10 and 50 keV of XSPEC's routine, which sums ten points where an integral is meant.
  test.each([
    ['comptt(0, 0.1, 50, 1, 1)', [54.357800399, 12.157203475, 1.9599348382, 0.26005647519, 0.014774658019]],
    ['comptt(0, 0.1, 50, 1, 2)', [80.616232218, 10.671486897, 0.73233418116, 0.037599343828, 0.00053559040206]],
    ['comptt(0, 0.5, 5, 5, 1)', [0.3378525441, 1.1399017215, 0.59371482529, 0.077330726321, 0.0001473743745]],
    ['comptt(0, 1, 20, 3, 2)', [0.30282653085, 1.7979568577, 2.9296613982, 0.40729095111, 0.0066975702136]],
    ['comptt(0, 0.1, 100, 0.5, 1)', [105.43836607, 24.161219087, 4.0419067791, 0.56172981592, 0.034988173457]],
  ])('%s', (expression, published) => {
    published.forEach((value, k) => {
      expect(Math.abs(at(expression, [0.3, 1, 3, 10, 50][k]) / value - 1)).toBeLessThan(1e-3);
    });
  });

  // Sunyaev & Titarchuk 1985: beta of a sphere and of a disk of depth 3, and a (a + 3) = beta / theta at low temperature.
  test.each([
    [2, 0.197],
    [1, 0.0559],
  ])('index of geometry %d from the tabulated beta %d', (geometry, beta) => {
    const index = Math.sqrt(2.25 + (beta * 511) / 4) - 1.5;
    expect(Math.abs(-slope(`comptt(0, 0.001, 4, 3, ${geometry})`, 0.1) - 1 - index)).toBeLessThan(0.08 * index);
  });

  test('photons in thick plasma take its temperature: a Wien law', () => {
    const expression = 'comptt(0, 0.05, 5, 200, 2)';
    expect(at(expression, 20) / at(expression, 10)).toBeCloseTo(4 * Math.exp(-2), 2);
  });

  test('a redshift moves energies, photons/keV stay', () => {
    expect(at('comptt(1, 0.1, 50, 1)', 2) / at('comptt(0, 0.1, 50, 1)', 4)).toBeCloseTo(1, 6);
  });
});

describe('nthComp', () => {
  test('norm is photons/keV at 1 keV as observed, whatever the redshift', () => {
    for (const expression of ['nthcomp', 'nthcomp(2.3, 20, 0.3, 0, 0.8, 1)', 'nthcomp(1.6, 60, 0.2, 1, 0, 1)'])
      expect(at(expression, 1)).toBeCloseTo(1, 3);
  });

  test.each([1.6, 2, 2.6])('index %d between seeds and electrons, of hot ones', (gamma) => {
    expect(-slope(`nthcomp(${gamma}, 300, 0.005)`, 3)).toBeCloseTo(gamma, 1);
  });

  test('photons/keV below the seeds go with E of a black body and E^(-2/3) of a disk, above the electrons with E^2 exp(-E / kT)', () => {
    expect(slope('nthcomp(2, 100, 5, 0)', 0.01)).toBeCloseTo(1, 1);
    expect(slope('nthcomp(2, 100, 5, 1)', 0.01)).toBeCloseTo(-2 / 3, 1);
    // The corrections to the Kompaneets equation vanish with the energy of the electrons.
    expect(slope('nthcomp(1.2, 1, 0.05)', 25)).toBeLessThan(-15);
  });
});
