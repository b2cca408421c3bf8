import { describe, expect, test } from 'vitest';
import { agn, stars } from '../../../ts/index.js';
import { quickConfig } from '../../../ts/paper/index.js';
import {
  backgroundNumbers,
  countHistograms,
  countRatios,
  type DistributionNumbers,
  meanSpectraFrom,
  ratioWithSd,
} from '../../../ts/paper/sections/distributions/compute.js';
import { draw } from '../../../ts/paper/sections/distributions/draw.js';
import { judge } from '../../../ts/paper/sections/distributions/judge.js';
import { bandFluxes } from '../../../ts/paper/statistics/bandFluxes.js';
import { mean, median } from '../../../ts/paper/statistics/samples.js';
import { chartPanel, madeDataset } from '../madeSources.js';

const histograms = (first: number) => ({
  star: { name: 'stars', kind: 'steps' as const, x: [1, 10], xHigh: [10, 100], y: [first, first + 1] },
  agn: { name: 'AGN', kind: 'steps' as const, x: [1, 10], xHigh: [10, 100], y: [first + 2, first + 3] },
});
const made = (ratios: Partial<DistributionNumbers['ratios']> = {}): DistributionNumbers => ({
  counts: { none: histograms(10), reduced: histograms(20) },
  background: {
    observed: { histograms: histograms(30), spectra: 400, loud: 80 },
    reduced: { histograms: histograms(40), spectra: 100, loud: 1 },
  },
  spectra: {
    eMin: Float64Array.of(1, 3, 5),
    eMax: Float64Array.of(3, 5, 7),
    star: Float64Array.of(0.5, 0.25, 0),
    agn: Float64Array.of(0.1, 0.2, 0.3),
    withLine: Float64Array.of(0.4, 0.5, 0.6),
    withoutLine: Float64Array.of(0.7, 0.8, 0.9),
    spectra: { star: 30, agn: 20 },
    excess: { value: 1.1, sd: 0.04 },
  },
  ratios: {
    mean: { value: 4, sd: 0.5 },
    full: { value: 1.1, sd: 0.1 },
    above2keV: { value: 2.2, sd: 0.2 },
    above4keV: { value: 3.3, sd: 0.3 },
    unmatched: { value: 4.4, sd: 0.4 },
    thinStars: { value: 5.5, sd: 0.5 },
    absorbedAgn: { value: 6.6, sd: 0.6 },
    ...ratios,
  },
});
const config = quickConfig({ spectraPerClass: 700 });
const item = (id: string, numbers: DistributionNumbers) =>
  judge(numbers, config).items.find((found) => found.id === id)!;

describe('what is judged', () => {
  test('Fe-K lines lift 2-4 keV by more than two standard deviations', () => {
    const withExcess = (value: number, sd: number) => {
      const numbers = made();
      return item('G8.bumps', { ...numbers, spectra: { ...numbers.spectra, excess: { value, sd } } });
    };
    expect(withExcess(1.1, 0.04)).toMatchObject({
      paper: 'redshifted Fe-K lines cause bumps at 2-4 keV in the mean AGN spectrum',
      ours: '1.100 ± 0.040; above 1 by two standard deviations',
      verdict: 'pass',
    });
    expect(withExcess(1.1, 0.06).verdict).toBe('differs');
    expect(withExcess(0.9, 0.01).verdict).toBe('differs');
    expect(withExcess(1, 0).verdict).toBe('differs');
  });
  test('stars have about 5 times the counts of AGN: 4 to 6', () => {
    expect(item('B17', made())).toMatchObject({
      paper: 'about 5, because stars are softer',
      ours: '4.00 ± 0.50 (medians 1.10 ± 0.10); about 5: 4 to 6',
      verdict: 'pass',
    });
    expect(item('B17', made({ mean: { value: 6 } })).verdict).toBe('pass');
    expect(item('B17', made({ mean: { value: 6.01 } })).verdict).toBe('differs');
    const few = item('B17', made({ mean: { value: 3.99 } }));
    expect(few.verdict).toBe('differs');
    expect(few.why).toContain('2-10 keV would give 2.2 ± 0.2, in 4-10 keV 3.3 ± 0.3; stars');
    expect(few.why).toContain('Orion nebula 4.4 ± 0.4.');
  });
  test('many spectra have a background above 0.1: more than 10 %', () => {
    const withLoud = (loud: number) => {
      const numbers = made();
      const observed = { ...numbers.background.observed, loud };
      return item('G10', { ...numbers, background: { ...numbers.background, observed } });
    };
    // sqrt(0.2 x 0.8 / 400) is 2 %.
    expect(withLoud(80)).toMatchObject({
      paper: 'many above 0.1',
      ours: '20.0 ± 2.0 %; many: above 10 %',
      verdict: 'pass',
    });
    expect(withLoud(41).verdict).toBe('pass');
    expect(withLoud(40)).toMatchObject({ verdict: 'differs', why: expect.stringContaining('COUP') });
  });
  test('text and table', () => {
    const { items, text, tables } = judge(made(), config);
    expect(items.map(({ id }) => id)).toEqual(['G8.bumps', 'B17', 'G10']);
    expect(text[0]).toMatch(/^Each dataset has 700 sources of each class/);
    expect(text[1]).toMatch(/^Stars have 4\.00 ± 0\.50 times the counts of AGN on average \(medians: 1\.10 ± 0\.10\)/);
    expect(tables![0].rows).toEqual([
      ['0.5-10 keV (the paper, and here)', '1.10 ± 0.10'],
      ['2-10 keV', '2.20 ± 0.20'],
      ['4-10 keV', '3.30 ± 0.30'],
      ['none: stars at 450 pc with fluxes of their own', '4.40 ± 0.40'],
      ['0.5-10 keV, stars below 1e21 cm-2 only', '5.50 ± 0.50'],
      ['0.5-10 keV, AGN above 1e23 cm-2 only', '6.60 ± 0.60'],
    ]);
  });
});

