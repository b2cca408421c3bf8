import { describe, expect, test } from 'vitest';
import { createResponse, expectedCounts } from '../../ts/index.js';
import type { Rmf } from '../../ts/ogip/index.js';
import { model } from '../../ts/spectral/index.js';

/** Bins of 10 eV from `first` to `last` tens of eV. */
const tens = (first: number, last: number): [Float64Array, Float64Array] => {
  const edges = Float64Array.from({ length: last - first + 1 }, (_, i) => (first + i) / 100);
  return [edges.slice(0, -1), edges.slice(1)];
};
const worst = (ours: Float64Array, other: Float64Array) =>
  Math.max(...[...ours].map((value, i) => Math.abs(value / other[i] - 1)));

describe('a band of cflux that leaves the energy grid', () => {
  const expressions = [
    'cflux(0.5,10,-13)*tbabs(0.3)*powerlaw(1.7)',
    'cflux(0.5,10,-13)*tbabs(0.05)*(apec(0.8,0.3)+apec(2.5,0.3))',
    'tbabs(0.02)*pegpwrlw(1.8) + cflux(0.5,10,-13)*ztbabs(2,0.5)*pegpwrlw(1.8)',
    'cflux(0.5,10,-13)*tbabs(0.1)*pexrav(1.9,0,-1) + tbabs(0.1)*gaussian(6.4,0.05,1e-6)',
    'cflux(0.5,10,-13)*(powerlaw + gaussian(0.6,0,1))',
  ];
  test.each(expressions)('%s on 0.7-9.3 keV is what it is on 0.3-12 keV', (expression) => {
    const wide = model(expression)
      .bind(...tens(30, 1200))
      .evaluate();
    const narrow = model(expression)
      .bind(...tens(70, 930))
      .evaluate();
    expect(narrow.length).toBe(860);
    // The plasma's rows are in single precision, and the edges of both grids differ in the last digit.
    expect(worst(narrow, wide.slice(40, 900))).toBeLessThan(1e-8);
  });

  test('far beyond the grid the flux of a power law is right to a few thousandths of a per cent', () => {
    const [lo, hi] = tens(70, 930);
    const flux = model('cflux(0.05,200,-12)*powerlaw(2,1)').bind(lo, hi).evaluate();
    const norm = 1e-12 / (1.602176634e-9 * Math.log(200 / 0.05));
    const exact = lo.map((low, i) => norm * (1 / low - 1 / hi[i]));
    expect(worst(flux, exact)).toBeLessThan(5e-5);
  });

  test('a grid of one bin, and one whose first bin is wider than its energy', () => {
    for (const [lo, hi] of [
      [2, 3],
      [0.01, 0.5],
    ]) {
      const [flux] = model('cflux(0.001,300)*powerlaw(0,1)').bind(Float64Array.of(lo), Float64Array.of(hi)).evaluate();
      const exact = (1e-12 / (1.602176634e-9 * (300 ** 2 / 2))) * (hi - lo);
      // Photon index 0: the mean energy of a bin is its middle, so that sums are exact.
      expect(flux / exact).toBeCloseTo(1, 6);
    }
  });

  test('rows whose band stays inside the one of the expression are scaled to it, others are refused', () => {
    const bound = model('cflux(0.5,10,-13)*powerlaw(2,1)').bind(...tens(70, 930));
    const row = (low: number, high: number) => [low, high, -13, 2, 1];
    const [evaluated] = [bound.evaluate(Float64Array.from([...row(0.6, 9.8), ...row(0.5, 10)]))];
    const alone = model('cflux(0.6,9.8,-13)*powerlaw(2,1)')
      .bind(...tens(70, 930))
      .evaluate();
    expect(worst(evaluated.slice(0, 860), alone)).toBeLessThan(1e-10);
    expect(() => bound.evaluate(Float64Array.from([...row(0.6, 9.8), ...row(0.4, 10)]))).toThrow(
      /the band of cflux, 0.400000 to 10.000000 keV, reaches outside the energies at which the model was bound, 0.500000 to (9.99|10.00)\d+ keV.*in row 1/,
    );
  });

  test('beyond a plasma table there is a warning', () => {
    expect(model('apec').bind(...tens(70, 930)).warnings).toEqual([]);
    expect(model('cflux(0.5,150)*apec').bind(...tens(70, 930)).warnings[0]).toMatch(
      /to 150.* keV, the plasma table from/,
    );
  });

  test('through a response that ends at 9.3 keV to counts', () => {
    const [energLo, energHi] = tens(70, 930);
    const n = energLo.length;
    const channel = Int32Array.from({ length: n }, (_, i) => i + 1);
    const unity = new Int32Array(n).fill(1);
    const rmf: Rmf = {
      ...{
        file: 'diagonal',
        energLo,
        energHi,
        nGrp: unity,
        fChan: channel,
        nChan: unity,
        matrix: new Float64Array(n).fill(1),
      },
      ...{ firstChannel: 1, detChans: n, channel: channel, eMin: energLo, eMax: energHi },
      ...{ includesArea: false, index: 1, matrices: 1 },
    };
    const source = model('cflux(0.5,10,-13)*tbabs(1)*powerlaw(1.7)');
    const expected = expectedCounts({ model: source, response: createResponse(rmf), exposure: 10 });
    const wide = source.bind(...tens(30, 1200)).evaluate();
    expect(
      worst(
        expected,
        wide.slice(40, 900).map((flux) => 10 * flux),
      ),
    ).toBeLessThan(1e-10);
  });
});
