import type { ChartSeries, Figure } from '../chart/types.js';
import { bandChannels, type Dataset, meanSpectra, selectRows } from '../dataset/index.js';
import { bootstrapInterval } from '../metrics/index.js';
import type { ReportItem, ReportSection, ReportTable } from '../report/types.js';
import { expectedCounts } from '../simulation/index.js';
import type { Context, Experiment } from './context.js';
import { responses } from './instrument.js';
import { emissionLines, lineMarkers, lineStrength } from './lines.js';
import { statementItem } from './measure.js';
import { finite, median } from './samples.js';
import { seedFor } from './seeds.js';
import { type TestSource, testSources } from './sourcesOf.js';

/** Sources of a group that are looked at: more would change no digit of the table. */
const MOST = 10_000;

/** Right and wrong sources of both classes, in the order of figure 18. */
const groups = [
  { name: 'stars, right', isAgn: false, isRight: true },
  { name: 'stars called AGN', isAgn: false, isRight: false },
  { name: 'AGN, right', isAgn: true, isRight: true },
  { name: 'AGN called stars', isAgn: true, isRight: false },
] as const;

/** A median with its 95 % interval by bootstrap over sources. */
interface Median {
  value: number;
  low: number;
  high: number;
}

/** One group of sources. */
export interface Group {
  name: string;
  spectra: number;
  /** Mean spectrum, each divided by its net counts in 0.3-8 keV. */
  mean: Float64Array;
  /** Share of the net counts above 2 keV. */
  hardness: Median;
  /** log10 of cm-2; keV, of the plasma that dominates; photon index; net counts. */
  logNH: Median;
  kT: Median;
  Gamma: Median;
  netCounts: Median;
  /** Contrast of Fe-L/Ne-K and of Si-K in the mean spectrum, with the 95 % interval by bootstrap. */
  feL: Median;
  si: Median;
}

interface Stored {
  eMin: Float64Array;
  eMax: Float64Array;
  groups: Group[];
}

/** Section 4.1: which sources are classified wrong. */
export const errors: Experiment = {
  id: 'errors',
  title: 'Sources that are classified wrong',
  place: 'Section 4.1, figure 18',
  cost: ({ spectraPerClass }) => 2 + spectraPerClass / 10_000,
  run: async (context: Context): Promise<ReportSection> => {
    const sources = await testSources(context, 'reduced');
    const stored = await context.step('errors-groups', async () => {
      const { dataset } = await context.data.get('reduced');
      return groupsOf(dataset, sources, seedFor(context.config.seed, 'errors'));
    });
    return {
      id: errors.id,
      title: errors.title,
      place: errors.place,
      text: [
        `The ${sources.length} test sources with reduced background. A source is right if at least half of the networks that did not ` +
          'train on it say so; of each group at most ' +
          `${MOST} are looked at. The contrast of a line is measured in the mean spectrum, over a continuum with the shape that a power law ` +
          'of index 1.8 has through the response, scaled to the bands beside the line.',
      ],
      items: starItems(stored.groups),
      tables: [table(stored.groups)],
      figures: [figure18(stored)],
    };
  },
};

/** Sources by class and verdict, those called AGN by exactly half of the networks as AGN. */
export const splitByVerdict = <T extends { isAgn: boolean; calledAgn: number }>(sources: readonly T[]): T[][] =>
  groups.map(({ isAgn, isRight }) =>
    sources.filter((source) => source.isAgn === isAgn && source.calledAgn >= 0.5 === (isAgn === isRight)),
  );

async function groupsOf(dataset: Dataset, sources: readonly TestSource[], seed: number): Promise<Stored> {
  const { eMin, eMax } = meanSpectra(selectRows(dataset, [0]));
  const power = continuum(eMin.length);
  const parts = splitByVerdict(sources);
  const made = parts.map((members, k) => groupOf(groups[k].name, dataset, members, power, seed));
  return { eMin, eMax, groups: await Promise.all(made) };
}

/** Expected counts of a power law through the training response, in the channels of the band. */
function continuum(channels: number): Float64Array {
  const { training } = responses();
  const all = expectedCounts('powerlaw(1.8,1e-4)', training, { exposure: 1e5 });
  const inside = bandChannels(training.eMin, training.eMax);
  if (inside.length !== channels) throw new Error(`${channels} channels of spectra, ${inside.length} of the response`);
  return Float64Array.from(inside, (c) => all[c]);
}

