import { describe, expect, test, vi } from 'vitest';
import { streams, uniforms } from '../../../ts/index.js';
import { compute, type PropertyColumns } from '../../../ts/paper/sections/properties/compute.js';
import { draw } from '../../../ts/paper/sections/properties/draw.js';
import { judge } from '../../../ts/paper/sections/properties/judge.js';
import type { FigurePanel } from '../../../ts/report/index.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Sources of each class: forty catalogues of stars, more of AGN. */
const COUNT = 40 * 679;
/** Columns of independent numbers from 0 to 1. */
const random = (column: number) => uniforms(column, streams.bootstrap, 0, COUNT, 1);
const [u0, u1, u2, u3, u4, u5, u6, u7, u8, u9] = Array.from({ length: 10 }, (_, column) => random(column));
/** Even between two numbers, which are the 5 and 95 % points. */
const between = (u: Float64Array, low: number, high: number) => u.map((x) => low + ((x - 0.05) / 0.9) * (high - low));
const none = Number.NaN;
const column = (value: (i: number) => number) => Float64Array.from({ length: COUNT }, (_, i) => value(i));

/** Everything as the paper prints it, but for the heap at log NH 19 that is in the 5 % point of all AGN. */
const base: PropertyColumns = {
  star: {
    nH: between(u0, 20.82, 22.68).map((log) => 10 ** (log - 22)),
    kT1: between(u1, 0.43, 3.3).map((kT, i) => (kT < 0.3 || i % 1000 === 0 ? 14 : kT)),
    kT2: column((i) => (i % 2 ? none : 10 ** (u1[i] + 2 * u2[i]))),
    flux: column((i) => 10 ** (-16 + (2 / 0.95) * u3[i])),
  },
  measures: { logEM1: u4, logEM2: column((i) => u4[i] + 0.6 * u5[i]) },
  agn: {
    nH: between(u6, 21.37, 24.2).map((log, i) => (i % 100 >= 96 ? none : i % 100 < 14 ? 1e-3 : 10 ** (log - 22))),
    // A tenth between 0.6 and 0.8.
    z: column((i) => (i % 10 === 0 ? 0.6 + 0.2 * u7[i] : 0.01 + ((u7[i] - 0.5 / 9) / (8 / 9)) * 2.55)),
    // Half below 1.8.
    Gamma: u8.map((x) => (x < 0.5 ? 1.2 + ((x - 0.05) / 0.45) * 0.6 : 1.8 + ((x - 0.5) / 0.45) * 0.4)),
    EW: column((i) => (i % 2 ? none : 100 + 2900 * u9[i])),
    softC: column((i) => (i % 100 >= 20 && i % 100 < 23 ? 1 : 0)),
    cThick: column((i) => (i % 100 >= 96 ? 1 : 0)),
    flux: column((i) => 10 ** (-16 + (2 / 0.95) * u2[i])),
  },
  agnFluxes: { soft: Float64Array.of(), hard: Float64Array.of() },
};

type Change = { [Group in keyof PropertyColumns]?: Partial<PropertyColumns[Group]> };
function itemsWith({ star, measures, agn }: Change = {}) {
  return judge({
    star: { ...base.star, ...star },
    measures: { ...base.measures, ...measures },
    agn: { ...base.agn, ...agn },
    agnFluxes: base.agnFluxes,
  }).items;
}
const baseItems = itemsWith();
const itemIn = (items: typeof baseItems, id: string) => items.find((item) => item.id === id)!;

test('distributions as the paper prints them pass, but for the point that falls into the heap', () => {
  expect(baseItems.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)).toEqual(['A11.logNH-5']);
  expect(baseItems).toHaveLength(25);
  const heap = itemIn(baseItems, 'A11.logNH-5');
  expect(heap).toMatchObject({ paper: { value: 19.05, sd: 0 }, ours: { value: 19, sd: 0 } });
  expect(heap.why).toMatch(/^14\.6 % of our AGN have no constrained column and stand at exactly 19/);
});

