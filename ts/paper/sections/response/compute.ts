import type { Dataset } from '../../../index.js';
import type { Metrics } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import type { SetName } from '../../run/recipes.js';
import { metricsOn } from '../../run/trained.js';
import { sumIn } from '../../statistics/lines.js';
import { median } from '../../statistics/samples.js';

/** Two test sets of the same sources: with the response of the training, and with a later one. */
export const testSets = ['test-shared', 'test-later'] as const satisfies readonly SetName[];
export type TestSet = (typeof testSets)[number];

/** Results of the models of one iteration on both test sets. */
export type Tested = Record<TestSet, { metrics: Metrics }[]>;

export interface ResponseNumbers {
  /** One entry for each iteration. */
  tested: Tested[];
  /** Results of the models of one iteration that were trained with a separate response for each class. */
  ownField: Tested;
  /** Number of spectra above the cut, and the median share of a spectrum's counts above 2 keV. */
  spectra: Record<TestSet, { count: number; hardness: { star: number; agn: number } }>;
}

export async function compute(context: Context): Promise<ResponseNumbers> {
  const tested: Tested[] = [];
  for (let i = 0; i < context.config.iterations; i++) {
    const { classifiers } = await context.trained('reduced', i);
    const name = `response-${String(i).padStart(3, '0')}`;
    tested.push(await context.step(name, () => metricsOn(context, classifiers, testSets)));
  }
  const { classifiers } = await context.trained('own-field', 0);
  const ownField = await context.step('response-own-field', () => metricsOn(context, classifiers, testSets));
  const spectra = {} as ResponseNumbers['spectra'];
  for (const set of testSets) {
    const { dataset } = await context.data.get(set);
    spectra[set] = { count: dataset.count, hardness: hardnessOf(dataset) };
  }
  return { tested, ownField, spectra };
}

function hardnessOf(dataset: Dataset): { star: number; agn: number } {
  const { counts, channels, labels } = dataset;
  const shares = Array.from(labels, (_, row) => {
    const spectrum = counts.subarray(row * channels, (row + 1) * channels);
    return sumIn(dataset, spectrum, [2, 8]) / sumIn(dataset, spectrum, [0.3, 8]);
  });
  const medianOf = (label: number) => median(shares.filter((_, row) => labels[row] === label));
  return { star: medianOf(0), agn: medianOf(1) };
}
