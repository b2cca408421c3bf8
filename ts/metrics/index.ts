export { type BootstrapInterval, type BootstrapOptions, bootstrapInterval } from './bootstrap.js';
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