/** A change of the columns, and the items whose verdicts it turns. */
test.each<[string, Change, string[]]>([
  ['columns of stars', { star: { nH: base.star.nH.map((nH) => nH * 1.2) } }, ['A10.logNH-5', 'A10.logNH-95']],
  ['thin columns of stars', { star: { nH: base.star.nH.map((nH) => Math.max(nH, 0.1)) } }, ['A10.logNH-5']],
  ['no hot stars', { star: { kT1: base.star.kT1.map((kT) => Math.min(kT, 10)) } }, ['A10.tail']],
  ['temperatures', { star: { kT1: base.star.kT1.map((kT) => kT * 1.2) } }, ['A10.kT1-5', 'A10.kT1-95']],
  ['unrelated temperatures', { star: { kT2: base.star.kT2.map((_, i) => (i % 2 ? none : 1 + u6[i])) } }, ['A9.kT']],
  ['emission measures less related', { measures: { logEM2: column((i) => u4[i] + 1.8 * u5[i]) } }, ['A9.EM']],
  ['emission measures that fall', { measures: { logEM2: column((i) => -u4[i]) } }, ['A9.EM']],
  [
    'constrained columns of AGN',
    { agn: { nH: base.agn.nH.map((nH) => (nH > 0.01 ? nH * 1.8 : nH)) } },
    ['A11.logNH-95', 'A11.constrained-5', 'A11.constrained-95'],
  ],
  ['columns of AGN that are not', { agn: { nH: base.agn.nH.map((nH) => (nH === 1e-3 ? 1.1e-3 : nH)) } }, ['A12']],
  [
    'columns of AGN without a heap',
    { agn: { nH: between(u6, 19.05, 24.2).map((log) => 10 ** (log - 22)) } },
    ['A11.logNH-5', 'A11.constrained-5', 'A12'],
  ],
  ['redshifts', { agn: { z: base.agn.z.map((z) => z + 0.2) } }, ['A11.z-5', 'A11.z-95', 'A11.z-mode']],
  [
    'photon indices',
    { agn: { Gamma: base.agn.Gamma.map((Gamma) => Gamma + 0.1) } },
    ['A11.Gamma-5', 'A11.Gamma-95', 'A11.Gamma-mean'],
  ],
  [
    'Soft-C and C-thick AGN, taken for each other',
    { agn: { softC: base.agn.cThick, cThick: base.agn.softC } },
    ['B6.Soft-C', 'B6.C-thick'],
  ],
  ['no Soft-C AGN', { agn: { softC: column(() => 0) } }, ['B6.C-thin', 'B6.Soft-C']],
  ['lines in a sixth', { agn: { EW: base.agn.EW.map((EW, i) => (i % 3 ? none : EW)) } }, ['B8.share']],
  ['weaker lines', { agn: { EW: base.agn.EW.map((EW) => EW * 0.9) } }, ['B8.EW']],
  ['brighter stars', { star: { flux: base.star.flux.map((flux) => flux * 1.1) } }, ['B11.same']],
  [
    'fluxes over 3 dex',
    { star: { flux: base.star.flux.map((x) => x ** 1.5) }, agn: { flux: base.agn.flux.map((x) => x ** 1.5) } },
    ['B11.range'],
  ],
])('other numbers are told: %s', (_, change, turned) => {
  const items = itemsWith(change);
  const found = items.filter(({ verdict }, i) => verdict !== baseItems[i].verdict);
  expect(found.map(({ id }) => id)).toEqual(turned);
});

