import * as v from 'valibot';
import { checkObject, ParameterError } from '../base/index.js';
import { chartSchema, type Fields, figureSchema, fileId } from '../chart/schema.js';
import type { XYChart } from '../chart/types.js';
import type { Report, ReportItem, ReportOpening, ReportRun, ReportSection, ReportTable, ReportValue } from './types.js';

// Checks of ./types.ts; ../chart/schema.ts says how types and schemas belong together.

const texts = v.array(v.string());
/** NaN is a number here: one that is not there. */
const number = v.custom<number>((value) => typeof value === 'number', 'a number is needed');

const value = v.strictObject({
  value: number,
  sd: v.optional(number),
  interval: v.optional(v.pipe(v.tuple([number, number]), v.readonly())),
} satisfies Fields<ReportValue>);

const item = v.strictObject({
  id: fileId,
  what: v.string(),
  unit: v.string(),
  paper: v.optional(v.union([v.string(), value], 'a text or { value, sd, interval } is needed')),
  ours: v.union([v.string(), value], 'a text or { value, sd, interval } is needed'),
  verdict: v.picklist(['pass', 'differs', 'tested', 'stand-in', 'reported']),
  why: v.optional(v.string()),
} satisfies Fields<ReportItem>);

const unevenRow = ({ columns, rows }: ReportTable) => rows.findIndex((row) => row.length !== columns.length);
const table = v.pipe(
  v.strictObject({
    id: fileId,
    caption: v.string(),
    columns: texts,
    rows: v.array(texts),
    isStandIn: v.optional(v.boolean()),
  } satisfies Fields<ReportTable>),
  v.check(
    (given) => unevenRow(given) < 0,
    ({ input }) => {
      const row = unevenRow(input);
      return `rows[${row}] has ${input.rows[row].length} cells for ${input.columns.length} columns`;
    },
  ),
);

const section = v.strictObject({
  id: fileId,
  title: v.string(),
  place: v.string(),
  text: texts,
  items: v.array(item),
  tables: v.array(table),
  figures: v.array(figureSchema),
} satisfies Fields<ReportSection>);

const opening = v.strictObject({
  text: texts,
  tables: texts,
  figures: texts,
  differences: texts,
} satisfies Fields<ReportOpening>);

const run = v.strictObject({
  machine: v.string(),
  threads: v.number(),
  instructionSet: v.string(),
  seconds: v.number(),
  peakMemory: v.number(),
  resumed: v.boolean(),
} satisfies Fields<ReportRun>);

const schema = v.strictObject({
  title: v.string(),
  version: v.string(),
  config: v.record(v.string(), v.unknown()),
  repeat: v.string(),
  opening,
  results: v.array(section),
  run,
} satisfies Fields<Report>);

/**
 * Whether a report can be written: fields that the types have and no others, lists that fit each other, ids that can be file names
 * and stand for one thing each, and an opening that speaks of what is there.
 *
 * @throws ParameterError that names the place: `results[2].figures[0].panels[1].series[0]: ...`
 */
export function checkReport(report: unknown): asserts report is Report {
  const { output, issues, success } = v.safeParse(schema, report, { abortEarly: true });
  if (!success) throw mismatch('report', issues[0]);
  checkIds(output);
}

/** @throws ParameterError that names the place: `series[0].x: ...` */
export function checkChart(chart: unknown): asserts chart is XYChart {
  checkObject('chart', chart, 'a chart', 'x', 'y', 'series');
  const { issues, success } = v.safeParse(chartSchema, { ...(chart as XYChart), kind: 'chart' }, { abortEarly: true });
  if (!success) throw mismatch('chart', issues[0]);
}

function mismatch(argument: string, issue: v.BaseIssue<unknown>): ParameterError {
  const path = (issue.path ?? [])
    .map(({ key }, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
  // Where a schema says it in its own words, those are the message.
  if (!issue.message.startsWith('Invalid')) return fault(path, issue.message, argument);
  if (issue.type === 'strict_object' && issue.received === 'undefined') return fault(path, 'it is missing', argument);
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return fault(path, 'there is no such field', argument);
  return fault(path, `it is ${issue.received}; it must be ${issue.expected}`, argument);
}

const fault = (path: string, message: string, argument = 'report'): ParameterError =>
  new ParameterError(argument, `${path || `the ${argument}`}: ${message}`);

/** Sections, items, and tables with figures, which are anchors of one page, have ids of their own. */
function checkIds({ results, opening }: Report): void {
  const seen = new Set<string>();
  const add = (kind: string, id: string, path: string) => {
    const key = `${kind} ${id}`;
    if (seen.has(key)) throw fault(path, `the id '${id}' is there twice; each ${kind} needs its own`);
    seen.add(key);
  };
  results.forEach((result, i) => {
    add('section', result.id, `results[${i}]`);
    for (const [kind, list] of [
      ['item', 'items'],
      ['table or figure', 'tables'],
      ['table or figure', 'figures'],
    ] as const)
      result[list].forEach(({ id }, k) => {
        add(kind, id, `results[${i}].${list}[${k}]`);
      });
  });
  for (const list of ['tables', 'figures'] as const) {
    const known = results.flatMap((result) => result[list].map(({ id }) => id));
    opening[list].forEach((id, k) => {
      if (!known.includes(id)) throw fault(`opening.${list}[${k}]`, `'${id}' is in the ${list} of no section`);
      if (opening[list].indexOf(id) < k) throw fault(`opening.${list}[${k}]`, `'${id}' is there twice`);
    });
  }
}
