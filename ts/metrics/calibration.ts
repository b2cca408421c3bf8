import { checkOptions, checkWhole } from '../base/index.js';
import { checkProbabilities } from './curves.js';
import { wilsonInterval } from './spread.js';

/** Sources whose probability lies in one interval. */
export interface CalibrationBin {
  /** The interval's ends; the lower one belongs to it, and 1 to the last. */
  low: number;
  high: number;
  count: number;
  /** Mean probability that the classifier gave; NaN when empty. */
  meanProbability: number;
  /** Share that truly is positive; NaN when empty. */
  share: number;
  /** 68.3 % Wilson interval of the share; [0, 1] when empty. */
  interval: [number, number];
}

/** How well probabilities are what they say. */
export interface Calibration {
  bins: CalibrationBin[];
  /** Sum over bins of count / all x |share - meanProbability| (Naeini et al. 2015, AAAI); NaN without data. */
  expectedCalibrationError: number;
}

/**
 * A reliability diagram in numbers: in equal intervals of the probability, the share of sources that are positive.
 *
 * @param labels true classes
 * @param probabilities for each the probability of the positive class, 0 to 1; NaN (no net counts) is left out
 * @param options.bins number of equal intervals of 0 to 1, default 10
 * @param options.positive number of the positive class, default 1
 * @throws ParameterError when the lengths differ or a probability is not within 0 to 1.
 */
export function calibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: { bins?: number; positive?: number } = {},
): Calibration {
  checkOptions(options);
  const { bins: count = 10, positive = 1 } = options;
  checkWhole('bins', count, 1, 10_000);
  const rows = checkProbabilities(labels, probabilities, positive);
  const sums = Array.from({ length: count }, () => ({ count: 0, probability: 0, hits: 0 }));
  for (const row of rows) {
    const sum = sums[Math.min(Math.floor(probabilities[row] * count), count - 1)];
    sum.count++;
    sum.probability += probabilities[row];
    if (labels[row] === positive) sum.hits++;
  }
  let error = 0;
  const bins = sums.map(({ count: n, probability, hits }, i) => {
    if (n > 0) error += Math.abs(hits - probability);
    return {
      low: i / count,
      high: (i + 1) / count,
      count: n,
      meanProbability: probability / n,
      share: hits / n,
      interval: wilsonInterval(hits, n),
    };
  });
  return { bins, expectedCalibrationError: error / rows.length };
}

/**
 * Brier's score: the mean of (P - 1)^2 over positives and P^2 over negatives. 0 is perfect, 0.25 is P = 0.5 for all (Brier
 * 1950, Monthly Weather Review 78, 1). NaN without data.
 *
 * @param labels true classes
 * @param probabilities for each the probability of the positive class, 0 to 1; NaN (no net counts) is left out
 * @param positive number of the positive class
 * @throws ParameterError when the lengths differ or a probability is not within 0 to 1.
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>, positive = 1): number {
  const rows = checkProbabilities(labels, probabilities, positive);
  let sum = 0;
  for (const row of rows) sum += (probabilities[row] - (labels[row] === positive ? 1 : 0)) ** 2;
  return sum / rows.length;
}
