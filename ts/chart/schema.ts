import * as v from 'valibot';
import type { ChartAxis, ChartSeries, Figure, HeatMap, Histogram2D, NetworkDiagram, XYChart } from './types.js';

// Schemas for the types of ./types.ts. The types are written out there, not inferred from the schemas, because inferred
// types are unreadable in a declaration file; by `satisfies` the compiler compares each schema with its type, field by
// field.

/** One schema for each field of a type. */
export type Fields<T> = { [K in keyof T]-?: v.GenericSchema<unknown, T[K]> };

/** A text that can be both a file name and the anchor of a link. */
export const fileId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][\w.-]*$/, (issue) => `${issue.received} is no id: letters, digits, '.', '_' and '-' are`),
);

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'number');
/** NaN is allowed: it marks a missing number. */
const numbers = v.custom<number[]>(isNumbers, 'a list of numbers is needed (NaN where there is none)');
const matrix = v.custom<number[][]>(
  (value) => Array.isArray(value) && value.every(isNumbers),
  'rows of numbers are needed (NaN where there is none)',
);
const finite = v.pipe(v.number(), v.finite());
const flag = v.optional(v.boolean());
const names = v.pipe(v.array(v.string()), v.nonEmpty('one name at least is needed'));
const title = v.string();

const axis = v.pipe(
  v.strictObject({
    label: v.string(),
    type: v.picklist(['linear', 'log']),
    domain: v.optional(v.pipe(v.tuple([finite, finite]), v.readonly())),
    names: v.optional(names),
  } satisfies Fields<ChartAxis>),
  v.check(({ domain }) => !domain || domain[0] < domain[1], 'the limits must ascend'),
  v.check(
    ({ type, domain }) => type === 'linear' || !domain || domain[0] > 0,
    'the limits of a logarithmic axis must be above 0',
  ),
  v.check(
    (given) => !given.names || (given.type === 'linear' && !given.domain),
    'an axis of names is linear and has no limits',
  ),
);

const lists = ['y', 'xLow', 'xHigh', 'low', 'high'] as const;
/** The name of a list whose length differs from that of `x`. */
const unevenList = (series: ChartSeries) =>
  lists.find((list) => series[list] && series[list].length !== series.x.length);

const series = v.pipe(
  v.strictObject({
    name: v.string(),
    kind: v.picklist(['line', 'points', 'steps', 'band']),
    x: numbers,
    xLow: v.optional(numbers),
    xHigh: v.optional(numbers),
    y: numbers,
    low: v.optional(numbers),
    high: v.optional(numbers),
    right: flag,
    dashed: flag,
    isFaint: flag,
    isWide: flag,
    colour: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  } satisfies Fields<ChartSeries>),
  v.check(
    (given) => unevenList(given) === undefined,
    ({ input }) => {
      const list = unevenList(input)!;
      return `${input[list]!.length} numbers in ${list} for ${input.x.length} in x`;
    },
  ),
  v.check(({ kind, xHigh }) => kind !== 'steps' || !!xHigh, 'steps need xHigh, the upper edges of their bins'),
  v.check(({ kind, low, high }) => kind !== 'band' || !!(low && high), 'a band needs low and high'),
  v.check(({ low, high }) => !low === !high, 'error bars need both low and high'),
  v.check(
    ({ kind, xLow, xHigh }) => kind === 'steps' || (!xLow === !xHigh && (!xLow || kind === 'points')),
    'horizontal bars need both xLow and xHigh, and only points have them',
  ),
);

export const chartSchema = v.pipe(
  v.strictObject({
    kind: v.literal('chart'),
    title,
    x: axis,
    y: axis,
    right: v.optional(axis),
    series: v.array(series),
    markers: v.optional(v.array(v.strictObject({ x: finite, xHigh: v.optional(finite), name: v.string() }))),
    levels: v.optional(v.array(v.strictObject({ y: finite, name: v.string(), right: flag }))),
    heightRatio: v.optional(v.pipe(v.number(), v.minValue(0.2), v.maxValue(5))),
  } satisfies Fields<XYChart & { kind: 'chart' }>),
  v.check(
    (given) => !!given.right || [...given.series, ...(given.levels ?? [])].every(({ right }) => !right),
    'a series or level is on the right axis, which the chart has not',
  ),
);

const isMatrix = (values: number[][], rows: number, columns: number) =>
  values.length === rows && values.every((row) => row.length === columns);
const named = v.strictObject({ label: v.string(), names });
const heatMap = v.pipe(
  v.strictObject({
    kind: v.literal('heatmap'),
    title,
    x: named,
    y: named,
    values: matrix,
    label: v.string(),
    decimals: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
  } satisfies Fields<HeatMap & { kind: 'heatmap' }>),
  v.check(
    ({ values, x, y }) => isMatrix(values, y.names.length, x.names.length),
    ({ input: { x, y } }) => `values must be ${y.names.length} rows of ${x.names.length} numbers, one for each name`,
  ),
);

const edges = v.pipe(
  numbers,
  v.minLength(2, 'two edges at least are needed'),
  v.check((values) => values.every((edge, i) => i === 0 || edge > values[i - 1]), 'edges must ascend'),
);
const histogram2D = v.pipe(
  v.strictObject({
    kind: v.literal('histogram2d'),
    title,
    x: axis,
    y: axis,
    xEdges: edges,
    yEdges: edges,
    values: matrix,
    label: v.string(),
  } satisfies Fields<Histogram2D & { kind: 'histogram2d' }>),
  v.check(
    ({ values, xEdges, yEdges }) => isMatrix(values, yEdges.length - 1, xEdges.length - 1),
    ({ input: { xEdges, yEdges } }) =>
      `values must be ${yEdges.length - 1} rows of ${xEdges.length - 1} numbers, one for each bin`,
  ),
);

const network = v.strictObject({
  kind: v.literal('network'),
  title,
  layers: v.pipe(
    v.array(
      v.strictObject({
        name: v.string(),
        nodes: v.pipe(v.number(), v.integer(), v.minValue(1)),
        detail: v.string(),
      }),
    ),
    v.nonEmpty('one layer at least is needed'),
  ),
} satisfies Fields<NetworkDiagram & { kind: 'network' }>);

export const figureSchema = v.strictObject({
  id: fileId,
  number: v.string(),
  caption: v.string(),
  panels: v.pipe(
    v.array(v.variant('kind', [chartSchema, heatMap, histogram2D, network])),
    v.nonEmpty('one panel at least is needed'),
  ),
  hasSharedLegend: flag,
  isStandIn: flag,
} satisfies Fields<Figure>);
