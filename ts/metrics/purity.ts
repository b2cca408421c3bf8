import { checkList, checkNumber, ParameterError } from '../base/index.js';

/** A selection by probability, with what is expected of it; see {@link thresholdForPurity}. */
export interface PuritySelection {
  /** Sources from this probability on are selected; Infinity where no selection is pure enough. */
  threshold: number;
  /** Number of sources selected. */
  selected: number;
  /** Expected purity: mean probability of the selected; NaN without any. */
  purity: number;
  /** Expected completeness: sum of the probabilities of the selected over that of all; NaN where that is 0. */
  completeness: number;
}

/** Of the mean of many equal numbers. */
const rounding = 1e-12;

/**
 * Finds the lowest threshold on the probability of a class above which sources are expected to be of that class in a
 * wanted share: the most complete of the selections that are pure enough. No labels are needed, but the probabilities
 * must be right, and so hold for the shares of the classes in this sample ({@link applyPrior}); where labels are known,
 * {@link thresholdFor} uses them.
 *
 * @param probabilities of the class, 0 to 1 each; NaN for none
 * @param purity wanted mean probability of the selected sources, above 0 to 1
 * @throws ParameterError for a probability or purity out of its limits.
 */
export function thresholdForPurity(probabilities: ArrayLike<number>, purity: number): PuritySelection {
  checkList('probabilities', probabilities, 'an array of probabilities');
  checkNumber('purity', purity, { above: 0, max: 1 });
  const known = Float64Array.from(probabilities).filter((p) => !Number.isNaN(p));
  const bad = known.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined)
    throw new ParameterError('probabilities', `a probability is ${bad}; it must lie from 0 to 1, or be NaN for none`);
  const falling = known.sort().reverse();
  const total = falling.reduce((sum, p) => sum + p, 0);
  const found = { threshold: Infinity, selected: 0, purity: NaN, completeness: 0 / total };
  // The mean falls with every source that is added, so that the last selection that is pure enough is the largest.
  let sum = 0;
  for (let i = 0; i < falling.length; i++) {
    sum += falling[i];
    if (falling[i + 1] === falling[i]) continue;
    if (sum / (i + 1) < purity - rounding) break;
    Object.assign(found, { threshold: falling[i], selected: i + 1, purity: sum / (i + 1), completeness: sum / total });
  }
  return found;
}
