import { bandChannels, type Dataset, expectedCounts } from '../../../index.js';
import { bootstrapInterval } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import { paperResponses } from '../../run/responses.js';
import { seedFor } from '../../run/seeds.js';
import { fromColumns, type TestSource, testSources } from '../../run/testSources.js';
import { type EmissionLine, emissionLines, lineStrength, sumIn } from '../../statistics/lines.js';
import { finite, median } from '../../statistics/samples.js';
import type { Judged } from '../../statistics/shares.js';

/** Sources of a group that are used at most: more would not change the digits of the table. */
export const maxInGroup = 10_000;

/** The groups of Figure 18, in its order. */
export const groupTitles = {
  rightStars: 'stars, right',
  wrongStars: 'stars called AGN',
  rightAgn: 'AGN, right',
  wrongAgn: 'AGN called stars',
} as const;
export type GroupName = keyof typeof groupTitles;
export const groupNames = Object.keys(groupTitles) as GroupName[];

/** A median or a contrast with its 95 % interval by bootstrap over sources; NaN without sources. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** The rightly or the wrongly classified sources of one class. */
export interface Group {
  /** Number of all sources of the group. */
  spectra: number;
  /** Mean of the spectra, each divided by its net counts in 0.3-8 keV. */
  mean: Float64Array;
  /** Median share of the net counts above 2 keV. */
  hardness: Estimate;
  /** Medians of log10 NH (cm-2), temperature of the hotter plasma (keV), photon index and net counts. */
  logNH: Estimate;
  kT: Estimate;
  Gamma: Estimate;
  netCounts: Estimate;
  /** Contrast of the lines Fe-L/Ne-K and Si-K in the mean spectrum. */
  feL: Estimate;
  si: Estimate;
}

export interface ErrorNumbers {
  /** Edges of the channels in 0.3-8 keV, keV. */
  eMin: Float64Array;
  eMax: Float64Array;
  groups: Record<GroupName, Group>;
}

export async function compute(context: Context): Promise<ErrorNumbers> {
  const sources = fromColumns(await testSources(context, 'reduced'));
  const { dataset } = await context.data.get('reduced');
  const power = continuum();
  const seed = seedFor(context.config.seed, 'errors');
  const members = splitByVerdict(sources);
  const groups: [GroupName, Group][] = [];
  for (const name of groupNames) groups.push([name, await groupFrom(members[name], dataset, power, seed)]);
  const { eMin, eMax } = netShares(dataset, []);
  return { eMin, eMax, groups: Object.fromEntries(groups) as ErrorNumbers['groups'] };
}

/** Groups sources by class and verdict; a source that exactly half of the networks call AGN counts as called AGN. */
export function splitByVerdict<T extends Judged>(sources: readonly T[]): Record<GroupName, T[]> {
  const withVerdict = (isAgn: boolean, isCalledAgn: boolean) =>
    sources.filter((source) => source.isAgn === isAgn && source.calledAgn >= 0.5 === isCalledAgn);
  return {
    rightStars: withVerdict(false, false),
    wrongStars: withVerdict(false, true),
    rightAgn: withVerdict(true, true),
    wrongAgn: withVerdict(true, false),
  };
}

/** Expected counts of a power law with the training response, in the channels of the band. */
function continuum(): Float64Array {
  const { training } = paperResponses();
  const counts = expectedCounts({ model: 'powerlaw(1.8,1e-4)', response: training, exposure: 1e5 });
  return Float64Array.from(bandChannels(training.eMin, training.eMax), (c) => counts[c]);
}

/** @param power expected counts of a source without lines in each channel of 0.3-8 keV */
export async function groupFrom(
  sources: readonly TestSource[],
  dataset: Dataset,
  power: Float64Array,
  seed: number,
): Promise<Group> {
  const members = sources.slice(0, maxInGroup);
  const { eMin, eMax, shares } = netShares(dataset, members);
  const channels = eMin.length;
  if (power.length !== channels) throw new Error(`${channels} channels of spectra, ${power.length} of the continuum`);
  const meanSpectrum = (rows: Uint32Array) => {
    const sum = new Float64Array(channels);
    for (const row of rows) for (let c = 0; c < channels; c++) sum[c] += shares[row][c];
    return sum.map((value) => value / rows.length);
  };
  const contrast = (line: EmissionLine) =>
    estimate(
      members.length,
      (rows) => lineStrength({ eMin, eMax, values: meanSpectrum(rows) }, power, line).contrast,
      seed,
      40,
    );
  const medianWith = (property: (source: TestSource, k: number) => number) =>
    medianWithInterval(finite(members.map(property)), seed);
  const [feL, , si] = emissionLines;
  return {
    spectra: sources.length,
    mean: meanSpectrum(Uint32Array.from(members.keys())),
    hardness: await medianWith((_, k) => sumIn({ eMin, eMax }, shares[k], [2, 8])),
    logNH: await medianWith(({ nH }) => 22 + Math.log10(nH)),
    kT: await medianWith(({ kT1, kT2 }) => (Number.isNaN(kT2) ? kT1 : kT2)),
    Gamma: await medianWith(({ Gamma }) => Gamma),
    netCounts: await medianWith(({ netCounts }) => netCounts),
    feL: await contrast(feL),
    si: await contrast(si),
  };
}

/** The net counts in each channel of 0.3-8 keV over the sum of net counts in the band, one array for each source. */
export function netShares(dataset: Dataset, sources: readonly TestSource[]) {
  const inside = bandChannels(dataset.eMin, dataset.eMax);
  const { counts, backgroundCounts, backgroundScale, channels } = dataset;
  const shares = sources.map(({ row, netCounts }) =>
    Float32Array.from(inside, (c) => {
      const at = row * channels + c;
      const background = backgroundCounts ? backgroundScale![row] * backgroundCounts[at] : 0;
      return (counts[at] - background) / netCounts;
    }),
  );
  const inBand = (edges: ArrayLike<number>) => Float64Array.from(inside, (c) => edges[c]);
  return { eMin: inBand(dataset.eMin), eMax: inBand(dataset.eMax), shares };
}

export const medianWithInterval = (values: readonly number[], seed: number): Promise<Estimate> =>
  estimate(values.length, (rows) => median(Float64Array.from(rows, (row) => values[row])), seed, 100);

async function estimate(
  count: number,
  statistic: (rows: Uint32Array) => number,
  seed: number,
  resamples: number,
): Promise<Estimate> {
  if (count === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const { value, low, high } = await bootstrapInterval(count, statistic, { resamples, level: 0.95, seed });
  return { value, low, high };
}
