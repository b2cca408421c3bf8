import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  agn,
  applyResponse,
  bindToResponse,
  embeddedBackground,
  model,
  type SourceGroup,
  type SourceTable,
  selectRows,
  simulate,
  stars,
} from '../../../ts/index.js';
import type { ConfusionMatrix } from '../../../ts/metrics/index.js';
import { fullConfig, type ReproduceConfig } from '../../../ts/paper/index.js';
import { paperResponses } from '../../../ts/paper/run/responses.js';
import { seedFor } from '../../../ts/paper/run/seeds.js';
import { iterationSplits } from '../../../ts/paper/run/trained.js';
import { compute, type MadeDataset, type SetupNumbers } from '../../../ts/paper/sections/setup/compute.js';
import { structureOf } from '../../../ts/paper/sections/setup/computeSources.js';
import { judge } from '../../../ts/paper/sections/setup/judge.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const matrix = (truePositive: number, falseNegative: number, trueNegative: number, falsePositive: number) =>
  ({ truePositive, falseNegative, trueNegative, falsePositive, unclassified: 0 }) satisfies ConfusionMatrix;

const made = (fields: Partial<MadeDataset> = {}): MadeDataset => ({
  ...{ simulated: { star: 100_000, agn: 100_000 }, above: { star: 70_000, agn: 50_000 } },
  ...{ exposures: [1e5], fluxScales: [10], backgrounds: ['acis-i@1 0'], responses: ['CHANDRA ACIS ACIS-I 0'] },
  ...{ lowestNetCounts: 100.5, withLine: 25_000 },
  ...fields,
});
const band = (background: 'plain' | 'observed' | 'reduced', isAgn: boolean, changed: number) => ({
  ...{ background, isAgn, spectra: 500, narrow: isAgn ? 250 : 350, wide: isAgn ? 251 : 352, changed },
});

/** As in the paper, where the package has what it takes; the rest differs. */
const base: SetupNumbers = {
  sources: {
    models: [
      { source: 'star', structure: 'cflux*tbabs*apec', sources: 1200 },
      { source: 'star', structure: 'cflux*tbabs*(apec+apec)', sources: 700 },
      { source: 'C-thin', structure: 'cflux*tbabs*ztbabs*pegpwrlw', sources: 1000 },
      { source: 'C-thin', structure: 'cflux*tbabs*ztbabs*pegpwrlw+tbabs*ztbabs*gaussian', sources: 860 },
      { source: 'Soft-C', structure: 'tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw', sources: 30 },
      { source: 'Soft-C', structure: 'tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw+tbabs*ztbabs*gaussian', sources: 30 },
      { source: 'C-thick', structure: 'cflux*tbabs*pexrav', sources: 40 },
      { source: 'C-thick', structure: 'cflux*tbabs*pexrav+tbabs*ztbabs*gaussian', sources: 40 },
    ],
    lineFlux: 1.1,
    presets: { softC: [0.001, -0.004, -0.002], agn: 60, othersAreSame: true },
  },
  spectra: {
    bands: [
      ...[band('plain', false, 0), band('plain', true, 1), band('observed', false, 2), band('observed', true, 4)],
      ...[band('reduced', false, 0), band('reduced', true, 3)],
    ],
    background: {
      observed: { background: 5000, backgroundVariance: 250, net: 10_000, total: 15_000 },
      reduced: { background: 500, backgroundVariance: 25, net: 10_000, total: 10_500 },
    },
  },
  laterResponse: 'acis-i-cycle25',
  datasets: {
    none: made({ exposures: [1e6], fluxScales: [1], backgrounds: [], lowestNetCounts: 100.25 }),
    observed: made({ exposures: [1e6], fluxScales: [1], backgrounds: ['a.pha 1', 'b.pha 2'] }),
    reduced: made({ responses: ['CHANDRA ACIS ACIS-01 1', 'CHANDRA ACIS ACIS-2 2', 'CHANDRA ACIS ACIS-3 3'] }),
    faint: made({ lowestNetCounts: 1.2 }),
    'no-lines': made({ withLine: 0, above: { star: 70_000, agn: 48_000 } }),
    'test-later': made({
      ...{ simulated: { star: 10_000, agn: 10_000 }, above: { star: 6000, agn: 4000 } },
      responses: ['CHANDRA ACIS ACIS-I 9'],
    }),
  },
  thresholds: {
    ...{ models: 10, spectra: 25 },
    // Precision 90/150, 84/105, 40/44 and 60/66; recall 90, 84, 40 %. NPV 85/91 of P(star) of 0.8 and more.
    ...{ low: matrix(90, 10, 90, 60), half: matrix(84, 16, 129, 21), high: matrix(40, 60, 146, 4) },
    ...{ sureStar: matrix(94, 6, 85, 65), sureAgn: matrix(60, 40, 144, 6) },
  },
};

