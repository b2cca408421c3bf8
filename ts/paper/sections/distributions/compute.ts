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
  /** Number of spectra, and of those with a background above 0.1 of the net counts. */
  spectra: number;
  loud: number;
}

/** Mean normalised spectra without background, in the channels of 0.3-8 keV (edges in keV). */
export interface MeanSpectra {
  eMin: Float64Array;
  eMax: Float64Array;
  star: Float64Array;
  agn: Float64Array;
  /** Mean spectra of AGN with and without an Fe-K line. */
  withLine: Float64Array;
  withoutLine: Float64Array;
  spectra: Record<'star' | 'agn', number>;
  /** Share of the counts in 2-4 keV of AGN with a line (at any observed energy), over that of AGN without a line. */
  excess: ReportValue;
}

/** Counts of stars over counts of AGN (0.3-8 keV, no background), for several ways of matching their fluxes. */
export interface CountRatios {
  /**
   * Ratio of means, with fluxes matched in 0.5-10 keV. The other ratios are of medians, because a few bright sources
   * dominate the means.
   */
  mean: ReportValue;
  full: ReportValue;
  /** Fluxes matched in 2-10 and in 4-10 keV. */
  above2keV: ReportValue;
  above4keV: ReportValue;
  /** Stars with their own fluxes at 450 pc. */
  unmatched: ReportValue;
  /** Only stars with little absorption (below 1e21 cm-2), and only AGN with much (above 1e23 cm-2). */
  thinStars: ReportValue;
  absorbedAgn: ReportValue;
}

export interface DistributionNumbers {
  /** Histograms of net counts of all simulated spectra, including those below the cut. */
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
    // Figure 10 shows numbers of spectra, Figure 12 a density.
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

/** @param seed seed of the resampling for the standard deviation of the excess */
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
 * The ratios of counts. Counts are proportional to a star's flux, so that its counts with fluxes matched in another
 * band follow from the simulated ones: counts / (flux of the star in that band) x (flux of the AGN in that band).
 *
 * @param seed seed of the sources
 */
export async function countRatios({ netCounts }: Pick<SimulatedSet, 'netCounts'>, seed: number): Promise<CountRatios> {
  const size = Math.min(netCounts.star.length, 5000);
  const [star, galaxies] = [stars().sample(size, { seed }), agn().sample(size, { seed })];
  const counts = { star: netCounts.star.slice(0, size), agn: netCounts.agn.slice(0, size) };
  // The widest band comes first: it is the band to which the models are normalised.
  const bands = [
    [0.5, 10],
    [2, 10],
    [4, 10],
  ] as const;
  const [starFluxes, agnFluxes] = [bandFluxes(star, bands), bandFluxes(galaxies, bands)];
  const matchedIn = (band: number) => counts.star.map((n, i) => (n / starFluxes[band][i]) * agnFluxes[band][i]);
  const ownFlux = stars(undefined, { fluxMatch: false }).sample(size, { seed }).properties.flux;
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

/** The ratio of a statistic of two samples, with its standard deviation by resampling both. */
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
