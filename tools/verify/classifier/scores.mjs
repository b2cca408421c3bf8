// What is kept of a classifier's probabilities on a set: plain numbers by bins of net counts, with the gap to the ceiling.
import {
  balancedReliability,
  confusionMatrix,
  metricsOf,
  pairedGap,
  rowsByCounts,
} from '../../../dist/metrics/index.js';

/** Verdicts above this probability should be right as often. */
export const CONFIDENT = 0.95;
/** The paper's cut in net counts. */
export const PAPER_CUT = 100;

/** AGN from a probability of 0.5 on; -1 where there is none. @param {ArrayLike<number>} probabilities */
export const verdictsOf = (probabilities) =>
  Int16Array.from(probabilities, (p) => (Number.isNaN(p) ? -1 : p >= 0.5 ? 1 : 0));

/**
 * @param {{ labels: ArrayLike<number>, netCounts: ArrayLike<number> }} set
 * @param {ArrayLike<number>} probabilities of AGN
 * @param {ArrayLike<number>} ceiling probabilities of AGN by the ceiling
 * @param {{ draws?: number }} options
 */
export function scoresOf({ labels, netCounts }, probabilities, ceiling, { draws = 100 } = {}) {
  const bright = Uint32Array.from(Array.from(labels, (_, row) => row).filter((row) => netCounts[row] > PAPER_CUT));
  const score = (rows) => scoreRows(rows, labels, probabilities, ceiling, draws);
  return {
    bright: score(bright),
    bins: rowsByCounts(netCounts).map(({ low, high, rows }) => ({
      low,
      high: high === Infinity ? null : high,
      ...score(rows),
    })),
  };
}

function scoreRows(rows, labels, probabilities, ceiling, draws) {
  const at = (values) => Float64Array.from(rows, (row) => values[row]);
  const [truth, given] = [at(labels), at(probabilities)];
  const verdicts = verdictsOf(given);
  const { gap, error, balancedGap, balancedError } = pairedGap(truth, verdictsOf(at(ceiling)), verdicts);
  const { balancedAccuracy, brierScore, calibrationError, perfect, bins } = balancedReliability(truth, given, {
    draws,
  });
  return {
    count: rows.length,
    positives: truth.reduce((sum, label) => sum + label, 0),
    accuracy: metricsOf(confusionMatrix(truth, verdicts)).accuracy,
    ...{ balancedAccuracy, gap, error, balancedGap, balancedError, brierScore, calibrationError, perfect },
    confident: confidentOf(truth, given),
    reliability: bins.map((bin) => [bin.count, bin.meanProbability, bin.share]),
  };
}

/** Spectra with a verdict above {@link CONFIDENT}, and how many of them are right, by class. */
export function confidentOf(labels, probabilities) {
  const out = { count: 0, right: 0, balancedRight: NaN };
  const weights = [0, 0];
  for (const label of labels) weights[label]++;
  let [all, hits] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i];
    if (!(Math.max(p, 1 - p) > CONFIDENT)) continue;
    const isRight = p >= 0.5 === (labels[i] === 1);
    out.count++;
    all += 1 / weights[labels[i]];
    if (!isRight) continue;
    out.right++;
    hits += 1 / weights[labels[i]];
  }
  return { ...out, balancedRight: all > 0 ? hits / all : NaN };
}
