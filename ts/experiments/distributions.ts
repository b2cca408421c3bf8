import type { ChartSeries, Figure, XYChart } from '../chart/types.js';
import { meanSpectra, selectRows } from '../dataset/index.js';
import { bootstrapInterval } from '../metrics/index.js';
import { agn, stars } from '../population/index.js';
import type { ReportItem, ReportSection, ReportTable, ReportValue } from '../report/types.js';
import { bandFluxes } from './bandFluxes.js';
import type { Context, Experiment } from './context.js';
import type { SetName } from './data.js';
import { lineMarkers, sumIn } from './lines.js';
import { statementItem, valueText } from './measure.js';
import { edgesOf, histogram, mean, median } from './samples.js';
import { seedFor } from './seeds.js';
import { sourcesIn } from './sourcesOf.js';

/** Net counts of all simulated spectra, and what a figure shows of a set. */
interface SetNumbers {
  counts: { star: ChartSeries; agn: ChartSeries };
  /** Background over net counts, of spectra above the cut; none in a set without background. */
  ratios?: { star: ChartSeries; agn: ChartSeries; above: ReportValue };
}

const countEdges = edgesOf(1, 1e5, 50, true);
const ratioEdges = edgesOf(1e-3, 10, 40, true);

/** Figures 7 to 12: what the simulated spectra look like; and why stars have more counts than AGN (B17). */
export const distributions: Experiment = {
  id: 'distributions',
  title: 'The simulated spectra',
  place: 'Sections 2.1 and 3, figures 7 to 12',
  cost: ({ spectraPerClass }) => 2 + spectraPerClass / 3000,
  run: async (context: Context): Promise<ReportSection> => {
    const { config } = context;
    const none = await context.step('distributions-none', () => setNumbers(context, 'none'));
    const spectra = await context.step('distributions-spectra', () => spectraOf(context));
    const brightness = await context.step('distributions-counts', () => countRatios(context));
    const observed = await context.step('distributions-observed', () => setNumbers(context, 'observed'));
    const reduced = await context.step('distributions-reduced', () => setNumbers(context, 'reduced'));
    return {
      id: distributions.id,
      title: distributions.title,
      place: distributions.place,
      text: [
        `Each dataset has ${config.spectraPerClass} sources of each class with the same 0.5-10 keV fluxes in both classes, through one ` +
          'response. Figures 9 and 11 show all of them, the others those above the cut in net counts.',
        `Stars have ${valueText(brightness.mean, 2)} times the counts of AGN on average (medians: ${valueText(brightness.median, 2)}), ` +
          'where the paper has a factor of about 5. The table shows what other ways to match the fluxes would give.',
      ],
      items: [bumpItem(spectra), countItem(brightness), ratioItem(observed)],
      tables: [matchTable(brightness)],
      figures: [
        figure7(context),
        figure8(spectra),
        countsFigure('figure-9', 9, 'without background', none),
        ratioFigure('figure-10', 10, 'with the observed background', observed),
        countsFigure('figure-11', 11, 'with the background reduced by a factor of 10', reduced),
        ratioFigure('figure-12', 12, 'with the background reduced by a factor of 10', reduced),
      ],
    };
  },
};

async function setNumbers({ data }: Context, name: SetName): Promise<SetNumbers> {
  const { dataset, netCounts } = await data.get(name);
  const logs = { density: true, inLog: true };
  const counts = {
    star: histogram('stars', netCounts.star, countEdges),
    agn: histogram('AGN', netCounts.agn, countEdges),
  };
  if (!dataset.backgroundCounts) return { counts };
  const ratios = sourcesIn(dataset, new Float64Array(dataset.count)).map(({ backgroundRatio }) => backgroundRatio);
  const of = (label: number) => ratios.filter((_, row) => dataset.labels[row] === label);
  const high = ratios.filter((ratio) => ratio > 0.1).length / ratios.length;
  const above = { value: 100 * high, sd: 100 * Math.sqrt((high * (1 - high)) / ratios.length) };
  // Figure 12 is a density, figure 10 numbers of spectra.
  const form = name === 'reduced' ? logs : {};
  return {
    counts,
    ratios: {
      star: histogram('stars', of(0), ratioEdges, form),
      agn: histogram('AGN', of(1), ratioEdges, form),
      above,
    },
  };
}

/** Mean normalised spectra without background: stars, AGN, and AGN with and without an Fe-K line. */
interface MeanSpectra {
  eMin: Float64Array;
  eMax: Float64Array;
  /** stars, AGN */
  classes: { name: string; spectra: number; mean: Float64Array }[];
  withLine: Float64Array;
  withoutLine: Float64Array;
  /** Share of the counts in 2-4 keV of AGN with a line (observed there or elsewhere), over that of those without. */
  excess: ReportValue;
}

