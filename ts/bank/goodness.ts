import * as v from 'valibot';
import { listOf, number, readData, string, whole } from '../base/index.js';
import { expectedCstat } from '../fit/index.js';
import { cstatTerm } from '../fit/statistics.js';
import { refine } from './refine.js';
import type { ModelShapes, TemplateModel } from './sourceModels.js';

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

/**
 * How far a spectrum is from expected counts: C in at most 33 bins (Cash 1979, 0 where the expected counts are the counts
 * themselves) against its expectation, in standard deviations (Kaastra 2017, doi:10.1051/0004-6361/201629319).
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
    statistic += 2 * cstatTerm(k, mu);
    const place = ((Math.min(Math.log(mu), TABLE.last) - TABLE.first) / (TABLE.last - TABLE.first)) * TABLE.steps;
    const i = Math.min(Math.floor(place), TABLE.steps - 1);
    const share = place - i;
    mean += moments.expectation[i] * (1 - share) + moments.expectation[i + 1] * share;
    variance += moments.variance[i] * (1 - share) + moments.variance[i + 1] * share;
  }
  return (statistic - mean) / Math.sqrt(variance);
}

/** Counts from which on the likeliest templates are refined. */
export const REFINED = 300;
/** Goodness from which on other starts are tried, as a refinement may end in a side minimum. */
const RETRIED = 1.5;

/** A template and the counts of the source with which it is likeliest. */
export interface Candidate {
  template: number;
  normalisation: number;
}

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
   * @param candidates the likeliest template of each class, the likeliest of all first
   */
  measure(counts: ArrayLike<number>, background: ArrayLike<number>, candidates: readonly Candidate[]): number {
    let total = 0;
    for (let g = 0; g < counts.length; g++) total += counts[g];
    if (total === 0) return 0;
    if (total < REFINED) return goodnessOf(counts, this.expectedOf(candidates[0], background));
    let least = Infinity;
    for (const [i, { template, normalisation }] of candidates.entries()) {
      const source = this.modelShapes.refinable(this.models[template]);
      const steps = i === 0 ? 8 : 24;
      least = Math.min(least, goodnessOf(counts, refine(source, counts, background, { normalisation, steps })));
      if (least < RETRIED) break;
    }
    return least;
  }

  private expectedOf({ template, normalisation }: Candidate, background: ArrayLike<number>): Float64Array {
    const shape = this.counted.subarray(template * this.groups, (template + 1) * this.groups);
    const sum = shape.reduce((a, b) => a + b, 0);
    return Float64Array.from(shape, (value, g) => (normalisation * value) / sum + background[g]);
  }
}

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
  const isRefined = counts >= REFINED;
  const side = (limits ?? embedded).filter((limit) => limit.counts >= REFINED === isRefined);
  const above = side.findIndex((limit) => limit.counts > counts);
  if (above < 0) return goodness > side[side.length - 1].goodness;
  if (above === 0) return goodness > side[0].goodness;
  const [low, high] = [side[above - 1], side[above]];
  const share = Math.log(counts / low.counts) / Math.log(high.counts / low.counts);
  return goodness > low.goodness * (high.goodness / low.goodness) ** share;
}
