import { type Metrics, meanAndSd } from '../../metrics/index.js';
import type { ReportValue } from '../../report/index.js';
import { valueFrom } from '../judging.js';

/** The five metrics of Table 1 (eqs. 2 to 6) in its order, and how it calls them. */
export const tableMetrics = [
  ['accuracy', 'accuracy'],
  ['recall', 'recall'],
  ['tnr', 'TNR'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
] as const satisfies readonly (readonly [keyof Metrics, string])[];

/** Mean of a metric over models, in %. */
export const meanPercent = (models: readonly { metrics: Metrics }[], metric: keyof Metrics): number =>
  100 * meanAndSd(models.map(({ metrics }) => metrics[metric])).mean;

/** Mean and standard deviation over the iterations of a number that each gives. */
export const overIterations = <T>(iterations: readonly T[], number: (iteration: T) => number): ReportValue =>
  valueFrom(iterations.map(number));