async function spectraOf({ data, config }: Context): Promise<MeanSpectra> {
  const { dataset } = await data.get('none');
  const { eMin, eMax, classes } = meanSpectra(dataset);
  const { EW } = dataset.properties;
  const agnRows = (has: boolean) =>
    Uint32Array.from(dataset.labels.keys()).filter((row) => dataset.labels[row] === 1 && EW[row] > 0 === has);
  const [withRows, withoutRows] = [agnRows(true), agnRows(false)];
  const meanOf = (rows: Uint32Array) => meanSpectra(selectRows(dataset, rows)).classes[1].mean;
  const shares = (rows: Uint32Array) =>
    Array.from(rows, (row) => {
      const counts = dataset.counts.subarray(row * dataset.channels, (row + 1) * dataset.channels);
      return sumIn(dataset, counts, [2, 4]) / sumIn(dataset, counts, [0.3, 8]);
    });
  const all = [...shares(withRows), ...shares(withoutRows)];
  const ratio = (rows: Uint32Array) => {
    const part = (has: boolean) =>
      mean(
        Array.from(
          rows.filter((i) => i < withRows.length === has),
          (i) => all[i],
        ),
      );
    return part(true) / part(false);
  };
  const { value, sd } = await bootstrapInterval(all.length, ratio, {
    resamples: 100,
    seed: seedFor(config.seed, 'bumps'),
  });
  return {
    eMin,
    eMax,
    classes: classes.map(({ name, count: spectra, mean: own }) => ({
      name: name === 'agn' ? 'AGN' : 'stars',
      spectra,
      mean: own,
    })),
    withLine: meanOf(withRows),
    withoutLine: meanOf(withoutRows),
    excess: { value, sd },
  };
}

function bumpItem({ excess }: MeanSpectra): ReportItem {
  return statementItem(
    'G8.bumps',
    'share of the counts in 2-4 keV: AGN with an Fe-K line over AGN without, no background',
    'redshifted Fe-K lines cause bumps at 2-4 keV in the mean AGN spectrum',
    `${valueText(excess, 3)}; above 1 by two standard deviations`,
    excess.value - 2 * (excess.sd ?? 0) > 1,
  );
}

/** How many times the counts of AGN stars have, by how their fluxes are matched. */
interface CountRatios {
  mean: ReportValue;
  median: ReportValue;
  /** Medians: means are those of the few brightest sources. */
  matches: { name: string; median: ReportValue }[];
}

/**
 * Counts are proportional to a star's flux, so that those under another matching follow from the ones that were simulated:
 * counts / (the star's flux in the band that is matched) x the AGN's flux in that band.
 */
async function countRatios({ data, config }: Context): Promise<CountRatios> {
  const { netCounts } = await data.get('none');
  const seed = seedFor(config.seed, 'sources');
  const some = Math.min(config.spectraPerClass, 5000);
  const [star, galaxies] = [stars().sample(some, { seed }), agn().sample(some, { seed })];
  const bands = [
    [0.5, 10],
    [2, 10],
    [4, 10],
  ] as const;
  const [starBands, agnBands] = [bandFluxes(star, bands), bandFluxes(galaxies, bands)];
  const counts = { star: netCounts.star.slice(0, some), agn: netCounts.agn.slice(0, some) };
  const matched = (b: number) => counts.star.map((n, i) => (n / starBands[b][i]) * agnBands[b][i]);
  const own = stars(undefined, { fluxMatch: false }).sample(some, { seed }).properties.flux;
  const thin = counts.star.filter((_, i) => star.properties.nH[i] < 0.1);
  const absorbed = counts.agn.filter((_, i) => galaxies.properties.nH[i] > 10);
  const ratios = async (name: string, above: Float64Array, below = counts.agn) => ({
    name,
    median: await ratioOf(above, below, median, seed),
  });
  const main = await ratios('0.5-10 keV (the paper, and here)', counts.star);
  return {
    mean: await ratioOf(counts.star, counts.agn, mean, seed),
    median: main.median,
    matches: [
      main,
      await ratios('2-10 keV', matched(1)),
      await ratios('4-10 keV', matched(2)),
      await ratios(
        'none: stars at 450 pc with fluxes of their own',
        counts.star.map((n, i) => (n / star.properties.flux[i]) * own[i]),
      ),
      await ratios('0.5-10 keV, stars below 1e21 cm-2 only', thin),
      await ratios('0.5-10 keV, AGN above 1e23 cm-2 only', counts.star, absorbed),
    ],
  };
}

/** With its standard deviation by resampling both sides. */
async function ratioOf(
  above: Float64Array,
  below: Float64Array,
  of: (values: number[]) => number,
  seed: number,
): Promise<ReportValue> {
  const all = [...above, ...below];
  const ratio = (rows: Uint32Array) => {
    const part = (isAbove: boolean) =>
      Array.from(
        rows.filter((i) => i < above.length === isAbove),
        (i) => all[i],
      );
    return of(part(true)) / of(part(false));
  };
  const { value, sd } = await bootstrapInterval(all.length, ratio, {
    resamples: 50,
    seed: seedFor(seed, 'count ratio'),
  });
  return { value, sd };
}

