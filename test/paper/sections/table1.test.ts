import { describe, expect, it, test } from 'vitest';
import type { Metrics } from '../../../ts/metrics/index.js';
import { quickConfig, type ReproduceConfig } from '../../../ts/paper/index.js';
import type { Table1Row } from '../../../ts/paper/sections/table1/compute.js';
import { judge } from '../../../ts/paper/sections/table1/judge.js';
import { madeIteration } from '../madeModels.js';

const sets = ['none', 'observed', 'reduced', 'faint'] as const;
type Cells = Partial<Metrics>;

/** Metrics in the order of the paper's cells, then balanced accuracy and the share of AGN; %. */
const cells = (...percents: number[]): Cells => {
  const names = ['accuracy', 'recall', 'tnr', 'precision', 'npv', 'balancedAccuracy', 'positiveShare'] as const;
  return Object.fromEntries(names.map((name, i) => [name, percents[i] / 100]));
};
const printed = {
  none: cells(88.9, 83, 92, 86, 91, 87.5, 35.5),
  observed: cells(88.7, 86, 91, 87, 90, 88.5, 43.5),
  reduced: cells(91.7, 91, 92, 91, 93, 91.5, 47),
  faint: cells(86, 86, 85, 85, 86, 85.5, 50),
};

const row = (set: Table1Row['set'], ours: Cells[], changes: Partial<Table1Row> = {}): Table1Row => {
  const base = [madeIteration({ accuracy: 0.8 })];
  return {
    ...{
      set,
      spectra: 5678,
      agn: 1234,
      brightness: 2.04,
      iterations: ours.map((metrics) => madeIteration(metrics)),
      base,
    },
    variants: { standardised: base, eightNodes: base, packageInput: base },
    ...changes,
  };
};
const variants = (standardised: number, eightNodes: number, packageInput: number): Table1Row['variants'] => ({
  standardised: [madeIteration({ accuracy: standardised })],
  eightNodes: [madeIteration({ accuracy: eightNodes })],
  packageInput: [madeIteration({ accuracy: packageInput })],
});

/** Four rows as the paper prints them, but for those given. */
function judged(given: Partial<Record<Table1Row['set'], Table1Row>> = {}, config: ReproduceConfig = quickConfig()) {
  const rows = sets.map((set) => given[set] ?? row(set, [printed[set]]));
  const { items, text, tables = [] } = judge(rows, config);
  return {
    ...{ items, text },
    item: (id: string) => items.find((item) => item.id === id)!,
    table: (id: string) => tables.find((table) => table.id === id)!,
  };
}

test('items come row by row: cells, share of AGN, balanced accuracy, two choices; then the order', () => {
  const { items } = judged();
  expect(items.map(({ id }) => id)).toEqual([
    ...['F1', 'F3', 'F5', 'F7'].flatMap((paperRow, i) => [
      ...['accuracy', 'recall', 'TNR', 'precision', 'NPV'].map((name) => `${paperRow}.${name}`),
      `F10.${sets[i]}.share`,
      `F10.${sets[i]}.balanced`,
      `D7.${sets[i]}`,
      `J1.${sets[i]}`,
    ]),
    'F1.order',
    'B17.table1',
  ]);
  for (const { id, verdict } of items) expect(verdict, id).toBe(id === 'B17.table1' ? 'reported' : 'pass');
});

test('each metric is held against its own cell', () => {
  const ours = cells(11, 22, 33, 44, 55, 66, 77);
  const { items } = judged(Object.fromEntries(sets.map((set) => [set, row(set, [ours])])));
  for (const [i, paperRow] of ['F1', 'F3', 'F5', 'F7'].entries()) {
    const values = Object.fromEntries(
      items
        .filter(({ id }) => id.startsWith(`${paperRow}.`) || id.startsWith(`F10.${sets[i]}.`))
        .map((item) => [item.id.split('.').at(-1), item.ours]),
    );
    delete values.order;
    const close = (value: number) => ({ value: expect.closeTo(value, 9) });
    expect(values).toEqual({
      ...{ accuracy: close(11), recall: close(22), TNR: close(33), precision: close(44), NPV: close(55) },
      ...{ balanced: close(66), share: close(77) },
    });
  }
});

test('the standard deviation is that over iterations', () => {
  const { item, table } = judged({
    none: row('none', [
      { ...printed.none, recall: 0.8 },
      { ...printed.none, recall: 0.9 },
    ]),
  });
  expect(item('F1.recall').ours).toEqual({ value: expect.closeTo(85, 9), sd: expect.closeTo(10 / Math.SQRT2, 9) });
  expect(table('table1').rows[0][2]).toBe('85.0 ± 7.1');
});

