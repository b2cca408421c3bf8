import * as Plot from '@observablehq/plot';
import { fitAcross, type ScaledAxis, scaleAxis } from './axis.js';
import { type LegendEntry, planLegend } from './legend.js';
import {
  axisMarks,
  axisRoom,
  drawText,
  drawTitle,
  drawUprightLabel,
  type PanelPlan,
  type PanelSize,
  planTitle,
  plotBase,
  pointerMark,
  spotNumber,
  uprightRoom,
  type View,
} from './plan.js';
import { colourOf, dashOf, fontSize, lineHeight, plotSymbol, textWidth, wrapText } from './style.js';
import type { ChartSeries, XYChart } from './types.js';

/** A series with its looks, and its values brought onto the left axis. */
interface Drawn {
  series: ChartSeries;
  index: number;
  colour: string;
  dash: string;
  /** Shape of the marker. */
  marker: number;
  width: number;
  place(value: number): number;
}

const levelDash = (i: number): string => ['2 4', '8 4', '8 3 2 3'][i % 3];

/** Plans lines, points, steps and bands in one coordinate system. */
export function planChart(chart: XYChart, { width, frameHeight }: PanelSize, view: View): PanelPlan {
  const left = chart.series.filter((series) => !series.right);
  const levelsOf = (isRight: boolean) => (chart.levels ?? []).filter((level) => (level.right ?? false) === isRight);
  const y = scaleAxis(chart.y, valuesOf(left, levelsOf(false)), frameHeight, true);
  const right =
    chart.right &&
    scaleAxis(
      chart.right,
      valuesOf(
        chart.series.filter((series) => series.right),
        levelsOf(true),
      ),
      frameHeight,
      true,
    );
  const yLines = wrapText(y.label, frameHeight + 40);
  const rightLines = right ? wrapText(right.label, frameHeight + 40) : [];
  const leftRoom = uprightRoom(y.ticks.values(), yLines.length);
  const rightRoom = right ? uprightRoom(right.ticks.values(), rightLines.length) : 16;
  const xAxis = view.x ? { ...chart.x, domain: view.x } : chart.x;
  const { x, margins, frameWidth } = fitAcross(xAxis, xValuesOf(chart), width, leftRoom, rightRoom);
  const title = planTitle(chart.title, width);
  const markers = planMarkers(chart.markers ?? [], x, frameWidth);
  const series = chart.series.map((one, i) => looksOf(chart, one, i, y, right));
  const legend = planLegend(legendOf(chart, series, view), width - 24);
  const top = title.room + markers.room;
  const heightFor = (room: number) => room + frameHeight + axisRoom + 8 + legend.height;
  return {
    top,
    heightFor,
    draw(document, room) {
      const shown = series.filter(({ index }) => !view.hidden?.has(index));
      const { plot, svg } = plotBase(document, {
        width,
        height: heightFor(room),
        marginLeft: margins.left,
        marginRight: margins.right,
        marginTop: room,
        marginBottom: axisRoom + 8 + legend.height,
        x: { type: x.type, domain: x.domain, axis: null },
        y: { type: y.type, domain: y.domain, axis: null },
        marks: [
          ...areas(chart, shown, x, y),
          ...levelMarks(chart, y, right),
          Plot.ruleX(markers.shown, { x: 'x', stroke: '#8a8a8a', strokeDasharray: '3 4' }),
          ...shown.flatMap((one) => lines(one, y)),
          ...shown.flatMap((one) => points(one, series, x, y)),
          ...axisMarks(x, 'bottom'),
          ...axisMarks(y, 'left'),
          ...(right ? axisMarks(right, 'right', (value) => y.fromUnit(right.toUnit(value))) : []),
          Plot.frame({ stroke: '#333' }),
          ...(view.pointer ? [pointerMark(spotsOf(chart, shown, x, y))] : []),
        ],
      });
      const middle = room + frameHeight / 2;
      plot.append(
        drawTitle(svg, title.lines),
        drawUprightLabel(svg, yLines, lineHeight - 2, middle, false),
        drawText(svg, x.label, margins.left + frameWidth / 2, room + frameHeight + axisRoom - 2),
        svg(
          'g',
          { 'font-size': fontSize - 1 },
          ...markers.shown.map((m) => drawText(svg, m.name, margins.left + m.at, room - 6 - 15 * m.row)),
        ),
        legend.draw(svg, 12, room + frameHeight + axisRoom + 8),
      );
      if (right) plot.append(drawUprightLabel(svg, rightLines, width - lineHeight + 2, middle, true));
      return plot;
    },
  };
}

function levelMarks({ levels = [] }: XYChart, y: ScaledAxis, right?: ScaledAxis): Plot.Markish[] {
  return levels.map((level, i) => {
    const at = level.right && right ? y.fromUnit(right.toUnit(level.y)) : level.y;
    return Plot.ruleY([at], { stroke: '#555', strokeDasharray: levelDash(i), clip: true });
  });
}

