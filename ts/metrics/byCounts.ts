import { checkList, checkNumber, checkOptions, checkWhole, ParameterError } from '../base/index.js';
import { streams, uniforms } from '../native/index.js';
import { checkProbabilities } from './curves.js';

/** Net counts at which spectra are divided in {@link reliabilityByCounts}; the last bin has no upper end. */
export const countEdges: readonly number[] = [8, 21, 55, 146, 200, 500, 2000];

/** Intervals of the probability in a calibration error. */
const PROBABILITY_BINS = 10;

/** A number with its standard deviation. */
export interface MeanAndDeviation {
  mean: number;
  sd: number;
}

/** The calibration of a set of spectra with both classes weighted equally. */
export interface BalancedReliability {
  /** Spectra with a probability, of both classes. */
  count: number;
  /** Of them, of the positive class. */
  positives: number;
  /** Mean of the shares of either class that are right at a threshold of 0.5; NaN unless both are there. */
  balancedAccuracy: number;
  /** Brier's score, each class with half of the weight. */
  brierScore: number;
  /** Expected calibration error over ten equal intervals of the probability, each class with half of the weight. */
  calibrationError: number;
  /**
   * The calibration error of a classifier whose probabilities, at equal shares of the classes, are exactly these: labels are
   * drawn from them. What an error is to be compared with, as it is never 0 for a finite number of spectra.
   */
  perfect: MeanAndDeviation;
  /** The intervals of the probability, for a reliability diagram. */
  bins: BalancedBin[];
}

/** The spectra whose probability lies in one of ten equal intervals. */
export interface BalancedBin {
  /** Spectra, unweighted. */
  count: number;
  /** Mean probability given, each class with half of the weight in the whole sample; NaN if the interval is empty. */
  meanProbability: number;
  /** Share of the positive class in the same weights: what the probability should be. */
  share: number;
}

/** Reliability in a range of net counts. */
export interface CountBin extends BalancedReliability {
  /** Net counts, `low` included and `high` not; Infinity for none. */
  low: number;
  high: number;
}

/** Options of {@link balancedReliability}. */
export interface ReliabilityOptions {
  /** Number of the positive class, default 1. */
  positive?: number;
  /** Seed of the labels that are drawn for `perfect`: 0 to 2^53 - 1, default 1. */
  seed?: number;
  /** Sets of labels that are drawn, default 100; 0 for none (`perfect` is then NaN). */
  draws?: number;
}

/** Options of {@link reliabilityByCounts}. */
export interface CountBinOptions extends ReliabilityOptions {
  /** Rising net counts between the bins, default {@link countEdges}. */
  edges?: readonly number[];
}

/** Probabilities and labels, each class with a weight of 1/2 in all. */
interface Weighted {
  probabilities: Float64Array;
  isPositive: Uint8Array;
}

const EMPTY = {
  balancedAccuracy: NaN,
  brierScore: NaN,
  calibrationError: NaN,
  perfect: { mean: NaN, sd: NaN },
  bins: [],
};

/**
 * Calibration with both classes weighted equally, whatever the sample's shares are: it judges probabilities that were given for
 * equal shares. All measures are NaN where a class is missing.
 *
 * @param labels true classes; all but `positive` together are the negative class
 * @param probabilities probability of the positive class for each, 0 to 1; rows with NaN (no net counts) are left out
 * @throws ParameterError when the lengths differ, a probability is not within 0 to 1, or for an option out of its limits.
 */
export function balancedReliability(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: ReliabilityOptions = {},
): BalancedReliability {
  checkOptions(options);
  const { positive = 1, seed = 1, draws = 100 } = options;
  checkWhole('seed', seed);
  checkWhole('draws', draws, 0, 100_000);
  const rows = checkProbabilities(labels, probabilities, positive);
  const sample = {
    probabilities: Float64Array.from(rows, (row) => probabilities[row]),
    isPositive: Uint8Array.from(rows, (row) => (labels[row] === positive ? 1 : 0)),
  };
  const positives = sample.isPositive.reduce((sum, label) => sum + label, 0);
  const counted = { count: rows.length, positives };
  if (positives === 0 || positives === rows.length) return { ...counted, ...EMPTY };
  return {
    ...counted,
    ...scoresOf(sample, positives),
    calibrationError: errorOf(sample, positives),
    perfect: errorOfPerfect(sample, positives, { seed, draws }),
    bins: binsOf(sample, positives),
  };
}