const withDatasets = (change: { [Name in keyof SetupNumbers['datasets']]?: Partial<MadeDataset> }): SetupNumbers => ({
  ...base,
  datasets: Object.fromEntries(
    Object.entries(base.datasets).map(([name, set]) => [name, { ...set, ...change[name as keyof typeof change] }]),
  ) as SetupNumbers['datasets'],
});
const withThresholds = (change: Partial<SetupNumbers['thresholds']>): SetupNumbers => ({
  ...base,
  thresholds: { ...base.thresholds, ...change },
});
const withLineModel = (source: string, structure: string): SetupNumbers => ({
  ...base,
  sources: {
    ...base.sources,
    models: base.sources.models.map((drawn) =>
      drawn.source === source && drawn.structure.includes('gaussian') ? { ...drawn, structure } : drawn,
    ),
  },
});
const withObserved = (background: number): SetupNumbers => {
  const { observed, reduced } = base.spectra.background;
  return {
    ...base,
    spectra: { ...base.spectra, background: { observed: { ...observed, background }, reduced } },
  };
};

const config = fullConfig();
const judged = (numbers: SetupNumbers = base, given: ReproduceConfig = config) => judge(numbers, given);
const item = (id: string, numbers: SetupNumbers = base, given: ReproduceConfig = config) =>
  judged(numbers, given).items.find((candidate) => candidate.id === id)!;
const differing = (numbers?: SetupNumbers, given?: ReproduceConfig) =>
  judged(numbers, given)
    .items.filter(({ verdict }) => verdict === 'differs')
    .map(({ id }) => id);

test('numbers as in the paper pass; the rest is reported, or names its test', () => {
  expect(differing()).toEqual([]);
  const verdicts = (verdict: string) =>
    judged().items.flatMap((found) => (found.verdict === verdict ? [found.id] : []));
  expect(verdicts('pass')).toEqual('B8.model B14 J8 B12 B13.exposure C1 C2 C3 C3.ratio C4 C5 C6 C7 D8 D9'.split(' '));
  expect(verdicts('reported')).toEqual(
    'B2.cross-sections B10.line J14 J3.plain J3.observed J3.reduced C5.above'.split(' '),
  );
  expect(verdicts('tested')).toEqual(
    (
      'B1.models B1.abundance B9 B2.abundances B3 B4 B5 B4.Gamma B8.energy B8.range B10 J4 B7 J5 J6 B13 B15 B15.net B16 ' +
      'D2 D4.kernels D4.biases D4.adam H24 D10 D1 J7 D3 D5.loss D5.sigmoid J2 E1 E2 E3 E4 E5 E.none'
    ).split(' '),
  );
});

