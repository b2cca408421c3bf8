import type { Metrics } from '../metrics/index.js';
import { meanAndSd } from '../metrics/index.js';
import type { ReportItem, ReportValue, Verdict } from '../report/types.js';

/** The five metrics of Table 1 (eqs. 2 to 6) in its order. */
export const tableMetrics = [
  ['accuracy', 'accuracy'],
  ['recall', 'recall'],
  ['tnr', 'TNR'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
] as const satisfies readonly (readonly [keyof Metrics, string])[];

/** Mean of a metric over models, in %. */
export const meanPercent = (models: readonly { metrics: Metrics }[], metric: keyof Metrics): number =>
  100 * meanAndSd(models.map(({ metrics }) => metrics[metric])).mean;

/** Mean and standard deviation over the iterations of what `of` gives for each. */
export function overIterations<T>(iterations: readonly T[], of: (iteration: T) => number): ReportValue {
  const { mean, sd } = meanAndSd(iterations.map(of));
  return { value: mean, ...(Number.isFinite(sd) && { sd }) };
}

/** Mean and standard deviation of numbers. */
export const valueFrom = (values: readonly number[]): ReportValue => overIterations(values, (value) => value);

/** 88.9 +- 0.9, as the tables print it; a dash for what cannot be measured, such as the precision of a model that calls nothing AGN. */
export function valueText({ value, sd, interval }: ReportValue, decimals = 1): string {
  if (Number.isNaN(value)) return '–';
  const text = value.toFixed(decimals);
  if (sd !== undefined) return `${text} ± ${sd.toFixed(decimals)}`;
  return interval ? `${text} (${interval.map((edge) => edge.toFixed(decimals)).join(' to ')})` : text;
}

/** Half-width of a value: its sd, or that of a 95 % interval. */
const spreadOf = ({ sd, interval }: ReportValue): number =>
  sd ?? (interval ? (interval[1] - interval[0]) / (2 * 1.959964) : 0);

/** |ours - paper| <= 2 sqrt(sd_ours^2 + sd_paper^2) */
export const agrees = (paper: ReportValue, ours: ReportValue): boolean =>
  Math.abs(ours.value - paper.value) <= 2 * Math.hypot(spreadOf(ours), spreadOf(paper));

/** What goes with an item. */
export interface ItemOptions {
  isStandIn?: boolean;
  /** Where it differs: why. Asked for only then. */
  why?: () => string;
}

/** A number of the paper beside ours. */
export function numberItem(
  id: string,
  what: string,
  unit: string,
  paper: ReportValue,
  ours: ReportValue,
  options: ItemOptions = {},
): ReportItem {
  // Nothing to measure it on, such as no source in a bin: no verdict.
  if (Number.isNaN(ours.value)) return { id, what, unit, paper, ours: 'no sources', verdict: 'reported' };
  return withVerdict({ id, what, unit, paper, ours }, agrees(paper, ours), options);
}

/** A statement of the paper, which holds here or not. */
export function statementItem(
  id: string,
  what: string,
  paper: string,
  ours: string,
  holds: boolean,
  options: ItemOptions = {},
): ReportItem {
  return withVerdict({ id, what, unit: '', paper, ours }, holds, options);
}

/** A number or statement of ours to which the paper has none. */
export const reportedItem = (
  id: string,
  what: string,
  unit: string,
  ours: ReportValue | string,
  why?: string,
): ReportItem => ({
  id,
  what,
  unit,
  ours,
  verdict: 'reported',
  ...(why && { why }),
});

function withVerdict(item: Omit<ReportItem, 'verdict'>, holds: boolean, { isStandIn, why }: ItemOptions): ReportItem {
  const verdict: Verdict = isStandIn ? 'stand-in' : holds ? 'pass' : 'differs';
  return { ...item, verdict, ...(!holds && why && { why: why() }) };
}
