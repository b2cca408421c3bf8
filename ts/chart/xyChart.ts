import * as Plot from '@observablehq/plot';
import { fitAcross, type ScaledAxis, scaleAxis } from './axis.js';
import {
  axisMarks,
  drawText,
  type PanelPlan,
  type PanelSize,
  planFrame,
  planSide,
  pointerMark,
  type View,
} from './frame.js';
import { type LegendEntry, planLegend } from './legend.js';
import { areaOpacity, isBackground, seriesMarks, seriesSpots, styleSeries } from './series.js';
import { fontSize, textWidth } from './style.js';
import type { ChartAxis, ChartSeries, XYChart } from './types.js';

const levelDash = (i: number): string => ['2 4', '8 4', '8 3 2 3'][i % 3];
const markerLine = 15;

/** Plans a chart of lines, points, steps and bands. */
export function planChart(chart: XYChart, size: PanelSize, view: View): PanelPlan {
  const frameHeight = size.frameHeight * (chart.heightRatio ?? 1);
  const y = uprightAxis(chart, chart.y, false, frameHeight);
  const right = chart.right && uprightAxis(chart, chart.right, true, frameHeight);
  const leftSide = planSide(y.label, y.ticks.values(), frameHeight);
  const rightSide = right && planSide(right.label, right.ticks.values(), frameHeight);
  const xAxis = view.x ? { label: chart.x.label, type: chart.x.type, domain: view.x } : chart.x;
  const { x, margins, frameWidth } = fitAcross(xAxis, xValuesOf(chart), size.width, {
    left: Math.max(leftSide.room, size.left ?? 0),
    right: Math.max(rightSide?.room ?? 16, size.right ?? 0),
  });
  const scales = { x, y, right };
  const markers = planMarkers(chart.markers ?? [], x, frameWidth);
  const series = styleSeries(chart);
  const shown = series.filter((styled) => !view.hidden?.has(styled.series.name));
  const bands = markers.shown.flatMap(({ x: from, xHigh }) => (xHigh === undefined ? [] : [{ x1: from, x2: xHigh }]));
  const rules = markers.shown.filter(({ xHigh }) => xHigh === undefined);
  return planFrame({
    ...margins,
    title: chart.title,
    size: { ...size, frameHeight },
    yLines: leftSide.lines,
    rightLines: rightSide?.lines,
    xLabel: x.label,
    above: markers.room,
    footer: planLegend(view.isWithoutLegend ? [] : chartLegend(chart, view), size.width - 24),
    plot: {
      x: { type: x.type, domain: x.domain, axis: null },
      y: { type: y.type, domain: y.domain, axis: null },
      marks: [
        ...(bands.length ? [Plot.rectX(bands, { x1: 'x1', x2: 'x2', fill: '#e6e6e6', clip: true })] : []),
        ...(chart.y.names
          ? [
              Plot.ruleY(
                chart.y.names.slice(1).map((_, i) => i + 0.5),
                { stroke: '#e6e6e6' },
              ),
            ]
          : []),
        ...levelMarks(chart, y, right),
        Plot.ruleX(rules, { x: 'x', stroke: '#8a8a8a', strokeDasharray: '3 4' }),
        ...seriesMarks(shown, scales),
        ...axisMarks(x, 'bottom'),
        ...axisMarks(y, 'left'),
        ...(right ? axisMarks(right, 'right', (value) => y.fromUnit(right.toUnit(value))) : []),
        Plot.frame({ stroke: '#333' }),
        ...(view.hasPointer ? [pointerMark(seriesSpots(chart, shown, scales))] : []),
      ],
    },
    drawOver: (svg, _, top) => [
      svg(
        'g',
        { 'font-size': fontSize - 1 },
        ...markers.shown.map((m) => drawText(svg, m.name, margins.left + m.at, top - 6 - markerLine * m.row)),
      ),
    ],
  });
}

/** Share of the frame's height that a histogram takes if it is drawn behind the series of the other axis. */
const backgroundShare = 0.36;

/**
 * A vertical axis. The axis of histograms behind points extends far beyond their maximum, so that they remain low, and
 * has numbers only up to that maximum.
 */
