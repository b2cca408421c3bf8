import { type Metrics, meanAndSd } from '../../metrics/index.js';
import type { ReportValue } from '../../report/index.js';
import { valueFrom } from '../claims/judging.js';

/** The five metrics of Table 1 (eqs. 2 to 6) in its order, and how it calls them. */
export const tableMetrics = [
  ['accuracy', 'accuracy'],
  ['recall', 'recall'],
  ['tnr', 'TNR'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
] as const satisfies readonly (readonly [keyof Metrics, string])[];

/** Models of one iteration with their metrics on one test set. */
export interface Iteration {
  models: readonly { metrics: Metrics }[];
}

/** Mean of a metric over models, in %. */
export const meanPercent = (models: Iteration['models'], metric: keyof Metrics): number =>
  100 * meanAndSd(models.map(({ metrics }) => metrics[metric])).mean;

/** Mean and standard deviation over the iterations of a number that each gives. */
export const overIterations = <T>(iterations: readonly T[], number: (iteration: T) => number): ReportValue =>
  valueFrom(iterations.map(number));

/** A metric, in %: an iteration counts with the mean over its models. */
export const percentOver = (iterations: readonly Iteration[], metric: keyof Metrics): ReportValue =>
  overIterations(iterations, ({ models }) => meanPercent(models, metric));

/** Standard error of a mean over so many; NaN of a single one, by which nothing is decided then. */
export const standardError = ({ sd = Number.NaN }: ReportValue, count: number): number => sd / Math.sqrt(count);

/** What a metric gains over `base`, in % points, iteration by iteration: both have the same spectra and splits in each. */
export const gainOver = (
  iterations: readonly Iteration[],
  base: readonly Iteration[],
  metric: keyof Metrics,
): ReportValue =>
  valueFrom(iterations.map(({ models }, i) => meanPercent(models, metric) - meanPercent(base[i].models, metric)));
