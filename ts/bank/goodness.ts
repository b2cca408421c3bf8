import * as v from 'valibot';
import { listOf, number, readData, string, whole } from '../base/index.js';
import { expectedCstat } from '../fit/index.js';
import { cstatTerm } from '../fit/statistics.js';
import type { NearestSource } from './nearestSource.js';

/** Bins in which a spectrum is compared with the source that explains it best: fewer, and wide differences are seen sooner. */
const GOODNESS_BINS = 33;

/** Expectation and variance of a bin's C by ln of its expected counts: a table, as the sums behind it are long. */
const TABLE = { first: Math.log(1e-6), last: Math.log(1e6), steps: 2048 };
let moments: { expectation: Float64Array; variance: Float64Array } | undefined;

function tabulate(): { expectation: Float64Array; variance: Float64Array } {
  const list = Array.from({ length: TABLE.steps + 1 }, (_, i) =>
    expectedCstat([Math.exp(TABLE.first + ((TABLE.last - TABLE.first) * i) / TABLE.steps)]),
  );
  return {
    expectation: Float64Array.from(list, ({ expectation }) => expectation),
    variance: Float64Array.from(list, ({ variance }) => variance),
  };
}

/** Number of bins for so many groups. */
export const binCount = (groups: number): number => Math.min(GOODNESS_BINS, groups);

/** Sums of neighbouring groups, in at most 33 bins. */
export function toBins(values: ArrayLike<number>): Float64Array {
  const groups = values.length;
  const bins = binCount(groups);
  return Float64Array.from({ length: bins }, (_, bin) => {
    let sum = 0;
    const end = Math.floor(((bin + 1) * groups) / bins);
    for (let g = Math.floor((bin * groups) / bins); g < end; g++) sum += values[g];
    return sum;
  });
}

/**
 * How far a spectrum is from the source nearest to it: C in at most 33 bins (Cash 1979, 0 where the expected counts are the counts
 * themselves), with the square of the background level's pull, against the expectation of C, in standard deviations
 * (Kaastra 2017, doi:10.1051/0004-6361/201629319).
 *
 * @param counts of each group of channels
 */
export function goodnessOf(counts: ArrayLike<number>, { expected, pull }: NearestSource): number {
  moments ??= tabulate();
  const [seen, means] = [toBins(counts), toBins(expected)];
  let [statistic, mean, variance] = [pull * pull, 0, 0];
  for (let bin = 0; bin < means.length; bin++) {
    // A bin that expects less than this adds nothing that a count in it would not say by itself.
    const mu = Math.max(means[bin], 1e-6);
    statistic += 2 * cstatTerm(seen[bin], mu);
    const place = ((Math.min(Math.log(mu), TABLE.last) - TABLE.first) / (TABLE.last - TABLE.first)) * TABLE.steps;
    const i = Math.min(Math.floor(place), TABLE.steps - 1);
    const share = place - i;
    mean += moments.expectation[i] * (1 - share) + moments.expectation[i + 1] * share;
    variance += moments.variance[i] * (1 - share) + moments.variance[i + 1] * share;
  }
  return (statistic - mean) / Math.sqrt(variance);
}

/** Counts from which on the parameters of the likeliest templates are fitted. */
export const FITTED = 300;

const goodnessFile = v.object({
  name: string,
  version: whole(1),
  source: listOf(string),
  /** Goodness that 1 % of the spectra exceed, by rising counts. */
  limits: listOf(v.object({ counts: number({ above: 0 }), goodness: number({ above: 0 }) })),
});
type Limits = v.InferOutput<typeof goodnessFile>['limits'];

let embedded: Limits | undefined;

/**
 * Whether a spectrum of so many counts is farther from all templates than 99 % of those of stars and AGN: a straight line in the
 * logarithms between the limits below and above the counts, on either side of where templates begin to be refined.
 */
export function isUnlike(goodness: number, counts: number, limits?: Limits): boolean {
  if (!(counts > 0)) return false;
  embedded ??= readData('bank/goodness.json', goodnessFile).limits;
  const isRefined = counts >= FITTED;
  const side = (limits ?? embedded).filter((limit) => limit.counts >= FITTED === isRefined);
  const above = side.findIndex((limit) => limit.counts > counts);
  if (above < 0) return goodness > side[side.length - 1].goodness;
  if (above === 0) return goodness > side[0].goodness;
  const [low, high] = [side[above - 1], side[above]];
  const share = Math.log(counts / low.counts) / Math.log(high.counts / low.counts);
  return goodness > low.goodness * (high.goodness / low.goodness) ** share;
}