function scoresOf({ probabilities, isPositive }: Weighted, positives: number) {
  const sums = [
    { right: 0, squares: 0, count: isPositive.length - positives },
    { right: 0, squares: 0, count: positives },
  ];
  for (let i = 0; i < isPositive.length; i++) {
    const sum = sums[isPositive[i]];
    if (probabilities[i] >= 0.5 === (isPositive[i] === 1)) sum.right++;
    sum.squares += (probabilities[i] - isPositive[i]) ** 2;
  }
  const mean = (field: 'right' | 'squares') => (sums[0][field] / sums[0].count + sums[1][field] / sums[1].count) / 2;
  return { balancedAccuracy: mean('right'), brierScore: mean('squares') };
}

const intervalOf = (probability: number): number =>
  Math.min(Math.floor(probability * PROBABILITY_BINS), PROBABILITY_BINS - 1);

const weightsOf = (count: number, positives: number): [number, number] => [0.5 / (count - positives), 0.5 / positives];

function binsOf({ probabilities, isPositive }: Weighted, positives: number): BalancedBin[] {
  const weights = weightsOf(isPositive.length, positives);
  const sums = Array.from({ length: PROBABILITY_BINS }, () => ({ count: 0, weight: 0, probability: 0, hits: 0 }));
  for (let i = 0; i < isPositive.length; i++) {
    const sum = sums[intervalOf(probabilities[i])];
    const weight = weights[isPositive[i]];
    sum.count++;
    sum.weight += weight;
    sum.probability += weight * probabilities[i];
    if (isPositive[i]) sum.hits += weight;
  }
  return sums.map(({ count, weight, probability, hits }) => ({
    count,
    meanProbability: probability / weight,
    share: hits / weight,
  }));
}

/** Sum over intervals of |weight of the positives - weighted probability|. */
function errorOf({ probabilities, isPositive }: Weighted, positives: number): number {
  const weight = weightsOf(isPositive.length, positives);
  const excess = new Float64Array(PROBABILITY_BINS);
  for (let i = 0; i < isPositive.length; i++) {
    excess[intervalOf(probabilities[i])] += weight[isPositive[i]] * (isPositive[i] - probabilities[i]);
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0);
}

/**
 * In a sample with a share s of positives, a spectrum with the probability p at equal shares is positive with
 * p s / (p s + (1 - p)(1 - s)).
 */
