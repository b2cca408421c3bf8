import { checkList, checkNumber } from '../base/index.js';

/**
 * Wilson's score interval of a share: the range of the true share, given `successes` in `trials`. It keeps its
 * confidence level for small numbers and for shares near 0 and 1, where p +- z sqrt(p(1 - p)/n) fails.
 *
 * E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927), doi 10.1080/01621459.1927.10502953.
 *
 * @param z half-width in standard deviations: 1 for 68.3 %, 1.959964 for 95 %
 * @returns [low, high], within 0 to 1; [0, 1] for no trials
 * @throws ParameterError unless 0 <= successes <= trials and z > 0.
 */
export function wilsonInterval(successes: number, trials: number, z = 1): [number, number] {
  checkNumber('trials', trials, { min: 0 });
  checkNumber('successes', successes, { min: 0, max: trials });
  checkNumber('z', z, { above: 0 });
  if (trials === 0) return [0, 1];
  const p = successes / trials;
  const z2 = (z * z) / trials;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (z / (1 + z2)) * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials));
  // The ends are exactly 0 and 1, which the difference would miss by rounding.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}

/**
 * Mean and standard deviation of repeated runs (with n - 1 in the denominator, as the runs are a sample).
 *
 * @param values one number for each run
 * @returns mean and sd; the mean of no values is NaN, and so is the deviation of fewer than two
 */
export function meanAndSd(values: ArrayLike<number>): { mean: number; sd: number } {
  checkList('values', values, 'an array of numbers');
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : NaN };
}
