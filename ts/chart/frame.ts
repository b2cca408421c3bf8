import * as Plot from '@observablehq/plot';
import type { ScaledAxis, SideMargins } from './axis.js';
import { fontFamily, fontSize, lineHeight, textWidth, titleSize, typeset, wrapText } from './style.js';
import { type SvgDocument, type SvgMaker, type SvgNode, svgMaker } from './svg.js';

// What all panels with a frame share: the margins around the frame, title and labels, and Plot's scales and marks
// inside.

export interface PanelSize extends Partial<SideMargins> {
  /** Width of the whole panel, px. */
  width: number;
  /** Height of the frame alone, px. */
  frameHeight: number;
}

/**
 * What a reader has changed on the page, and what the figure draws instead of the panel. Empty for a panel by itself.
 */
export interface View {
  /** Names of series that are switched off. */
  hidden?: ReadonlySet<string>;
  /** Range of x that is shown. */
  x?: readonly [number, number];
  /** The spot at the pointer is marked. */
  hasPointer?: boolean;
  /** The figure has one legend for all its panels. */
  isWithoutLegend?: boolean;
}

/** A planned panel: its margins, and a function that draws it. */
export interface PanelPlan extends SideMargins {
  /** Height above the frame, for the title and the names of markers, px. */
  top: number;
  /** Height of the whole panel with `top` px above the frame. */
  heightFor(top: number): number;
  /** Draws the panel with `top` px above the frame, at least `this.top`, so that frames in a row can be aligned. */
  draw(document: SvgDocument, top: number): SvgNode;
}

type PlotNode = SvgNode & {
  scale(name: 'x' | 'y' | 'color'): { apply(value: unknown): string } | undefined;
};

/** The area below a frame: a legend, or a scale of colours. */
export interface Footer {
  height: number;
  draw(svg: SvgMaker, left: number, top: number, plot: PlotNode): SvgNode;
}

/** Room for the numbers of an x axis. */
export const numberRoom = 24;
const titleLine = 19;

/** The lines of a title, and the height that they need, px. */
export function planTitle(title: string, width: number): { lines: string[]; room: number } {
  const lines = wrapText(title, width - 16, titleSize, true);
  return { lines, room: lines.length ? lines.length * titleLine + 10 : 8 };
}

export function drawTitle(svg: SvgMaker, lines: string[]): SvgNode {
  const texts = lines.map((line, i) => svg('text', { x: 8, y: 16 + titleLine * i }, line));
  return svg('g', { 'font-size': titleSize, 'font-weight': 'bold', 'text-anchor': 'start', fill: '#111' }, ...texts);
}

export const drawText = (svg: SvgMaker, label: string, x: number, y: number, anchor = 'middle'): SvgNode =>
  svg('text', { x, y, 'text-anchor': anchor, fill: '#111' }, typeset(label));

/**
 * A vertical axis at the side of a frame: the lines of its label, and the width that the label and the numbers need,
 * px.
 */
export function planSide(label: string, tickLabels: Iterable<string>, frameHeight: number) {
  // The label may be a little longer than the frame, but must not reach the title.
  const lines = wrapText(label, frameHeight + 16);
  const widest = Math.ceil(Math.max(14, ...[...tickLabels].map((tickLabel) => textWidth(tickLabel))));
  return { lines, room: widest + 14 + lines.length * lineHeight + 4 };
}

function drawSideLabel(svg: SvgMaker, lines: string[], x: number, middle: number, right: boolean): SvgNode {
  const texts = lines.map((line, i) => svg('text', { x: 0, y: i * lineHeight }, line));
  const turn = `translate(${x},${middle}) rotate(${right ? 90 : -90})`;
  return svg('g', { transform: turn, 'text-anchor': 'middle', fill: '#111' }, ...texts);
}

