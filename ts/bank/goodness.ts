import { expectedCstat } from '../fit/index.js';
import { refine } from './refine.js';
import type { ModelShapes, TemplateModel } from './sourceModels.js';

/**
 * How far a spectrum is from the source that explains it best: C in at most 33 bins (Cash 1979, with the Poisson likelihood of
 * the counts themselves as zero) against its expectation and deviation for spectra of that source (Kaastra 2017,
 * doi:10.1051/0004-6361/201629319).
 */
export const GOODNESS_BINS = 33;

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

/**
 * Deviations of C from its expectation.
 *
 * @param counts of each group of channels
 * @param expected of each group, source and background
 */
export function goodnessOf(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  moments ??= tabulate();
  const groups = counts.length;
  const bins = Math.min(GOODNESS_BINS, groups);
  let [statistic, mean, variance] = [0, 0, 0];
  for (let bin = 0; bin < bins; bin++) {
    let [k, mu] = [0, 0];
    const end = Math.floor(((bin + 1) * groups) / bins);
    for (let g = Math.floor((bin * groups) / bins); g < end; g++) {
      k += counts[g];
      mu += expected[g];
    }
    // A bin that expects less than this adds nothing that a count in it would not say by itself.
    mu = Math.max(mu, 1e-6);
    statistic += 2 * (mu - k + (k > 0 ? k * Math.log(k / mu) : 0));
    const place = ((Math.min(Math.log(mu), TABLE.last) - TABLE.first) / (TABLE.last - TABLE.first)) * TABLE.steps;
    const i = Math.min(Math.floor(place), TABLE.steps - 1);
    const share = place - i;
    mean += moments.expectation[i] * (1 - share) + moments.expectation[i + 1] * share;
    variance += moments.variance[i] * (1 - share) + moments.variance[i + 1] * share;
  }
  return (statistic - mean) / Math.sqrt(variance);
}

/** Counts from which on the likeliest template is refined. */
const REFINED = Number(process.env.REFINED ?? 1000);

/** The goodness of spectra of one response. */
export class BankGoodness {
  constructor(
    private readonly models: readonly TemplateModel[],
    private readonly counted: Float32Array,
    private readonly groups: number,
    private readonly modelShapes: ModelShapes,
  ) {}

  /**
   * @param counts, background of each group
   * @param template the likeliest one, with these counts of the source
   */
  measure(counts: ArrayLike<number>, background: ArrayLike<number>, template: number, normalisation: number): number {
    const { groups } = this;
    let total = 0;
    for (let g = 0; g < groups; g++) total += counts[g];
    if (total === 0) return 0;
    if (total >= REFINED) {
      const source = this.modelShapes.refinable(this.models[template]);
      return goodnessOf(counts, refine(source, counts, background, normalisation));
    }
    const shape = this.counted.subarray(template * groups, (template + 1) * groups);
    const sum = shape.reduce((a, b) => a + b, 0);
    const expected = Float64Array.from(shape, (value, g) => (normalisation * value) / sum + background[g]);
    return goodnessOf(counts, expected);
  }
}

/** Whether a spectrum of so many counts is farther from all templates than 99 % of those of the classes. */
export const isUnlike = (goodness: number, counts: number): boolean => counts > 0 && goodness > 3;
