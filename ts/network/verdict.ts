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
 *
 * @param start where in the array the probabilities of the spectrum begin; `classes` of them
 */
export function verdictOf(
  probabilities: ArrayLike<number>,
  threshold = 0.5,
  start = 0,
  classes = probabilities.length,
): number {
  let likeliest = start;
  for (let i = start; i < start + classes; i++) {
    if (Number.isNaN(probabilities[i])) return -1;
    if (probabilities[i] > probabilities[likeliest]) likeliest = i;
  }
  if (classes === 2) return probabilities[start + 1] >= threshold ? 1 : 0;
  return likeliest - start;
}

/** The chance of being wrong from which a verdict has its flag. */
const openChance = 0.2;

/**
 * Whether a posterior is so wide that the most probable class is wrong with a chance above 0.2, as it is of few counts;
 * false where there is no probability (NaN).
 */
export function hasFewCounts(probabilities: ArrayLike<number>, start = 0, classes = probabilities.length): boolean {
  let most = 0;
  for (let i = start; i < start + classes; i++) {
    if (Number.isNaN(probabilities[i])) return false;
    most = Math.max(most, probabilities[i]);
  }
  return 1 - most > openChance;
}
