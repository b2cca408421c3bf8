import { describe, expect, test } from 'vitest';
import { expectedCounts } from '../../../ts/index.js';
import { quickConfig } from '../../../ts/paper/index.js';
import type { Context } from '../../../ts/paper/run/context.js';
import { paperResponses } from '../../../ts/paper/run/responses.js';
import {
  compute,
  type ErrorNumbers,
  type Estimate,
  type Group,
  groupFrom,
  medianWithInterval,
  netShares,
  splitByVerdict,
} from '../../../ts/paper/sections/errors/compute.js';
import { draw } from '../../../ts/paper/sections/errors/draw.js';
import { judge } from '../../../ts/paper/sections/errors/judge.js';
import { agn, chartPanel, madeDataset, stars } from '../madeSources.js';

const none: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
const about = (value: number, half = 0.1): Estimate => ({ value, low: value - half, high: value + half });
const group = (fields: Partial<Group>): Group => ({
  ...{ spectra: 5, mean: Float64Array.of(0.25, 0.75), hardness: about(0.4), logNH: about(22), kT: none, Gamma: none },
  ...{ netCounts: about(300, 50), feL: about(1), si: about(1) },
  ...fields,
});
const numbers = (groups: Partial<ErrorNumbers['groups']>): ErrorNumbers => ({
  eMin: Float64Array.of(1, 3),
  eMax: Float64Array.of(3, 7),
  groups: {
    rightStars: group({ hardness: about(0.2), logNH: about(21), kT: about(1), feL: about(2) }),
    wrongStars: group({ hardness: about(0.5), logNH: about(22), kT: about(3), feL: about(1) }),
    rightAgn: group({ hardness: about(0.6), logNH: about(22.2) }),
    wrongAgn: group({ hardness: about(0.3), logNH: about(22.5) }),
    ...groups,
  },
});
const items = (groups: Partial<ErrorNumbers['groups']>) => judge(numbers(groups)).items;
const verdicts = (groups: Partial<ErrorNumbers['groups']> = {}) =>
  Object.fromEntries(items(groups).map(({ id, verdict }) => [id, verdict]));
const { rightStars, wrongStars, rightAgn, wrongAgn } = numbers({}).groups;

