import * as v from 'valibot';
import { listOf, number, readData, string, whole } from '../base/index.js';
import { cstatCumulants } from '../fit/expectedStatistic.js';
import { cstatTerm } from '../fit/statistics.js';
import type { NearestSource } from './nearestSource.js';

/** Bins in which a spectrum is compared with the source that explains it best: fewer, and wide differences are seen sooner. */
const GOODNESS_BINS = 33;

/** Cumulants of a bin's C by ln of its expected counts: a table, as the sums behind them are long. */
const TABLE = { first: Math.log(1e-6), last: Math.log(1e6), steps: 2048 };
let cumulants: readonly Float64Array[] | undefined;

function tabulate(): readonly Float64Array[] {
  const list = Array.from({ length: TABLE.steps + 1 }, (_, i) =>
    cstatCumulants(Math.exp(TABLE.first + ((TABLE.last - TABLE.first) * i) / TABLE.steps)),
  );
  return (['expectation', 'variance', 'third'] as const).map((name) => Float64Array.from(list, (bin) => bin[name]));
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
 * themselves), with the square of the background level's pull, against what spectra of that source would have (Kaastra 2017,
 * doi:10.1051/0004-6361/201629319), in deviations of a normal distribution, of which 1 % are beyond 2.3.
 *
 * @param counts of each group of channels
 */
export function goodnessOf(counts: ArrayLike<number>, { expected, pull }: Pick<NearestSource, 'expected' | 'pull'>) {
  cumulants ??= tabulate();
  const [seen, means] = [toBins(counts), toBins(expected)];
  let statistic = pull * pull;
  const sums = [0, 0, 0];
  for (let bin = 0; bin < means.length; bin++) {
    // A bin that expects less than this adds nothing that a count in it would not say by itself.
    const mu = Math.max(means[bin], 1e-6);
    statistic += 2 * cstatTerm(seen[bin], mu);
    const place = ((Math.min(Math.log(mu), TABLE.last) - TABLE.first) / (TABLE.last - TABLE.first)) * TABLE.steps;
    const i = Math.min(Math.floor(place), TABLE.steps - 1);
    const share = place - i;
    for (const [c, table] of cumulants.entries()) sums[c] += table[i] * (1 - share) + table[i + 1] * share;
  }
  return normalDeviation(statistic, sums[0], sums[1], sums[2]);
}

/**
 * Where a value lies in a skew distribution, as the deviation of a normal one: the gamma distribution of the same mean, variance and
 * third moment, whose cube root is nearly normal (Wilson & Hilferty 1931, doi:10.1073/pnas.17.12.684). A few counts have a C far
 * more skew than chi-squared.
 */
export function normalDeviation(value: number, mean: number, variance: number, third: number): number {
  const shape = (4 * variance ** 3) / third ** 2;
  const share = Math.max(0, 1 + (value - mean) / Math.sqrt(variance * shape));
  return 3 * Math.sqrt(shape) * (Math.cbrt(share) - 1 + 1 / (9 * shape));
}

/** Counts from which on the parameters of the likeliest templates are fitted. */
export const FITTED = 300;

const goodnessFile = v.object({
  name: string,
  version: whole(1),
  source: listOf(string),
  /** Goodness that 1 % of the spectra exceed, by rising share of the background in the counts, and rising counts. */
  limits: listOf(
    v.object({
      share: number({ min: 0, max: 1 }),
      limits: listOf(v.object({ counts: number({ above: 0 }), goodness: number({ above: 0 }) })),
    }),
  ),
});
type Limits = v.InferOutput<typeof goodnessFile>['limits'];
type LimitsByCounts = Limits[number]['limits'];

let embedded: Limits | undefined;

/**
 * Whether a spectrum is farther from all templates than 99 % of those of stars and AGN with as many counts, as many of them the
 * background's: straight lines between the limits of {@link FITTED} and more counts, or of fewer, and between shares.
 *
 * @param background expected counts of the background
 */
export function isUnlike(
  goodness: number,
  { counts, background }: { counts: number; background: number },
  limits?: Limits,
): boolean {
  if (!(counts > 0)) return false;
  embedded ??= readData('bank/goodness.json', goodnessFile).limits;
  const bands = limits ?? embedded;
  const limit = between(
    bands.map(({ share }) => share),
    bands.map((band) => limitAt(counts, band.limits)),
    Math.min(1, background / counts),
  );
  return goodness > limit;
}

function limitAt(counts: number, limits: LimitsByCounts): number {
  const side = limits.filter((limit) => limit.counts >= FITTED === counts >= FITTED);
  // A background that leaves no spectra of so few or many counts: the nearest there are.
  const known = side.length > 0 ? side : limits;
  return between(
    known.map((limit) => Math.log(limit.counts)),
    known.map((limit) => limit.goodness),
    Math.log(counts),
  );
}

/** Straight lines between points of rising x; beyond them the first and the last value. */
function between(x: readonly number[], y: readonly number[], at: number): number {
  const above = x.findIndex((value) => value > at);
  if (above <= 0) return y[above < 0 ? y.length - 1 : 0];
  const share = (at - x[above - 1]) / (x[above] - x[above - 1]);
  return y[above - 1] + share * (y[above] - y[above - 1]);
}
