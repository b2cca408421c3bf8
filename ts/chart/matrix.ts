import * as Plot from '@observablehq/plot';
import { extent } from 'd3-array';
import { fitAcross, minus, powerText, scaleAxis } from './axis.js';
import {
  axisMarks,
  drawText,
  type Footer,
  type PanelPlan,
  type PanelSize,
  planFrame,
  planSide,
  pointerMark,
  spotNumber,
  type View,
} from './frame.js';
import { fontSize, lineHeight, textWidth, wrapText } from './style.js';
import type { HeatMap, Histogram2D } from './types.js';

// Matrices drawn as colours, with the scale of colours below the frame.

/** Plans a heat map, with each number written into its cell. */
export function planHeatMap(map: HeatMap, size: PanelSize, view: View): PanelPlan {
  const { x, y, values, decimals } = map;
  const { width } = size;
  const frameHeight = Math.max(Math.min(size.frameHeight, 64 * y.names.length), 24 * y.names.length);
  const side = planSide(y.label, y.names, frameHeight);
  const margins = { left: Math.max(side.room, size.left ?? 0), right: Math.max(16, size.right ?? 0) };
  const columnWidth = (width - margins.left - margins.right) / x.names.length;
  const widest = Math.max(0, ...x.names.map((name) => textWidth(name)));
  // Names that are wider than their column are turned upright.
  const isUpright = widest + 6 > columnWidth;
  const limits = limitsOf(values);
  const write = (value: number) => minus(value.toFixed(decimals));
  const cells = values.flatMap((row, j) =>
    row.map((value, i) => ({ x: i, y: j, value, number: Number.isFinite(value) ? write(value) : '–' })),
  );
  const spots = cells.map((cell) => ({
    ...cell,
    lines: `${x.label}: ${x.names[cell.x]}\n${y.label}: ${y.names[cell.y]}\n${map.label}: ${cell.number}`,
  }));
  const names = { label: null, tickSize: 0, fill: '#111' };
  return planFrame({
    ...margins,
    title: map.title,
    size: { width, frameHeight },
    yLines: side.lines,
    xLabel: x.label,
    xRoom: isUpright ? widest + 10 : lineHeight + 4,
    footer: planRamp(map.label, width, limits, write),
    plot: {
      x: { type: 'band', domain: x.names.map((_, i) => i), padding: 0 },
      y: { type: 'band', domain: y.names.map((_, j) => j), padding: 0 },
      color: { type: 'linear', domain: limits, scheme: 'viridis', unknown: '#ececec' },
      marks: [
        Plot.cell(cells, { x: 'x', y: 'y', inset: 1, fill: ({ value }) => (Number.isFinite(value) ? value : NaN) }),
        Plot.axisY({ ...names, text: (j: number) => y.names[j] } as object),
        Plot.axisX({ ...names, tickRotate: isUpright ? -90 : 0, text: (i: number) => x.names[i] } as object),
        ...(view.hasPointer ? [pointerMark(spots, 16)] : []),
      ],
    },
    drawOver(svg, plot) {
      const [columns, rows, colour] = [plot.scale('x')!, plot.scale('y')!, plot.scale('color')!];
      const widestText = Math.max(1, ...cells.map(({ number }) => textWidth(number)));
      const textSize = Math.min(fontSize, (fontSize * (columnWidth - 4)) / widestText);
      const half = [columnWidth / 2, frameHeight / y.names.length / 2 + textSize * 0.36];
      const numbers = cells.map((cell) => {
        const [cx, cy] = [Number(columns.apply(cell.x)) + half[0], Number(rows.apply(cell.y)) + half[1]];
        const fill = Number.isFinite(cell.value) && isDark(colour.apply(cell.value)) ? 'white' : '#111';
        return svg('text', { x: cx, y: cy, fill }, cell.number);
      });
      return [svg('g', { 'text-anchor': 'middle', 'font-size': textSize, 'pointer-events': 'none' }, ...numbers)];
    },
  });
}

/**
 * Whether white is easier to read than black on a colour (#rrggbb or rgb(r, g, b)), by its relative luminance (WCAG 2).
 */
function isDark(colour: string): boolean {
  const channels = colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  const [r, g, b] = channels.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
}

/**
 * Plans a two-dimensional histogram. An empty bin is white; colours follow the square root of the number, so that bins
 * with few sources remain visible beside full ones.
 */
