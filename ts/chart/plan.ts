import * as Plot from '@observablehq/plot';
import type { ScaledAxis } from './axis.js';
import { fontFamily, fontSize, lineHeight, textWidth, titleSize, typeset, wrapText } from './style.js';
import type { SvgDocument, SvgMaker, SvgNode } from './svg.js';
import { svgMaker } from './svg.js';

export interface PanelSize {
  /** Of the whole panel, px. */
  width: number;
  /** Of the frame alone, px. */
  frameHeight: number;
}

/** What a reader changed: nothing in a printed figure. */
export interface View {
  /** Series that are switched off. */
  hidden?: ReadonlySet<number>;
  /** Part of x that is shown. */
  x?: readonly [number, number];
  /** Marks the spot at the pointer. */
  pointer?: boolean;
}

/** A panel that knows the room it needs. */
export interface PanelPlan {
  /** Above the frame: title, names of markers, px. */
  top: number;
  /** Whole height with that room above the frame. */
  heightFor(top: number): number;
  /** Draws it with at least `this.top` above the frame, so that the frames beside each other can be aligned. */
  draw(document: SvgDocument, top: number): SvgNode;
}

/** Room around the frame, px. */
export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Below the frame: numbers of the x axis and its label. */
export const axisRoom = 24 + lineHeight;
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

/** Room for the numbers and the label of an upright axis. */
export const uprightRoom = (texts: Iterable<string>, labelLines: number): number =>
  Math.ceil(Math.max(14, ...[...texts].map((text) => textWidth(text)))) + 14 + labelLines * lineHeight + 4;

/** Label of an axis at the side, in lines that are no longer than the frame. */
export function drawUprightLabel(svg: SvgMaker, lines: string[], x: number, middle: number, right: boolean): SvgNode {
  const texts = lines.map((line, i) => svg('text', { x: 0, y: i * lineHeight }, line));
  const turn = `translate(${x},${middle}) rotate(${right ? 90 : -90})`;
  return svg('g', { transform: turn, 'text-anchor': 'middle', fill: '#111' }, ...texts);
}

export const drawText = (svg: SvgMaker, text: string, x: number, y: number, anchor = 'middle'): SvgNode =>
  svg('text', { x, y, 'text-anchor': anchor, fill: '#111' }, typeset(text));

/** Marks of an axis: ticks with numbers, shorter ones without. Labels are drawn apart, by `drawText`. */
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

/** What all plots of panels share; Plot draws scales and marks, we put title, labels and legend around them. */
export function plotBase(document: SvgDocument, options: Plot.PlotOptions & { height: number; width: number }) {
  const plot = Plot.plot({ document: document as never, ...options }) as unknown as SvgNode & {
    scale(name: 'x' | 'y' | 'color'): { apply(value: unknown): string; invert?(pixel: number): number } | undefined;
  };
  // Plot styles its SVG by a sheet with :where(), which few SVG programs know; what counts is set as attributes here.
  plot.querySelector('style')?.remove();
  plot.removeAttribute('class');
  plot.setAttribute('font-family', fontFamily);
  plot.setAttribute('font-size', String(fontSize));
  return { plot, svg: svgMaker(document) };
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