test('a correlation counts where it is above its limit by two errors', () => {
  // Of five pairs with r = 0.7 the error is 0.255, with r = 0.6 it is 0.32.
  const pairs = (order: number[]) => ({
    kT1: base.star.kT1.map((kT, i) => (i < 5 ? 10 ** (0.1 * i) : kT)),
    kT2: column((i) => (i < 5 ? 10 ** (0.1 * order[i]) : none)),
  });
  const verdict = (order: number[]) => itemIn(itemsWith({ star: pairs(order) }), 'A9.kT');
  expect(verdict([1, 2, 5, 3, 4])).toMatchObject({
    ours: expect.stringMatching(/^0\.700 ± 0\.255 \(5/),
    verdict: 'pass',
  });
  expect(verdict([1, 4, 3, 2, 5])).toMatchObject({
    ours: expect.stringMatching(/^0\.600 ± 0\.320 \(5/),
    verdict: 'differs',
  });
  const measures = { logEM1: Float64Array.of(1, 2, 3, 4, 5), logEM2: Float64Array.of(1, 2, 5, 3, 4) };
  expect(itemIn(itemsWith({ measures }), 'A9.EM')).toMatchObject({ verdict: 'differs', why: expect.any(String) });
});

test('the paper has the sampling error of a catalogue of its size; ours that of the whole sample', () => {
  // sqrt(0.05 x 0.95 / n) in probability, over a density of 0.9 / 1.86 a dex, and of 0.9 / 2.83.
  const star = itemIn(baseItems, 'A10.logNH-5');
  const agn = itemIn(baseItems, 'A11.constrained-95');
  const error = (n: number, width: number) => (Math.sqrt((0.05 * 0.95) / n) * width) / 0.9;
  for (const [found, expected] of [
    [star.paper, error(679, 1.86)],
    [star.ours, error(COUNT, 1.86)],
    [agn.paper, error(321, 2.83)],
  ] as const)
    expect(Math.abs((found as { sd: number }).sd / expected - 1)).toBeLessThan(0.3);
  // The paper's own error of the mean index; settings have none.
  expect(itemIn(baseItems, 'A11.Gamma-mean').paper).toEqual({ value: 1.75, sd: 0.02 });
  expect(itemIn(baseItems, 'B6.Soft-C')).toMatchObject({
    paper: { value: 3 },
    ours: { value: expect.closeTo(3, 1), sd: expect.closeTo(100 * Math.sqrt((0.03 * 0.97) / COUNT), 3) },
  });
});

describe('reasons and texts', () => {
  test('stars at the limit of the fits are told, with the point of the others', () => {
    const nH = base.star.nH.map((value, i) => (i % 10 === 0 ? 0.01 : value));
    const found = itemIn(itemsWith({ star: { nH } }), 'A10.logNH-5');
    expect(found).toMatchObject({ ours: { value: 20 }, verdict: 'differs' });
    expect(found.why).toMatch(/^10\.0 % of our stars stand at log NH 20/);
    expect(found.why).toMatch(/Without them the 5 % point is 20\.8[12] \(sampling error of the catalogue 0\.02\)/);
  });

  test('temperatures are told apart by the number of plasmas', () => {
    // Even from 4 to 14 keV, and from 0.4 to 1.4 keV, but for the last of the rounds.
    const kT1 = column((i) => (i % 2 ? 1 : 0.1) * (4 + ((i >> 1) % 1001) / 100));
    const found = itemIn(itemsWith({ star: { kT1 } }), 'A10.kT1-95');
    expect(found.why).toMatch(
      /^Stars of one temperature alone have 4\.48 to 13\.48 keV, those of two 0\.45 to 1\.35 keV;/,
    );
  });

  test('shares and correlations are given with their errors', () => {
    const kT1 = column((i) => (i < 272 ? 10.5 : 10));
    expect(itemIn(itemsWith({ star: { kT1 } }), 'A10.tail').ours).toBe('1.00 % (95 %: 0.89 to 1.13)');
    // r of u and u + 0.6 v is 1 / sqrt(1.36) = 0.857.
    expect(itemIn(baseItems, 'A9.EM').ours).toMatch(/^0\.8[56]\d ± 0\.002 \(27160 stars\); strong: above 0\.5$/);
    expect(itemIn(baseItems, 'A9.kT').ours).toMatch(/ \(13580 stars\); some: above 0 by two errors$/);
    expect(itemIn(baseItems, 'A12').ours).toBe('19.00 to 19.00 in log NH (14.6 % of C-thin and Soft-C)');
    // 1.628 sqrt(2 / n)
    expect(itemIn(baseItems, 'B11.same').ours).toMatch(/equal distributions stay below 0\.0140 in 99 of 100 cases$/);
  });
});

describe('figures', () => {
  const few = (...values: number[]) => Float64Array.from(values);
  const [figure2, figure3] = draw({
    star: { nH: few(1, none), kT1: few(0.5, 14), kT2: few(2, none), flux: few(1, 1) },
    measures: { logEM1: few(53, 52), logEM2: few(54, none) },
    agn: {
      ...{ nH: few(0.1, none), z: few(1, 3), Gamma: few(1.8, 1.4), EW: few(500, 0) },
      ...{ softC: few(0, 0), cThick: few(0, 1), flux: few(1, 1) },
    },
    agnFluxes: { soft: few(1e-15, none), hard: few(1e-14, none) },
  });
  /** Bins that are not empty: edges along x, and along y of a map. */
  const filled = (panel: FigurePanel): number[][] => {
    if (panel.kind === 'chart') {
      const [{ x, xHigh, y }] = panel.series;
      return x.flatMap((low, i) => (y[i] > 0 ? [[low, xHigh![i]]] : []));
    }
    if (panel.kind !== 'histogram2d') throw new Error(panel.kind);
    const { values, xEdges, yEdges } = panel;
    return values.flatMap((row, j) =>
      row.flatMap((n, i) => (n > 0 ? [[xEdges[i], xEdges[i + 1], yEdges[j], yEdges[j + 1]]] : [])),
    );
  };
  /** The only source, or sources, of a panel: x, and y of a map. */
  const expectSources = (panel: FigurePanel, ...sources: number[][]) => {
    const bins = filled(panel);
    expect(bins).toHaveLength(sources.length);
    sources.forEach((source, k) => {
      source.forEach((value, axis) => {
        expect(bins[k][2 * axis], panel.title).toBeLessThanOrEqual(value + 1e-9);
        expect(bins[k][2 * axis + 1], panel.title).toBeGreaterThanOrEqual(value - 1e-9);
      });
    });
  };

  test('Figure 2: columns, temperatures and emission measures of stars', () => {
    expect([figure2.id, figure2.panels.length]).toEqual(['figure-2', 4]);
    const [columns, temperature, temperatures, measures] = figure2.panels;
    expectSources(columns, [22]);
    expectSources(temperature, [0.5], [14]);
    expectSources(temperatures, [0.5, 2]);
    expectSources(measures, [53, 54]);
  });

  test('Figure 3: photon indices, redshift and column, fluxes and lines of AGN', () => {
    expect([figure3.id, figure3.panels.length]).toEqual(['figure-3', 4]);
    const [index, column, fluxes, lines] = figure3.panels;
    expectSources(index, [1.4], [1.8]);
    expectSources(column, [1, 21]);
    expectSources(fluxes, [-15, -14]);
    expectSources(lines, [3.2]);
  });

  test('bins cover what the paper shows', () => {
    const bins = [...figure2.panels, ...figure3.panels].map((panel) => {
      const ends = (edges: readonly number[]) => [edges[0], edges.at(-1), edges.length - 1];
      if (panel.kind === 'histogram2d') return [...ends(panel.xEdges), ...ends(panel.yEdges)];
      if (panel.kind !== 'chart') throw new Error(panel.kind);
      const [{ x, xHigh }] = panel.series;
      return ends([...x, xHigh!.at(-1)!]);
    });
    const near = (numbers: number[]) => numbers.map((value) => expect.closeTo(value, 9));
    expect(bins).toEqual(
      [
        [20, 23.6, 36],
        [0.08, 16, 40],
        [0.08, 16, 40, 0.08, 16, 40],
        [50.5, 55.5, 40, 50.5, 55.5, 40],
        [0.5, 2.9, 48],
        [0, 5, 40, 18.9, 25.1, 31],
        [-18, -12.5, 44, -18, -12.5, 44],
        [0.8, 6.6, 58],
      ].map(near),
    );
    // Temperatures in even steps of the logarithm.
    const [, temperature] = figure2.panels;
    if (temperature.kind !== 'chart') throw new Error(temperature.kind);
    const [{ x, xHigh }] = temperature.series;
    expect(xHigh![0] / x[0]).toBeCloseTo(xHigh![39] / x[39], 9);
  });

  test('labels begin with a capital letter', () => {
    for (const panel of [...figure2.panels, ...figure3.panels])
      if (panel.kind === 'chart' || panel.kind === 'histogram2d')
        for (const { label } of [panel.x, panel.y]) expect(label).toMatch(/^[A-Z]/);
  });
});

test('the columns are those of the sources that the datasets are simulated from', async () => {
  const context = smallContext(smallConfig());
  const { star, measures, agn, agnFluxes } = compute(context);
  expect([star.flux.length, agn.flux.length, measures.logEM1.length]).toEqual([200, 200, 200]);
  const { dataset } = await context.data.get('faint');
  Array.from(dataset.source).forEach((source, row) => {
    const [columns, name] = dataset.labels[row] === 1 ? [agn, 'z' as const] : [star, 'kT1' as const];
    expect((columns as Record<string, Float64Array>)[name][source]).toBe(dataset.properties[name][row]);
  });
  // Of one power law without a line the two bands make up 0.5-10 keV.
  const plain = [...agn.flux.keys()].filter((i) => !(agn.EW[i] > 0) && agn.softC[i] === 0);
  expect(plain.length).toBeGreaterThan(60);
  for (const i of plain) expect((agnFluxes.soft[i] + agnFluxes.hard[i]) / agn.flux[i]).toBeCloseTo(1, 2);
  expect(plain.filter((i) => agnFluxes.soft[i] < agnFluxes.hard[i]).length).toBeGreaterThan(0.8 * plain.length);
});