/** All numbers that the y axis must hold. */
function* valuesOf(series: ChartSeries[], levels: XYChart['levels'] = []): Iterable<number> {
  for (const { y, low, high } of series) {
    yield* y;
    yield* low ?? [];
    yield* high ?? [];
  }
  for (const level of levels) yield level.y;
}

/** All numbers that the x axis must hold: edges of bins as they are, points with room for their markers. */
function xValuesOf({ series, x: { type } }: XYChart): number[] {
  const bins = series.flatMap(({ kind, x, xHigh = [] }) => (kind === 'points' ? [] : [...x, ...xHigh]));
  const points = series.flatMap(({ kind, x }) => (kind === 'points' ? x.filter(Number.isFinite) : []));
  if (type === 'log') return [...bins, ...points.flatMap((at) => [at / 1.1, at * 1.1])];
  const room =
    0.02 * (points.reduce((a, b) => Math.max(a, b), -Infinity) - points.reduce((a, b) => Math.min(a, b), Infinity));
  return [...bins, ...points.flatMap((at) => [at - room, at + room])];
}

/** Names of markers above the frame, in as many rows as keep them apart. */
function planMarkers(markers: NonNullable<XYChart['markers']>, x: ScaledAxis, frameWidth: number) {
  const ends: number[] = [];
  const shown = markers
    .filter((marker) => marker.x >= x.domain[0] && marker.x <= x.domain[1])
    .sort((a, b) => a.x - b.x)
    .map((marker) => {
      const half = textWidth(marker.name, fontSize - 1) / 2;
      const line = x.toUnit(marker.x) * frameWidth;
      // A name at the edge of the frame is moved inwards, so that it stays in the picture.
      const at = Math.min(Math.max(line, half - 20), frameWidth - half + 10);
      let row = ends.findIndex((end) => at - half > end + 5);
      if (row < 0) row = ends.length;
      ends[row] = at + half;
      return { ...marker, at, row };
    });
  return { shown, room: ends.length ? 15 * ends.length + 2 : 0 };
}

/** Beside a second axis, histograms stand behind what they are the numbers of: filled, faint. */
const isBackground = (chart: XYChart, series: ChartSeries): boolean =>
  chart.right !== undefined && series.kind === 'steps';

function looksOf(chart: XYChart, series: ChartSeries, index: number, y: ScaledAxis, right?: ScaledAxis): Drawn {
  const number = series.colour ?? index;
  // Where a chart says itself what is dashed, a dash has a meaning; elsewhere it helps to tell the series apart.
  const isSaid = chart.series.some((one) => one.dashed !== undefined);
  const isFilled = isBackground(chart, series);
  const dash = isSaid ? (series.dashed ? '6 4' : '') : dashOf(number);
  const place = series.right && right ? (value: number) => y.fromUnit(right.toUnit(value)) : (value: number) => value;
  // Many long curves are told apart only when they are thin.
  const isDense = chart.series.length > 4 && series.x.length > 200;
  const width = isFilled || isDense ? 1.1 : 1.7;
  const marker = chart.series.slice(0, index).filter(({ kind }) => kind === 'points').length;
  return { series, index, colour: colourOf(number), dash, marker, width, place };
}

function legendOf(chart: XYChart, series: Drawn[], view: View): LegendEntry[] {
  const entries = series.map(({ series: one, index, colour, dash, marker, width }): LegendEntry => {
    const { name, kind, right, y } = one;
    const text = right ? `${name} (right)` : name;
    const hidden = view.hidden?.has(index);
    if (kind === 'points') return { text, series: index, hidden, colour, marker };
    const area = kind === 'band' ? 0.25 : isBackground(chart, one) ? 0.15 : undefined;
    const line = y.some(Number.isFinite) ? { dash, width } : undefined;
    return { text, series: index, hidden, colour, line, area };
  });
  const levels = (chart.levels ?? []).map(({ name }, i) => ({
    text: name,
    colour: '#555',
    line: { dash: levelDash(i), width: 1 },
  }));
  // One series whose name says what the title says needs no legend.
  const isPlain = series.length === 1 && (series[0].series.name === '' || series[0].series.name === chart.title);
  return [...(isPlain ? [] : entries), ...levels];
}

/** A logarithmic axis has no place for 0 or less: a number far below the frame lets a curve fall to it. */
const onAxis = (value: number, { type, domain }: ScaledAxis): number =>
  type === 'log' && value <= 0 ? domain[0] * 1e-3 : Number.isFinite(value) ? value : NaN;

/** Corners of a histogram; a bin without a number is a gap. */
function corners({ series: { x, xHigh, y: values }, place }: Drawn, y: ScaledAxis): { x: number; y: number }[] {
  return x.flatMap((low, i) => {
    const value = onAxis(place(values[i]), y);
    return [
      { x: low, y: value },
      { x: xHigh?.[i] ?? low, y: value },
    ];
  });
}