describe('figures', () => {
  const figures = draw(made(), quickConfig());
  test('Figure 7: the network of the config on the channels of the spectra', () => {
    expect(figures.slice(0, 2).map(({ id }) => id)).toEqual(['figure-7', 'figure-8']);
    expect(figures[0].panels).toMatchObject([
      { kind: 'network', layers: [{ nodes: 3 }, { nodes: 10, detail: 'ReLU, L1 with lambda 0.001' }, { nodes: 2 }] },
    ]);
  });
  test('Figure 8: classes, and AGN with and without a line dashed', () => {
    expect(figures[1].caption).toContain('30 stars, 20 AGN');
    expect(chartPanel(figures[1], 0).series).toMatchObject([
      { name: 'stars', x: [2, 4, 6], y: [0.5, 0.25, Number.NaN] },
      { name: 'AGN', y: [0.1, 0.2, 0.3] },
      { name: 'AGN with Fe-K', y: [0.4, 0.5, 0.6], dashed: true },
      { name: 'AGN without Fe-K', y: [0.7, 0.8, 0.9], dashed: true },
    ]);
  });
  test('Figures 9 to 12: counts and background of their datasets', () => {
    const shown = figures.slice(2).map((figure) => {
      const { x, y, series } = chartPanel(figure, 0);
      return [figure.id, x.label, y.label, series.map((shape) => shape.y[0])];
    });
    expect(shown).toEqual([
      ['figure-9', 'Net counts, 0.3-8 keV', 'Number of spectra', [10, 12]],
      ['figure-10', 'Background / net counts', 'Number of spectra', [30, 32]],
      ['figure-11', 'Net counts, 0.3-8 keV', 'Number of spectra', [20, 22]],
      ['figure-12', 'Background / net counts', 'Density of spectra (1/dex)', [40, 42]],
    ]);
    expect(figures[2].caption).toContain('without background');
    expect(figures[3].caption).toContain('with the observed background');
    for (const figure of [figures[4], figures[5]]) expect(figure.caption).toContain('reduced by a factor of 10');
  });
});

