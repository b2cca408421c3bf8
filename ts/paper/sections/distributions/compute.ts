import { agn, meanSpectra, selectRows, stars } from '../../../index.js';
import { bootstrapInterval } from '../../../metrics/index.js';
import type { ChartSeries, ReportValue } from '../../../report/index.js';
import type { Context, SimulatedSet } from '../../run/context.js';
import { seedFor } from '../../run/seeds.js';
import { sourcesIn } from '../../run/testSources.js';
import { bandFluxes } from '../../statistics/bandFluxes.js';
import { sumIn } from '../../statistics/lines.js';
import { edgesOf, histogram, mean, median } from '../../statistics/samples.js';

/** A histogram of each class. */
export type ClassHistograms = Record<'star' | 'agn', ChartSeries>;

/** Background over net counts of the spectra above the cut. */
export interface BackgroundNumbers {
  histograms: ClassHistograms;
  /** How many spectra there are, and how many of them have a background above 0.1 of the net counts. */
  spectra: number;
  loud: number;
}

/** Mean normalised spectra without background, in channels of 0.3-8 keV (keV). */
export interface MeanSpectra {
  eMin: Float64Array;
  eMax: Float64Array;
  star: Float64Array;
  agn: Float64Array;
  /** AGN with and without an Fe-K line. */
  withLine: Float64Array;
  withoutLine: Float64Array;
  spectra: Record<'star' | 'agn', number>;
  /** Share of the counts in 2-4 keV of AGN with a line (observed there or elsewhere), over that of those without. */
  excess: ReportValue;
}

/** How many times the counts of AGN stars have (0.3-8 keV, no background), by how their fluxes are matched. */
export interface CountRatios {
  /** Matched in 0.5-10 keV: ratio of the means. The others are ratios of medians, as means are those of the few brightest sources. */
  mean: ReportValue;
  full: ReportValue;
  /** Matched in 2-10 and 4-10 keV. */
  above2keV: ReportValue;
  above4keV: ReportValue;
  /** Stars at 450 pc with fluxes of their own. */
  unmatched: ReportValue;
  /** Of sources with little absorption, and with much: stars below 1e21 cm-2, AGN above 1e23 cm-2. */
  thinStars: ReportValue;
  absorbedAgn: ReportValue;
}

export interface DistributionNumbers {
  /** Net counts of all simulated spectra, also those below the cut. */
  counts: Record<'none' | 'reduced', ClassHistograms>;
  background: Record<'observed' | 'reduced', BackgroundNumbers>;
  spectra: MeanSpectra;
  ratios: CountRatios;
}

export async function compute({ data, config }: Context): Promise<DistributionNumbers> {
  const none = await data.get('none');
  const spectra = await meanSpectraFrom(none, seedFor(config.seed, 'bumps'));
  const ratios = await countRatios(none, seedFor(config.seed, 'sources'));
  const counts = countHistograms(none);
  const observed = backgroundNumbers(await data.get('observed'));
  const reduced = await data.get('reduced');
  return {
    counts: { none: counts, reduced: countHistograms(reduced) },
    // Figure 10 has numbers of spectra, Figure 12 a density.
    background: { observed, reduced: backgroundNumbers(reduced, true) },
    spectra,
    ratios,
  };
}

export function countHistograms({ netCounts }: Pick<SimulatedSet, 'netCounts'>): ClassHistograms {
  const edges = edgesOf(1, 1e5, 50, true);
  return { star: histogram('stars', netCounts.star, edges), agn: histogram('AGN', netCounts.agn, edges) };
}

export function backgroundNumbers({ dataset }: Pick<SimulatedSet, 'dataset'>, density = false): BackgroundNumbers {
  const edges = edgesOf(1e-3, 10, 40, true);
  const sources = sourcesIn(dataset, new Float64Array(dataset.count));
  const histogramFor = (name: string, wanted: boolean) => {
    const ratios = sources.filter(({ isAgn }) => isAgn === wanted).map(({ backgroundRatio }) => backgroundRatio);
    return histogram(name, ratios, edges, { density, inLog: density });
  };
  return {
    histograms: { star: histogramFor('stars', false), agn: histogramFor('AGN', true) },
    spectra: sources.length,
    loud: sources.filter(({ backgroundRatio }) => backgroundRatio > 0.1).length,
  };
}

