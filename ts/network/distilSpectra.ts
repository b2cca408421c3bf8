import type { TemplateBank } from '../bank/index.js';
import { isWithin, ParameterError, type RunOptions } from '../base/index.js';
import { bandChannels, type Dataset, DatasetCollector, datasetFromSimulation, netCounts } from '../dataset/index.js';
import { streams, uniforms } from '../native/index.js';
import { type Background, type Response, simulate } from '../simulation/index.js';

/** What the training spectra of a distilled classifier are drawn over, evenly in the logarithm. */
export interface DistilConditions {
  /** s */
  exposure: readonly [number, number];
  /**
   * Seconds that a source of the population would need to have its counts: exposure x the factor on its flux. How bright
   * a population's sources are for its survey says nothing of those of another.
   */
  fluxExposure: readonly [number, number];
  /** Share of the spectra without a background; 1 where there are no backgrounds. */
  withoutBackground: number;
}

/** Spectra to train on, with what the bank says of them. */
export interface DistilSpectra {
  dataset: Dataset;
  /** spectra x classes: the bank's posteriors. */
  targets: Float32Array;
}

/** What is simulated at a time: spectra of one response, exposure and flux scale. */
interface Batch {
  response: number;
  exposure: number;
  fluxScale: number;
  hasBackground: boolean;
}

/** Batches of each response: each has its own exposure, flux scale and background or none. */
const BATCHES = 4;

/**
 * Simulates spectra of the bank's classes through each of the responses and asks the bank for their posteriors through
 * the same response. Spectrum i of a class is of source i of its population, whatever the responses.
 *
 * @param spectra of each class
 * @returns those with more than `minimumNetCounts`, channels of the band alone
 */
export async function distilSpectra(
  bank: TemplateBank,
  responses: readonly Response[],
  options: RunOptions & {
    spectra: number;
    seed: number;
    backgrounds?: readonly Background[];
    conditions: DistilConditions;
    minimumNetCounts: number;
  },
): Promise<DistilSpectra> {
  const { spectra, seed, conditions, minimumNetCounts, onProgress, signal, threads } = options;
  const classes = bank.classes.length;
  const capacity = spectra * classes;
  const channels = bandChannels(responses[0].eMin, responses[0].eMax, bank.band);
  const collector = new DatasetCollector(channels, capacity);
  const targets = new Float32Array(capacity * classes);
  const batches = drawBatches(responses.length, conditions, seed, options.backgrounds !== undefined);
  let kept = 0;
  for (const [k, batch] of batches.entries()) {
    const [first, end] = [k, k + 1].map((edge) => Math.round((spectra * edge) / batches.length));
    if (end === first) continue;
    const response = responses[batch.response];
    const seen = await bank.through(response, { signal, threads });
    const background = batch.hasBackground ? options.backgrounds![batch.response] : undefined;
    for (const population of bank.populations) {
      const { exposure, fluxScale } = batch;
      const drawn = await simulate(population, end - first, response, {
        ...{ exposure, fluxScale, background, seed, first, signal, threads },
      });
      const part: Dataset = {
        ...datasetFromSimulation(drawn, { classes: bank.classes }),
        properties: {},
        provenance: [],
      };
      const { probabilities } = await seen.classify(part, { signal, threads, goodness: false, parameters: false });
      const net = netCounts(part, bank.band);
      const rows = Uint32Array.from(net.keys()).filter((row) => net[row] > minimumNetCounts);
      collector.add(part, rows);
      for (const row of rows) targets.set(probabilities.subarray(row * classes, (row + 1) * classes), kept++ * classes);
    }
    onProgress?.(end * classes);
  }
  return { dataset: collector.dataset(), targets: targets.subarray(0, kept * classes) };
}

function drawBatches(responses: number, conditions: DistilConditions, seed: number, hasBackgrounds: boolean): Batch[] {
  const { exposure, fluxExposure, withoutBackground } = conditions;
  const count = responses * BATCHES;
  const drawn = uniforms(seed, streams.distilConditions, 0, count, 3);
  const between = ([low, high]: readonly [number, number], u: number) => low * (high / low) ** u;
  return Array.from({ length: count }, (_, k) => {
    const [u, v, w] = drawn.subarray(3 * k, 3 * k + 3);
    const seconds = between(exposure, u);
    return {
      response: Math.floor(k / BATCHES),
      exposure: seconds,
      fluxScale: between(fluxExposure, v) / seconds,
      hasBackground: hasBackgrounds && w >= withoutBackground,
    };
  });
}

/** @throws ParameterError naming the field. */
export function checkConditions(conditions: DistilConditions): void {
  for (const field of ['exposure', 'fluxExposure'] as const) {
    const [low, high] = conditions[field];
    if (!(isWithin(low, { above: 0 }) && isWithin(high, { min: low, below: Infinity })))
      throw new ParameterError(
        `conditions.${field}`,
        `conditions.${field} is ${low} to ${high} s; a range above 0 is needed`,
      );
  }
  if (!isWithin(conditions.withoutBackground, { min: 0, max: 1 }))
    throw new ParameterError(
      'conditions.withoutBackground',
      `conditions.withoutBackground is ${conditions.withoutBackground}; it must be from 0 to 1`,
    );
}
