import { bandChannels, type Dataset, expectedCounts } from '../../../index.js';
import { bootstrapInterval } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import { paperResponses } from '../../run/responses.js';
import { seedFor } from '../../run/seeds.js';
import { fromColumns, type TestSource, testSources } from '../../run/testSources.js';
import { type EmissionLine, emissionLines, lineStrength, sumIn } from '../../statistics/lines.js';
import { finite, median } from '../../statistics/samples.js';
import type { Judged } from '../../statistics/shares.js';

/** Sources of a group that are looked at: more would change no digit of the table. */
export const mostInGroup = 10_000;

/** The groups of Figure 18, in its order. */
export const groupTitles = {
  rightStars: 'stars, right',
  wrongStars: 'stars called AGN',
  rightAgn: 'AGN, right',
  wrongAgn: 'AGN called stars',
} as const;
export type GroupName = keyof typeof groupTitles;
export const groupNames = Object.keys(groupTitles) as GroupName[];

/** A median or a contrast with its 95 % interval by bootstrap over sources; NaN of no sources. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** Sources of one class, rightly or wrongly classified. */
export interface Group {
  /** All of them. */
  spectra: number;
  /** Mean spectrum, each divided by its net counts in 0.3-8 keV. */
  mean: Float64Array;
  /** Share of the net counts above 2 keV. */
  hardness: Estimate;
  /** log10 of cm-2; keV, of the hotter plasma; photon index; net counts. */
  logNH: Estimate;
  kT: Estimate;
  Gamma: Estimate;
  netCounts: Estimate;
  /** Contrast of Fe-L/Ne-K and of Si-K in the mean spectrum. */
  feL: Estimate;
  si: Estimate;
}

export interface ErrorNumbers {
  /** Channels of 0.3-8 keV, keV. */
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

/** Sources by class and verdict, those called AGN by exactly half of the networks as AGN. */
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

/** Expected counts of a power law through the training response, in the channels of the band. */
function continuum(): Float64Array {
  const { training } = paperResponses();
  const counts = expectedCounts('powerlaw(1.8,1e-4)', training, { exposure: 1e5 });
  return Float64Array.from(bandChannels(training.eMin, training.eMax), (c) => counts[c]);
}

/** @param power counts of a source without lines in each channel of 0.3-8 keV */
export async function groupFrom(
  sources: readonly TestSource[],
  dataset: Dataset,
  power: Float64Array,
  seed: number,
): Promise<Group> {
  const members = sources.slice(0, mostInGroup);
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

/** Net counts in each channel of 0.3-8 keV over all net counts of the spectrum there, one array a source. */
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
