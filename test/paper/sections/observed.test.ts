import { describe, expect, test } from 'vitest';
import type { Classifier, Dataset } from '../../../ts/index.js';
import { quickConfig } from '../../../ts/paper/index.js';
import type { Context } from '../../../ts/paper/run/context.js';
import { fromColumns } from '../../../ts/paper/run/testSources.js';
import { compute, type IterationMetrics, type ObservedNumbers } from '../../../ts/paper/sections/observed/compute.js';
import { draw } from '../../../ts/paper/sections/observed/draw.js';
import { judge } from '../../../ts/paper/sections/observed/judge.js';
import { agn, chartPanel, columnsOf, stars } from '../madeSources.js';

/** An iteration whose five metrics are as many points from a number. */
const iteration = (accuracy: number): IterationMetrics => ({
  ...{ accuracy, recall: accuracy + 1, tnr: accuracy + 2, precision: accuracy + 3, npv: accuracy + 4 },
  balancedAccuracy: accuracy + 5,
});
const made = (fields: Partial<ObservedNumbers> = {}): ObservedNumbers => ({
  isStandIn: false,
  description: 'What they are.',
  iterations: {
    none: [iteration(81), iteration(81)],
    observed: [iteration(88), iteration(90)],
    reduced: [iteration(91), iteration(91)],
    faint: [iteration(82), iteration(82)],
  },
  sources: { none: columnsOf(), observed: columnsOf(), reduced: columnsOf() },
  spectra: columnsOf(stars(1, 1)),
  mean: {
    eMin: Float64Array.of(1, 2),
    eMax: Float64Array.of(2, 3),
    star: Float64Array.of(0.6, 0.4),
    agn: Float64Array.of(0.1, 0.9),
  },
  ...fields,
});
const config = quickConfig();
const item = (id: string, fields: Partial<ObservedNumbers> = {}) =>
  judge(made(fields), config).items.find((found) => found.id === id)!;
const withSources = (name: 'none' | 'observed' | 'reduced', ...groups: Parameters<typeof columnsOf>) => ({
  sources: { ...made().sources, [name]: columnsOf(...groups) },
});

describe('the rows of Table 1', () => {
  test('metric by metric against the row of the training set', () => {
    expect(item('F2.accuracy')).toMatchObject({
      what: 'Trained on no background, applied to observed spectra: accuracy',
      paper: { value: 81, sd: 3 },
      ours: { value: 81, sd: 0 },
      verdict: 'pass',
    });
    expect(item('F2.recall')).toMatchObject({ paper: { value: 67, sd: 7 }, ours: { value: 82 }, verdict: 'differs' });
    expect(item('F2.recall').why).toMatch(/^Models trained on another AGN population/);
    expect(item('F2.NPV')).toMatchObject({ paper: { value: 74, sd: 4 }, ours: { value: 85 }, verdict: 'differs' });
    expect(item('F4.accuracy').ours).toEqual({ value: 89, sd: expect.closeTo(Math.SQRT2) });
    expect(item('F4.TNR')).toMatchObject({ paper: { value: 95 }, ours: { value: 91 }, verdict: 'pass' });
    expect(item('F6.precision')).toMatchObject({ paper: { value: 91, sd: 3 }, ours: { value: 94 } });
    expect(item('F8.accuracy')).toMatchObject({ paper: { value: 82, sd: 3 }, ours: { value: 82 } });
  });

  test('on a stand-in they are compared, not judged', () => {
    const { title, text, items } = judge(made({ isStandIn: true }), config);
    expect(title).toBe('Stand-in for the observed spectra');
    expect(judge(made(), config).title).toBeUndefined();
    expect(text[0]).toBe('What they are.');
    expect(text[1]).toMatch(
      /without background reach 81\.0 ± 0\.0 %, with the observed background 89\.0 ± 1\.4 %, with reduced background 91\.0 ± 0\.0 %\.$/,
    );
    const judged = items.filter(({ id }) => id !== 'H16');
    expect(judged).toHaveLength(26);
    for (const { id, verdict, what, why } of judged) {
      expect(verdict, id).toBe('stand-in');
      expect(why, id).toBeUndefined();
      expect(what, id).not.toContain('observed spectra');
    }
    expect(items[1].what).toBe('Trained on no background, applied to the stand-in: recall');
    expect(items[20].what).toMatch(/^Accuracy on the stand-in: no background/);
  });

  test('the order of the accuracies', () => {
    const order = (none: number, observed: number, reduced: number) =>
      item('F9', {
        iterations: {
          ...made().iterations,
          none: [iteration(none)],
          observed: [iteration(observed)],
          reduced: [iteration(reduced)],
        },
      });
    expect(order(81, 89, 91)).toMatchObject({ paper: '81, 89, 91 %', ours: '81.0, 89.0, 91.0 %', verdict: 'pass' });
    expect(order(81, 89, 89).verdict).toBe('pass');
    expect(order(89, 89, 91).verdict).toBe('differs');
    expect(order(81, 91, 89).verdict).toBe('differs');
  });

  test('the table has ours above the paper, with the balanced accuracy of both', () => {
    const [table] = judge(made(), config).tables!;
    expect(table.rows.slice(2, 4)).toEqual([
      ['observed background', '89.0 ± 1.4', '90.0 ± 1.4', '91.0 ± 1.4', '92.0 ± 1.4', '93.0 ± 1.4', '94.0 ± 1.4'],
      ['(paper, F4)', '(89.0 ± 3.0)', '(84.0 ± 5.0)', '(95.0 ± 2.0)', '(94.0 ± 3.0)', '(85.0 ± 4.0)', '(89.5)'],
    ]);
    expect(table.rows.map(([name]) => name).filter((name) => name.startsWith('('))).toEqual(
      ['F2', 'F4', 'F6', 'F8'].map((row) => `(paper, ${row})`),
    );
    expect([table.isStandIn, table.caption]).toEqual([
      undefined,
      expect.stringContaining('Table 1, observed rows, in %'),
    ]);
    const standIn = judge(made({ isStandIn: true }), config).tables![0];
    expect([standIn.isStandIn, standIn.caption]).toEqual([true, expect.stringContaining('not the observed spectra')]);
  });
});

