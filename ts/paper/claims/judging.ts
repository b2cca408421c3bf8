import { meanAndSd } from '../../metrics/index.js';
import type { ReportItem, ReportValue } from '../../report/index.js';
import type { Claim } from './claims.js';

// From the paper's claims and our numbers to items of the report. Pure: what is judged here can be tried on any numbers.

/** What may go with an item. */
export interface ItemOptions {
  /** In place of the claim's own words, where they need numbers of the run. */
  what?: string;
  /** Computed on a stand-in for observed spectra: compared, not judged. */
  isStandIn?: boolean;
  /** Where it differs: why. Asked for only then. */
  why?: () => string;
}

/** Half-width of a value: its sd, or that of a 95 % interval. */
const spreadOf = ({ sd, interval }: ReportValue): number =>
  sd ?? (interval ? (interval[1] - interval[0]) / (2 * 1.959964) : 0);

/** |ours - paper| <= 2 sqrt(sd_ours^2 + sd_paper^2) */
export const agrees = (paper: ReportValue, ours: ReportValue): boolean =>
  Math.abs(ours.value - paper.value) <= 2 * Math.hypot(spreadOf(ours), spreadOf(paper));

/** Our value beside a number of the paper: it passes where the two agree. */
export function judgeNumber(claim: Claim<'number'>, ours: ReportValue, options: ItemOptions = {}): ReportItem {
  const { id, unit, paper } = claim;
  const item = { id, what: options.what ?? claim.what, unit, paper };
  // Nothing to measure it on, such as no source in a bin: no verdict.
  if (Number.isNaN(ours.value)) return { ...item, ours: 'no sources', verdict: 'reported' };
  return withVerdict({ ...item, ours }, agrees(paper, ours), options);
}

/** A number of ours, and what is said of it, beside a limit that the paper gives: it passes where the number is on the paper's side. */
export function judgeLimit(claim: Claim<'limit'>, ours: number, text: string, options: ItemOptions = {}): ReportItem {
  const { id, unit, paper, sense, limit } = claim;
  const holds = { above: ours > limit, below: ours < limit, 'at least': ours >= limit, 'at most': ours <= limit };
  return withVerdict({ id, what: options.what ?? claim.what, unit, paper, ours: text }, holds[sense], options);
}

/** What was found beside a statement of the paper, which holds here or not. */
export function judgeStatement(
  claim: Claim<'statement'>,
  ours: string,
  holds: boolean,
  options: ItemOptions = {},
): ReportItem {
  const { id, unit, paper } = claim;
  return withVerdict({ id, what: options.what ?? claim.what, unit, paper, ours }, holds, options);
}

/** A number or statement of ours to which the paper has none, or only one that cannot be compared. */
export function report(
  claim: Claim,
  ours: ReportValue | string,
  { what = claim.what, why }: { what?: string; why?: string } = {},
): ReportItem {
  return { id: claim.id, what, unit: claim.unit, ours, verdict: 'reported', ...(why && { why }) };
}

/** A statement about the package itself, which the named test holds. */
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

/** 88.9 ± 0.9, as the tables print it; a dash for what cannot be measured, such as the precision of a model that calls nothing AGN. */
export function valueText({ value, sd, interval }: ReportValue, decimals = 1): string {
  if (Number.isNaN(value)) return '–';
  const text = value.toFixed(decimals);
  if (sd !== undefined) return `${text} ± ${sd.toFixed(decimals)}`;
  return interval ? `${text} (${interval.map((edge) => edge.toFixed(decimals)).join(' to ')})` : text;
}

/** +0.3, -1.2: a difference. */
export const signed = (value: number, decimals = 1): string =>
  `${value >= 0 ? '+' : '-'}${Math.abs(value).toFixed(decimals)}`;
