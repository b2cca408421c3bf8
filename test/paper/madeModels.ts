import type { Metrics } from '../../ts/metrics/index.js';
import type { IterationModels } from '../../ts/paper/run/variants.js';

/** Metrics made by hand, as shares; NaN for those that a test does not look at. */
export function madeMetrics(metrics: Partial<Metrics>): Metrics {
  const none = Number.NaN;
  return {
    ...{ accuracy: none, recall: none, tnr: none, precision: none, npv: none },
    ...{ balancedAccuracy: none, mcc: none, positiveShare: none },
    ...metrics,
  };
}

/** The models of an iteration, one for each set of metrics; they ran 20 epochs, the best was the 15th. */
export const madeIteration = (...models: Partial<Metrics>[]): IterationModels => ({
  models: models.map((metrics) => ({ epochsRun: 20, bestEpoch: 15, metrics: madeMetrics(metrics) })),
});