describe('models trained without background', () => {
  test('are worse below 1000 counts', () => {
    const pass = item(
      'H14.counts',
      withSources('none', stars(100, 70, { netCounts: 1000 }), agn(100, 90, { netCounts: 1001 })),
    );
    expect(pass).toMatchObject({ paper: 'lower', verdict: 'pass' });
    expect(pass.ours).toMatch(/^to 1000: 70\.0 % [^;]*n = 100\); above: 90\.0 % [^;]*n = 100\)$/);
    expect(
      item('H14.counts', withSources('none', stars(10, 9, { netCounts: 500 }), stars(10, 9, { netCounts: 5000 })))
        .verdict,
    ).toBe('differs');
    expect(
      item('H14.counts', withSources('reduced', stars(10, 1, { netCounts: 500 }), stars(10, 9, { netCounts: 5000 })))
        .verdict,
    ).toBe('differs');
  });
  test('are worse where the background is 0.02 of the net counts and more, and lose AGN there', () => {
    const groups = [
      stars(100, 90, { backgroundRatio: 0.02 }),
      agn(100, 60, { backgroundRatio: 0.02 }),
      stars(100, 0, { backgroundRatio: 0.019, netCounts: 200 }),
      agn(300, 300, { backgroundRatio: 0.019 }),
    ];
    const pass = item(
      'H14.background',
      withSources('none', ...groups.slice(0, 2), groups[3], stars(100, 100, { backgroundRatio: 0.01 })),
    );
    expect(pass).toMatchObject({ paper: 'lower', verdict: 'pass' });
    expect(pass.ours).toMatch(/^from 0\.02 on: 75\.0 % [^;]*n = 200\); below: 100\.0 % [^;]*n = 400\)$/);
    expect(item('H14.background', withSources('none', groups[0], groups[2])).verdict).toBe('differs');
    expect(
      item('H14.background', withSources('none', groups[0], stars(10, 9, { backgroundRatio: 0.01 }))).verdict,
    ).toBe('differs');
    const lost = item('H14.verdict', withSources('none', ...groups));
    expect(lost).toMatchObject({ paper: 'AGN are lost', verdict: 'pass' });
    expect(lost.ours).toMatch(/^recall 60\.0 % \([^)]*n = 100\), TNR 90\.0 % \([^)]*n = 100\)$/);
    const even = [stars(10, 9, { backgroundRatio: 0.5 }), agn(10, 9, { backgroundRatio: 0.5 })];
    expect(item('H14.verdict', withSources('none', ...even)).verdict).toBe('differs');
  });
});