const simulated = (star: number, galaxies = 100_000) => ({ simulated: { star, agn: galaxies } });
test.each<[string, SetupNumbers, string[]]>([
  ['a line without column in the host', withLineModel('C-thick', 'cflux*tbabs*pexrav+tbabs*gaussian'), ['B8.model']],
  ['no line', withLineModel('Soft-C', 'tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw'), ['B8.model']],
  ['other numbers of stars and AGN', withDatasets({ none: simulated(99_999) }), ['B14', 'J8']],
  ['fewer of both than were asked for', withDatasets({ none: simulated(50_000, 50_000) }), ['B14', 'J8']],
  ['two responses', withDatasets({ reduced: { responses: ['A B C 1', 'A B C 2'] } }), ['B12']],
  ['a shorter exposure', withDatasets({ none: { exposures: [5e5] } }), ['B13.exposure', 'C1']],
  ['two exposures', withDatasets({ none: { exposures: [1e6, 1e5] } }), ['B13.exposure', 'C1']],
  ['a background where there is none', withDatasets({ none: { backgrounds: ['a.pha 1'] } }), ['C1']],
  ['an embedded background', withDatasets({ observed: { backgrounds: ['a.pha 1', 'acis-i@1 0'] } }), ['C2']],
  ['one that is', withDatasets({ observed: { backgrounds: ['a.pha 1'] } }), []],
  ['no observed background', withDatasets({ observed: { backgrounds: [] } }), ['C2']],
  ['another exposure with it', withDatasets({ observed: { exposures: [1e5] } }), ['C2']],
  ['another factor on the flux', withDatasets({ reduced: { fluxScales: [5] } }), ['C3']],
  ['no reduced background', withDatasets({ reduced: { backgrounds: [] } }), ['C3']],
  ['not reduced', withDatasets({ faint: { exposures: [1e6] } }), ['C4']],
  ['too few counts', withDatasets({ faint: { lowestNetCounts: 1 } }), ['C4']],
  ['the same response', withDatasets({ 'test-later': { responses: base.datasets.reduced.responses } }), ['C5']],
  ['fewer stars through the later response', withDatasets({ 'test-later': simulated(9999, 10_000) }), ['C5']],
  ['fewer AGN through the later response', withDatasets({ 'test-later': simulated(10_000, 9999) }), ['C5']],
  ['an earlier cycle', { ...base, laterResponse: 'acis-i-cycle19' }, ['C5']],
  ['a line left', withDatasets({ 'no-lines': { withLine: 1 } }), ['C6']],
  ['no lines anywhere', withDatasets({ reduced: { withLine: 0 } }), ['C6']],
  ['no lines, another flux', withDatasets({ 'no-lines': { fluxScales: [1] } }), ['C6']],
  ['a spectrum at the cut', withDatasets({ observed: { lowestNetCounts: 100 } }), ['C7']],
  ['one below it in the test set', withDatasets({ 'test-later': { lowestNetCounts: 99 } }), ['C7']],
  ['one below it without lines', withDatasets({ 'no-lines': { lowestNetCounts: 99 } }), ['C7']],
  ['one below it with reduced background', withDatasets({ reduced: { lowestNetCounts: 99 } }), ['C7']],
  ['twice the background', withObserved(10_000), ['C3.ratio']],
  ['a sample less pure at 0.9', withThresholds({ high: matrix(40, 60, 140, 10) }), ['D8']],
  ['a sample purer at 0.1', withThresholds({ low: matrix(90, 10, 130, 20) }), ['D8']],
  ['as many found at 0.1', withThresholds({ low: matrix(84, 16, 90, 60) }), ['D8']],
  ['as many found at 0.9', withThresholds({ high: matrix(84, 16, 146, 4) }), ['D8']],
  ['a sample purer at 0.1, of more AGN', withThresholds({ low: matrix(95, 5, 130, 20) }), ['D8']],
  ['sure AGN not much purer than all', withThresholds({ sureAgn: matrix(60, 40, 137, 13) }), []],
  ['sure AGN that are none', withThresholds({ sureAgn: matrix(60, 40, 130, 15) }), ['D9']],
  ['sure AGN as pure as all, of more', withThresholds({ sureAgn: matrix(100, 0, 144, 25) }), ['D9']],
  ['sure stars that are none', withThresholds({ sureStar: matrix(80, 20, 85, 65) }), ['D9']],
])('other numbers are told: %s', (_, numbers, expected) => {
  expect(differing(numbers)).toEqual(expected);
  for (const id of expected) expect(item(id, numbers).why, id).toBeTruthy();
});

test('another config is told', () => {
  expect(differing(base, fullConfig({ spectraPerClass: 10_000 }))).toEqual(['B14', 'J8']);
  const small = withDatasets({ none: simulated(10_000, 10_000) });
  expect(differing(small, fullConfig({ spectraPerClass: 10_000 }))).toEqual(['B14']);
  expect(differing(base, fullConfig({ faintNetCounts: 0 }))).toEqual(['C4']);
});

test('the ratio of backgrounds has the error of the draws', () => {
  const ratio = item('C3.ratio');
  // Relative variances 250 / 5000^2 and 25 / 500^2 of the backgrounds, 15000 / 10000^2 and 10500 / 10000^2 of the net counts.
  const relative = Math.sqrt(1e-5 + 1e-4 + 1.5e-4 + 1.05e-4);
  expect(ratio).toMatchObject({ paper: { value: 10 }, ours: { value: 10, sd: expect.closeTo(10 * relative, 10) } });
  expect(item('C3.ratio', withObserved(5000 * (1 + 1.9 * relative))).verdict).toBe('pass');
});

