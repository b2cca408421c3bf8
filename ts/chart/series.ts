import * as Plot from '@observablehq/plot';
import type { ScaledAxis } from './axis.js';
import { type Spot, spotNumber } from './frame.js';
import { black, colourOf, dashOf, plotSymbol } from './style.js';
import type { ChartSeries, XYChart } from './types.js';

// The marks of the series of a chart (areas, lines, points), and the text about them at the pointer.

/** A series with its style. */
export interface StyledSeries {
  series: ChartSeries;
  colour: string;
  dash: string;
  /** Number of the marker's shape. */
  marker: number;
  width: number;
  /** A histogram that is drawn behind the series of the other axis. */
  isBackground: boolean;
}

/** The axes of a chart, ready to place values. */
export interface ChartScales {
  x: ScaledAxis;
  y: ScaledAxis;
  right?: ScaledAxis;
}

/** Converts values of a series to units of the left axis. */
const placeOn = ({ right: isRight }: ChartSeries, { y, right }: ChartScales): ((value: number) => number) =>
  isRight && right ? (value) => y.fromUnit(right.toUnit(value)) : (value) => value;

/** Whether a series is drawn as a histogram behind the series of the other axis. */
export function isBackground(
  { right, series: chartSeries }: XYChart,
  { kind, right: isRight = false }: ChartSeries,
): boolean {
  if (right === undefined || kind !== 'steps') return false;
  const [sameAxis, otherAxis] = [true, false].map((isBeside) =>
    chartSeries.filter((series) => ((series.right ?? false) === isRight) === isBeside),
  );
  return sameAxis.every((series) => series.kind === 'steps') && otherAxis.some((series) => series.kind !== 'steps');
}

/**
 * Opacity of a band, or of a histogram behind points; undefined where nothing is filled. Black bands become light grey.
 */
export function areaOpacity({ series, colour, isBackground: isBehind }: StyledSeries): number | undefined {
  if (series.kind === 'band') return colour === black ? 0.1 : 0.25;
  return isBehind ? 0.16 : undefined;
}

/** Colour, dashes, marker and width of each series. */
export function styleSeries(chart: XYChart): StyledSeries[] {
  // Where a chart says which series are dashed, dashes have a meaning; elsewhere they help to tell the series apart.
  const isSaid = chart.series.some((series) => series.dashed !== undefined);
  // Many curves in one frame can be told apart only if they are thin.
  const isDense = chart.series.length > 4;
  let points = 0;
  return chart.series.map((series, index) => {
    const number = series.colour ?? index;
    const isBehind = isBackground(chart, series);
    const isThin = series.isFaint || isBehind || (isDense && series.x.length > 200);
    return {
      series,
      colour: colourOf(number),
      dash: isSaid ? (series.dashed ? '6 4' : '') : series.isFaint || series.isWide ? '' : dashOf(number),
      marker: series.kind === 'points' ? points++ : 0,
      width: series.isWide ? 4 : isThin ? 1.1 : 1.7,
      isBackground: isBehind,
    };
  });
}

/** All marks of the series, from back to front. */
export function seriesMarks(styled: StyledSeries[], scales: ChartScales): Plot.Markish[] {
  const isFaint = ({ series }: StyledSeries) => series.isFaint ?? false;
  const ordered = [...styled.filter(isFaint), ...styled.filter((series) => !isFaint(series))];
  return [
    ...ordered.flatMap((series) => areas(series, scales)),
    ...ordered.flatMap((series) => lines(series, scales)),
    ...ordered.flatMap((series) => points(series, styled, scales)),
  ];
}

/** On a logarithmic axis, 0 and less are replaced by a number far below the frame, towards which a curve then falls. */
const onAxis = (value: number, { type, domain }: ScaledAxis): number =>
  type === 'log' && value <= 0 ? domain[0] * 1e-3 : Number.isFinite(value) ? value : NaN;