function errorOfPerfect(
  { probabilities, isPositive }: Weighted,
  positives: number,
  { seed, draws }: { seed: number; draws: number },
): MeanAndDeviation {
  const share = positives / isPositive.length;
  const chances = probabilities.map((p) => (p * share) / (p * share + (1 - p) * (1 - share)));
  const drawn = new Uint8Array(isPositive.length);
  const errors: number[] = [];
  for (let k = 0; k < draws; k++) {
    const u = uniforms(seed, streams.bootstrap, k, 1, drawn.length);
    let count = 0;
    for (let i = 0; i < drawn.length; i++) {
      drawn[i] = u[i] < chances[i] ? 1 : 0;
      count += drawn[i];
    }
    // Labels of one class alone cannot be weighted; a sample of a few spectra draws such.
    if (count > 0 && count < drawn.length) errors.push(errorOf({ probabilities, isPositive: drawn }, count));
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  return { mean, sd: errors.length > 1 ? Math.sqrt(squares / (errors.length - 1)) : NaN };
}

/** The rows of each bin of net counts: from edges[i] to below edges[i + 1], the last without an upper end. */
export function rowsByCounts(
  netCounts: ArrayLike<number>,
  edges: readonly number[] = countEdges,
): { low: number; high: number; rows: Uint32Array }[] {
  checkList('netCounts', netCounts, 'an array of net counts');
  checkList('edges', edges, 'a list of rising net counts');
  edges.forEach((edge, i) => {
    checkNumber(`edges[${i}]`, edge, i > 0 ? { above: edges[i - 1] } : {});
  });
  const rows = Uint32Array.from({ length: netCounts.length }, (_, row) => row);
  return edges.map((low, i) => {
    const high = edges[i + 1] ?? Infinity;
    return { low, high, rows: rows.filter((row) => netCounts[row] >= low && netCounts[row] < high) };
  });
}

/**
 * {@link balancedReliability} in each bin of net counts: few counts are where classifiers claim too much.
 *
 * @param netCounts net counts of each spectrum
 * @throws ParameterError as {@link balancedReliability}, for another number of net counts, and for edges that do not rise.
 */
export function reliabilityByCounts(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  netCounts: ArrayLike<number>,
  options: CountBinOptions = {},
): CountBin[] {
  checkOptions(options);
  const { edges, ...each } = options;
  checkProbabilities(labels, probabilities, options.positive ?? 1);
  checkList('netCounts', netCounts, 'an array of net counts');
  if (netCounts.length !== labels.length)
    throw new ParameterError('netCounts', `there are ${netCounts.length} net counts for ${labels.length} labels`);
  return rowsByCounts(netCounts, edges).map(({ low, high, rows }) => {
    const at = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]);
    return { low, high, ...balancedReliability(at(labels), at(probabilities), each) };
  });
}

/** How much better one classifier does than another on the same spectra. */
export interface PairedGap {
  /** Number of spectra. */
  count: number;
  /** Accuracy of the reference less that of the other. */
  gap: number;
  /** Its standard error: sqrt(spectra on which just one of them is right) / count. */
  error: number;
  /** The same of the balanced accuracies, each class with its own number; NaN unless both classes are there. */
  balancedGap: number;
  balancedError: number;
}

/**
 * The difference of two classifiers' accuracies on the same spectra. Only spectra on which one is right and the other wrong count,
 * so that its error is smaller than that of two independent samples (McNemar 1947, Psychometrika 12, 153).
 *
 * @param labels true classes
 * @param reference verdicts of the one, such as the ceiling; -1 for none, which is not right
 * @param verdicts verdicts of the other
 * @throws ParameterError when the lengths differ.
 */
export function pairedGap(
  labels: ArrayLike<number>,
  reference: ArrayLike<number>,
  verdicts: ArrayLike<number>,
): PairedGap {
  checkList('labels', labels, 'an array of class numbers');
  for (const [name, list] of Object.entries({ reference, verdicts })) {
    checkList(name, list, 'an array of class numbers');
    if (list.length !== labels.length)
      throw new ParameterError(name, `there are ${list.length} verdicts for ${labels.length} labels`);
  }
  const classes = new Map<number, { count: number; won: number; lost: number }>();
  for (let i = 0; i < labels.length; i++) {
    const sum = classes.get(labels[i]) ?? { count: 0, won: 0, lost: 0 };
    classes.set(labels[i], sum);
    sum.count++;
    const [first, second] = [reference[i] === labels[i], verdicts[i] === labels[i]];
    if (first && !second) sum.won++;
    if (second && !first) sum.lost++;
  }
  const list = [...classes.values()];
  const total = (value: (sum: { count: number; won: number; lost: number }) => number) =>
    list.reduce((sum, entry) => sum + value(entry), 0);
  const count = labels.length;
  return {
    count,
    gap: total(({ won, lost }) => won - lost) / count,
    error: Math.sqrt(total(({ won, lost }) => won + lost)) / count,
    balancedGap: list.length < 2 ? NaN : total((sum) => (sum.won - sum.lost) / sum.count) / list.length,
    balancedError:
      list.length < 2 ? NaN : Math.sqrt(total((sum) => (sum.won + sum.lost) / sum.count ** 2)) / list.length,
  };
}
