import {
  agn,
  datasetFromSimulation,
  embeddedBackground,
  netCounts,
  selectRows,
  simulate,
  stars,
} from '../../../index.js';
import { type ConfusionMatrix, confusionMatrix } from '../../../metrics/index.js';
import type { Context, SimulatedSet } from '../../run/context.js';
import type { SetName } from '../../run/recipes.js';
import { paperResponses } from '../../run/responses.js';
import { seedFor } from '../../run/seeds.js';
import { iterationSplits } from '../../run/trained.js';
import { computeSources, type SourceNumbers } from './computeSources.js';

/**
 * The facts about the simulation, and about the first networks trained on reduced background, that the section judges.
 */
export interface SetupNumbers {
  sources: SourceNumbers;
  spectra: SpectraNumbers;
  /** File of the response of the later test set. */
  laterResponse: string;
  datasets: Record<LookedSet, MadeDataset>;
  thresholds: ThresholdNumbers;
}

/** Number of spectra of each class that are simulated with all channels, to be counted in two bands. */
const SPECTRA = 500;

interface SpectraNumbers {
  /** One entry for each background and class. */
  bands: BandCount[];
  /** Sums over all spectra in 0.3-8 keV. */
  background: Record<'observed' | 'reduced', BackgroundSums>;
}

/**
 * Numbers of spectra of one class that are above the cut with counts in 0.3-8 keV (narrow) or 0.3-10 keV (wide), and of
 * those for which the two differ (changed).
 */
export interface BandCount {
  background: 'plain' | 'observed' | 'reduced';
  isAgn: boolean;
  spectra: number;
  narrow: number;
  wide: number;
  changed: number;
}

/**
 * Sums over spectra: background in the source regions with its variance, net counts, and all counts in the source
 * regions.
 */
export interface BackgroundSums {
  background: number;
  backgroundVariance: number;
  net: number;
  total: number;
}

const lookedSets = ['none', 'observed', 'no-lines', 'faint', 'test-later', 'reduced'] as const satisfies SetName[];
export type LookedSet = (typeof lookedSets)[number];

/** Facts about a dataset. */
export interface MadeDataset {
  /** Number of sources of each class: simulated, and above the cut. */
  simulated: { star: number; agn: number };
  above: { star: number; agn: number };
  /** The different exposures (s), flux factors, and identities of backgrounds and responses. */
  exposures: number[];
  fluxScales: number[];
  backgrounds: string[];
  responses: string[];
  lowestNetCounts: number;
  /** Number of AGN with an Fe-K line. */
  withLine: number;
}

/** Verdicts of all models of the first iteration on its test set, as one matrix for each threshold of P(AGN). */
export interface ThresholdNumbers {
  models: number;
  spectra: number;
  /** Thresholds of items D8 and of the table. */
  low: ConfusionMatrix;
  half: ConfusionMatrix;
  high: ConfusionMatrix;
  /** Thresholds at which a source is called star from P(star) = 0.8 on, and called AGN from P(AGN) = 0.8 on. */
  sureStar: ConfusionMatrix;
  sureAgn: ConfusionMatrix;
}

/** The thresholds: P(AGN) from which a source is called AGN. */
export const thresholds = { low: 0.1, half: 0.5, high: 0.9, sureStar: 0.2, sureAgn: 0.8 } as const;

export async function compute(context: Context): Promise<SetupNumbers> {
  const { training, later } = paperResponses();
  const datasets = {} as Record<LookedSet, MadeDataset>;
  for (const name of lookedSets) datasets[name] = lookAt(await context.data.get(name));
  return {
    sources: computeSources(seedFor(context.config.seed, 'sources'), training),
    spectra: await computeSpectra(context),
    laterResponse: later.rmfFile,
    datasets,
    thresholds: await computeThresholds(context),
  };
}

async function computeSpectra({ config, threads, signal }: Context): Promise<SpectraNumbers> {
  const { training } = paperResponses();
  const common = { seed: seedFor(config.seed, 'sources'), threads, signal };
  const background = embeddedBackground('acis-i', training);
  const long = { ...common, exposure: config.exposure };
  const runs = {
    plain: long,
    observed: { ...long, background },
    reduced: { ...common, background, exposure: config.reducedExposure, fluxScale: config.reducedFluxScale },
  };
  const bands: BandCount[] = [];
  const none = { background: 0, backgroundVariance: 0, net: 0, total: 0 };
  const sums = { plain: { ...none }, observed: { ...none }, reduced: { ...none } };
  for (const name of ['plain', 'observed', 'reduced'] as const)
    for (const population of [stars(), agn()]) {
      const spectra = datasetFromSimulation(await simulate(population, SPECTRA, training, runs[name]));
      const [net, wide] = [netCounts(spectra), netCounts(spectra, [0.3, 10])];
      const { count, channels, eMin, eMax, counts, backgroundScale } = spectra;
      const total = netCounts({ count, channels, eMin, eMax, counts });
      const isAbove = (value: number) => value > config.minimumNetCounts;
      bands.push({
        background: name,
        isAgn: population.name === 'agn',
        spectra: SPECTRA,
        narrow: net.filter(isAbove).length,
        wide: wide.filter(isAbove).length,
        changed: net.filter((value, row) => isAbove(value) !== isAbove(wide[row])).length,
      });
      net.forEach((value, row) => {
        const scaled = total[row] - value;
        sums[name].background += scaled;
        sums[name].backgroundVariance += scaled * (backgroundScale?.[row] ?? 0);
        sums[name].net += value;
        sums[name].total += total[row];
      });
    }
  return { bands, background: { observed: sums.observed, reduced: sums.reduced } };
}

function lookAt({ dataset, netCounts: allNetCounts }: SimulatedSet): MadeDataset {
  const { provenance, exposure, labels, properties, count } = dataset;
  const different = <T>(values: Iterable<T>) => [...new Set(values)];
  const agnAbove = labels.reduce((sum, label) => sum + label, 0);
  return {
    simulated: { star: allNetCounts.star.length, agn: allNetCounts.agn.length },
    above: { star: count - agnAbove, agn: agnAbove },
    exposures: different(exposure),
    fluxScales: different(provenance.map(({ fluxScale = 1 }) => fluxScale)),
    backgrounds: different(provenance.flatMap(({ background }) => background ?? [])),
    responses: different(provenance.map(({ response }) => response)),
    lowestNetCounts: netCounts(dataset).reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY),
    withLine: properties.EW.filter((width) => width > 0).length,
  };
}

async function computeThresholds(context: Context): Promise<ThresholdNumbers> {
  const { config, threads, signal } = context;
  const { classifiers } = await context.trained('reduced', 0);
  const { dataset } = await context.data.get('reduced');
  const test = selectRows(dataset, iterationSplits(dataset, config, 0).test);
  const none = () => confusionMatrix([], []);
  const matrices = { low: none(), half: none(), high: none(), sureStar: none(), sureAgn: none() };
  for (const classifier of classifiers) {
    const { probabilities } = await classifier.predict(test, { threads, signal });
    for (const name of Object.keys(thresholds) as (keyof typeof thresholds)[])
      addTo(matrices[name], confusionMatrix(test.labels, classifier.verdicts(probabilities, thresholds[name])));
  }
  return { models: classifiers.length, spectra: test.count, ...matrices };
}

function addTo(sum: ConfusionMatrix, matrix: ConfusionMatrix): void {
  for (const key of Object.keys(sum) as (keyof ConfusionMatrix)[]) sum[key] += matrix[key];
}
