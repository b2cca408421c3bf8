import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { claims } from '../../ts/paper/claims/claims.js';

// The paper's numbers, typed a second time from its text, so that a slip in claims.ts cannot stand alone.

const names = ['accuracy', 'recall', 'TNR', 'precision', 'NPV'] as const;

/** Table 1 as printed: the dataset, what the models were applied to, five cells in %. */
const table1 = `
F1 none     simulated 88.9+-0.9 83+-5 92+-3 86+-3 91+-2
F2 none     observed  81+-3     67+-7 93+-5 92+-6 74+-4
F3 observed simulated 88.7+-0.6 86+-3 91+-2 87+-2 90+-2
F4 observed observed  89+-3     84+-5 95+-2 94+-3 85+-4
F5 reduced  simulated 91.7+-0.8 91+-2 92+-2 91+-2 93.0+-2
F6 reduced  observed  91+-2     90+-3 92+-4 91+-3 91+-3
F7 faint    simulated 86+-1     86+-3 85+-3 85+-2 86+-2
F8 faint    observed  82+-3     77+-4 87+-4 86+-4 80+-3`
  .trim()
  .split('\n')
  .map((line) => {
    const [row, set, appliedTo, ...cells] = line.split(/ +/);
    return { row, set, appliedTo, cells: cells.map((cell) => cell.split('+-').map(Number)) };
  });

const paperOf = (id: string) => {
  const claim = claims[id as 'H16'];
  expect(claim, id).toBeDefined();
  return claim.paper;
};

describe('claims', () => {
  it.each(table1)('$row of Table 1 is as printed', ({ row, cells }) => {
    names.forEach((name, i) => {
      const [value, sd] = cells[i];
      expect(paperOf(`${row}.${name}`), `${row}.${name}`).toEqual({ value, sd });
    });
  });

  it.each(table1.filter(({ appliedTo }) => appliedTo === 'simulated'))('F10 is implied by $row', ({ set, cells }) => {
    const [[accuracy, accuracySd], [recall], [tnr], [precision]] = cells;
    expect(paperOf(`F10.${set}.balanced`)).toEqual({ value: (recall + tnr) / 2, sd: accuracySd });
    // Of spectra called AGN, `precision` are AGN: p recall / (p recall + (1 - p) (100 - TNR)) = precision, solved for p.
    const odds = (precision / (100 - precision)) * ((100 - tnr) / recall);
    const fromPrecision = Math.round((100 * odds) / (1 + odds));
    // The accuracy says it where recall and TNR are further apart than their last digits.
    const fromAccuracy = Math.round((100 * (tnr - accuracy)) / (tnr - recall));
    const range =
      Math.abs(tnr - recall) > 2
        ? [fromPrecision, fromAccuracy].sort((a, b) => a - b)
        : [fromPrecision - 1, fromPrecision + 1];
    const { value, sd = 0 } = claims[`F10.${set}.share` as 'F10.none.share'].paper;
    expect([value - sd, value + sd]).toEqual(range);
  });

  test('what Table 1 says of the order of its rows', () => {
    expect(claims['F1.order'].paper).toBe('+2.8 points'); // 91.7 - 88.9
    for (const set of ['none', 'observed', 'reduced', 'faint'] as const)
      expect(claims[`D7.${set}`]).toMatchObject({ paper: 'at most 1 point', sense: 'at most', limit: 1 });
  });

  it.each([
    // Section 3.2: accuracy by net counts.
    ['H10.1-8', { value: 50, sd: 1 }],
    ['H10.8-21', { value: 60, sd: 1 }],
    ['H10.21-55', { value: 74, sd: 1 }],
    ['H10.55-146', { value: 83, sd: 1 }],
    // 3.5: extragalactic sources of the star field.
    ['H16', { value: 63, interval: [51, 74] }],
    ['H17.0.3', { value: 60 }],
    ['H17.0.1', { value: 84 }],
    // 3.6: the response of cycle 25.
    ['H18.accuracy', { value: 84, sd: 3 }],
    ['H18.recall', { value: 77, sd: 7 }],
    ['H18.tnr', { value: 90, sd: 3 }],
    // 4.1: recall by column and photon index.
    ['H20', { value: 98.5, sd: 0.5 }],
    ['H21.soft', { value: 72, sd: 2 }],
    ['H21.hard', { value: 96, sd: 2 }],
    // Appendix C: 1e5 training spectra, with the standard deviation of Table 1.
    ['H27', { value: 90, sd: 0.8 }],
    // 2, Figures 2 and 3: 5 and 95 % of the parameters.
    ['A10.logNH-5', { value: 20.82 }],
    ['A10.logNH-95', { value: 22.68 }],
    ['A10.kT1-5', { value: 0.43 }],
    ['A10.kT1-95', { value: 3.3 }],
    ['A11.logNH-5', { value: 19.05 }],
    ['A11.logNH-95', { value: 24.2 }],
    ['A11.constrained-5', { value: 21.37 }],
    ['A11.constrained-95', { value: 24.2 }],
    ['A11.z-5', { value: 0.01 }],
    ['A11.z-95', { value: 2.56 }],
    ['A11.Gamma-5', { value: 1.2 }],
    ['A11.Gamma-95', { value: 2.2 }],
    ['A11.Gamma-mean', { value: 1.75, sd: 0.02 }],
    ['A11.z-mode', { value: 0.7 }],
  ])('%s is what the paper says', (id, paper) => {
    // What is added to them (an sd of what was read off) may change; what the paper prints may not.
    expect(paperOf(id)).toMatchObject(paper);
  });

  test('limits of section 3.2', () => {
    expect(claims['H11.20']).toMatchObject({ sense: 'at least', limit: 70 });
    expect(claims['H11.70']).toMatchObject({ sense: 'at least', limit: 80 });
  });

  test('no code stands for two claims', () => {
    const source = readFileSync(new URL('../../ts/paper/claims/claims.ts', import.meta.url), 'utf8');
    const ids = [...source.matchAll(/^ +(?:number|limit|statement|tested|open)\('([^']+)'/gm)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(200);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.sort()).toEqual(Object.keys(claims).sort());
  });
});