/**
 * Whether anything from `low` to `high` is within the axis. A mark of which nothing is is left out: resvg ends the process over a clipped group
 * that lies wholly outside of the picture.
 */
const isWithin = (low: number, high: number, { toUnit }: ScaledAxis): boolean =>
  Math.max(toUnit(low), toUnit(high)) >= 0 && Math.min(toUnit(low), toUnit(high)) <= 1;

const range = (values: readonly number[]): [low: number, high: number] => {
  const known = values.filter((value) => !Number.isNaN(value));
  return [known.reduce((a, b) => Math.min(a, b), Infinity), known.reduce((a, b) => Math.max(a, b), -Infinity)];
};

/** Corners of the outline of a histogram; a bin without a number is a gap. */
function corners(series: ChartSeries, scales: ChartScales): { x: number; y: number }[] {
  const { x, xHigh, y: values } = series;
  const place = placeOn(series, scales);
  return x.flatMap((low, i) => {
    const value = onAxis(place(values[i]), scales.y);
    return [
      { x: low, y: value },
      { x: xHigh?.[i] ?? low, y: value },
    ];
  });
}

/** Bands, and histograms behind points. */
function areas(styled: StyledSeries, scales: ChartScales): Plot.Markish[] {
  const { series, colour } = styled;
  const { x, y } = scales;
  const place = placeOn(series, scales);
  const looks = { x: 'x', fill: colour, fillOpacity: areaOpacity(styled), clip: true };
  if (series.kind === 'band') {
    const rows = series.x.map((at, i) => ({
      x: onAxis(at, x),
      low: onAxis(place(series.low?.[i] ?? NaN), y),
      high: onAxis(place(series.high?.[i] ?? NaN), y),
    }));
    return [Plot.areaY(rows, { ...looks, y1: 'low', y2: 'high' })];
  }
  if (!styled.isBackground) return [];
  const base = y.fromUnit(-0.01);
  return [Plot.areaY(corners(series, scales), { ...looks, y1: () => base, y2: 'y' })];
}

function lines(styled: StyledSeries, scales: ChartScales): Plot.Markish[] {
  const { series, colour, dash, width } = styled;
  if (series.kind === 'points') return [];
  const place = placeOn(series, scales);
  const rows =
    series.kind === 'steps'
      ? corners(series, scales)
      : series.x.map((x, i) => ({ x, y: onAxis(place(series.y[i]), scales.y) }));
  const ends = range(rows.map(({ y }) => y));
  if (ends[0] <= ends[1] && !isWithin(...ends, scales.y)) return [];
  return [
    Plot.line(rows, {
      ...{ x: 'x', y: 'y', stroke: colour, strokeWidth: width, strokeLinejoin: 'round', clip: true },
      strokeDasharray: dash || undefined,
      strokeOpacity: series.isFaint ? 0.35 : styled.isBackground ? 0.6 : undefined,
    }),
  ];
}

/** The middle of a bin of a histogram, on the scale of the axis; for a point its own position. */
const middleOf = ({ kind, x, xHigh }: ChartSeries, i: number, axis: ScaledAxis): number => {
  const high = xHigh?.[i];
  if (kind !== 'steps' || high === undefined) return x[i];
  return axis.type === 'log' && x[i] > 0 ? Math.sqrt(x[i] * high) : (x[i] + high) / 2;
};

