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

// Single bins around the edges computed with XSPEC 12.9.1, where the resonances are.
const fine: [string, AbundanceTable, number[], number, number][] = [
  ['tbabs', 'wilm', [0.3], 0.51, 0.1772517],
  ['tbabs', 'wilm', [0.3], 0.53, 0.2048886],
  ['tbabs', 'wilm', [0.3], 0.55, 0.1138072],
  ['tbabs', 'wilm', [0.3], 0.7, 0.2986655],
  ['tbabs', 'wilm', [0.3], 0.71, 0.2865513],
  ['tbabs', 'wilm', [0.3], 0.86, 0.4850639],
  ['tbabs', 'angr', [0.3], 0.53, 0.158078],
  ['tbabs', 'angr', [0.3], 0.71, 0.1645228],
  ['tbabs', 'angr', [0.3], 0.72, 0.1998658],
  ['ztbabs', 'wilm', [1, 0], 0.71, 0.01377979],
  ['ztbabs', 'wilm', [1, 0], 0.73, 0.02746304],
];

test.each(bins)("%s %s %j at %d keV is XSPEC's", (component, table, values, low, expected) => {
  const [ours] = transmission(component, values, Float64Array.of(low), Float64Array.of(low + 0.01), table);
  expect(Math.abs(ours / expected - 1)).toBeLessThan(0.001);
});

test.each(fine)("at an edge %s %s %j at %d keV is XSPEC's", (component, table, values, low, expected) => {
  const [ours] = transmission(component, values, Float64Array.of(low), Float64Array.of(low + 0.01), table);
  expect(Math.abs(ours / expected - 1)).toBeLessThan(0.01);
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

describe('fine structure', () => {
  const [lo, hi] = [0, 1].map((k) => Float64Array.from({ length: 170 }, (_, i) => (30 + i + k) / 100));
  const both = (component: string, values: number[]) =>
    [true, false].map((fineStructure) =>
      model(`${component}*powerlaw`)
        .bind(lo, hi, { fineStructure })
        .evaluate(Float64Array.of(...values, 1, 1)),
    );

  test.each([
    ['tbabs', [0.3]],
    ['ztbabs', [0.3, 0]],
  ])('%s: oxygen, iron and neon, and nothing else', (component, values) => {
    const [on, off] = both(component as string, values as number[]);
    on.forEach((flux, i) => {
      const [from, to] = [lo[i], hi[i]];
      const structured = [
        [0.487, 0.586],
        [0.698, 0.797],
        [0.864, 0.871],
      ].some(([a, b]) => to > a && from < b);
      if (!structured) expect(Math.abs(flux / off[i] - 1)).toBeLessThan(1e-7);
    });
    const at = (keV: number) => Math.round(keV * 100) - 30;
    // More is absorbed below the edges of the fits, by the 1s-2p line of oxygen and at 0.708 keV by iron.
    expect(on[at(0.71)] / off[at(0.71)]).toBeLessThan(0.85);
    // Between 0.538 and 0.544 keV less: the fit's edge is that of removing an electron, lines lie before it.
    expect(on[at(0.54)] / off[at(0.54)]).toBeGreaterThan(1.02);
  });

  test('phabs has none, and a word in place of true is refused', () => {
    const [on, off] = both('phabs', [0.3]);
    on.forEach((flux, i) => {
      expect(Math.abs(flux / off[i] - 1)).toBeLessThan(1e-6); // the steps of the table
    });
    expect(() => model('tbabs*powerlaw').bind(lo, hi, { fineStructure: 'yes' as unknown as boolean })).toThrow(
      'fineStructure is the text "yes"; it must be true or false',
    );
  });

  test('it moves with the redshift', () => {
    const z = 1;
    const rest = transmission('ztbabs', [0.3, 0], lo, hi);
    const moved = transmission(
      'ztbabs',
      [0.3, z],
      lo.map((e) => e / (1 + z)),
      hi.map((e) => e / (1 + z)),
    );
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(rest[i], 12);
    });
  });
});

describe.skipIf(!hasShared)('XSPEC 12.9.1, all bins', () => {
  const columns: [string, AbundanceTable, string, number[]][] = [
    ['tbabs', 'wilm', 'T_nH0.03e22', [0.03]],
    ['tbabs', 'wilm', 'T_nH0.3e22', [0.3]],
    ['tbabs', 'wilm', 'T_nH3e22', [3]],
    ['tbabs', 'wilm', 'T_nH30e22', [30]],
    ['tbabs', 'angr', 'T_nH0.03e22', [0.03]],
    ['tbabs', 'angr', 'T_nH0.3e22', [0.3]],
    ['tbabs', 'angr', 'T_nH3e22', [3]],
    ['tbabs', 'angr', 'T_nH30e22', [30]],
    ['ztbabs', 'wilm', 'T_nH0.1e22_z0', [0.1, 0]],
    ['ztbabs', 'wilm', 'T_nH1e22_z0', [1, 0]],
    ['ztbabs', 'wilm', 'T_nH10e22_z0.5', [10, 0.5]],
    ['ztbabs', 'wilm', 'T_nH100e22_z2.0', [100, 2]],
  ];
  test.each(columns)('%s %s %s', (component, table, column, values) => {
    const csv = readFileSync(sharedFile(`xspec_reference/${component}_${table}.csv`), 'utf8')
      .trim()
      .split('\n');
    const k = csv[0].split(',').indexOf(column);
    const rows = csv.slice(1).map((line) => line.split(',').map(Number));
    const [lo, hi] = [0, 1].map((i) => Float64Array.from(rows, (row) => row[i]));
    const ours = transmission(component, values, lo, hi, table);
    const z = values[1] ?? 0;
    const worst = { edges: 0, elsewhere: 0 };
    let compared = 0;
    rows.forEach((row, i) => {
      if (row[k] <= 1e-6) return; // nothing is left
      const energy = ((row[0] + row[1]) / 2) * (1 + z);
      const where = (energy > 0.52 && energy < 0.56) || (energy > 0.7 && energy < 0.74) ? 'edges' : 'elsewhere';
      worst[where] = Math.max(worst[where], Math.abs(ours[i] / row[k] - 1));
      compared++;
    });
    // At the edges XSPEC's cross-section, sampled at the edges of a bin, changes by tens of per cent within an eV.
    expect(worst.edges).toBeLessThan(0.015);
    expect(worst.elsewhere).toBeLessThan(0.005);
    expect(compared).toBeGreaterThan(1000);
  });
});