describe('what the items say', () => {
  const ours = (id: string, numbers?: SetupNumbers) => item(id, numbers).ours;

  test('of the sources', () => {
    expect(ours('B8.model')).toBe(Array(3).fill('+tbabs*ztbabs*gaussian').join(', '));
    expect(ours('B10.line')).toEqual({ value: 1.1 });
    expect(ours('J14')).toBe('Soft-C AGN change by -0.200 % (median), at most 0.400 %; the others are the same');
    expect(item('J14').why).toMatch(/^Soft-C are 3 of 60 AGN: .* more than 2\.5 points/);
    const changed = {
      ...base,
      sources: { ...base.sources, presets: { ...base.sources.presets, othersAreSame: false } },
    };
    expect(ours('J14', changed)).toMatch(/the others change$/);
  });

  test('of the cut', () => {
    // Wilson, of 1, 6 and 3 of 1000.
    expect(['plain', 'observed', 'reduced'].map((name) => ours(`J3.${name}`))).toEqual([
      '1 of 1000 (95 %: 0.02 to 0.56 %)',
      '6 of 1000 (95 %: 0.28 to 1.30 %)',
      '3 of 1000 (95 %: 0.10 to 0.88 %)',
    ]);
    const { what } = item('J3.observed', base, fullConfig({ minimumNetCounts: 50 }));
    expect(what).toMatch(/^observed background: sources that change side of the cut \(50 net counts\)/);
  });

  test('of the datasets', () => {
    expect(ours('C1')).toBe('1000 ks, flux x 1, no background');
    expect(ours('C2')).toBe('1000 ks, flux x 1, a.pha 1, b.pha 2');
    expect(ours('C4')).toBe('100 ks, flux x 10, acis-i@1 0; least net counts 1.20');
    expect(ours('B12')).toBe('3 different ones: CHANDRA ACIS ACIS-01, CHANDRA ACIS ACIS-2, CHANDRA ACIS ACIS-3');
    expect(ours('B12', withDatasets({ reduced: { responses: ['CHANDRA ACIS ACIS-I 0'] } }))).toBe(
      'the same for all: CHANDRA ACIS ACIS-I',
    );
    expect(ours('C5')).toBe('10,000 of each class, acis-i-cycle25, 100 ks');
    expect(item('C5.above')).toMatchObject({
      what: 'spectra above the cut of 10,000 of each class in that test set',
      ours: '6000 stars, 4000 AGN',
    });
    expect(ours('C6')).toBe('0 of 48000 AGN have a line (25000 of 50000 with lines)');
    expect(ours('C7')).toBe('100.25 (5 datasets)');
    const same = withDatasets({ 'test-later': { responses: base.datasets.reduced.responses } });
    expect(item('C5', same).why).toMatch(/the same as that of the training\.$/);
  });

  test('of the thresholds', () => {
    expect(ours('D8')).toBe('60.0, 80.0, 90.9; 90.0, 84.0, 40.0');
    // 66 called AGN and 91 called star, of 250 verdicts.
    expect(ours('D9')).toMatch(
      /^precision 90\.9 %, NPV 93\.4 %, 37\.2 % left without a class \(at 0\.5: 80\.0 %, 89\.0 %, none\)/,
    );
  });
});

test('tables give models, bands, datasets and thresholds', () => {
  const [models, bands, datasets, thresholds] = judged().tables!;
  expect(models.caption).toBe('Models of 1900 stars and as many AGN as they are drawn.');
  expect(models.rows[3]).toEqual(['C-thin', 'cflux*tbabs*ztbabs*pegpwrlw+tbabs*ztbabs*gaussian', '860']);
  expect(bands.caption).toMatch(/^Spectra of 500 in each class with more than 100 net counts/);
  expect(bands.rows.slice(2, 4)).toEqual([
    ['observed background', 'star', '350', '352', '2'],
    ['observed background', 'AGN', '250', '251', '4'],
  ]);
  expect(datasets.rows.map(([title]) => title)).toEqual([
    ...['no background', 'observed background', 'reduced background', 'reduced background, net counts > 1'],
    ...['reduced background, AGN without Fe-K lines', 'test set, response of cycle 19'],
  ]);
  expect(datasets.rows[0].slice(1)).toEqual(['1000 ks', 'x 1', 'no', '> 100', '100,000', '70,000', '50,000']);
  expect(datasets.rows[3].slice(1, 5)).toEqual(['100 ks', 'x 10', 'yes', '> 1']);
  expect(thresholds.rows[0]).toEqual(['0.1', '60.0', '90.0', '90.0', '60.0', '72.0']);
  expect(thresholds.rows.map(([threshold]) => threshold)).toEqual(['0.1', '0.5', '0.9']);
});

