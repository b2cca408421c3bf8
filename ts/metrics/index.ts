export { type ConfusionMatrix, confusionMatrix, type Metrics, metricsOf } from './confusion.js';
export { meanAndSd, wilsonInterval } from './spread.js';
