import { describe, expect, test } from 'vitest';
import { even, factorAt, fluxOn, total } from './grids.js';

describe('thresholds', () => {
  test("edge: 1 below, exp(-MaxTau) at the edge, cubic above; zedge at the source's energy", () => {
    expect(factorAt('edge(7, 1.5)', 6.99)).toBeCloseTo(1, 10);
    expect(factorAt('edge(7, 1.5)', 7.001)).toBeCloseTo(Math.exp(-1.5), 3);
    expect(factorAt('edge(7, 1.5)', 14)).toBeCloseTo(Math.exp(-1.5 / 8), 6);
    expect(factorAt('zedge(7, 1.5, 1)', 7)).toBeCloseTo(Math.exp(-1.5 / 8), 6);
    expect(factorAt('edge(0, 10)', 1)).toBeCloseTo(1, 10);
  });

  test('highecut: what is left above the cut-off is foldE photons of 1 photon/keV', () => {
    const above = fluxOn('highecut(10, 3)*powerlaw(0)', [Float64Array.of(5, 10), Float64Array.of(10, 200)]);
    expect(above[0]).toBeCloseTo(5, 10);
    expect(above[1]).toBeCloseTo(3, 10);
    expect(factorAt('zhighect(10, 3, 1)', 8)).toBeCloseTo(Math.exp(-2), 6);
  });

  test('expfac: 1 + Ampl exp(-Factor E) from StartE on', () => {
    const flux = fluxOn('expfac(4, 2, 1)*powerlaw(0)', [Float64Array.of(0.5, 1), Float64Array.of(1, 100)]);
    expect(flux[0]).toBeCloseTo(0.5, 12);
    expect(flux[1]).toBeCloseTo(99 + 2 * Math.exp(-2), 9);
    expect(factorAt('expfac(4, 0, 1)', 3)).toBeCloseTo(5, 10);
  });

  test.each(['edge(7, 2)', 'highecut(6.3, 0.4)', 'expfac(3, 0.5, 6.1)', 'gabs(6.5, 0.02, 0.1)'])(
    '%s over one bin is what narrow bins of it sum to',
    (factor) => {
      const expression = `${factor}*powerlaw(2)`;
      const coarse = total(fluxOn(expression, even(6, 9, 1)));
      expect(coarse / total(fluxOn(expression, even(6, 9, 30_000)))).toBeCloseTo(1, 3);
    },
  );
});

describe('gabs', () => {
  test('a weak line takes Strength photons of 1 photon/keV, a stronger one less by its curve of growth', () => {
    for (const grid of [even(4, 8, 4), even(4, 8, 4000)]) {
      const lost = (strength: number) => 4 - total(fluxOn(`gabs(6.4, 0.05, ${strength})*powerlaw(0)`, grid));
      expect(lost(1e-6) / 1e-6).toBeCloseTo(1, 4);
      // Integral of 1 - exp(-depth): Strength (1 - t / (2 sqrt 2) + t^2 / (6 sqrt 3) - t^3 / 48), t the depth in the middle.
      const t = 0.3;
      const growth = 1 - t / Math.sqrt(8) + t ** 2 / Math.sqrt(108) - t ** 3 / 48;
      const strength = t * 0.05 * Math.sqrt(2 * Math.PI);
      expect(lost(strength) / strength).toBeCloseTo(growth, 4);
    }
  });

  test('the depth in the middle is Strength / (Sigma sqrt(2 pi)); of what lies above 0 keV all is absorbed', () => {
    expect(-Math.log(factorAt('gabs(6, 0.5, 2)', 6))).toBeCloseTo(2 / (0.5 * Math.sqrt(2 * Math.PI)), 5);
    expect(-Math.log(factorAt('gabs(0, 1, 0.1)', 0.01))).toBeCloseTo(0.2 / Math.sqrt(2 * Math.PI), 5);
    expect(factorAt('gabs(6, 0, 5)', 6)).toBeCloseTo(1, 10);
  });
});

test('cyclabs: Depth0 at E0, Depth2 at 2 E0, half of it about Width away, Depth0 (Width0 / E0)^2 far above', () => {
  expect(-Math.log(factorAt('cyclabs(2, 30, 1, 0, 20)', 30))).toBeCloseTo(2, 4);
  expect(-Math.log(factorAt('cyclabs(0, 30, 10, 1.3, 20)', 60))).toBeCloseTo(1.3, 4);
  expect(-Math.log(factorAt('cyclabs(2, 30, 1, 0, 20)', 31))).toBeCloseTo((31 / 30) ** 2, 4);
  expect(-Math.log(factorAt('cyclabs(2, 30, 10, 0, 20)', 1e5))).toBeCloseTo(2 / 9, 3);
});
