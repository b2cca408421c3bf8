export { type BootstrapInterval, type BootstrapOptions, bootstrapInterval } from './bootstrap.js';
export {
  type BalancedBin,
  type BalancedReliability,
  balancedReliability,
  type CountBin,
  type CountBinOptions,
  countEdges,
  type MeanAndDeviation,
  type PairedGap,
  pairedGap,
  type ReliabilityOptions,
  reliabilityByCounts,
  rowsByCounts,
} from './byCounts.js';
export { brierScore, type Calibration, type CalibrationBin, calibration } from './calibration.js';
export { type ConfusionMatrix, confusionMatrix, type Metrics, metricsOf } from './confusion.js';
export {
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
  type ThresholdGoal,
  thresholdFor,
} from './curves.js';
export { applyPrior, estimatePrior, type Prior, type PriorEstimate } from './prior.js';
export { type PuritySelection, thresholdForPurity } from './purity.js';
export { meanAndSd, wilsonInterval } from './spread.js';