describe('what is computed', () => {
  test('counts in tenths of a decade from 1 to 100,000', () => {
    const { star, agn: galaxies } = countHistograms({
      netCounts: { star: Float64Array.of(0.5, 1, 1.2, 1.3, 99_999), agn: Float64Array.of(2e5, 11) },
    });
    expect([star.name, star.y.length, star.y[0], star.y[1], star.y[49]]).toEqual(['stars', 50, 2, 1, 1]);
    expect([galaxies.name, galaxies.y[10], galaxies.y.reduce((sum, n) => sum + n)]).toEqual(['AGN', 1, 1]);
  });

  test('background over net counts of each class, and how many have more than 0.1', () => {
    const spectra = (ratios: number[]) => ({
      counts: ratios.map((ratio) => [100 + 100 * ratio]),
      backgroundCounts: ratios.map((ratio) => [100 * ratio]),
    });
    const dataset = madeDataset({
      edges: [1, 2],
      labels: [0, 0, 1, 1, 1],
      ...spectra([0.02, 0.5, 0.1, 0.11, 0.5]),
      backgroundScale: [1, 1, 1, 1, 1],
    });
    const numbers = backgroundNumbers({ dataset });
    expect(numbers).toMatchObject({ spectra: 5, loud: 3 });
    const { star, agn: galaxies } = numbers.histograms;
    expect([star.name, galaxies.name]).toEqual(['stars', 'AGN']);
    // Ten bins a decade from 0.001 on: 0.5 is in that from 0.398 to 0.501.
    expect([star.y[13], star.y[26], galaxies.y[26]]).toEqual([1, 1, 1]);
    const density = backgroundNumbers({ dataset }, true).histograms;
    expect(density.agn.y[26]).toBeCloseTo(1 / 3 / 0.1, 9);
  });

  test('mean spectra by class and line, and the excess of counts in 2-4 keV', async () => {
    const dataset = madeDataset({
      // One channel in 2-4 keV, one at the lower end of the band, and one whose centre is still in the band.
      edges: [0.31, 0.35, 4, 9],
      labels: [0, 1, 1, 1],
      counts: [
        [8, 2, 5],
        [40, 60, 50],
        [3, 1, 50],
        [7, 3, 0],
      ],
      properties: { EW: [Number.NaN, 500, Number.NaN, Number.NaN] },
    });
    const spectra = await meanSpectraFrom({ dataset }, 1);
    const rounded = (values: Float64Array) => Array.from(values, (value) => Number(value.toFixed(4)));
    expect([...spectra.eMin]).toEqual([0.31, 0.35, 4]);
    expect(rounded(spectra.star)).toEqual([0.5333, 0.1333, 0.3333]);
    expect(rounded(spectra.withLine)).toEqual([0.2667, 0.4, 0.3333]);
    expect(rounded(spectra.withoutLine)).toEqual([0.3778, 0.1593, 0.463]);
    expect(rounded(spectra.agn)).toEqual([0.3407, 0.2395, 0.4198]);
    expect(spectra.spectra).toEqual({ star: 1, agn: 3 });
    // 60 of 150 with a line, against the mean of 1 of 54 and 3 of 10.
    expect(spectra.excess.value).toBeCloseTo(0.4 / ((1 / 54 + 0.3) / 2), 6);
    expect(spectra.excess.sd).toBeGreaterThan(0);
  });

  test('the ratio of two samples, with the scatter of both', async () => {
    const [above, below] = [Float64Array.of(2, 4, 9), Float64Array.of(1, 2)];
    expect((await ratioWithSd(above, below, mean, 20, 1)).value).toBeCloseTo(5 / 1.5, 12);
    expect((await ratioWithSd(above, below, median, 20, 1)).value).toBeCloseTo(4 / 1.5, 12);
    const wide = (count: number) => Float64Array.from({ length: count }, (_, i) => 1 + (i % 2));
    // Means of 1.5 with an error of 0.5 / 20 each: the ratio has sqrt(2) / 60.
    expect((await ratioWithSd(wide(400), wide(400), mean, 200, 1)).sd).toBeCloseTo(Math.SQRT2 / 60, 2);
  });

  test('the ratio of stars to AGN, by means and by medians', async () => {
    const [star, galaxies] = [Float64Array.of(2, 4, 12), Float64Array.of(1, 2, 6)];
    const { mean: ofMeans, full } = await countRatios({ netCounts: { star, agn: galaxies } }, 5);
    expect(ofMeans.value).toBeCloseTo(2, 12);
    expect(full.value).toBeCloseTo(2, 12);
    const skewed = await countRatios(
      { netCounts: { star: Float64Array.of(2, 4, 12), agn: Float64Array.of(1, 1, 1) } },
      5,
    );
    expect([skewed.mean.value, skewed.full.value]).toEqual([6, 4]);
  });

  describe('other ways to match fluxes', () => {
    const [seed, count] = [5, 600];
    const [star, galaxies] = [stars().sample(count, { seed }), agn().sample(count, { seed })];
    const unity = new Float64Array(count).fill(1);
    const ratios = (starCounts: ArrayLike<number>, agnCounts: ArrayLike<number>) =>
      countRatios({ netCounts: { star: Float64Array.from(starCounts), agn: Float64Array.from(agnCounts) } }, seed);

    test('counts that are as the fluxes of a band are equal when they are matched in that band', async () => {
      const bands = [
        [0.5, 10],
        [2, 10],
        [4, 10],
      ] as const;
      const [starFluxes, agnFluxes] = [star, galaxies].map((table) => bandFluxes(table, bands));
      expect((await ratios(starFluxes[1], agnFluxes[1])).above2keV.value).toBeCloseTo(1, 6);
      expect((await ratios(starFluxes[2], agnFluxes[2])).above4keV.value).toBeCloseTo(1, 6);
      // AGN are harder: the harder the band of the match, the brighter are the stars.
      const { full, above2keV, above4keV } = await ratios(unity, unity);
      expect(full.value).toBe(1);
      expect(above2keV.value).toBeGreaterThan(1.2);
      expect(above4keV.value).toBeGreaterThan(1.3 * above2keV.value);
    });
    test('without a match stars have the fluxes that they have at 450 pc', async () => {
      const { flux } = stars(undefined, { fluxMatch: false }).sample(count, { seed }).properties;
      expect((await ratios(star.properties.flux, unity)).unmatched.value / median(flux)).toBeCloseTo(1, 9);
    });
    test('stars with little absorption, and AGN with much', async () => {
      const thin = (await ratios(star.properties.nH, unity)).thinStars.value;
      expect(thin).toBe(median(star.properties.nH.filter((nH) => nH < 0.1)));
      expect(thin).toBeLessThan(0.1);
      const absorbed = 1 / (await ratios(unity, galaxies.properties.nH)).absorbedAgn.value;
      expect(absorbed).toBeCloseTo(median(galaxies.properties.nH.filter((nH) => nH > 10)), 9);
      expect((await ratios(star.properties.nH, unity)).absorbedAgn.value).toBe(median(star.properties.nH));
    });
  });
});
