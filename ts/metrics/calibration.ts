import { checkOptions, checkWhole } from '../base/index.js';
import { checkProbabilities } from './curves.js';
import { wilsonInterval } from './spread.js';

/** The sources whose probability lies in one interval. */
export interface CalibrationBin {
  /** Ends of the interval; the lower end belongs to it, and 1 belongs to the last interval. */
  low: number;
  high: number;
  count: number;
  /** Mean probability given by the classifier; NaN if the interval is empty. */
  meanProbability: number;
  /** Share of sources that truly are positive; NaN if the interval is empty. */
  share: number;
  /** 68.3 % Wilson interval of the share; [0, 1] if the interval is empty. */
  interval: [number, number];
}

/** How well probabilities agree with the true shares. */
export interface Calibration {
  bins: CalibrationBin[];
  /** Sum over bins of count / all x |share - meanProbability| (Naeini et al. 2015, AAAI); NaN without data. */
  expectedCalibrationError: number;
}

/**
 * The numbers of a reliability diagram: the share of positive sources in equal intervals of the probability.
 *
 * @param labels true classes
 * @param probabilities probability of the positive class for each, 0 to 1; rows with NaN (no net counts) are left out
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
 * Brier's score: the mean of (P - 1)^2 over positives and P^2 over negatives. 0 is perfect; P = 0.5 for all sources
 * gives 0.25 (Brier 1950, Monthly Weather Review 78, 1). NaN without data.
 *
 * @param labels true classes
 * @param probabilities probability of the positive class for each, 0 to 1; rows with NaN (no net counts) are left out
 * @param positive number of the positive class
 * @throws ParameterError when the lengths differ or a probability is not within 0 to 1.
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>, positive = 1): number {
  const rows = checkProbabilities(labels, probabilities, positive);
  let sum = 0;
  for (const row of rows) sum += (probabilities[row] - (labels[row] === positive ? 1 : 0)) ** 2;
  return sum / rows.length;
}
