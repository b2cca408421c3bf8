import {
  agn,
  Classifier,
  type Dataset,
  type Response,
  type RunOptions,
  responseDescriptor,
  responseDescriptorNames,
  selectRows,
  stars,
  templateBank,
} from '../../../index.js';
import { balancedReliability, pairedGap } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import { paperResponses } from '../../run/responses.js';
import { seedFor } from '../../run/seeds.js';
import { iterationSplits } from '../../run/trained.js';

export const ceilingSets = ['none', 'observed', 'reduced'] as const;
export type CeilingSet = (typeof ceilingSets)[number];

/** How one classifier does on test spectra; shares from 0 to 1, both classes weighted equally but for `accuracy`. */
export interface Compared {
  accuracy: number;
  balancedAccuracy: number;
  /** Balanced accuracy of the bank less its own, on the same spectra, and its standard error. */
  gap: number;
  gapError: number;
  calibrationError: number;
  /** Calibration error of a perfect classifier for as many spectra. */
  perfectError: number;
}

/** The test spectra of the first iteration of a row of Table 1. */
export interface CeilingRow {
  set: CeilingSet;
  spectra: number;
  agn: number;
  templates: number;
  bank: Compared;
  /** The classifier that comes with the package. */
  packaged: Compared;
  /** The networks of the iteration, each trained without one part. */
  networks: Compared[];
}

/** Templates of each class: with more the bank is right no more often, to 0.1 % of the spectra. */
const TEMPLATES = 2560;

export async function compute(context: Context): Promise<CeilingRow[]> {
  const rows: CeilingRow[] = [];
  for (const set of ceilingSets) {
    const { classifiers } = await context.trained(set, 0);
    rows.push(await context.step(`ceiling-${set}`, () => rowOf(context, set, classifiers), 20));
  }
  return rows;
}

async function rowOf(context: Context, set: CeilingSet, networks: readonly Classifier[]): Promise<CeilingRow> {
  const { config, threads, signal } = context;
  const { dataset } = await context.data.get(set);
  const response = paperResponses().training;
  const test = selectRows(dataset, iterationSplits(dataset, config, 0).test);
  const best = await byBank(test, response, seedFor(config.seed, 'templates'), { threads, signal });
  const described = { ...test, responseDescriptor: responseDescriptor(response), responseDescriptorNames };
  const compare = async (classifier: Classifier) => {
    const { probabilities } = await classifier.predict(described, { threads, signal });
    const positive = classifier.classes.indexOf('agn');
    const ofAgn = Array.from(test.labels, (_, row) => probabilities[row * classifier.classes.length + positive]);
    return comparedWith(test.labels, best, ofAgn);
  };
  const compared: Compared[] = [];
  for (const network of networks) compared.push(await compare(network));
  return {
    ...{ set, spectra: test.count, agn: test.labels.reduce((sum, label) => sum + label, 0), templates: TEMPLATES },
    ...{ bank: comparedWith(test.labels, best, best), packaged: await compare(Classifier.load()), networks: compared },
  };
}

/** Probability of an AGN by a template bank through the response. */
async function byBank(dataset: Dataset, response: Response, seed: number, options: RunOptions): Promise<Float64Array> {
  const bank = templateBank([stars(), agn()], { templates: TEMPLATES, seed });
  const through = await bank.through(response, options);
  const { probabilities } = await through.classify(onChannels(dataset, response), {
    ...options,
    goodness: false,
    parameters: false,
  });
  const positive = bank.classes.indexOf('agn');
  return Float64Array.from(dataset.labels, (_, row) => probabilities[row * bank.classes.length + positive]);
}

/** Simulated spectra of which a band is kept, on all channels of the response again: without counts in the others. */
export function onChannels(
  dataset: Dataset,
  { channels, firstChannel, eMin, eMax }: Pick<Response, 'channels' | 'firstChannel' | 'eMin' | 'eMax'>,
): Dataset {
  const start = dataset.firstChannel - firstChannel;
  const spread = (counts: NonNullable<Dataset['backgroundCounts']>) => {
    const out = new Uint16Array(dataset.count * channels);
    for (let row = 0; row < dataset.count; row++)
      out.set(counts.subarray(row * dataset.channels, (row + 1) * dataset.channels), row * channels + start);
    return out;
  };
  return {
    ...{ ...dataset, channels, firstChannel, eMin, eMax, counts: spread(dataset.counts) },
    ...(dataset.backgroundCounts && { backgroundCounts: spread(dataset.backgroundCounts) }),
  };
}

const verdicts = (probabilities: ArrayLike<number>) =>
  Int16Array.from(probabilities, (p) => (Number.isNaN(p) ? -1 : p >= 0.5 ? 1 : 0));

/** @param best probabilities of an AGN by the bank @param probabilities by the other */
export function comparedWith(
  labels: ArrayLike<number>,
  best: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Compared {
  const called = verdicts(probabilities);
  const { balancedAccuracy, calibrationError, perfect } = balancedReliability(labels, probabilities);
  const { balancedGap, balancedError } = pairedGap(labels, verdicts(best), called);
  return {
    accuracy: called.reduce((right, verdict, row) => right + (verdict === labels[row] ? 1 : 0), 0) / labels.length,
    ...{ balancedAccuracy, gap: balancedGap, gapError: balancedError, calibrationError, perfectError: perfect.mean },
  };
}