/** @param seed of the resampling behind the excess's standard deviation */
export async function meanSpectraFrom({ dataset }: Pick<SimulatedSet, 'dataset'>, seed: number): Promise<MeanSpectra> {
  const { eMin, eMax, classes } = meanSpectra(dataset);
  const [star, galaxies] = ['star', 'agn'].map((name) => classes.find((found) => found.name === name)!);
  const { EW } = dataset.properties;
  const agnRows = (hasLine: boolean) =>
    Uint32Array.from(dataset.labels.keys()).filter((row) => dataset.labels[row] === 1 && EW[row] > 0 === hasLine);
  const [withRows, withoutRows] = [agnRows(true), agnRows(false)];
  const meanFor = (rows: Uint32Array) => meanSpectra(selectRows(dataset, rows)).classes[1].mean;
  const shares = (rows: Uint32Array) =>
    Float64Array.from(rows, (row) => {
      const counts = dataset.counts.subarray(row * dataset.channels, (row + 1) * dataset.channels);
      return sumIn(dataset, counts, [2, 4]) / sumIn(dataset, counts, [0.3, 8]);
    });
  return {
    ...{ eMin, eMax, star: star.mean, agn: galaxies.mean },
    withLine: meanFor(withRows),
    withoutLine: meanFor(withoutRows),
    spectra: { star: star.count, agn: galaxies.count },
    excess: await ratioWithSd(shares(withRows), shares(withoutRows), mean, 100, seed),
  };
}

/**
 * Counts are proportional to a star's flux, so that those under another matching follow from the ones that were simulated:
 * counts / (the star's flux in the band that is matched) x the AGN's flux in that band.
 *
 * @param seed of the sources
 */
export async function countRatios({ netCounts }: Pick<SimulatedSet, 'netCounts'>, seed: number): Promise<CountRatios> {
  const some = Math.min(netCounts.star.length, 5000);
  const [star, galaxies] = [stars().sample(some, { seed }), agn().sample(some, { seed })];
  const counts = { star: netCounts.star.slice(0, some), agn: netCounts.agn.slice(0, some) };
  // On one grid, which holds the whole band in which the models give their flux.
  const bands = [
    [0.5, 10],
    [2, 10],
    [4, 10],
  ] as const;
  const [starFluxes, agnFluxes] = [bandFluxes(star, bands), bandFluxes(galaxies, bands)];
  const matchedIn = (band: number) => counts.star.map((n, i) => (n / starFluxes[band][i]) * agnFluxes[band][i]);
  const ownFlux = stars(undefined, { fluxMatch: false }).sample(some, { seed }).properties.flux;
  const ratio = (above: Float64Array, below = counts.agn, statistic = median) =>
    ratioWithSd(above, below, statistic, 50, seedFor(seed, 'count ratio'));
  return {
    mean: await ratio(counts.star, counts.agn, mean),
    full: await ratio(counts.star),
    above2keV: await ratio(matchedIn(1)),
    above4keV: await ratio(matchedIn(2)),
    unmatched: await ratio(counts.star.map((n, i) => (n / star.properties.flux[i]) * ownFlux[i])),
    thinStars: await ratio(counts.star.filter((_, i) => star.properties.nH[i] < 0.1)),
    absorbedAgn: await ratio(
      counts.star,
      counts.agn.filter((_, i) => galaxies.properties.nH[i] > 10),
    ),
  };
}

/** A statistic of one sample over that of another, with its standard deviation by resampling both together. */
export async function ratioWithSd(
  above: Float64Array,
  below: Float64Array,
  statistic: (values: ArrayLike<number>) => number,
  resamples: number,
  seed: number,
): Promise<ReportValue> {
  const ratio = (rows: Uint32Array) =>
    statistic(
      Float64Array.from(
        rows.filter((i) => i < above.length),
        (i) => above[i],
      ),
    ) /
    statistic(
      Float64Array.from(
        rows.filter((i) => i >= above.length),
        (i) => below[i - above.length],
      ),
    );
  const { value, sd } = await bootstrapInterval(above.length + below.length, ratio, { resamples, seed });
  return { value, sd };
}