describe('what is judged', () => {
  test('wrong stars are harder, more absorbed and hotter, and have weaker lines', () => {
    expect(items({}).slice(0, 4)).toMatchObject([
      {
        id: 'H19.harder',
        paper: 'wrong stars are harder',
        ours: '0.50 (0.40 to 0.60) wrong, 0.20 (0.10 to 0.30) right; higher: the 95 % intervals do not meet',
        verdict: 'pass',
      },
      {
        id: 'H19.NH',
        paper: 'wrong stars are more absorbed',
        ours: expect.stringMatching(/^22\.00 .*, 21\.00 /),
        verdict: 'pass',
      },
      {
        id: 'H19.lines',
        paper: 'wrong stars have weaker lines',
        ours: '1.00 (0.90 to 1.10) wrong, 2.00 (1.90 to 2.10) right; lower: the 95 % intervals do not meet',
        verdict: 'pass',
      },
      {
        id: 'H19.kT',
        paper: 'wrong stars are not line-dominated',
        ours: expect.stringMatching(/^3\.00 .*, 1\.00 /),
        verdict: 'pass',
      },
    ]);
  });
  test.each([
    ['H19.harder', 'hardness'],
    ['H19.NH', 'logNH'],
    ['H19.lines', 'feL'],
    ['H19.kT', 'kT'],
  ] as const)('%s differs by itself: the other way round, or where intervals meet', (id, quantity) => {
    const [wrong, right] = [wrongStars[quantity], rightStars[quantity]];
    const otherIds = Object.keys(verdicts()).filter((name) => name !== id);
    const turned = verdicts({
      wrongStars: { ...wrongStars, [quantity]: right },
      rightStars: { ...rightStars, [quantity]: wrong },
    });
    expect(turned[id]).toBe('differs');
    for (const other of otherIds) expect(turned[other]).toBe('pass');
    // Medians apart by less than both intervals together, in the sense of the paper.
    const near = { ...right, value: right.value + Math.sign(wrong.value - right.value) * 0.15 };
    const meeting = { value: near.value, low: near.value - 0.06, high: near.value + 0.06 };
    expect(verdicts({ wrongStars: { ...wrongStars, [quantity]: meeting } })[id]).toBe('differs');
    // Ends that are the same number meet.
    const [touching, touched] = [
      about(right.value, 0.25),
      about(right.value + Math.sign(wrong.value - right.value) * 0.5, 0.25),
    ];
    const both = {
      wrongStars: { ...wrongStars, [quantity]: touched },
      rightStars: { ...rightStars, [quantity]: touching },
    };
    expect(verdicts(both)[id]).toBe('differs');
    const apart = { value: near.value, low: near.value - 0.04, high: near.value + 0.04 };
    expect(verdicts({ wrongStars: { ...wrongStars, [quantity]: apart } })[id]).toBe('pass');
  });
  test('AGN called stars are more absorbed or softer', () => {
    expect(items({})[4]).toMatchObject({
      id: 'H19.AGN',
      paper: 'more absorbed and/or softer than the right ones',
      ours:
        'log NH 22.50 (22.40 to 22.60) wrong, 22.20 (22.10 to 22.30) right; share 0.30 (0.20 to 0.40) and 0.60 (0.50 to 0.70); ' +
        'one of both: the 95 % intervals do not meet',
      verdict: 'pass',
    });
    const withAgn = (wrong: Partial<Group>) => verdicts({ wrongAgn: { ...wrongAgn, ...wrong } })['H19.AGN'];
    expect(withAgn({ logNH: rightAgn.logNH })).toBe('pass');
    expect(withAgn({ hardness: rightAgn.hardness })).toBe('pass');
    expect(withAgn({ logNH: rightAgn.logNH, hardness: rightAgn.hardness })).toBe('differs');
    expect(withAgn({ logNH: about(21), hardness: about(0.9) })).toBe('differs');
  });
  test('nothing without errors of both classes', () => {
    expect(items({ wrongStars: { ...wrongStars, spectra: 0 } })).toEqual([]);
    expect(items({ wrongAgn: { ...wrongAgn, spectra: 0 } })).toEqual([]);
    const single = { wrongStars: { ...wrongStars, spectra: 1 }, wrongAgn: { ...wrongAgn, spectra: 1 } };
    expect(items(single)).toHaveLength(5);
  });
  test('the table has a row a group, without temperatures of AGN and photon indices of stars', () => {
    const { tables, text } = judge(
      numbers({ rightAgn: group({ spectra: 40, Gamma: about(1.8), si: about(3), netCounts: about(250.4, 10) }) }),
    );
    expect(text[0]).toMatch(/^The 55 test sources .* at most 10000 are looked at/);
    expect(tables![0].rows.map(([name, count]) => `${name}: ${count}`)).toEqual([
      'stars, right: 5',
      'stars called AGN: 5',
      'AGN, right: 40',
      'AGN called stars: 5',
    ]);
    const [first, , third] = tables![0].rows;
    expect(first.slice(2, 8)).toEqual([
      '300 (250 to 350)',
      '0.20 (0.10 to 0.30)',
      '21.00 (20.90 to 21.10)',
      '1.00 (0.90 to 1.10)',
      '',
      '2.00 (1.90 to 2.10)',
    ]);
    expect(third.slice(5)).toEqual(['', '1.80 (1.70 to 1.90)', '1.00 (0.90 to 1.10)', '3.00 (2.90 to 3.10)']);
    expect(third[2]).toBe('250 (240 to 260)');
  });
});

test('Figure 18: stars and AGN in two colours, wrong ones dashed', () => {
  const [figure] = draw(numbers({ wrongStars: group({ spectra: 0, mean: Float64Array.of(Number.NaN, Number.NaN) }) }));
  expect(figure.id).toBe('figure-18');
  expect(figure.caption).toContain('5 stars, right; 0 stars called AGN; 5 AGN, right; 5 AGN called stars.');
  const { series, y } = chartPanel(figure, 0);
  expect(series).toMatchObject([
    { name: 'stars, right', colour: 0, dashed: false, x: [2, 5], y: [0.25, 0.75] },
    { name: 'stars called AGN', colour: 0, dashed: true, y: [Number.NaN, Number.NaN] },
    { name: 'AGN, right', colour: 1, dashed: false },
    { name: 'AGN called stars', colour: 1, dashed: true },
  ]);
  expect(y.domain).toEqual([0.75 / 2000, 1.5]);
});