test('an expression without its values', () => {
  expect(structureOf('cflux(0.5,10,-14)*tbabs*(apec(1,0.3,0,1)+apec(1,0.3,0,1))')).toBe('cflux*tbabs*(apec+apec)');
  expect(structureOf('tbabs*pegpwrlw(1.8, 1e-5) + cflux*tbabs')).toBe('tbabs*pegpwrlw+cflux*tbabs');
});

describe('on a small run', () => {
  const given = smallConfig({ spectraPerClass: 300, exposure: 9e5, responseSpectra: 120 });
  const context = smallContext(given);
  let numbers: SetupNumbers;
  beforeAll(async () => {
    numbers = await compute(context);
  });

  test('models, presets and lines are those of the populations', () => {
    const { models, presets } = numbers.sources;
    const total = (isStar: boolean) =>
      models.reduce((sum, { source, sources }) => sum + ((source === 'star') === isStar ? sources : 0), 0);
    expect([total(true), total(false), presets.agn]).toEqual([2000, 2000, 2000]);
    expect(item('B8.model', numbers, given).ours).toBe(
      '+tbabs*ztbabs*gaussian, +tbabs*ztbabs*gaussian, +tbabs*gaussian',
    );
    const softC = models.reduce((sum, { source, sources }) => sum + (source === 'Soft-C' ? sources : 0), 0);
    expect(presets.softC).toHaveLength(softC);
    expect(presets.othersAreSame).toBe(true);
  });

  test('presets change the counts of Soft-C AGN, and a line the flux, as the models evaluated apart do', () => {
    const { training } = paperResponses();
    const seed = seedFor(given.seed, 'sources');
    const [paper, physical] = (['paper', 'physical'] as const).map((preset) =>
      agn(undefined, { preset }).sample(2000, { seed }),
    );
    const isFirst = ({ model: expression }: SourceGroup) => expression.startsWith('tbabs');
    const counts = ({ groups }: SourceTable) => {
      const { model: expression, parameters, index } = groups.find(isFirst)!;
      const first = parameters.slice(0, parameters.length / index.length);
      const photons = bindToResponse(model(expression), training).evaluate(first);
      return applyResponse(training, photons, 1).reduce((sum, n, c) => {
        const centre = (training.eMin[c] + training.eMax[c]) / 2;
        return centre >= 0.3 && centre <= 8 ? sum + n : sum;
      }, 0);
    };
    expect(numbers.sources.presets.softC[0]).toBeCloseTo(counts(physical) / counts(paper) - 1, 10);
    // 10 eV bins of 0.5-10 keV.
    const edges = Float64Array.from({ length: 951 }, (_, i) => 0.5 + i / 100);
    const ratios = paper.groups
      .filter(({ model: expression }) => expression.includes('gaussian'))
      .flatMap(({ model: expression, parameters, index }) => {
        const photons = model(expression).bind(edges.slice(0, -1), edges.slice(1)).evaluate(parameters);
        return Array.from(index, (row, i) => {
          const spectrum = photons.subarray(950 * i, 950 * (i + 1));
          const flux = spectrum.reduce((sum, n, k) => sum + n * (edges[k] + 0.005), 0) * 1.602176634e-9;
          return flux / paper.properties.flux[row];
        });
      })
      .sort((a, b) => a - b);
    expect(numbers.sources.lineFlux / ratios[ratios.length >> 1]).toBeCloseTo(1, 3);
  });

  test('datasets are those of the run', async () => {
    const { dataset } = await context.data.get('no-lines');
    const agn = dataset.labels.filter((label) => label === 1).length;
    expect(numbers.datasets['no-lines']).toMatchObject({
      ...{ simulated: { star: 300, agn: 300 }, above: { star: dataset.count - agn, agn }, withLine: 0 },
      ...{ exposures: [1e5], fluxScales: [10], backgrounds: [expect.stringMatching(/^acis-i@/)] },
    });
    expect(numbers.datasets.none).toMatchObject({ exposures: [9e5], fluxScales: [1], backgrounds: [] });
    expect(numbers.datasets['test-later'].simulated).toEqual({ star: 120, agn: 120 });
    expect(numbers.datasets.faint.lowestNetCounts).toBeGreaterThan(1);
    expect(numbers.datasets.faint.lowestNetCounts).toBeLessThan(100);
    expect(differing(numbers, given)).toEqual(expect.arrayContaining(['B14', 'B12', 'B13.exposure', 'C1', 'C2', 'C5']));
  });

  test('bands are counted, and backgrounds summed, in the spectra of both classes', async () => {
    const { bands, background } = numbers.spectra;
    expect(bands.map(({ background: name, isAgn }) => `${name} ${isAgn ? 'agn' : 'star'}`)).toEqual(
      ['plain', 'observed', 'reduced'].flatMap((name) => [`${name} star`, `${name} agn`]),
    );
    const { training } = paperResponses();
    const options = { seed: seedFor(given.seed, 'sources'), exposure: 9e5 };
    const sums = { background: 0, backgroundVariance: 0, net: 0, total: 0 };
    for (const [k, population] of [stars(), agn()].entries()) {
      const spectra = await simulate(population, 500, training, {
        ...options,
        background: embeddedBackground('acis-i', training),
      });
      const found = { narrow: 0, wide: 0, changed: 0 };
      for (let row = 0; row < 500; row++) {
        const scale = spectra.backgroundScale![row];
        let [net, wide] = [0, 0];
        for (let c = 0; c < 1024; c++) {
          const centre = (training.eMin[c] + training.eMax[c]) / 2;
          if (centre < 0.3 || centre > 10) continue;
          const [count, scaled] = [spectra.counts[1024 * row + c], scale * spectra.backgroundCounts![1024 * row + c]];
          wide += count - scaled;
          if (centre > 8) continue;
          net += count - scaled;
          sums.background += scaled;
          sums.backgroundVariance += scale * scaled;
          sums.net += count - scaled;
          sums.total += count;
        }
        if (net > 100) found.narrow++;
        if (wide > 100) found.wide++;
        if (net > 100 !== wide > 100) found.changed++;
      }
      expect(bands[2 + k]).toEqual({ background: 'observed', isAgn: k === 1, spectra: 500, ...found });
    }
    for (const key of ['background', 'backgroundVariance', 'net', 'total'] as const)
      expect(background.observed[key] / sums[key], key).toBeCloseTo(1, 9);
    // 0.9 Ms against 0.1 Ms with ten times the flux: what is over the net counts is 10 times as high all the same.
    expect(item('C3.ratio', numbers, given).verdict).toBe('pass');
    expect(background.observed.net / background.reduced.net).toBeCloseTo(0.9, 1);
  });

  test('thresholds are those of all first networks on their test set', async () => {
    const { thresholds } = numbers;
    const { dataset } = await context.data.get('reduced');
    const rows = iterationSplits(dataset, given, 0).test;
    const { classifiers } = await context.trained('reduced', 0);
    expect([thresholds.models, thresholds.spectra]).toEqual([2, rows.length]);
    const probabilities = await Promise.all(
      classifiers.map(async (classifier) => (await classifier.predict(selectRows(dataset, rows))).probabilities),
    );
    for (const [name, threshold] of [
      ['low', 0.1],
      ['half', 0.5],
      ['high', 0.9],
      ['sureStar', 0.2],
      ['sureAgn', 0.8],
    ] as const) {
      const found = matrix(0, 0, 0, 0);
      for (const p of probabilities)
        rows.forEach((row, k) => {
          const isAgn = dataset.labels[row] === 1;
          if (p[2 * k + 1] >= threshold) found[isAgn ? 'truePositive' : 'falsePositive']++;
          else found[isAgn ? 'falseNegative' : 'trueNegative']++;
        });
      expect(thresholds[name], name).toEqual(found);
    }
  });
});
