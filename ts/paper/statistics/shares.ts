import { wilsonInterval } from '../../metrics/index.js';
import type { ReportValue } from '../../report/index.js';
import { binOf, edgesOf } from './samples.js';

/** A source with what the models say of it: see `pooledVerdicts`. */
export interface Judged {
  isAgn: boolean;
  /** Share of the models that called it AGN, 0 to 1. */
  calledAgn: number;
}

/** What is counted in the bins: which sources are the trials, and how much each counts as a success. */
export interface Measure {
  name: string;
  /** A trial's success, 0 to 1; undefined: the source is no trial (or counts with `weight` only). */
  success: (source: Judged) => number | undefined;
  /** How much of a trial it is: 1 by default. Precision counts a source as far as models called it AGN. */
  weight?: (source: Judged) => number;
}

const right = ({ isAgn, calledAgn }: Judged): number => (isAgn ? calledAgn : 1 - calledAgn);

/** The measures of Figures 14 and 17, eqs. (2) to (6). */
export const measures = {
  accuracy: { name: 'accuracy', success: right },
  recall: { name: 'recall', success: (source) => (source.isAgn ? right(source) : undefined) },
  tnr: { name: 'TNR', success: (source) => (source.isAgn ? undefined : right(source)) },
  precision: {
    name: 'precision',
    success: ({ isAgn }) => (isAgn ? 1 : 0),
    weight: ({ calledAgn }) => calledAgn,
  },
  npv: { name: 'NPV', success: ({ isAgn }) => (isAgn ? 0 : 1), weight: ({ calledAgn }) => 1 - calledAgn },
} as const satisfies Record<string, Measure>;

/** A share with its 95 % interval (Wilson), and how many sources it rests on; NaN without any. */
export interface Share {
  value: number;
  low: number;
  high: number;
  trials: number;
}

/** The share of successes. Averages over models count once for each source, as they are not independent. */
export function shareOf(sources: Iterable<Judged>, { success, weight = () => 1 }: Measure): Share {
  let [trials, successes] = [0, 0];
  for (const source of sources) {
    const share = success(source);
    if (share === undefined) continue;
    trials += weight(source);
    successes += share * weight(source);
  }
  if (trials === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, trials };
  const [low, high] = wilsonInterval(Math.min(successes, trials), trials, 1.959964);
  return { value: successes / trials, low, high, trials };
}

/** The share of successes among those of the sources that a group holds. */
export const shareAmong = <T extends Judged>(
  sources: readonly T[],
  measure: Measure,
  isInGroup: (source: T) => boolean,
): Share => shareOf(sources.filter(isInGroup), measure);

/**
 * Whether one share is above another by more than their 95 % intervals leave open, as those of independent shares add up
 * (Newcombe 1998, Statistics in Medicine 17, 873, method 10).
 */
export const isAbove = (a: Share, b: Share): boolean =>
  a.value - b.value > Math.hypot(a.value - a.low, b.high - b.value);

/** As an item's value, in %. */
export const percentValue = ({ value, low, high }: Share): ReportValue => ({
  value: 100 * value,
  interval: [100 * low, 100 * high],
});

/** 90.1 % (88.9 to 91.2, n = 1234) */
export const shareText = ({ value, low, high, trials }: Share): string =>
  trials === 0
    ? 'no sources'
    : `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}, n = ${Math.round(trials).toLocaleString('en')})`;

/** Edges in equal steps of the logarithm. */
export const logEdges = (from: number, to: number, bins: number): number[] => edgesOf(from, to, bins, true);

export const evenEdges = (from: number, to: number, bins: number): number[] => edgesOf(from, to, bins);

/** Sources by bins of a quantity; those beyond the edges or without the quantity are in none. */
export function intoBins<T>(sources: readonly T[], quantity: (source: T) => number, edges: readonly number[]): T[][] {
  const bins: T[][] = Array.from({ length: edges.length - 1 }, () => []);
  for (const source of sources) {
    const bin = binOf(quantity(source), edges);
    if (bin >= 0) bins[bin].push(source);
  }
  return bins;
}

