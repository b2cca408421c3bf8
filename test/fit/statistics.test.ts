import { describe, expect, test } from 'vitest';
import { cstat, expectedCstat, wstat } from '../../ts/fit/index.js';
import { uniforms } from '../../ts/index.js';

describe('cstat', () => {
  test('is 0 for a perfect model, and by hand', () => {
    expect(cstat([0, 3, 10], [0, 3, 10])).toBe(0);
    // 2 (1.5 - 3 + 3 ln 2) + 2 * 0.25.
    expect(cstat([3, 0], [1.5, 0.25])).toBeCloseTo(2 * (-1.5 + 3 * Math.LN2) + 0.5, 9);
    expect(cstat([1], [0])).toBe(Infinity);
  });

  test('takes an expected background beside the source', () => {
    expect(cstat([3, 0], [1, 0.2], [0.5, 0.05])).toBeCloseTo(cstat([3, 0], [1.5, 0.25]), 12);
    expect(() => cstat([1, 2], [1, 2], [1])).toThrow('background has 1 bins, counts has 2');
  });

  test('is what W becomes as the background becomes known', () => {
    // A background region a million times as large leaves no doubt of the background: 2e6 counts there, 2 here.
    expect(wstat([7], [3], [2e6], 1e-6)).toBeCloseTo(cstat([7], [5]), 4);
  });
});

/** The approximations of Kaastra (2017), equations 8 to 12 for the mean, as printed. */
function kaastraMean(mu: number): number {
  if (mu <= 0.5) return -0.25 * mu ** 3 + 1.38 * mu ** 2 - 2 * mu * Math.log(mu);
  if (mu <= 2)
    return -0.00335 * mu ** 5 + 0.04259 * mu ** 4 - 0.27331 * mu ** 3 + 1.381 * mu ** 2 - 2 * mu * Math.log(mu);
  if (mu <= 5) return 1.019275 + 0.1345 * mu ** (0.461 - 0.9 * Math.log(mu));
  if (mu <= 10) return 1.00624 + 0.604 * mu ** -1.68;
  return 1 + 0.1649 / mu + 0.226 / mu ** 2;
}

/** Equations 14 to 22 for the variance. */
function kaastraVariance(mu: number): number {
  if (mu <= 0.2) return -262 * mu ** 4 + 195 * mu ** 3 - 51.24 * mu ** 2 + 4.34 * mu + 0.77005;
  if (mu <= 0.3) return 4.23 * mu ** 2 - 2.8254 * mu + 1.12522;
  if (mu <= 0.5) return -3.7 * mu ** 3 + 7.328 * mu ** 2 - 3.6926 * mu + 1.20641;
  if (mu <= 1) return 1.28 * mu ** 4 - 5.191 * mu ** 3 + 7.666 * mu ** 2 - 3.5446 * mu + 1.15431;
  if (mu <= 2) return 0.1125 * mu ** 4 - 0.641 * mu ** 3 + 0.859 * mu ** 2 + 1.0914 * mu - 0.05748;
  if (mu <= 3) return 0.089 * mu ** 3 - 0.872 * mu ** 2 + 2.8422 * mu - 0.67539;
  if (mu <= 5) return 2.12336 + 0.012202 * mu ** (5.717 - 2.6 * Math.log(mu));
  if (mu <= 10) return 2.05159 + 0.331 * mu ** (1.343 - Math.log(mu));
  return 2 + 0.6747 / mu + 0.79 / mu ** 2 + 12 / mu ** 3;
}

describe('expectedCstat', () => {
  const means = [0.02, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.9, 1.5, 2.5, 4, 7, 12, 30, 80, 120, 1000];

  test.each(means)('agrees with the polynomials of Kaastra (2017) at %d expected counts', (mu) => {
    const { expectation, variance } = expectedCstat([mu]);
    expect(Math.abs(expectation / kaastraMean(mu) - 1)).toBeLessThan(2e-3);
    if (mu > 0.1) expect(Math.abs(variance / kaastraVariance(mu) - 1)).toBeLessThan(1e-2);
  });

  test('its sums and its expansion meet, and bins add up', () => {
    const [below, above] = [expectedCstat([99.999]), expectedCstat([100.001])];
    expect(above.expectation).toBeCloseTo(below.expectation, 5);
    expect(above.variance).toBeCloseTo(below.variance, 4);
    const [first, second] = [expectedCstat([0.3]), expectedCstat([4])];
    const both = expectedCstat([0.3, 4, 0]);
    expect(both.expectation).toBeCloseTo(first.expectation + second.expectation, 12);
    expect(both.variance).toBeCloseTo(first.variance + second.variance, 12);
  });

  test('is the mean and variance of C over draws', () => {
    const mu = 0.7;
    const draws = 200_000;
    const random = uniforms(5, 0, 0, draws, 1);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      // The inverse of the cumulative Poisson distribution.
      let [k, term] = [0, Math.exp(-mu)];
      for (let below = term; random[i] > below; below += term) term *= mu / ++k;
      const c = cstat([k], [mu]);
      sum += c;
      squares += c * c;
    }
    const { expectation, variance } = expectedCstat([mu]);
    expect(Math.abs(sum / draws - expectation)).toBeLessThan(4 * Math.sqrt(variance / draws));
    expect(Math.abs(squares / draws - (sum / draws) ** 2 - variance)).toBeLessThan(0.02);
  });

  test('refuses what no model expects', () => {
    expect(() => expectedCstat([1, -0.1])).toThrow('expected[1] is -0.1; expected counts must be finite, 0 or more');
    expect(expectedCstat([])).toEqual({ expectation: 0, variance: 0 });
  });
});
