import { checkList, checkNumber, checkOptions, checkWhole, ParameterError } from '../base/index.js';

/**
 * The receiver operating characteristic. It has one point for each distinct probability p, in falling order: the rates
 * that result if every source with P >= p is called positive.
 */
export interface RocCurve {
  /** N thresholds, falling; the first is Infinity (nothing is called positive). */
  thresholds: Float64Array;
  /** N values, FP / (FP + TN): share of stars called AGN. */
  falsePositiveRate: Float64Array;
  /** N values, TP / (TP + FN): recall. */
  truePositiveRate: Float64Array;
  /**
   * Area under the curve by the trapezoidal rule: the chance that an AGN has a higher probability than a star, ties
   * counting one half (Fawcett 2006, Pattern Recognition Letters 27, 861). NaN unless both classes are present.
   */
  area: number;
}

/** Precision against recall, with the points of {@link RocCurve} except the one at Infinity. */
export interface PrecisionRecallCurve {
  /** N thresholds, falling. */
  thresholds: Float64Array;
  /** N values, TP / (TP + FP): purity. */
  precision: Float64Array;
  /** N values, TP / (TP + FN): completeness. */
  recall: Float64Array;
  /** Sum of precision x step in recall (no interpolation; Davis & Goadrich 2006, ICML). NaN without positives. */
  averagePrecision: number;
}

/**
 * The distinct probabilities, in falling order, each with the numbers of positives (TP) and negatives (FP) that have at
 * least this probability.
 */
function ranked(labels: ArrayLike<number>, probabilities: ArrayLike<number>, positive: number) {
  const rows = checkProbabilities(labels, probabilities, positive);
  // Sorting the probabilities of each class and merging them is ten times faster than sorting row numbers by
  // probability.
  const falling = (isPositive: boolean) => {
    const members = rows.filter((row) => (labels[row] === positive) === isPositive);
    return Float64Array.from(members, (row) => probabilities[row])
      .sort()
      .reverse();
  };
  const [positives, negatives] = [falling(true), falling(false)];
  const points: { threshold: number; tp: number; fp: number }[] = [];
  let [tp, fp] = [0, 0];
  while (tp < positives.length || fp < negatives.length) {
    const threshold = Math.max(positives[tp] ?? -1, negatives[fp] ?? -1);
    while (positives[tp] === threshold) tp++;
    while (negatives[fp] === threshold) fp++;
    points.push({ threshold, tp, fp });
  }
  return { points, positives: positives.length, negatives: negatives.length };
}

/**
 * The rows whose probability is not NaN (a spectrum without net counts has none). Throws for arguments that are not
 * probabilities and labels.
 */
export function checkProbabilities(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  positive: number,
): Uint32Array {
  checkList('labels', labels, 'an array of class numbers');
  checkList('probabilities', probabilities, 'an array of probabilities');
  checkWhole('positive', positive);
  if (labels.length !== probabilities.length)
    throw new ParameterError(
      'probabilities',
      `there are ${probabilities.length} probabilities for ${labels.length} labels`,
    );
  const rows: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const p = probabilities[row];
    if (Number.isNaN(p)) continue;
    if (!(p >= 0 && p <= 1))
      throw new ParameterError(
        'probabilities',
        `probability ${row} is ${p}; it must lie from 0 to 1, or be NaN for none`,
      );
    rows.push(row);
  }
  return Uint32Array.from(rows);
}

/**
 * The receiver operating characteristic of probabilities. Rows with a probability of NaN (no net counts) are left out.
 *
 * @param labels true classes
 * @param probabilities probability of the positive class for each, 0 to 1
 * @param positive number of the positive class; all other classes together are the negative one
 * @throws ParameterError when the lengths differ or a probability is not within 0 to 1.
 */
export function rocCurve(labels: ArrayLike<number>, probabilities: ArrayLike<number>, positive = 1): RocCurve {
  const { points, positives, negatives } = ranked(labels, probabilities, positive);
  const corners = [{ threshold: Infinity, tp: 0, fp: 0 }, ...points];
  let area = 0;
  for (let i = 1; i < corners.length; i++)
    area += ((corners[i].fp - corners[i - 1].fp) * (corners[i].tp + corners[i - 1].tp)) / 2;
  return {
    thresholds: Float64Array.from(corners, (point) => point.threshold),
    falsePositiveRate: Float64Array.from(corners, ({ fp }) => fp / negatives),
    truePositiveRate: Float64Array.from(corners, ({ tp }) => tp / positives),
    area: area / (positives * negatives),
  };
}

/**
 * The curve of precision against recall. Precision depends on the share of positives in the sample: use a sample with
 * the share of the sky, or report the share.
 *
 * @param labels true classes
 * @param probabilities probability of the positive class for each, 0 to 1; NaN for none
 * @param positive number of the positive class
 * @throws ParameterError when the lengths differ or a probability is not within 0 to 1.
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  positive = 1,
): PrecisionRecallCurve {
  const { points, positives } = ranked(labels, probabilities, positive);
  let averagePrecision = positives > 0 ? 0 : NaN;
  let before = 0;
  for (const { tp, fp } of points) {
    averagePrecision += ((tp - before) / positives) * (tp / (tp + fp));
    before = tp;
  }
  return {
    thresholds: Float64Array.from(points, (point) => point.threshold),
    precision: Float64Array.from(points, ({ tp, fp }) => tp / (tp + fp)),
    recall: Float64Array.from(points, ({ tp }) => tp / positives),
    averagePrecision,
  };
}

/** The goal of {@link thresholdFor}: exactly one of the two. */
export interface ThresholdGoal {
  /** Minimum purity of the sources called positive, 0 to 1. */
  precision?: number;
  /** Minimum completeness, 0 to 1. */
  recall?: number;
}

/**
 * Finds the threshold on P that reaches a wanted purity or completeness: for `precision` the lowest such threshold (the
 * most complete sample), for `recall` the highest (the purest). Choose the threshold on one sample and measure its
 * performance on another.
 *
 * @param labels true classes
 * @param probabilities probability of the positive class for each, 0 to 1; NaN for none
 * @param goal `{ precision: 0.95 }` or `{ recall: 0.9 }`
 * @param positive number of the positive class
 * @returns the threshold, with its precision and recall on these data
 * @throws ParameterError when no threshold reaches the goal, with the best value that is reached.
 */
export function thresholdFor(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  goal: ThresholdGoal,
  positive = 1,
): { threshold: number; precision: number; recall: number } {
  checkOptions(goal);
  const [name, ...surplus] = (['precision', 'recall'] as const).filter((key) => goal[key] !== undefined);
  if (!name || surplus.length) throw new ParameterError('goal', 'goal must have either precision or recall');
  const wanted = goal[name];
  checkNumber(`goal.${name}`, wanted, { min: 0, max: 1 });
  const curve = precisionRecallCurve(labels, probabilities, positive);
  const reached = (i: number) => curve[name][i] >= wanted;
  const indices = [...curve.thresholds.keys()];
  const found = name === 'precision' ? indices.findLast(reached) : indices.find(reached);
  if (found === undefined) {
    const best = curve[name].reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const bestText =
      indices.length && !Number.isNaN(best) ? `the best is ${best.toFixed(4)}` : 'there are no positives';
    throw new ParameterError('goal', `no threshold reaches a ${name} of ${wanted}: ${bestText}`);
  }
  return { threshold: curve.thresholds[found], precision: curve.precision[found], recall: curve.recall[found] };
}