describe('a cell that differs', () => {
  // The paper's row F1: share of AGN 35.5 %, 88.9 83 92 86 91.
  const bad = {
    ...row('none', []),
    iterations: [madeIteration({ ...cells(65, 68, 59, 50, 50, 65, 30) }, { ...cells(65, 72, 61, 50, 50, 65, 30) })],
  };
  const { item } = judged({ none: bad });

  it('has the accuracy that recall and TNR would give at the share of the paper', () => {
    // 0.355 * 70 + 0.645 * 60 = 63.55
    expect(item('F1.accuracy').why).toBe(
      "At the paper's share of AGN our recall and TNR would give 63.5 %: the share of AGN explains -1.5 points of the +23.9.",
    );
  });

  it('has the scatter from model to model', () => {
    const why =
      'From model to model recall scatters by 2.8 points, TNR by 1.4, the accuracy by 0.0; ' +
      "the paper's recall is 13.0 points above ours, its TNR 32.0 points above ours.";
    expect(item('F1.recall').why).toBe(why);
    expect(item('F1.TNR').why).toBe(why);
  });

  it('has the predictive values at the share of the paper', () => {
    // Of 1000 spectra 355 AGN, 248.5 of them found, and 645 stars, 387 of them found: 248.5 / (248.5 + 258), 387 / (387 + 106.5).
    const start =
      "Precision and NPV depend on the share of AGN: 36 % in the paper's test set (implied), 30.0 % here. " +
      "At the paper's share our recall and TNR would give ";
    expect(item('F1.precision').why).toBe(`${start}49.1 %.`);
    expect(item('F1.NPV').why).toBe(`${start}78.4 %.`);
  });

  it('has the reason of the share and of the balanced accuracy', () => {
    expect(item('F10.none.share').why).toContain(
      '1,234 of 5,678 simulated spectra above the cut are AGN. The share is set by how many stars and AGN have enough counts at the ' +
        'same fluxes: here the median star has 2.0 times',
    );
    expect(item('F10.none.balanced').why).toBe(
      "It does not depend on the share of AGN: the paper's recall is 13.0 points above ours, its TNR 32.0 points above ours.",
    );
  });

  it('says above where the paper is above, by however little', () => {
    const near = judged({
      none: row('none', [{ ...printed.none, accuracy: 0.5, recall: 0.82, tnr: 0.915, balancedAccuracy: 0.5 }]),
    });
    expect(near.item('F10.none.balanced').why).toContain(
      'recall is 1.0 points above ours, its TNR 0.5 points above ours.',
    );
  });

  it('says below where the paper is below', () => {
    const high = judged({ none: row('none', [{ ...printed.none, recall: 0.995, tnr: 0.995 }]) });
    expect(high.item('F1.TNR').why).toContain(
      "the paper's recall is 16.5 points below ours, its TNR 7.5 points below ours.",
    );
  });
});

describe('standardised inputs', () => {
  const gain = (accuracy: number, config?: ReproduceConfig) =>
    judged({ faint: row('faint', [printed.faint], { variants: variants(accuracy, 0.8, 0.8) }) }, config).item(
      'D7.faint',
    );

  it('may improve the accuracy by one point, and cost any', () => {
    expect(gain(0.81)).toMatchObject({ paper: 'at most 1 point', ours: '1.0 points', verdict: 'pass' });
    expect(gain(0.811)).toMatchObject({
      ours: '1.1 points',
      verdict: 'differs',
      why: expect.stringContaining('L1 term'),
    });
    expect(gain(0.6)).toMatchObject({ ours: '-20.0 points', verdict: 'pass' });
  });

  it('are the main run where the config standardises: the variant is then the other way round', () => {
    const { input } = quickConfig();
    const standardised = quickConfig({ input: { ...input, standardise: true } });
    expect(gain(0.82, standardised)).toMatchObject({ ours: '-2.0 points', verdict: 'pass' });
    expect(gain(0.78, standardised)).toMatchObject({ ours: '2.0 points', verdict: 'differs' });
    expect(judged({}, standardised).table('table1-variants').columns[1]).toBe('inputs not standardised');
    expect(judged({}, standardised).text[1]).toMatch(/^The inputs are total counts per channel, standardised\. /);
  });
});

test("8 nodes do as well as 10 within the paper's standard deviation of that row, up or down", () => {
  const verdict = (set: Table1Row['set'], accuracy: number) =>
    judged({ [set]: row(set, [printed[set]], { variants: variants(0.8, accuracy, 0.8) }) }).item(`J1.${set}`);
  expect(verdict('none', 0.8085)).toMatchObject({
    verdict: 'pass',
    ours: expect.stringMatching(/^0\.85 points; .* 0\.9$/),
  });
  expect(verdict('none', 0.8095).verdict).toBe('differs');
  expect(verdict('none', 0.7915).verdict).toBe('pass');
  expect(verdict('none', 0.7905).verdict).toBe('differs');
  expect(verdict('observed', 0.8065).verdict).toBe('differs');
  expect(verdict('faint', 0.81).verdict).toBe('pass');
});