async function groupOf(
  name: string,
  dataset: Dataset,
  all: TestSource[],
  power: Float64Array,
  seed: number,
): Promise<Group> {
  const members = all.slice(0, MOST);
  const of = (values: readonly number[]) => medianWithInterval(finite(values), seed);
  const shares = normalisedRows(dataset, members);
  const { eMin, eMax, width } = shares;
  const meanOf = (rows: Uint32Array) => {
    const sum = new Float64Array(width);
    for (const row of rows) for (let c = 0; c < width; c++) sum[c] += shares.values[row * width + c];
    return sum.map((value) => value / rows.length);
  };
  const contrast = async (line: (typeof emissionLines)[number]): Promise<Median> => {
    if (members.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
    const statistic = (rows: Uint32Array) => lineStrength({ eMin, eMax, values: meanOf(rows) }, power, line).contrast;
    const { value, low, high } = await bootstrapInterval(members.length, statistic, {
      resamples: 40,
      level: 0.95,
      seed,
    });
    return { value, low, high };
  };
  const hard = members.map((_, row) => {
    let sum = 0;
    for (let c = 0; c < width; c++) if ((eMin[c] + eMax[c]) / 2 > 2) sum += shares.values[row * width + c];
    return sum;
  });
  return {
    name,
    spectra: all.length,
    mean: meanOf(Uint32Array.from(members.keys())),
    hardness: await of(hard),
    logNH: await of(members.map(({ nH }) => 22 + Math.log10(nH))),
    kT: await of(members.map(({ kT1, kT2 }) => (Number.isNaN(kT2) ? kT1 : kT2))),
    Gamma: await of(members.map(({ Gamma }) => Gamma)),
    netCounts: await of(members.map(({ netCounts }) => netCounts)),
    feL: await contrast(emissionLines[0]),
    si: await contrast(emissionLines[2]),
  };
}

/** Net counts per channel over all net counts of the spectrum. */
function normalisedRows(dataset: Dataset, members: readonly TestSource[]) {
  const inside = bandChannels(dataset.eMin, dataset.eMax);
  const { counts, backgroundCounts, backgroundScale, channels } = dataset;
  const width = inside.length;
  const values = new Float32Array(members.length * width);
  members.forEach(({ row, netCounts }, k) => {
    for (let c = 0; c < width; c++) {
      const at = row * channels + inside[c];
      values[k * width + c] =
        (counts[at] - (backgroundCounts ? backgroundScale![row] * backgroundCounts[at] : 0)) / netCounts;
    }
  });
  const pick = (edges: ArrayLike<number>) => Float64Array.from(inside, (c) => edges[c]);
  return { eMin: pick(dataset.eMin), eMax: pick(dataset.eMax), width, values };
}

/** NaN of nothing. */
export async function medianWithInterval(values: readonly number[], seed: number): Promise<Median> {
  if (values.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const statistic = (rows: Uint32Array) => median(Float64Array.from(rows, (row) => values[row]));
  const { value, low, high } = await bootstrapInterval(values.length, statistic, { resamples: 100, level: 0.95, seed });
  return { value, low, high };
}

const text = ({ value, low, high }: Median, decimals = 2) =>
  `${value.toFixed(decimals)} (${low.toFixed(decimals)} to ${high.toFixed(decimals)})`;

/** One number of wrong sources against right ones: the intervals must not meet. */
function comparison(
  id: string,
  what: string,
  paper: string,
  wrong: Median,
  right: Median,
  isHigher: boolean,
): ReportItem {
  const holds = isHigher ? wrong.low > right.high : wrong.high < right.low;
  return statementItem(
    id,
    what,
    paper,
    `${text(wrong)} wrong, ${text(right)} right; ${isHigher ? 'higher' : 'lower'}: the 95 % intervals do not meet`,
    holds,
  );
}

function starItems([right, wrong, rightAgn, wrongAgn]: readonly Group[]): ReportItem[] {
  const items = [
    comparison(
      'H19.harder',
      'median share of counts above 2 keV, stars',
      'wrong stars are harder',
      wrong.hardness,
      right.hardness,
      true,
    ),
    comparison('H19.NH', 'median log NH, stars', 'wrong stars are more absorbed', wrong.logNH, right.logNH, true),
    comparison(
      'H19.lines',
      'contrast of Fe-L/Ne-K in the mean spectrum, stars',
      'wrong stars have weaker lines',
      wrong.feL,
      right.feL,
      false,
    ),
    comparison(
      'H19.kT',
      'median kT (of the hotter plasma), stars',
      'wrong stars are not line-dominated',
      wrong.kT,
      right.kT,
      true,
    ),
  ];
  const [absorbed, softer] = [wrongAgn.logNH.low > rightAgn.logNH.high, wrongAgn.hardness.high < rightAgn.hardness.low];
  const agnItem = statementItem(
    'H19.AGN',
    'AGN called stars: median log NH, and share of counts above 2 keV',
    'more absorbed and/or softer than the right ones',
    `log NH ${text(wrongAgn.logNH)} wrong, ${text(rightAgn.logNH)} right; share ${text(wrongAgn.hardness)} and ${text(rightAgn.hardness)}; ` +
      'one of both: the 95 % intervals do not meet',
    absorbed || softer,
  );
  return wrong.spectra > 0 && wrongAgn.spectra > 0 ? [...items, agnItem] : [];
}

function table(all: readonly Group[]): ReportTable {
  return {
    id: 'errors',
    caption:
      'Sources by class and verdict: medians, and contrasts of lines in the mean spectra, with 95 % intervals by bootstrap over sources.',
    columns: ['', 'sources', 'net counts', 'above 2 keV', 'log NH', 'kT (keV)', 'Gamma', 'Fe-L/Ne-K', 'Si-K'],
    rows: all.map((group) => [
      group.name,
      String(group.spectra),
      text(group.netCounts, 0),
      text(group.hardness),
      text(group.logNH),
      ...[group.kT, group.Gamma].map((value) => (Number.isNaN(value.value) ? '' : text(value))),
      text(group.feL),
      text(group.si),
    ]),
  };
}

function figure18({ eMin, eMax, groups: all }: Stored): Figure {
  const x = Array.from(eMin, (low, c) => (low + eMax[c]) / 2);
  const series = all.map(
    ({ name, mean }, k): ChartSeries => ({
      name,
      kind: 'line',
      x,
      y: Array.from(mean, (value) => (value > 0 ? value : Number.NaN)),
      colour: k >> 1,
      dashed: k % 2 === 1,
    }),
  );
  return {
    id: 'figure-18',
    number: 'Figure 18',
    caption:
      'Mean net spectra of sources that are classified right and wrong, each divided by its net counts: ' +
      `${all.map(({ name, spectra }) => `${spectra} ${name}`).join('; ')}. Reduced background, test sources only.`,
    panels: [
      {
        kind: 'chart',
        title: 'Right and wrong sources',
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Mean share of the net counts per channel', type: 'log' },
        series,
        markers: lineMarkers,
      },
    ],
  };
}
