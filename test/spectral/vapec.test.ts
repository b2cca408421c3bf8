import { describe, expect, test } from 'vitest';
import { type AbundanceTable, abundances, embeddedPlasma, model, type PlasmaTable } from '../../ts/spectral/index.js';
import { everySecondTemperature } from './thinned.js';

const elements = ['He', 'C', 'N', 'O', 'Ne', 'Mg', 'Al', 'Si', 'S', 'Ar', 'Ca', 'Fe', 'Ni'] as const;
const atomicNumber = { He: 2, C: 6, N: 7, O: 8, Ne: 10, Mg: 12, Al: 13, Si: 14, S: 16, Ar: 18, Ca: 20, Fe: 26, Ni: 28 };
type Element = keyof typeof atomicNumber;
const kTOf = (logT: number) => 10 ** logT * 8.617333262e-8;
function grid(low: number, high: number, n: number): [Float64Array, Float64Array] {
  const edges = Float64Array.from({ length: n + 1 }, (_, i) => low + ((high - low) * i) / n);
  return [edges.slice(0, n), edges.slice(1)];
}
/** A row of vapec's parameters: 1 for elements that are not named. */
const row = (kT: number, given: Partial<Record<Element, number>>, z = 0, norm = 1, trace = 1) =>
  Float64Array.of(kT, ...elements.map((name) => given[name] ?? (name === 'He' ? 1 : trace)), z, norm);
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

test.each([
  [0.3, 0, 0.09],
  [1, 0.3, 1],
  [2.5, 0, 4],
  [1, 1.5, 30],
])('with all metals at %d, redshift %d, kT %d keV it is apec', (metals, z, kT) => {
  const [lo, hi] = grid(0.3, 10, 970);
  for (const table of ['wilm', 'angr'] as AbundanceTable[]) {
    const options = { abundances: table };
    const apec = model('apec')
      .bind(lo, hi, options)
      .evaluate(Float64Array.of(kT, metals, z, 3));
    const vapec = model('vapec')
      .bind(lo, hi, options)
      .evaluate(row(kT, {}, z, 3, metals));
    expect(sum(apec)).toBeGreaterThan(0);
    apec.forEach((value, i) => {
      expect(Math.abs(vapec[i] - value)).toBeLessThanOrEqual(1e-6 * value);
    });
  }
});

/** The table's own numbers at one of its temperatures, photons in one bin of the table for each element alone. */
function ofTable(table: PlasmaTable, name: AbundanceTable, t: number): Map<number, Float64Array> {
  const { lines, continuum } = table.load();
  const [nT, nE] = [table.logT.length, table.edges.length - 1];
  return new Map(
    [...table.elements].map((z, k) => {
      const from = (k * nT + t) * nE;
      const abundance = abundances(name)[z - 1];
      return [z, Float64Array.from({ length: nE }, (_, e) => abundance * (lines[from + e] + continuum[from + e]))];
    }),
  );
}

describe('against the table itself', () => {
  const table = embeddedPlasma();
  const nE = table.edges.length - 1;
  const [lo, hi] = [table.edges.slice(0, nE), table.edges.slice(1)];
  const bands = 50 * ((nE - 1) / (table.edges[nE] - table.edges[0])) * 1e-3; // bins of the table in 50 eV
  const banded = (values: Float64Array) => {
    const width = Math.round(bands);
    return Array.from({ length: Math.floor(values.length / width) }, (_, b) =>
      sum(values.subarray(b * width, (b + 1) * width)),
    );
  };
  const compositions: Partial<Record<Element, number>>[] = [
    { O: 5, Ne: 3, Fe: 0.1 },
    { C: 0, N: 10, O: 0.2 },
    { Si: 8, S: 8, Ar: 8, Ca: 8, Fe: 3 },
    { He: 10, C: 100, Fe: 0 },
    Object.fromEntries(elements.slice(1).map((name) => [name, name === 'Mg' ? 20 : 0])),
  ];
  test.each(compositions)('%j: every 50 eV band within 1 %%', (given) => {
    const bound = model('vapec').bind(lo, hi);
    for (const t of [12, 20, 28, 36, 44, 52].filter((index) => index < table.logT.length)) {
      const kT = kTOf(table.logT[t]);
      if (kT < 0.0808) continue;
      const byElement = ofTable(table, 'wilm', t);
      const expected = new Float64Array(nE);
      for (const [z, values] of byElement) {
        const name = elements.find((element) => atomicNumber[element] === z);
        const factor = name ? (given[name] ?? 1) : 1;
        values.forEach((value, e) => {
          expected[e] += factor * value;
        });
      }
      const [ours, right] = [banded(bound.evaluate(row(kT, given))), banded(expected)];
      const total = sum(right);
      right.forEach((value, b) => {
        if (value > 1e-4 * total) expect(Math.abs(ours[b] / value - 1)).toBeLessThan(0.01);
      });
    }
  });

  test('the same at a redshift, photons conserved', () => {
    const given = { O: 5, Fe: 0.1 };
    const here = model('vapec').bind(...grid(0.5, 6, 100));
    const there = model('vapec').bind(...grid(0.5 * 1.25, 6 * 1.25, 100));
    const moved = here.evaluate(row(1.3, given, 0.25));
    there.evaluate(row(1.3, given)).forEach((value, i) => {
      expect(Math.abs((moved[i] * 1.25) / value - 1)).toBeLessThan(2e-3);
    });
  });

  test('between temperatures: dropping every second one of the table changes little', () => {
    const coarse = everySecondTemperature(table);
    const energies = grid(0.3, 8, 154);
    const [full, half] = [table, coarse].map((plasma) => model('vapec').bind(...energies, { plasma }));
    const worst = [...table.logT]
      .filter((logT, t) => t % 2 === 1 && logT > 6.2 && logT < 8.4)
      .map((logT) => {
        const parameters = row(kTOf(logT), { O: 5, Ne: 4, Fe: 0.2 });
        const [a, b] = [full, half].map((bound) => bound.evaluate(parameters));
        const total = sum(a);
        return Math.max(...a.map((value, i) => (value > 1e-4 * total ? Math.abs(b[i] / value - 1) : 0)));
      })
      .sort((a, b) => a - b);
    // At twice the table's step; a cubic errs by its fourth power.
    expect(worst[worst.length >> 1]).toBeLessThan(0.01);
    expect(worst.at(-1)).toBeLessThan(0.08);
  });
});

test('limits name the element', () => {
  const bound = model('vapec').bind(...grid(0.5, 2, 3));
  expect(() => bound.evaluate(row(1, { Fe: Number.NaN }))).toThrow('Fe of vapec is NaN; its limits are 0 to 1000');
  expect(() => bound.evaluate(row(0.05, {}))).toThrow('kT of vapec is 0.05; its limits are 0.0808 to 68.447 keV');
  for (const flux of bound.evaluate(row(68.447, {}))) expect(flux).toBeGreaterThan(0);
});
