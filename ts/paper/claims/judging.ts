import { meanAndSd } from '../../metrics/index.js';
import type { ReportItem, ReportValue } from '../../report/index.js';
import type { Claim } from './claims.js';

// Makes items of the report from the paper's claims and our numbers. All functions are pure, so that tests can judge
// any numbers.

/** Optional parts of an item. */
export interface ItemOptions {
  /** Replaces the words of the claim, where they need numbers of the run. */
  what?: string;
  /** Whether the number was computed on a stand-in for observed spectra: it is then compared, but not judged. */
  isStandIn?: boolean;
  /** The reason for a difference; called only if the item differs. */
  why?: () => string;
}

/** The standard deviation of a value: its sd, or a quarter of the width of its 95 % interval. */
const spreadOf = ({ sd, interval }: ReportValue): number =>
  sd ?? (interval ? (interval[1] - interval[0]) / (2 * 1.959964) : 0);

/** |ours - paper| <= 2 sqrt(sd_ours^2 + sd_paper^2) */
export const agrees = (paper: ReportValue, ours: ReportValue): boolean =>
  Math.abs(ours.value - paper.value) <= 2 * Math.hypot(spreadOf(ours), spreadOf(paper));

/** Compares our value with a number of the paper: the item passes if they agree. */
export function judgeNumber(claim: Claim<'number'>, ours: ReportValue, options: ItemOptions = {}): ReportItem {
  const { id, unit, paper } = claim;
  const item = { id, what: options.what ?? claim.what, unit, paper };
  // Nothing was measured, for instance because a bin has no sources: there is no verdict.
  if (Number.isNaN(ours.value)) return { ...item, ours: 'no sources', verdict: 'reported' };
  return withVerdict({ ...item, ours }, agrees(paper, ours), options);
}

/**
 * Compares our number with a limit given by the paper: the item passes if the number is on the same side as in the
 * paper. `oursText` is how the number is printed.
 */
export function judgeLimit(
  claim: Claim<'limit'>,
  ours: number,
  oursText: string,
  options: ItemOptions = {},
): ReportItem {
  const { id, unit, paper, sense, limit } = claim;
  const holds = { above: ours > limit, below: ours < limit, 'at least': ours >= limit, 'at most': ours <= limit };
  return withVerdict({ id, what: options.what ?? claim.what, unit, paper, ours: oursText }, holds[sense], options);
}

/** Compares what was found with a statement of the paper: the item passes if the statement `holds`. */
export function judgeStatement(
  claim: Claim<'statement'>,
  ours: string,
  holds: boolean,
  options: ItemOptions = {},
): ReportItem {
  const { id, unit, paper } = claim;
  return withVerdict({ id, what: options.what ?? claim.what, unit, paper, ours }, holds, options);
}

/** A number or statement of ours that the paper does not give, or only in a form that cannot be compared. */
export function report(
  claim: Claim,
  ours: ReportValue | string,
  { what = claim.what, why }: { what?: string; why?: string } = {},
): ReportItem {
  return { id: claim.id, what, unit: claim.unit, ours, verdict: 'reported', ...(why && { why }) };
}

/** A statement about the package itself, which the named test checks. */
export const citeTest = ({ id, what, unit, paper, test }: Claim<'tested'>): ReportItem => ({
  ...{ id, what, unit, paper, ours: test, verdict: 'tested' },
});

function withVerdict(item: Omit<ReportItem, 'verdict'>, holds: boolean, { isStandIn, why }: ItemOptions): ReportItem {
  const verdict = isStandIn ? 'stand-in' : holds ? 'pass' : 'differs';
  return { ...item, verdict, ...(!holds && why && { why: why() }) };
}

/** Mean and standard deviation of numbers. */
export function valueFrom(values: readonly number[]): ReportValue {
  const { mean, sd } = meanAndSd(values);
  return { value: mean, ...(Number.isFinite(sd) && { sd }) };
}

/**
 * A value as the tables print it: 88.9 ± 0.9; a dash if it could not be measured, such as the precision of a model that
 * calls no source AGN.
 */
export function valueText({ value, sd, interval }: ReportValue, decimals = 1): string {
  if (Number.isNaN(value)) return '–';
  const digits = value.toFixed(decimals);
  if (sd !== undefined) return `${digits} ± ${sd.toFixed(decimals)}`;
  return interval ? `${digits} (${interval.map((edge) => edge.toFixed(decimals)).join(' to ')})` : digits;
}

/** A difference with its sign: +0.3, -1.2. */
export const signed = (value: number, decimals = 1): string =>
  `${value >= 0 ? '+' : '-'}${Math.abs(value).toFixed(decimals)}`;