describe('the order of no and reduced background', () => {
  const order = (none: Cells[], reduced: Cells[]) =>
    judged({ none: row('none', none), reduced: row('reduced', reduced) }).item('F1.order');

  it('is that of the accuracies', () => {
    // Standard deviations of 3 and 4.
    const scattered = (mean: number, sd: number) =>
      [mean - sd / Math.SQRT2, mean + sd / Math.SQRT2].map((accuracy) => cells(accuracy, 84, 84));
    expect(order(scattered(80, 3), scattered(84, 4))).toMatchObject({
      ...{ paper: '+2.8 points', ours: '+4.0 ± 5.0 points', verdict: 'pass' },
    });
    expect(order([cells(85, 80, 80)], [cells(85.5, 80, 80)]).verdict).toBe('pass');
    expect(order([cells(85, 80, 80)], [cells(85, 80, 80)])).toMatchObject({
      ours: '+0.0 ± 0.0 points',
      verdict: 'differs',
    });
  });

  it('says what the shares of AGN have to do with it', () => {
    // At the paper's shares 47 and 35.5 %: (0.47 * 70 + 0.53 * 90) - (0.355 * 70 + 0.645 * 90) = 80.6 - 82.9.
    expect(order([cells(85, 70, 90)], [cells(84, 70, 90)]).why).toMatch(/would differ by -2\.3 points\.$/);
    // (0.47 * 70 + 0.53 * 90) - (0.355 * 80 + 0.645 * 60) = 80.6 - 67.1
    expect(order([cells(85, 80, 60)], [cells(84, 70, 90)]).why).toContain('would differ by +13.5 points: ');
    // Where recall and TNR are the same the shares change nothing.
    expect(order([cells(85, 85, 85)], [cells(84, 84, 84)]).why).toMatch(/would differ by -1\.0 points\.$/);
    expect(order([cells(85, 90, 70)], [cells(84, 90, 70)]).why).toMatch(
      /would differ by \+2\.3 points: part of the paper's order can come from its class shares\.$/,
    );
  });

  it('comes with the brightness of the stars without background', () => {
    const rows = { none: row('none', [printed.none], { brightness: 3.5 }), reduced: row('reduced', [printed.reduced]) };
    expect(judged(rows).item('B17.table1').ours).toEqual({ value: 3.5 });
  });
});

test('the tables', () => {
  expect(
    judge(
      sets.map((set) => row(set, [printed[set]])),
      quickConfig(),
    ).tables!.map(({ id }) => id),
  ).toEqual([...['table1', 'table1-spectra', 'table1-variants']]);
  const models = madeIteration(printed.reduced, printed.reduced);
  models.models[0].epochsRun = 31;
  models.models[1].bestEpoch = 8;
  const { table } = judged({
    reduced: row('reduced', [], {
      ...{ spectra: 4000, agn: 1000, brightness: 1.954, iterations: [models], variants: variants(0.81, 0.822, 0.833) },
    }),
  });
  expect(table('table1').columns).toEqual([
    ...['training and test spectra', 'accuracy', 'recall', 'TNR', 'precision', 'NPV', 'balanced accuracy', 'AGN share'],
  ]);
  expect(table('table1').rows.slice(4, 6)).toEqual([
    ['reduced background', '91.7', '91.0', '92.0', '91.0', '93.0', '91.5', '47.0'],
    [
      ...['(paper, F5)', '(91.7 ± 0.8)', '(91.0 ± 2.0)', '(92.0 ± 2.0)', '(91.0 ± 2.0)', '(93.0 ± 2.0)', '(91.5)'],
      '(46 to 48)',
    ],
  ]);
  expect(table('table1-spectra').columns).toEqual([
    ...['dataset', 'spectra', 'stars', 'AGN', 'AGN share, %', 'epochs run', 'best epoch', 'star / AGN net counts'],
  ]);
  expect(table('table1-spectra').rows[2]).toEqual([
    ...['reduced background', '4,000', '3,000', '1,000', '25.0', '25.5', '11.5', '1.95'],
  ]);
  expect(table('table1-variants').columns.slice(1)).toEqual([
    ...['inputs standardised', '8 hidden nodes (appendix B)', 'shares of net counts, standardised'],
  ]);
  expect(table('table1-variants').rows[2]).toEqual(['reduced background', '1.00', '2.20', '3.30']);
});

test('the text tells the best row, and what the choices are worth in each', () => {
  const { text } = judged({
    observed: row('observed', [cells(95, 10, 90)], { variants: variants(0.81, 0.822, 0.833) }),
  });
  expect(text[0]).toMatch(/^10,000 stars .* In each of 4 iterations 20 % of .* into 5 parts, and 5 networks/);
  expect(text[1]).toMatch(/^The inputs are total counts per channel, not standardised, as in the paper\. /);
  expect(text[2]).toMatch(/^The highest accuracy, 95\.0 %, is that with observed background\. /);
  expect(text[3]).toMatch(/^No background: the paper's accuracy is 0\.0 points above ours\. /);
  expect(text[4]).toBe(
    "Observed background: the paper's accuracy is 6.3 points below ours. Changing the inputs to standardised shares of the net counts " +
      'is worth 3.3 points, standardising alone 1.0, 8 nodes instead of 10 2.2.',
  );
  expect(text).toHaveLength(8);
});