test('channels without net counts are gaps on a logarithmic axis', () => {
  const [figure] = draw(numbers({ rightStars: group({ mean: Float64Array.of(0, -0.1) }) }));
  expect(chartPanel(figure, 0).series[0].y).toEqual([Number.NaN, Number.NaN]);
});

describe('what is computed', () => {
  test('by class and verdict; half of the networks is a verdict for AGN', () => {
    const sources = [0, 0.49, 0.5, 1].flatMap((calledAgn) => [
      { isAgn: false, calledAgn },
      { isAgn: true, calledAgn },
    ]);
    const called = Object.entries(splitByVerdict(sources)).map(([name, members]) => [
      name,
      members.map(({ isAgn, calledAgn }) => `${isAgn ? 'agn' : 'star'} ${calledAgn}`),
    ]);
    expect(Object.fromEntries(called)).toEqual({
      rightStars: ['star 0', 'star 0.49'],
      wrongStars: ['star 0.5', 'star 1'],
      rightAgn: ['agn 0.5', 'agn 1'],
      wrongAgn: ['agn 0', 'agn 0.49'],
    });
  });

  test('a median with the range that resampling gives it', async () => {
    expect(await medianWithInterval([3, 1, 2], 1)).toMatchObject({ value: 2, low: 1, high: 3 });
    expect(await medianWithInterval(Array(50).fill(4), 1)).toEqual({ value: 4, low: 4, high: 4 });
    expect((await medianWithInterval([], 1)).value).toBeNaN();
    const many = Array.from({ length: 400 }, (_, i) => i);
    // Its standard error is about 400 / (2 sqrt(400)) = 10.
    const { low, high } = await medianWithInterval(many, 1);
    expect(high - low).toBeGreaterThan(25);
    expect(high - low).toBeLessThan(55);
  });

  test('shares of net counts: the scaled background is taken off, channels outside 0.3-8 keV are left out', () => {
    const dataset = madeDataset({
      edges: [0.2, 0.3, 2, 8, 9],
      labels: [0, 1],
      counts: [
        [100, 10, 20, 100],
        [100, 30, 50, 100],
      ],
      backgroundCounts: [
        [100, 0, 0, 100],
        [100, 40, 80, 100],
      ],
      backgroundScale: [1, 0.25],
    });
    const [source] = agn(1, 1, { row: 1, netCounts: 50 });
    const { eMin, eMax, shares } = netShares(dataset, [source]);
    expect([[...eMin], [...eMax]]).toEqual([
      [0.3, 2],
      [2, 8],
    ]);
    expect(shares.map((values) => [...values])).toEqual([[expect.closeTo(0.4), expect.closeTo(0.6)]]);
    const { backgroundCounts: _, backgroundScale: __, ...bare } = dataset;
    expect([...netShares(bare, [source]).shares[0]]).toEqual([expect.closeTo(0.6), expect.closeTo(1)]);
  });

  test('a group: mean spectrum, hardness above 2 keV, columns as log10 of cm-2, the hotter plasma, contrasts of two lines', async () => {
    // 0.05 keV wide channels from 0.3 to 3; stars with a flat continuum of 10 counts and lines at 0.95 and 1.9 keV.
    const edges = Array.from({ length: 55 }, (_, i) => 0.3 + 0.05 * i);
    const centre = (c: number) => edges[c] + 0.025;
    const inBand = (c: number, [from, to]: number[]) => centre(c) >= from && centre(c) <= to;
    const spectrum = edges.slice(1).map((_, c) => (inBand(c, [0.78, 1.12]) ? 30 : inBand(c, [1.77, 2.08]) ? 20 : 10));
    const netCounts = spectrum.reduce((sum, n) => sum + n, 0);
    const dataset = madeDataset({ edges, labels: [0, 0], counts: [spectrum, spectrum.map((n) => 2 * n)] });
    const sources = [
      ...stars(1, 1, { row: 0, netCounts, nH: 0.1, kT1: 1, kT2: 3 }),
      ...stars(1, 1, { row: 1, netCounts: 2 * netCounts, nH: 0.1, kT1: 3 }),
    ];
    const flat = new Float64Array(54).fill(1);
    const {
      spectra,
      mean,
      hardness,
      logNH,
      kT,
      Gamma,
      netCounts: counts,
      feL,
      si,
    } = await groupFrom(sources, dataset, flat, 1);
    expect(spectra).toBe(2);
    expect(mean[0]).toBeCloseTo(10 / netCounts, 6);
    expect(mean.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    // From 2 to 3 keV there are 20 channels, of which one or two are in the line.
    expect(hardness.value).toBeGreaterThan(200 / netCounts);
    expect(hardness.value).toBeLessThan(230 / netCounts);
    expect(logNH).toEqual({ value: 21, low: 21, high: 21 });
    expect(kT.value).toBe(3);
    expect(Gamma.value).toBeNaN();
    expect(counts.value).toBeCloseTo(1.5 * netCounts);
    expect(feL.value).toBeCloseTo(3, 5);
    expect(si.value).toBeCloseTo(2, 5);
    await expect(groupFrom(sources, dataset, flat.slice(1), 1)).rejects.toThrow(
      /54 channels of spectra, 53 of the continuum/,
    );
    const empty = await groupFrom([], dataset, flat, 1);
    expect(empty.spectra).toBe(0);
    expect([empty.feL.value, empty.hardness.value, empty.mean[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test('the test sources in their groups, over the continuum of a power law of index 1.8', async () => {
    const { training } = paperResponses();
    const channels = training.eMin.length;
    // So many counts that rounding to whole ones does not matter.
    const spectrum = (model: string) => {
      const counts = expectedCounts({ model, response: training, exposure: 1e5 });
      const scale = 60_000 / Math.max(...counts);
      return Array.from(counts, (value) => Math.round(scale * value));
    };
    const [plasma, power] = [spectrum('apec(0.8,1,0,1)'), spectrum('powerlaw(1.8,1)')];
    const dataset = {
      ...madeDataset({
        edges: Array(channels + 1).fill(0),
        labels: [0, 0, 1, 1, 1],
        counts: [plasma, power, power, power, power],
        properties: {
          nH: [0.1, 1, 1, 10, 1],
          kT1: [0.8, 5, NaN, NaN, NaN],
          Gamma: [NaN, NaN, 1.7, 1.9, 9],
          z: [NaN, NaN, 0, 5, 0],
        },
      }),
      ...{ eMin: training.eMin, eMax: training.eMax },
    };
    const verdicts = { asked: [4, 4, 4, 4, 0], calledAgn: [1, 3, 4, 1, 0] };
    const context = {
      config: quickConfig({ iterations: 2 }),
      data: { get: async () => ({ dataset }) },
      trained: async () => ({}),
      step: async () => verdicts,
    } as unknown as Context;
    const { eMin, eMax, groups } = await compute(context);
    expect([eMin.length, eMax.length]).toEqual([527, 527]);
    expect(eMin[0]).toBeLessThan(eMax[0]);
    expect(Object.values(groups).map(({ spectra }) => spectra)).toEqual([1, 1, 1, 1]);
    expect(groups.rightStars.feL.value).toBeGreaterThan(1.5);
    for (const line of ['feL', 'si'] as const) expect(groups.wrongStars[line].value).toBeCloseTo(1, 3);
    expect(groups.rightStars.kT.value).toBe(0.8);
    expect(groups.wrongStars.kT.value).toBe(5);
    expect([groups.rightAgn.Gamma.value, groups.wrongAgn.Gamma.value]).toEqual([1.7, 1.9]);
    expect([groups.rightAgn.logNH.value, groups.wrongAgn.logNH.value]).toEqual([22, 23]);
    expect(groups.rightStars.hardness.value).toBeLessThan(groups.wrongStars.hardness.value);
  });
});
