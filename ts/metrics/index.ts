export {
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  confusionMatrix,
  type Metrics,
  metricsOf,
  npv,
  positiveShare,
  precision,
  recall,
  tnr,
} from './confusion.js';
export { meanAndSd, wilsonInterval } from './spread.js';
