import {
  applyPrior,
  estimatePrior,
  type Prior,
  type PriorEstimate,
  type PuritySelection,
  thresholdForPurity,
} from '../../metrics/index.js';
import { type ConcludeOptions, withVerdict } from '../conclude.js';
import type { SketchedVerdict, SourceVerdict } from '../verdict.js';

/** A class and the share of a sample that is to be of it. */
export interface Purity {
  name: string;
  purity: number;
}

/** What looks at all results before the first is written. */
export interface SampleOptions extends Omit<ConcludeOptions, 'prior'> {
  prior?: Prior | 'estimate';
  purity?: Purity;
}

export const looksAtAll = ({ prior, purity }: SampleOptions): boolean => prior === 'estimate' || purity !== undefined;

/** What was found of all results. */
export interface Sample {
  /** Of the estimated shares; absent if they were not estimated, or nothing has probabilities. */
  estimate?: PriorEstimate;
  /** Of the selection of the wanted purity. */
  selection?: SampleSelection;
}

/** A selection of the wanted purity. */
export interface SampleSelection extends PuritySelection {
  /** The class. */
  name: string;
  /** The purity that was wanted. */
  wanted: number;
  /** Highest probability of the class, 0 if there is none. */
  highest: number;
}

/**
 * Looks at all results, which have the probabilities of equal shares, and gives what makes verdicts of each. Sources that are like none of the
 * classes (`unlike-training`) count in neither the shares nor the selection.
 *
 * @param results once, in any order; a row takes 8 bytes a class
 */
export async function sampleOf(
  results: AsyncIterable<SourceVerdict>,
  classes: readonly string[],
  { prior, purity, ...options }: SampleOptions,
): Promise<Sample & { conclude: (result: SketchedVerdict) => SketchedVerdict }> {
  const table = new Growing();
  for await (const { probabilities, flags } of results)
    table.add(flags.includes('unlike-training') ? probabilities.map(() => Number.NaN) : probabilities);
  const equal = table.values();
  const isKnown = equal.some((p) => !Number.isNaN(p));
  const estimate = prior === 'estimate' && isKnown ? estimatePrior(equal, classes) : undefined;
  const shares = prior === 'estimate' ? estimate?.prior : prior;
  const conclusion = { ...options, prior: shares };
  const selection = purity && selectionOf(shares ? applyPrior(equal, classes, shares) : equal, classes, purity);
  const conclude = (result: SketchedVerdict): SketchedVerdict => {
    const verdict = withVerdict(result, classes, conclusion);
    if (!selection) return verdict;
    const p = result.flags.includes('unlike-training')
      ? Number.NaN
      : verdict.probabilities[classes.indexOf(purity!.name)];
    return { ...verdict, selected: p >= selection.threshold };
  };
  return { estimate, selection, conclude };
}

function selectionOf(probabilities: Float64Array, classes: readonly string[], { name, purity }: Purity) {
  const [width, k] = [classes.length, classes.indexOf(name)];
  const p = Float64Array.from({ length: probabilities.length / width }, (_, row) => probabilities[row * width + k]);
  const highest = p.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), 0);
  return { ...thresholdForPurity(p, purity), name, wanted: purity, highest };
}

/** Numbers of which one does not know how many there will be. */
class Growing {
  private numbers = new Float64Array(1024);
  private length = 0;

  add(values: readonly number[]): void {
    if (this.length + values.length > this.numbers.length) {
      const wider = new Float64Array(2 * this.numbers.length + values.length);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    this.numbers.set(values, this.length);
    this.length += values.length;
  }

  values(): Float64Array {
    return this.numbers.subarray(0, this.length);
  }
}