/** Fewer trials than this leave a share so open that its interval fills a panel. */
const minTrials = 10;

/** A share in a bin from one edge to another. */
export interface BinShare extends Share {
  from: number;
  to: number;
}

/** The shares in bins of a quantity that have ten trials and more. */
export const sharesInBins = <T extends Judged>(
  sources: readonly T[],
  quantity: (source: T) => number,
  edges: readonly number[],
  measure: Measure,
): BinShare[] =>
  intoBins(sources, quantity, edges)
    .map((bin, i) => ({ ...shareOf(bin, measure), from: edges[i], to: edges[i + 1] }))
    .filter(({ trials }) => trials >= minTrials);

/**
 * The shares in bins, neighbours put together until they have ten trials: one a bin, the share of several bins in the one that has the
 * most of their trials, and NaN in the others, as in bins without any trial.
 */
export function sharesInMergedBins<T extends Judged>(
  bins: readonly (readonly T[])[],
  measure: Measure,
  needed = minTrials,
): Share[] {
  const groups: { sources: readonly T[]; trials: number; fullest: number }[] = [];
  const trials = bins.map((sources) => shareOf(sources, measure).trials);
  const append = (next: (typeof groups)[number]) => {
    const last = groups[groups.length - 1];
    last.sources = last.sources.concat(next.sources);
    last.trials += next.trials;
    if (trials[next.fullest] > trials[last.fullest]) last.fullest = next.fullest;
  };
  bins.forEach((sources, i) => {
    const group = { sources, trials: trials[i], fullest: i };
    if (trials[i] === 0) return;
    if (groups.length > 0 && groups[groups.length - 1].trials < needed) append(group);
    else groups.push(group);
  });
  // Too few at the upper end go to those below.
  if (groups.length > 1 && groups[groups.length - 1].trials < needed) append(groups.pop()!);
  const shares = bins.map(() => shareOf([], measure));
  for (const { sources, fullest } of groups) shares[fullest] = shareOf(sources, measure);
  return shares;
}

/** The lowest share of bins, NaN of none. */
export const lowestShare = (bins: readonly Share[]): number =>
  bins.length > 0 ? Math.min(...bins.map(({ value }) => value)) : Number.NaN;

/**
 * Where a share that grows with x first reaches a level and stays there: the lower edge of the first of the bins that all reach it,
 * and the range that the bins' intervals leave. With `isFalling`, the upper edge of the last such bin of a share that falls.
 * NaN where not even the bin at the good end reaches it.
 */
export function crossing(
  bins: readonly BinShare[],
  level: number,
  isFalling = false,
): { value: number; interval: readonly [number, number] } {
  const fromGoodEnd = isFalling ? bins : bins.toReversed();
  const reach = (limit: (share: Share) => number) => {
    const missed = fromGoodEnd.findIndex((bin) => limit(bin) < level);
    const last = fromGoodEnd.at(missed < 0 ? -1 : missed - 1);
    if (missed === 0 || !last) return Number.NaN;
    return isFalling ? last.to : last.from;
  };
  const limits = [reach(({ high }) => high), reach(({ low }) => low)];
  if (isFalling) limits.reverse();
  return { value: reach(({ value }) => value), interval: [limits[0], limits[1]] };
}

/** Slope of a share against x by least squares over sources, with its 95 % interval. Both per unit of x. */
export function slopeOf<T>(
  sources: readonly T[],
  x: (source: T) => number,
  y: (source: T) => number,
): { value: number; interval: readonly [number, number] } {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (const source of sources) {
    const [a, b] = [x(source), y(source)];
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    sxy += a * b;
  }
  const spread = sxx - (sx * sx) / n;
  const value = (sxy - (sx * sy) / n) / spread;
  const start = (sy - value * sx) / n;
  let squares = 0;
  for (const source of sources) squares += (y(source) - start - value * x(source)) ** 2;
  const error = Math.sqrt(squares / (n - 2) / spread);
  return { value, interval: [value - 1.959964 * error, value + 1.959964 * error] };
}