/** Bands and filled histograms, below everything else. */
function areas(chart: XYChart, shown: Drawn[], x: ScaledAxis, y: ScaledAxis): Plot.Markish[] {
  return shown.flatMap((one) => {
    const { series, colour, place } = one;
    if (series.kind === 'band') {
      const rows = series.x.map((at, i) => ({
        x: onAxis(at, x),
        low: onAxis(place(series.low?.[i] ?? NaN), y),
        high: onAxis(place(series.high?.[i] ?? NaN), y),
      }));
      return [Plot.areaY(rows, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.25, clip: true })];
    }
    if (!isBackground(chart, series)) return [];
    const base = y.fromUnit(-0.01);
    return [
      Plot.areaY(corners(one, y), { x: 'x', y1: () => base, y2: 'y', fill: colour, fillOpacity: 0.15, clip: true }),
    ];
  });
}

function lines(one: Drawn, y: ScaledAxis): Plot.Markish[] {
  const { series, colour, dash, width, place } = one;
  if (series.kind === 'points') return [];
  const rows =
    series.kind === 'steps' ? corners(one, y) : series.x.map((x, i) => ({ x, y: onAxis(place(series.y[i]), y) }));
  return [
    Plot.line(rows, {
      ...{ x: 'x', y: 'y', stroke: colour, strokeWidth: width, strokeLinejoin: 'round', clip: true },
      strokeDasharray: dash || undefined,
    }),
  ];
}

/** Middle of a bin where there is one, on the scale of the axis. */
const middleOf = ({ x, xHigh }: ChartSeries, i: number, axis: ScaledAxis): number => {
  const high = xHigh?.[i];
  if (high === undefined) return x[i];
  return axis.type === 'log' && x[i] > 0 ? Math.sqrt(x[i] * high) : (x[i] + high) / 2;
};

/** Markers, and error bars of points and steps. */
function points(one: Drawn, all: Drawn[], x: ScaledAxis, y: ScaledAxis): Plot.Markish[] {
  const { series, colour, marker, place } = one;
  if (series.kind === 'line' || series.kind === 'band') return [];
  const rows = series.x
    .map((_, i) => ({
      x: middleOf(series, i, x),
      y: place(series.y[i]),
      low: onAxis(place(series.low?.[i] ?? NaN), y),
      high: onAxis(place(series.high?.[i] ?? NaN), y),
    }))
    .filter((row) => (x.type === 'linear' || row.x > 0) && (y.type === 'linear' || row.y > 0));
  const dx = shiftOf(one, all);
  // Whole markers for points on the frame itself, none for points beyond it.
  const isInside = ({ x: a, y: b }: { x: number; y: number }) =>
    [x.toUnit(a), y.toUnit(b)].every((unit) => unit > -1e-9 && unit < 1 + 1e-9);
  const bars = rows.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const bar = { x: 'x', y1: 'low', y2: 'high', dx, stroke: colour, strokeWidth: 1.3, clip: true };
  const dot = {
    x: 'x',
    y: 'y',
    dx,
    r: 3.6,
    fill: colour,
    stroke: 'white',
    strokeWidth: 0.6,
    symbol: plotSymbol(marker),
  };
  return [
    ...(bars.length ? [Plot.ruleX(bars, bar)] : []),
    ...(series.kind === 'points' ? [Plot.dot(rows.filter(isInside), dot)] : []),
  ];
}

/** Points of several series at the same x stand beside each other, 5 px apart at most, so that no error bar hides another. */
function shiftOf(one: Drawn, all: Drawn[]): number {
  const beside = all.filter(
    ({ series: { kind, x } }) =>
      kind === 'points' && x.length === one.series.x.length && x.every((value, i) => value === one.series.x[i]),
  );
  // With more points than a frame has room for, each stays where it is.
  if (one.series.kind !== 'points' || beside.length > 8 || one.series.x.length > 30) return 0;
  const step = Math.min(5, 16 / Math.max(1, beside.length - 1));
  return step * (beside.indexOf(one) - (beside.length - 1) / 2);
}

function spotsOf(chart: XYChart, shown: Drawn[], x: ScaledAxis, y: ScaledAxis) {
  return shown.flatMap(({ series, place }) =>
    series.x.flatMap((low, i) => {
      const at = middleOf(series, i, x);
      const value =
        series.kind === 'band' && !Number.isFinite(series.y[i])
          ? ((series.low?.[i] ?? NaN) + (series.high?.[i] ?? NaN)) / 2
          : series.y[i];
      const spot = { x: at, y: place(value) };
      const isInside = [x.toUnit(spot.x), y.toUnit(spot.y)].every((unit) => unit >= 0 && unit <= 1);
      if (!isInside) return [];
      const range = series.xHigh ? `${spotNumber(low)} to ${spotNumber(series.xHigh[i])}` : spotNumber(at);
      const bounds =
        series.low && series.high ? ` (${spotNumber(series.low[i])} to ${spotNumber(series.high[i])})` : '';
      const label = (series.right && chart.right ? chart.right : chart.y).label;
      const lines = [series.name, `${chart.x.label}: ${range}`, `${label}: ${spotNumber(series.y[i])}${bounds}`];
      return [{ ...spot, text: lines.filter(Boolean).join('\n') }];
    }),
  );
}