test.each(['observed', 'reduced'] as const)(
  'trained with %s background: above 90 % for background below 0.05',
  (name) => {
    const id = `H15.${name}`;
    const clean = (right: number) => stars(100, right, { backgroundRatio: 0.049 });
    const pass = item(id, withSources(name, clean(91), agn(100, 0, { backgroundRatio: 0.05 })));
    expect(pass).toMatchObject({ paper: 'above 90 %', verdict: 'pass' });
    expect(pass.ours).toMatch(/^91\.0 % [^;]*n = 100\)$/);
    expect(item(id, withSources(name, clean(90))).verdict).toBe('differs');
    expect(item(id, withSources('none', clean(91)))).toMatchObject({ ours: 'no sources', verdict: 'differs' });
  },
);

describe('extragalactic sources behind the cloud', () => {
  const behind = (...groups: Parameters<typeof columnsOf>) => ({ extragalactic: columnsOf(...groups) });
  test('recall, and shares with much background, of those above the cut', () => {
    const fields = behind(
      agn(60, 40, { netCounts: 101, backgroundRatio: 0.3 }),
      agn(25, 20, { netCounts: 101, backgroundRatio: 0.1 }),
      agn(15, 3, { netCounts: 101, backgroundRatio: 0.09 }),
      agn(90, 0, { netCounts: 100, backgroundRatio: 5 }),
    );
    expect(item('H16', fields)).toMatchObject({
      what: 'Recall of extragalactic sources in the field of the stars (100 sources)',
      unit: '%',
      paper: { value: 63, interval: [51, 74] },
      ours: { value: 63 },
      verdict: 'pass',
    });
    // Of 63 sources: sqrt(0.6 x 0.4 / 63) and sqrt(0.84 x 0.16 / 63).
    expect(item('H17.0.3', fields)).toMatchObject({
      paper: { value: 60, sd: expect.closeTo(6.172, 3) },
      ours: { value: 60 },
      verdict: 'pass',
    });
    expect(item('H17.0.1', fields)).toMatchObject({
      paper: { value: 84, sd: expect.closeTo(4.619, 3) },
      ours: { value: 85 },
      verdict: 'pass',
    });
    const quiet = behind(agn(100, 95, { netCounts: 500, backgroundRatio: 0.2 }));
    expect(item('H16', quiet).verdict).toBe('differs');
    expect(item('H17.0.3', quiet)).toMatchObject({ ours: { value: 0 }, verdict: 'differs' });
    expect(item('H17.0.1', quiet)).toMatchObject({ ours: { value: 100 }, verdict: 'differs' });
    for (const id of ['H16', 'H17.0.3', 'H17.0.1'])
      expect(item(id, { ...quiet, isStandIn: true }).verdict).toBe('stand-in');
  });
  test('without any there is nothing to judge, and it says why', () => {
    expect(item('H16')).toMatchObject({ ours: 'the label table marks none', verdict: 'reported' });
    const faint = behind(agn(5, 5, { netCounts: 100 }));
    expect(item('H16', faint)).toMatchObject({ ours: 'none has more than 100 net counts', verdict: 'reported' });
    expect(item('H17.0.3', faint)).toBeUndefined();
  });
});

test('items come row by row of Table 1, then section by section', () => {
  const { items } = judge(made({ extragalactic: columnsOf(agn(1, 1)) }), config);
  const rows = ['F2', 'F4', 'F6', 'F8'].flatMap((row) =>
    ['accuracy', 'recall', 'TNR', 'precision', 'NPV'].map((metric) => `${row}.${metric}`),
  );
  const otherIds = 'F9 H14.counts H14.background H14.verdict H15.observed H15.reduced H16 H17.0.3 H17.0.1'.split(' ');
  expect(items.map(({ id }) => id)).toEqual([...rows, ...otherIds]);
});