/** Markers of points, and error bars of points and steps. */
function points(styled: StyledSeries, neighbours: StyledSeries[], scales: ChartScales): Plot.Markish[] {
  const { series, colour, marker } = styled;
  if (series.kind === 'line' || series.kind === 'band') return [];
  const { x, y } = scales;
  const place = placeOn(series, scales);
  const rows = series.x
    .map((_, i) => ({
      x: middleOf(series, i, x),
      y: place(series.y[i]),
      xLow: onAxis(series.xLow?.[i] ?? NaN, x),
      xHigh: onAxis(series.xHigh?.[i] ?? NaN, x),
      low: onAxis(place(series.low?.[i] ?? NaN), y),
      high: onAxis(place(series.high?.[i] ?? NaN), y),
    }))
    .filter((row) => (x.type === 'linear' || row.x > 0) && (y.type === 'linear' || row.y > 0));
  const dx = shiftOf(styled, neighbours);
  // Points on the frame get whole markers, points beyond it none.
  const isInside = ({ x: a, y: b }: { x: number; y: number }) =>
    [x.toUnit(a), y.toUnit(b)].every((unit) => unit > -1e-9 && unit < 1 + 1e-9);
  const bars = rows.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const across = rows.filter(({ xLow, xHigh }) => Number.isFinite(xLow) && Number.isFinite(xHigh));
  const bar = { dx, stroke: colour, strokeWidth: 1.3, clip: true };
  // Many points show as a density: their markers are small and half transparent.
  const isCloud = series.x.length > 100;
  const looks = isCloud ? { r: 2.2, fillOpacity: 0.6 } : { r: 3.6, stroke: 'white', strokeWidth: 0.6 };
  const dot = { x: 'x', y: 'y', dx, fill: colour, symbol: plotSymbol(marker), ...looks };
  return [
    ...(bars.some(({ low, high }) => isWithin(low, high, y))
      ? [Plot.ruleX(bars, { x: 'x', y1: 'low', y2: 'high', ...bar })]
      : []),
    ...(across.some((row) => isWithin(row.y, row.y, y))
      ? [Plot.ruleY(across, { y: 'y', x1: 'xLow', x2: 'xHigh', ...bar })]
      : []),
    ...(series.kind === 'points' ? [Plot.dot(rows.filter(isInside), dot)] : []),
  ];
}

/** Points of several series at the same x are moved apart, by 5 px at most, so that no error bar hides another. */
function shiftOf(styled: StyledSeries, neighbours: StyledSeries[]): number {
  const { kind, x: places } = styled.series;
  const beside = neighbours.filter(
    ({ series }) =>
      series.kind === 'points' &&
      series.x.length === places.length &&
      series.x.every((value, i) => value === places[i]),
  );
  // With too many points there is no room to move them.
  if (kind !== 'points' || beside.length > 8 || places.length > 30) return 0;
  const step = Math.min(5, 16 / Math.max(1, beside.length - 1));
  return step * (beside.indexOf(styled) - (beside.length - 1) / 2);
}

/** The texts for the points and bins within the frame. */
export function seriesSpots(chart: XYChart, styled: StyledSeries[], scales: ChartScales): Spot[] {
  const { x, y } = scales;
  return styled.flatMap(({ series }) => {
    const place = placeOn(series, scales);
    return series.x.flatMap((low, i) => {
      const at = middleOf(series, i, x);
      const value =
        series.kind === 'band' && !Number.isFinite(series.y[i])
          ? ((series.low?.[i] ?? NaN) + (series.high?.[i] ?? NaN)) / 2
          : series.y[i];
      const spot = { x: at, y: place(value) };
      const isInside = [x.toUnit(spot.x), y.toUnit(spot.y)].every((unit) => unit >= 0 && unit <= 1);
      if (!isInside) return [];
      const upTo = series.kind === 'steps' ? series.xHigh?.[i] : undefined;
      const range = upTo === undefined ? spotNumber(at) : `${spotNumber(low)} to ${spotNumber(upTo)}`;
      const bounds =
        series.low && series.high ? ` (${spotNumber(series.low[i])} to ${spotNumber(series.high[i])})` : '';
      const label = (series.right && chart.right ? chart.right : chart.y).label;
      const spotLines = [series.name, `${chart.x.label}: ${range}`, `${label}: ${spotNumber(series.y[i])}${bounds}`];
      return [{ ...spot, lines: spotLines.filter(Boolean).join('\n') }];
    });
  });
}