function countItem({ mean: ours, median: middle, matches }: CountRatios): ReportItem {
  const [, hard, harder, own] = matches;
  return statementItem(
    'B17',
    'counts of stars over those of AGN, 0.3-8 keV, no background: means',
    'about 5, because stars are softer',
    `${valueText(ours, 2)} (medians ${valueText(middle, 2)}); about 5: 4 to 6`,
    ours.value >= 4 && ours.value <= 6,
    {
      why: () =>
        'Softness alone does not give a factor of 5 where 0.5-10 keV fluxes are the same. By medians, fluxes matched in 2-10 keV would ' +
        `give ${valueText(hard.median)}, in 4-10 keV ${valueText(harder.median)}; stars that are not matched at all but keep the fluxes ` +
        `of the Orion nebula ${valueText(own.median)}. A factor of 5 needs fluxes that are not the same in 0.5-10 keV.`,
    },
  );
}

function matchTable({ matches }: CountRatios): ReportTable {
  return {
    id: 'count-ratios',
    caption:
      'Median counts of stars over those of AGN (0.3-8 keV, no background) when fluxes are matched in another band, not at all, or for a part ' +
      'of the sources. Standard deviations by bootstrap over sources.',
    columns: ['fluxes matched in', 'stars / AGN'],
    rows: matches.map(({ name, median: ratio }) => [name, valueText(ratio, 2)]),
  };
}

function ratioItem({ ratios }: SetNumbers): ReportItem {
  const { above } = ratios!;
  return statementItem(
    'G10',
    'spectra with a background above 0.1 of the net counts, observed background, net counts above the cut',
    'many above 0.1',
    `${valueText(above)} %; many: above 10 %`,
    above.value > 10,
    {
      why: () =>
        'the background has the rates of the COUP sources for both classes (data/background); those of the CDFS are not here.',
    },
  );
}

function figure7({ config }: Context): Figure {
  const { hiddenLayers, l1 } = config.training;
  return {
    id: 'figure-7',
    number: 'Figure 7',
    caption: 'The network: every node is connected to all nodes of the next layer.',
    panels: [
      {
        kind: 'network',
        title: 'Network',
        layers: [
          { name: 'Input', nodes: 527, detail: 'channels of 0.3-8.0 keV' },
          ...hiddenLayers.map((nodes) => ({ name: 'Hidden', nodes, detail: `ReLU, L1 with lambda ${l1}` })),
          { name: 'Output', nodes: 2, detail: 'softmax: P(star), P(AGN)' },
        ],
      },
    ],
  };
}

function figure8({ eMin, eMax, classes, withLine, withoutLine }: MeanSpectra): Figure {
  const x = Array.from(eMin, (low, c) => (low + eMax[c]) / 2);
  const curve = (name: string, values: Float64Array, more: Partial<ChartSeries> = {}): ChartSeries => ({
    name,
    kind: 'line',
    x,
    y: Array.from(values, (value) => (value > 0 ? value : Number.NaN)),
    ...more,
  });
  return {
    id: 'figure-8',
    number: 'Figure 8',
    caption:
      'Mean simulated spectra without background, each divided by its counts: ' +
      `${classes.map(({ name, spectra }) => `${spectra} ${name}`).join(', ')} with more counts than the cut. Dashed: AGN with and without an ` +
      'Fe-K line; the line, at 6.4 keV / (1 + z), is what lifts 2-4 keV.',
    panels: [
      {
        kind: 'chart',
        title: 'Mean spectra, no background',
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Mean share of the counts per channel', type: 'log' },
        markers: lineMarkers,
        series: [
          ...classes.map(({ name, mean: own }) => curve(name, own)),
          curve('AGN with Fe-K', withLine, { dashed: true }),
          curve('AGN without', withoutLine, { dashed: true }),
        ],
      },
    ],
  };
}

const chart = (title: string, x: XYChart['x'], y: string, series: ChartSeries[]): { kind: 'chart' } & XYChart => ({
  kind: 'chart',
  title,
  x,
  y: { label: y, type: 'linear' },
  series,
});

function countsFigure(id: string, number: number, how: string, { counts }: SetNumbers): Figure {
  return {
    id,
    number: `Figure ${number}`,
    caption: `Net counts in 0.3-8 keV of all simulated stars and AGN ${how}; spectra below 1 count are left of the picture.`,
    panels: [chart('Net counts', { label: 'Net counts', type: 'log' }, 'Number of spectra', [counts.star, counts.agn])],
  };
}

function ratioFigure(id: string, number: number, how: string, { ratios }: SetNumbers): Figure {
  const { star, agn: galaxies } = ratios!;
  const y = number === 12 ? 'Density of spectra (1/dex)' : 'Number of spectra';
  return {
    id,
    number: `Figure ${number}`,
    caption: `Background over net counts in 0.3-8 keV ${how}, of spectra above the cut in net counts.`,
    panels: [
      chart('Background over net counts', { label: 'Background / net counts', type: 'log' }, y, [star, galaxies]),
    ],
  };
}
