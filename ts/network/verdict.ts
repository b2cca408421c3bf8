import { checkNumber, ParameterError } from '../base/index.js';

/** @throws ParameterError for a threshold outside 0 to 1, or with a number of classes other than two. */
export function checkThreshold(threshold: number | undefined, classes: number): void {
  if (threshold === undefined) return;
  if (classes !== 2)
    throw new ParameterError('threshold', `a threshold needs two classes; this classifier has ${classes}`);
  checkNumber('threshold', threshold, { min: 0, max: 1 });
}

/**
 * The number of the class that probabilities speak for. With two classes: the second if its probability is at least
 * `threshold`, 0.5 by default. With more: the most probable, the first of equal ones. -1 where there is no probability
 * (NaN).
 */
export function verdictOf(probabilities: readonly number[], threshold = 0.5): number {
  if (probabilities.some(Number.isNaN)) return -1;
  if (probabilities.length === 2) return probabilities[1] >= threshold ? 1 : 0;
  return probabilities.indexOf(Math.max(...probabilities));
}

/** The chance of being wrong from which a verdict has its flag. */
const openChance = 0.2;

/**
 * Whether a posterior is so wide that the most probable class is wrong with a chance above 0.2, as it is of few counts;
 * false where there is no probability (NaN).
 */
export const hasFewCounts = (probabilities: readonly number[]): boolean => 1 - Math.max(...probabilities) > openChance;
