import * as Plot from '@observablehq/plot';
import type { ScaledAxis, SideMargins } from './axis.js';
import { fontFamily, fontSize, lineHeight, textWidth, titleSize, typeset, wrapText } from './style.js';
import { type SvgDocument, type SvgMaker, type SvgNode, svgMaker } from './svg.js';

// What panels with a frame share: the room around it, its title and labels, and Plot's scales and marks within.

export interface PanelSize extends Partial<SideMargins> {
  /** Of the whole panel, px. */
  width: number;
  /** Of the frame alone, px. */
  frameHeight: number;
}

/** What a reader changed, and what a figure draws itself: nothing in a panel alone. */
export interface View {
  /** Names of series that are switched off. */
  hidden?: ReadonlySet<string>;
  /** Part of x that is shown. */
  x?: readonly [number, number];
  /** Marks the spot at the pointer. */
  hasPointer?: boolean;
  /** The figure has one legend for all its panels. */
  isWithoutLegend?: boolean;
}

/** A panel that knows the room it needs. */
export interface PanelPlan extends SideMargins {
  /** Above the frame: title, names of markers, px. */
  top: number;
  /** Whole height with that room above the frame. */
  heightFor(top: number): number;
  /** Draws it with at least `this.top` above the frame, so that the frames beside each other can be aligned. */
  draw(document: SvgDocument, top: number): SvgNode;
}

type PlotNode = SvgNode & {
  scale(name: 'x' | 'y' | 'color'): { apply(value: unknown): string } | undefined;
};

/** What stands below a frame: a legend, or what its colours mean. */
export interface Footer {
  height: number;
  draw(svg: SvgMaker, left: number, top: number, plot: PlotNode): SvgNode;
}

/** Room for the numbers of an x axis. */
export const numberRoom = 24;
const titleLine = 19;

/** Lines of a title, and the room they need. */
export function planTitle(title: string, width: number): { lines: string[]; room: number } {
  const lines = wrapText(title, width - 16, titleSize, true);
  return { lines, room: lines.length ? lines.length * titleLine + 10 : 8 };
}

export function drawTitle(svg: SvgMaker, lines: string[]): SvgNode {
  const texts = lines.map((line, i) => svg('text', { x: 8, y: 16 + titleLine * i }, line));
  return svg('g', { 'font-size': titleSize, 'font-weight': 'bold', 'text-anchor': 'start', fill: '#111' }, ...texts);
}

export const drawText = (svg: SvgMaker, text: string, x: number, y: number, anchor = 'middle'): SvgNode =>
  svg('text', { x, y, 'text-anchor': anchor, fill: '#111' }, typeset(text));

/** An upright axis at the side of a frame: the lines of its label, and the room for them and the numbers. */
export function planSide(label: string, texts: Iterable<string>, frameHeight: number) {
  // A little longer than the frame, but not as far as the title.
  const lines = wrapText(label, frameHeight + 16);
  const widest = Math.ceil(Math.max(14, ...[...texts].map((text) => textWidth(text))));
  return { lines, room: widest + 14 + lines.length * lineHeight + 4 };
}

function drawSideLabel(svg: SvgMaker, lines: string[], x: number, middle: number, right: boolean): SvgNode {
  const texts = lines.map((line, i) => svg('text', { x: 0, y: i * lineHeight }, line));
  const turn = `translate(${x},${middle}) rotate(${right ? 90 : -90})`;
  return svg('g', { transform: turn, 'text-anchor': 'middle', fill: '#111' }, ...texts);
}

/** A frame and all that stands around it. */
interface FrameParts extends SideMargins {
  title: string;
  size: PanelSize;
  /** Lines of the labels at the sides. */
  yLines: string[];
  rightLines?: string[];
  xLabel: string;
  /** Room for the numbers or names of x; default: for a line of numbers. */
  xRoom?: number;
  /** Room between title and frame. */
  above?: number;
  footer: Footer;
  /** Scales and marks of the plot. */
  plot: Plot.PlotOptions;
  /** What is drawn over it, by its scales and the room above the frame. */
  drawOver?(svg: SvgMaker, plot: PlotNode, top: number): SvgNode[];
}

/** Plans a panel of a frame with axes, title, labels and footer; Plot draws scales and marks, we put the rest around them. */
export function planFrame(parts: FrameParts): PanelPlan {
  const { size, left, right, yLines, rightLines = [], xLabel, xRoom = numberRoom, footer, drawOver } = parts;
  const { width, frameHeight } = size;
  const title = planTitle(parts.title, width);
  const below = xRoom + lineHeight + 8;
  const heightFor = (top: number) => top + frameHeight + below + footer.height;
  return {
    left,
    right,
    top: title.room + (parts.above ?? 0),
    heightFor,
    draw(document, top) {
      const margins = { marginLeft: left, marginRight: right, marginTop: top, marginBottom: below + footer.height };
      const plot = drawPlot(document, { ...parts.plot, ...margins, width, height: heightFor(top) });
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
  // Plot styles its SVG by a sheet with :where(), which few SVG programs know; what counts is set as attributes here.
  plot.querySelector('style')?.remove();
  plot.removeAttribute('class');
  plot.setAttribute('font-family', fontFamily);
  plot.setAttribute('font-size', String(fontSize));
  return plot;
}

/** Marks of an axis: ticks with numbers, shorter ones without. Labels are drawn apart, by `planFrame`. */
export function axisMarks(
  axis: ScaledAxis,
  anchor: 'bottom' | 'left' | 'right',
  place = (v: number) => v,
): Plot.Markish[] {
  const mark = (anchor === 'bottom' ? Plot.axisX : Plot.axisY) as (data: number[], options: object) => Plot.Markish;
  const texts = new Map([...axis.ticks].map(([value, text]) => [place(value), text]));
  const options = { anchor, label: null, fill: '#111', stroke: '#333', textStroke: 'none' };
  return [
    mark([...texts.keys()], { ...options, tickSize: 6, text: (value: number) => texts.get(value) }),
    mark(axis.minor.map(place), { ...options, tickSize: 3, text: () => '' }),
  ];
}

/** What there is to say at a place of a panel: in units of its axes, and lines of text. */
export interface Spot {
  x: number;
  y: number;
  text: string;
}

/** A ring around the spot nearest to the pointer. The plot's `value` is that spot, and it sends `input` when it changes. */
export const pointerMark = (spots: Spot[], r = 7): Plot.Markish =>
  Plot.dot(spots, Plot.pointer({ x: 'x', y: 'y', r, stroke: '#111', strokeWidth: 1.5, maxRadius: 60 }));

/** A number at the pointer: four digits. */
export function spotNumber(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}