describe('figures', () => {
  const spectra = columnsOf(
    stars(3, 3, { netCounts: 110, backgroundRatio: 5 }),
    stars(1, 1, { netCounts: 2e5, backgroundRatio: 20 }),
    agn(2, 2, { netCounts: 99_000, backgroundRatio: 0.00031 }),
  );
  test('Figure 4: mean spectra of stars and AGN above the cut', () => {
    const [figure] = draw(made({ spectra }), config);
    expect(figure.id).toBe('figure-4');
    expect(figure.caption).toBe(
      'Mean spectra, each divided by its net counts, of sources with more than 100 net counts.',
    );
    expect(chartPanel(figure, 0).series).toMatchObject([
      { name: 'stars', kind: 'steps', x: [1, 2], xHigh: [2, 3], y: [0.6, 0.4] },
      { name: 'AGN', y: [0.1, 0.9] },
    ]);
  });
  test('Figures 5 and 6: unit area in log10 of counts, and of background', () => {
    const [, counts, ratios] = draw(made({ spectra }), config).map((figure) => ({
      ...chartPanel(figure, 0),
      id: figure.id,
    }));
    const width = { counts: 3 / 24, ratio: Math.log10(10 / 0.0003) / 24 };
    expect([counts.id, counts.x.label, counts.y.label]).toEqual([
      'figure-5',
      'Net counts, 0.3-8 keV',
      'Density of spectra (1/dex)',
    ]);
    expect(counts.series.map(({ name }) => name)).toEqual(['stars', 'AGN']);
    // The star beyond the picture is no part of the area.
    expect([counts.series[0].y[0], counts.series[1].y[23]]).toEqual([
      expect.closeTo(1 / width.counts),
      expect.closeTo(1 / width.counts),
    ]);
    expect([ratios.id, ratios.x.label, ratios.title]).toEqual(['figure-6', 'Background / net counts', 'Background']);
    expect([ratios.series[0].y[22], ratios.series[1].y[0]]).toEqual([
      expect.closeTo(1 / width.ratio),
      expect.closeTo(1 / width.ratio),
    ]);
  });
  test('Figure 17: three trainings over the histogram, all panels with the same series', () => {
    const at = { netCounts: 150, backgroundRatio: 2 };
    const sources = {
      none: columnsOf(agn(20, 4, at), stars(20, 6, at)),
      observed: columnsOf(agn(20, 10, at), stars(20, 12, at)),
      reduced: columnsOf(
        agn(20, 15, at),
        stars(30, 27, at),
        stars(3, 3, { netCounts: 25_000, backgroundRatio: 0.0015 }),
      ),
    };
    const figure = draw(made({ sources }), config)[3];
    expect([figure.id, figure.hasSharedLegend]).toEqual(['figure-17', true]);
    const panels = figure.panels.map((_, i) => chartPanel(figure, i));
    const names = ['no background', 'observed background', 'reduced background'];
    for (const { series } of panels) {
      expect(series.map(({ name }) => name)).toEqual([
        'stars',
        'AGN',
        ...names,
        ...names.map((name) => `${name}: TNR, NPV`),
      ]);
      expect(series.slice(2).map(({ colour }) => colour)).toEqual([2, 3, 4, 2, 3, 4]);
    }
    expect(panels.map(({ title, x, right }) => `${title}; ${x.label}; ${right!.label}`)).toEqual([
      '(a) accuracy; Net counts, 0.3-8 keV; Accuracy (%)',
      '(b) recall and TNR; Net counts, 0.3-8 keV; Recall, TNR (%)',
      '(c) precision and NPV; Net counts, 0.3-8 keV; Precision, NPV (%)',
      '(d) accuracy; Background / net counts; Accuracy (%)',
      '(e) recall and TNR; Background / net counts; Recall, TNR (%)',
      '(f) precision and NPV; Background / net counts; Precision, NPV (%)',
    ]);
    // Histograms are those of the sources for reduced background, in eight bins.
    expect(panels[0].series[0].y).toEqual([30, 0, 0, 0, 0, 0, 0, 3]);
    expect(panels[3].series[0].y).toEqual([3, 0, 0, 0, 0, 0, 0, 30]);
    expect(
      [panels[0], panels[3]].map(({ series }) => [series[0].x[0], Number(series[0].xHigh![7].toPrecision(9))]),
    ).toEqual([
      [100, 30_000],
      [0.001, 3],
    ]);
    const pointsIn = (panel: number, bin: number) => panels[panel].series.slice(2).map(({ y }) => y[bin]);
    expect(pointsIn(0, 0)).toEqual([
      25,
      expect.closeTo(55),
      expect.closeTo((100 * 45) / 53),
      undefined,
      undefined,
      undefined,
    ]);
    expect(pointsIn(1, 0)).toEqual([20, 50, 75, 30, 60, expect.closeTo((100 * 30) / 33)]);
    expect(pointsIn(4, 7)).toEqual(pointsIn(1, 0));
    // Of 4 + 14, 10 + 8 and 15 + 3 sources called AGN, and of 16 + 6, 10 + 12 and 5 + 30 called stars.
    expect(pointsIn(2, 0).map((value) => Math.round(value))).toEqual([22, 56, 83, 27, 55, 86]);
  });
  test('a stand-in says so in every caption', () => {
    for (const figure of draw(made({ isStandIn: true, spectra }), config)) {
      expect(figure.isStandIn).toBe(true);
      expect(figure.caption).toMatch(/^Stand-in, not observed spectra\. [A-Z]/);
    }
    for (const figure of draw(made({ spectra }), config)) expect(figure).not.toHaveProperty('isStandIn');
  });
});