export function planHistogram2D(map: Histogram2D, size: PanelSize, view: View): PanelPlan {
  const { xEdges, yEdges, values, label } = map;
  const y = scaleAxis(map.y, yEdges, size.frameHeight, true);
  const side = planSide(y.label, y.ticks.values(), size.frameHeight);
  const xAxis = view.x ? { ...map.x, domain: view.x } : map.x;
  const minimum = { left: Math.max(side.room, size.left ?? 0), right: Math.max(16, size.right ?? 0) };
  const { x, margins } = fitAcross(xAxis, xEdges, size.width, minimum);
  const highest = Math.max(limitsOf(values)[1], 1e-12);
  const bins = values.flatMap((row, j) =>
    row.flatMap((value, i) => {
      const [x1, x2, y1, y2] = [xEdges[i], xEdges[i + 1], yEdges[j], yEdges[j + 1]];
      return value > 0 && x2 > x.domain[0] && x1 < x.domain[1] ? [{ x1, x2, y1, y2, value }] : [];
    }),
  );
  const write = (value: number) => (value >= 1e5 ? powerText(value) : String(value));
  return planFrame({
    ...margins,
    title: map.title,
    size,
    yLines: side.lines,
    xLabel: x.label,
    footer: planRamp(`${label} (colours by square root)`, size.width, [0, highest], write),
    plot: {
      x: { type: x.type, domain: x.domain, axis: null },
      y: { type: y.type, domain: y.domain, axis: null },
      color: { type: 'sqrt', domain: [0, highest], scheme: 'ylgnbu', range: [0.12, 1] },
      marks: [
        Plot.rect(bins, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'value', inset: -0.1, clip: true }),
        ...axisMarks(x, 'bottom'),
        ...axisMarks(y, 'left'),
        Plot.frame({ stroke: '#333' }),
        ...(view.hasPointer ? [pointerMark(bins.map((bin) => binSpot(map, bin)))] : []),
      ],
    },
  });
}

interface Bin {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
  value: number;
}

function binSpot({ x, y, label }: Histogram2D, { x1, x2, y1, y2, value }: Bin) {
  const middle = (axis: { type: string }, a: number, b: number) =>
    axis.type === 'log' ? Math.sqrt(a * b) : (a + b) / 2;
  const lines = [
    `${x.label}: ${spotNumber(x1)} to ${spotNumber(x2)}`,
    `${y.label}: ${spotNumber(y1)} to ${spotNumber(y2)}`,
    `${label}: ${spotNumber(value)}`,
  ];
  return { x: middle(x, x1, x2), y: middle(y, y1, y2), lines: lines.join('\n') };
}

/** Length of a scale of colours, px, and the number of pieces that it is drawn in. */
const [rampLength, rampCells] = [200, 50];

/** The scale of colours below a frame: its label, and a bar with the numbers at its ends. */
function planRamp(
  label: string,
  width: number,
  [low, high]: readonly [number, number],
  write: (value: number) => string,
): Footer {
  const lines = wrapText(label, width - 24);
  return {
    height: lines.length * lineHeight + 24,
    draw(svg, left, top, plot) {
      const colour = plot.scale('color')!;
      const start = left + 46;
      const cells = Array.from({ length: rampCells }, (_, i) =>
        svg('rect', {
          ...{ x: start + (i * rampLength) / rampCells, y: top + lines.length * lineHeight + 4 },
          ...{ width: rampLength / rampCells + 0.3, height: 12 },
          fill: colour.apply(low + ((i + 0.5) / rampCells) * (high - low)),
        }),
      );
      const baseline = top + lines.length * lineHeight + 15;
      return svg(
        'g',
        { 'aria-label': 'colour scale' },
        ...lines.map((line, i) => drawText(svg, line, left, top + 13 + i * lineHeight, 'start')),
        drawText(svg, write(low), start - 6, baseline, 'end'),
        ...cells,
        drawText(svg, write(high), start + rampLength + 6, baseline, 'start'),
      );
    },
  };
}

/** The smallest and the largest finite number; equal ones are moved apart, so that a scale of colours has a length. */
function limitsOf(values: number[][]): [number, number] {
  const [low, high] = extent(values.flat().filter(Number.isFinite));
  if (low === undefined) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
