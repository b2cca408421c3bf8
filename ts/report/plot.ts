import { createRequire } from 'node:module';
import * as Plot from '@observablehq/plot';
import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { checkList, checkNumber, checkObject } from '../base/index.js';
import { fontFamily } from '../chart/style.js';
import type { SvgNode } from '../chart/svg.js';
import type { Picture, PictureOptions } from './picture.js';

export { palette } from '../chart/style.js';
export { decadeTicks, evenTicks, plainTicks } from '../chart/ticks.js';

const { resolve } = createRequire(import.meta.url);
const fontFiles = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

/** An axis: its quantity with the unit, its limits, and the numbers written at it (value to text; '' for a bare tick). */
export interface Axis {
  label: string;
  type: 'linear' | 'log';
  domain: readonly [number, number];
  ticks: ReadonlyMap<number, string>;
}

/** What is drawn: marks of Observable Plot, with a title and a legend inside the picture. */
export interface Drawing extends Required<PictureOptions> {
  x: Axis;
  y: Axis;
  marks: Plot.Markish[];
  legend: { colour: string; text: string }[];
  /** Where the legend starts, px from the left side of the frame: move it where curves leave room. */
  legendStart?: number;
  /** Room between title and frame, px. */
  headroom?: number;
  /** Room for the numbers and the label of the y axis, px. */
  marginLeft?: number;
}

/**
 * Draws in the style of all our pictures: white ground, frame, title above, legend at the upper left. The font
 * comes with the package, so a picture is the same on every machine.
 */
export function drawPlot({
  title,
  legend,
  width,
  height,
  x,
  y,
  marks,
  headroom = 16,
  legendStart = 24,
  marginLeft = 84,
}: Drawing): Picture {
  for (const [name, pixels] of Object.entries({ width, height }))
    checkNumber(name, pixels, { least: 200, most: 10_000 });
  const marginTop = headroom + 40;
  // Axes are marks of their own: with a scale's tickFormat, Plot leaves out some numbers of a logarithmic axis.
  const axis = ({ label, ticks }: Axis) =>
    [
      [...ticks.keys()],
      { label, text: (value: number) => ticks.get(value), labelAnchor: 'center', labelArrow: 'none' },
    ] as const;
  const plot = Plot.plot({
    document: newDocument(),
    width,
    height,
    marginTop,
    marginRight: 24,
    marginBottom: 60,
    marginLeft,
    x: { type: x.type, domain: x.domain },
    y: { type: y.type, domain: y.domain },
    marks: [
      ...marks,
      Plot.axisX(...axis(x)),
      Plot.axisY(...axis(y)),
      Plot.frame({ stroke: '#333' }),
      Plot.text([title], { frameAnchor: 'top-left', dy: 16 - marginTop, fontSize: 20, fontWeight: 'bold' }),
      ...legend.flatMap(({ colour, text }, i) => [
        Plot.dot([text], {
          frameAnchor: 'top-left',
          symbol: 'square',
          r: 6,
          dx: legendStart,
          dy: 24 + 24 * i,
          fill: colour,
        }),
        Plot.text([text], {
          frameAnchor: 'top-left',
          dx: legendStart + 16,
          dy: 24 + 24 * i,
          lineAnchor: 'middle',
          fill: colour,
          fontWeight: 'bold',
        }),
      ]),
    ],
  });
  const svg = standaloneSvg(plot);
  return { svg, png: renderPng(svg) };
}

/** @throws ParameterError unless these are curves: each with a name, and numbers in `field`. */
export function checkCurves<Field extends string>(curves: readonly Record<Field, unknown>[], field: Field): void {
  checkList('curves', curves, `a list of { name, ${field} }`);
  for (const [i, curve] of curves.entries()) {
    checkObject(`curves[${i}]`, curve, `{ name, ${field} }`, 'name', field);
    checkList(`curves[${i}].${field}`, curve[field], 'an array of numbers');
  }
}

function standaloneSvg(plot: SvgNode): string {
  // Plot styles its SVG by a sheet with :where(), which few SVG programs know; what counts is set as attributes here.
  plot.querySelector('style')?.remove();
  plot.removeAttribute('class');
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  plot.setAttribute('font-family', fontFamily);
  plot.setAttribute('font-size', '15');
  return svgFile(plot);
}

/** A drawing as the text of an SVG file. */
export const svgFile = (drawing: SvgNode): string => `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(drawing)}\n`;

/**
 * A drawing as text. Plot numbers its clip paths through the whole process; from 1 in each picture, equal plots are equal files.
 *
 * @param prefix of these names, where several drawings stand in one document
 */
export function svgText(drawing: SvgNode, prefix = ''): string {
  const ids: string[] = [];
  return drawing.outerHTML.replace(/plot-clip-\d+/g, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return `${prefix}clip-${ids.indexOf(id) + 1}`;
  });
}

/** A document to draw into. */
export const newDocument = () => parseHTML('<!doctype html><html><body></body></html>').document;

export const renderPng = (svg: string): Uint8Array => new Uint8Array(render(svg, 2).asPng());

/** An SVG drawn on white with the font of our pictures: 4 bytes a pixel, red, green, blue and opacity. */
export function renderPixels(svg: string, zoom: number): { width: number; height: number; pixels: Uint8Array } {
  const { width, height, pixels } = render(svg, zoom);
  return { width, height, pixels };
}

function render(svg: string, zoom: number) {
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    background: 'white',
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles.map((file) => resolve(`@expo-google-fonts/arimo/${file}`)),
      defaultFontFamily: 'Arimo',
    },
  });
  return renderer.render();
}
