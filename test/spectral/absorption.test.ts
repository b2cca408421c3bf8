import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AbundanceTable, abundances, model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';

/** Transmission on a grid: a power law absorbed over one that is not. */
function transmission(component: string, values: number[], lo: Float64Array, hi: Float64Array, table?: AbundanceTable) {
  const bare = model('powerlaw').bind(lo, hi).evaluate();
  const bound = model(`${component}*powerlaw`).bind(lo, hi, { abundances: table });
  return bound.evaluate(Float64Array.of(...values, 1, 1)).map((flux, i) => flux / bare[i]);
}

// Single bins of 10 eV computed with XSPEC 12.9.1: component, abundances, values, lower edge in keV, transmission.
const bins: [string, AbundanceTable, number[], number, number][] = [
  ['tbabs', 'wilm', [0.3], 0.39, 0.02637781],
  ['tbabs', 'wilm', [0.3], 0.6, 0.1980266],
  ['tbabs', 'wilm', [0.3], 1, 0.5978666],
  ['tbabs', 'wilm', [0.3], 1.5, 0.8349485],
  ['tbabs', 'wilm', [3.0], 1, 0.005835032],
  ['tbabs', 'wilm', [3.0], 2.5, 0.6083346],
  ['tbabs', 'wilm', [3.0], 4, 0.8750844],
  ['tbabs', 'wilm', [30.0], 2.5, 0.006941047],
  ['tbabs', 'wilm', [30.0], 4, 0.2633293],
  ['tbabs', 'wilm', [30.0], 8, 0.6814801],
  ['tbabs', 'angr', [0.3], 0.6, 0.1114948],
  ['tbabs', 'angr', [0.3], 1.5, 0.7639167],
  ['tbabs', 'angr', [30.0], 4, 0.1268531],
  ['ztbabs', 'wilm', [1.0, 0.0], 1, 0.1772199],
  ['ztbabs', 'wilm', [1.0, 0.0], 2.5, 0.8470582],
  ['ztbabs', 'wilm', [10.0, 0.5], 1.5, 0.1250197],
  ['ztbabs', 'wilm', [10.0, 0.5], 4, 0.8685121],
  ['ztbabs', 'wilm', [100.0, 2.0], 1.5, 0.04008991],
  ['ztbabs', 'wilm', [100.0, 2.0], 8, 0.9444918],
];

test.each(bins)("%s %s %j at %d keV is XSPEC's", (component, table, values, low, expected) => {
  const [ours] = transmission(component, values, Float64Array.of(low), Float64Array.of(low + 0.01), table);
  expect(Math.abs(ours / expected - 1)).toBeLessThan(0.004);
});

test('no column absorbs nothing, and abundances are named', () => {
  expect(transmission('tbabs', [0], Float64Array.of(1), Float64Array.of(2))[0]).toBe(1);
  expect(abundances('angr')[25]).toBe(4.68e-5);
  expect(() =>
    model('tbabs*powerlaw').bind(Float64Array.of(1), Float64Array.of(2), { abundances: 'x' as 'wilm' }),
  ).toThrow("there is no abundance table 'x'; there are feld, angr, aneb, grsa, wilm, lodd, aspl");
});

test('a redshift moves the cross-section: ztbabs at E and z is ztbabs at E (1 + z) and 0', () => {
  const lo = Float64Array.of(0.6, 1, 2);
  const hi = Float64Array.of(1, 2, 5);
  const shifted = transmission('ztbabs', [2, 1.5], lo, hi);
  const rest = transmission(
    'ztbabs',
    [2, 0],
    lo.map((e) => e * 2.5),
    hi.map((e) => e * 2.5),
  );
  shifted.forEach((value, i) => {
    expect(value).toBeCloseTo(rest[i], 12);
  });
});

describe.skipIf(!hasShared)('XSPEC 12.9.1, all bins', () => {
  const columns: [string, AbundanceTable, string, number[], number][] = [
    ['tbabs', 'wilm', 'T_nH0.03e22', [0.03], 9],
    ['tbabs', 'wilm', 'T_nH3e22', [3], 7],
    ['tbabs', 'wilm', 'T_nH30e22', [30], 0],
    ['tbabs', 'angr', 'T_nH0.3e22', [0.3], 19],
    ['ztbabs', 'wilm', 'T_nH1e22_z0', [1, 0], 24],
    ['ztbabs', 'wilm', 'T_nH10e22_z0.5', [10, 0.5], 2],
    ['ztbabs', 'wilm', 'T_nH100e22_z2.0', [100, 2], 0],
  ];
  test.each(columns)('%s %s %s', (component, table, column, values, outliers) => {
    const text = readFileSync(sharedFile(`xspec_reference/${component}_${table}.csv`), 'utf8')
      .trim()
      .split('\n');
    const k = text[0].split(',').indexOf(column);
    const rows = text.slice(1).map((line) => line.split(',').map(Number));
    const [lo, hi] = [0, 1].map((i) => Float64Array.from(rows, (row) => row[i]));
    const ours = transmission(component, values, lo, hi, table);
    const z = values[1] ?? 0;
    // Where XSPEC has fine structure of the O-K and Fe-L edges, and where nothing is left, is no comparison.
    const compared = rows.map((row, i) => {
      const energy = ((row[0] + row[1]) / 2) * (1 + z);
      const fine = (energy > 0.52 && energy < 0.56) || (energy > 0.7 && energy < 0.74);
      return row[k] > 1e-6 && !fine ? Math.abs(ours[i] / row[k] - 1) : 0;
    });
    // What is left are tails of that fine structure (0.56-0.59, 0.74-0.8, Ne-K at 0.87 keV) and depths above 4 below 0.3 keV.
    expect(compared.filter((difference) => difference > 0.005).length).toBeLessThanOrEqual(outliers);
    expect(compared.filter((difference) => difference > 0).length).toBeGreaterThan(1000);
  });
});