function uprightAxis(chart: XYChart, axis: ChartAxis, isRight: boolean, frameHeight: number): ScaledAxis {
  const series = chart.series.filter((candidate) => (candidate.right ?? false) === isRight);
  const levels = (chart.levels ?? []).filter((level) => (level.right ?? false) === isRight);
  const scaled = scaleAxis(axis, [...valuesOf(series), ...levels.map((level) => level.y)], frameHeight, true);
  const isBehind =
    series.length > 0 && levels.length === 0 && series.every((candidate) => isBackground(chart, candidate));
  if (!isBehind || axis.domain) return scaled;
  const [from, to] = scaled.domain;
  const long = scaleAxis({ ...axis, domain: [from, scaled.fromUnit(1 / backgroundShare)] }, [], frameHeight, true);
  const ticks = new Map([...long.ticks].filter(([value]) => value <= to));
  return { ...long, ticks, minor: long.minor.filter((value) => value <= to) };
}

/** All values that the y axis must include. */
function* valuesOf(series: ChartSeries[]): Iterable<number> {
  for (const { y, low, high } of series) {
    yield* y;
    yield* low ?? [];
    yield* high ?? [];
  }
}

/**
 * All values that the x axis must include: edges of bins and ends of error bars as they are, points with a margin for
 * their markers.
 */
function xValuesOf({ series, x: { type } }: XYChart): number[] {
  const edges = series.flatMap(({ kind, x, xLow = [], xHigh = [] }) => [
    ...(kind === 'points' ? [] : x),
    ...xLow,
    ...xHigh,
  ]);
  const points = series.flatMap(({ kind, x }) => (kind === 'points' ? x.filter(Number.isFinite) : []));
  if (type === 'log') return [...edges, ...points.flatMap((at) => [at / 1.1, at * 1.1])];
  const room =
    0.02 * (points.reduce((a, b) => Math.max(a, b), -Infinity) - points.reduce((a, b) => Math.min(a, b), Infinity));
  return [...edges, ...points.flatMap((at) => [at - room, at + room])];
}

/** Places the names of markers above the frame, in as many rows as are needed to keep them apart. */
function planMarkers(markers: NonNullable<XYChart['markers']>, x: ScaledAxis, frameWidth: number) {
  const ends: number[] = [];
  const [from, to] = x.domain;
  const shown = markers
    .filter((marker) => (marker.xHigh ?? marker.x) >= from && marker.x <= to)
    .sort((a, b) => a.x - b.x)
    .map((marker) => {
      const half = textWidth(marker.name, fontSize - 1) / 2;
      const inFrame = (value: number) => Math.min(Math.max(x.toUnit(value), 0), 1) * frameWidth;
      const middle = (inFrame(marker.x) + inFrame(marker.xHigh ?? marker.x)) / 2;
      // A name at the edge of the frame is moved inwards, so that it remains within the picture.
      const at = Math.min(Math.max(middle, half - 20), frameWidth - half + 10);
      let row = ends.findIndex((end) => at - half > end + 5);
      if (row < 0) row = ends.length;
      ends[row] = at + half;
      return { ...marker, at, row };
    });
  return { shown, room: ends.length ? markerLine * ends.length + 2 : 0 };
}

function levelMarks({ levels = [] }: XYChart, y: ScaledAxis, right?: ScaledAxis): Plot.Markish[] {
  return levels.map((level, i) => {
    const at = level.right && right ? y.fromUnit(right.toUnit(level.y)) : level.y;
    return Plot.ruleY([at], { stroke: '#555', strokeDasharray: levelDash(i), clip: true });
  });
}

/** The entries of the legend of a chart. */
export function chartLegend(chart: XYChart, view: View): LegendEntry[] {
  const named = styleSeries(chart).filter(({ series }) => series.name !== '' && !series.isFaint);
  const entries = named.map((styled): LegendEntry => {
    const { name, kind, right, y } = styled.series;
    const { colour, dash, width } = styled;
    const label = right ? `${name} (right)` : name;
    const entry = { label, series: name, isHidden: view.hidden?.has(name) ?? false, colour };
    if (kind === 'points') return { ...entry, marker: styled.marker };
    return { ...entry, line: y.some(Number.isFinite) ? { dash, width } : undefined, area: areaOpacity(styled) };
  });
  const levels = (chart.levels ?? []).map(({ name }, i) => ({
    label: name,
    colour: '#555',
    line: { dash: levelDash(i), width: 1 },
  }));
  // A single series that is named like the chart needs no legend.
  const isPlain = chart.series.length === 1 && chart.series[0].name === chart.title;
  return [...(isPlain ? [] : entries), ...levels.filter(({ label }) => label !== '')];
}