/** A frame and all that surrounds it. */
interface FrameParts extends SideMargins {
  title: string;
  size: PanelSize;
  /** Lines of the labels of the vertical axes. */
  yLines: string[];
  rightLines?: string[];
  xLabel: string;
  /** Height for the numbers or names of x; by default that of a line of numbers. */
  xRoom?: number;
  /** Height between title and frame. */
  above?: number;
  footer: Footer;
  /** Scales and marks of the plot. */
  plot: Plot.PlotOptions;
  /** Draws on top of the plot, given its scales and the height above the frame. */
  drawOver?(svg: SvgMaker, plot: PlotNode, top: number): SvgNode[];
}

/** Plans a panel with frame, axes, title, labels and footer. Plot draws axes and marks; the rest is added here. */
export function planFrame(frame: FrameParts): PanelPlan {
  const { size, left, right, yLines, rightLines = [], xLabel, xRoom = numberRoom, footer, drawOver } = frame;
  const { width, frameHeight } = size;
  const title = planTitle(frame.title, width);
  const below = xRoom + lineHeight + 8;
  const heightFor = (top: number) => top + frameHeight + below + footer.height;
  return {
    left,
    right,
    top: title.room + (frame.above ?? 0),
    heightFor,
    draw(document, top) {
      const margins = { marginLeft: left, marginRight: right, marginTop: top, marginBottom: below + footer.height };
      const plot = drawPlot(document, { ...frame.plot, ...margins, width, height: heightFor(top) });
      const svg = svgMaker(document);
      const bottom = top + frameHeight;
      const middle = top + frameHeight / 2;
      plot.append(
        drawTitle(svg, title.lines),
        drawSideLabel(svg, yLines, lineHeight - 2, middle, false),
        ...(rightLines.length ? [drawSideLabel(svg, rightLines, width - lineHeight + 2, middle, true)] : []),
        drawText(svg, xLabel, left + (width - left - right) / 2, bottom + xRoom + lineHeight - 2),
        ...(drawOver?.(svg, plot, top) ?? []),
        footer.draw(svg, 12, bottom + below, plot),
      );
      return plot;
    },
  };
}

function drawPlot(document: SvgDocument, options: Plot.PlotOptions): PlotNode {
  const plot = Plot.plot({ document: document as never, ...options }) as unknown as PlotNode;
  // Plot styles its SVG by a style sheet with :where(), which few SVG programs know; the necessary styles are set as
  // attributes instead.
  plot.querySelector('style')?.remove();
  plot.removeAttribute('class');
  plot.setAttribute('font-family', fontFamily);
  plot.setAttribute('font-size', String(fontSize));
  return plot;
}

/** Marks of an axis: labelled ticks, and shorter ones without label. The axis title is drawn by `planFrame`. */
export function axisMarks(
  axis: ScaledAxis,
  anchor: 'bottom' | 'left' | 'right',
  place = (v: number) => v,
): Plot.Markish[] {
  const mark = (anchor === 'bottom' ? Plot.axisX : Plot.axisY) as (data: number[], options: object) => Plot.Markish;
  const labels = new Map([...axis.ticks].map(([value, label]) => [place(value), label]));
  const options = { anchor, label: null, fill: '#111', stroke: '#333', textStroke: 'none' };
  return [
    mark([...labels.keys()], { ...options, tickSize: 6, text: (value: number) => labels.get(value) }),
    mark(axis.minor.map(place), { ...options, tickSize: 3, text: () => '' }),
  ];
}

/** Lines of text for a position in a panel; `x` and `y` are in units of its axes. */
export interface Spot {
  x: number;
  y: number;
  lines: string;
}

/**
 * Draws a ring around the spot nearest to the pointer. That spot is the plot's `value`; the plot emits `input` when it
 * changes.
 */
export const pointerMark = (spots: Spot[], r = 7): Plot.Markish =>
  Plot.dot(spots, Plot.pointer({ x: 'x', y: 'y', r, stroke: '#111', strokeWidth: 1.5, maxRadius: 60 }));

/** A number in the text at the pointer: four digits. */
export function spotNumber(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}