test("every model is asked of its iteration's draw, and all for reduced background of the extragalactic sources", async () => {
  const small = quickConfig({
    iterations: 2,
    cvSplits: 2,
    observed: { perClass: 15, faintPerClass: 20, standInSpectra: 200 },
  });
  const asked: string[] = [];
  // Two models an iteration: all call everything AGN but the last one, which calls everything a star.
  const classifiers = (set: string, iteration: number) =>
    [1, iteration === 1 ? 0 : 1].map((verdict) => ({
      predict: async ({ count }: Dataset) => {
        asked.push(`${set} ${iteration} ${count}`);
        return { verdicts: new Int8Array(count).fill(verdict) };
      },
    }));
  const context = {
    config: small,
    threads: 1,
    trained: async (set: string, iteration: number) => ({
      classifiers: classifiers(set, iteration) as unknown as Classifier[],
    }),
  } as unknown as Context;
  const { isStandIn, iterations, sources, extragalactic, spectra, mean } = await compute(context);
  expect(isStandIn).toBe(true);
  expect(iterations.faint[0]).toMatchObject({ accuracy: 50, recall: 100, tnr: 0, precision: 50, balancedAccuracy: 50 });
  // Recall is 1 and 0, TNR 0 and 1: half of all verdicts are right.
  expect(iterations.none).toHaveLength(2);
  expect(iterations.faint[1]).toMatchObject({ accuracy: 50, recall: 50, tnr: 50, balancedAccuracy: 50 });
  const behind = fromColumns(extragalactic!);
  const draws = asked.filter((call) => !call.endsWith(` ${behind.length}`));
  expect(draws.filter((call) => call.startsWith('none'))).toEqual(['none 0 30', 'none 0 30', 'none 1 30', 'none 1 30']);
  expect(draws.filter((call) => call === 'faint 1 40')).toHaveLength(2);
  expect(asked.filter((call) => call.endsWith(` ${behind.length}`))).toHaveLength(4);
  for (const { isAgn, calledAgn, netCounts } of behind)
    expect([isAgn, calledAgn, netCounts > 100]).toEqual([true, 0.75, true]);
  const drawn = fromColumns(sources.reduced);
  expect(drawn.filter(({ isAgn }) => isAgn)).toHaveLength(15);
  expect(drawn.length).toBeGreaterThan(30);
  for (const { netCounts } of drawn) expect(netCounts).toBeGreaterThan(100);
  for (const { calledAgn } of drawn.filter(({ isAgn }) => isAgn)) expect(calledAgn).toBe(0.75);
  // Stars are drawn anew: some were asked in one iteration, some in the other, some in both.
  expect(new Set(drawn.map(({ calledAgn }) => calledAgn))).toEqual(new Set([0.5, 0.75, 1]));
  const shown = fromColumns(spectra);
  expect(shown.length).toBeGreaterThan(drawn.length);
  for (const { netCounts } of shown) expect(netCounts).toBeGreaterThan(100);
  for (const values of [mean.star, mean.agn]) expect(values.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  // Stars are softer: of their counts a larger share is below 2 keV.
  const softness = (values: Float64Array) =>
    values.filter((_, c) => mean.eMax[c] < 2).reduce((sum, share) => sum + share, 0);
  expect(softness(mean.star)).toBeGreaterThan(softness(mean.agn));
});
