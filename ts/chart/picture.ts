import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { ParameterError } from '../base/errors.js';
import { type DrawnFigure, drawFigure, drawSharedLegend, type Grid, gridOf, planPanel } from './figure.js';
import { fontFamily, fontSize } from './style.js';
import { placeAt, type SvgDocument, type SvgNode, svgMaker } from './svg.js';
import type { FigurePanel, Picture } from './types.js';

// Charts as files, in Node: linkedom is the document that is drawn into, SVG is its text, and PNG comes from resvg with
// a font from the package's dependencies, so that a picture is the same on every machine.

/**
 * Draws all panels of a figure as one picture.
 *
 * @param grid number of columns and sizes, where they differ from those of reports
 * @param zoom pixels of the PNG for each pixel of the SVG
 */
export function figurePicture(figure: DrawnFigure, grid: Partial<Grid> = {}, zoom = 2): Picture {
  return pictureFrom(drawFigure(figure, newDocument(), { ...gridOf(figure.panels), ...grid }), zoom);
}

/** Draws one panel as a picture of exactly this size, px. */
export function panelPicture(panel: FigurePanel, { width, height }: { width: number; height: number }): Picture {
  // The height that title, labels and legend take is known only after the panel is planned.
  const planFor = (frameHeight: number) => planPanel(panel, { width, frameHeight });
  const around = (frameHeight: number) => {
    const plan = planFor(frameHeight);
    return plan.heightFor(plan.top) - frameHeight;
  };
  const frameHeight = height - around(height);
  if (frameHeight < 60)
    throw new ParameterError(
      'height',
      `height is ${height}; at ${width} px width, title, axes and legend alone take ${height - frameHeight} px`,
    );
  const document = newDocument();
  const plan = planFor(frameHeight);
  return pictureFrom(
    svgMaker(document)(
      'svg',
      {
        ...{ xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
        ...{ 'font-family': fontFamily, 'font-size': fontSize },
      },
      placeAt(plan.draw(document, plan.top), 0, 0),
    ),
    2,
  );
}

/**
 * The panels of a figure, and the legend that they share, each as the text of an SVG element. Ids in them start with
 * `id`.
 */
export function figureElements(figure: DrawnFigure, id: string): { panels: string[]; legend?: string } {
  const document = newDocument();
  const { columns, ...size } = gridOf(figure.panels);
  const plans = figure.panels.map((panel) => planPanel(panel, size, { isWithoutLegend: figure.hasSharedLegend }));
  const top = Math.max(...plans.map((plan) => plan.top));
  const panels = plans.map((plan, i) => svgText(plan.draw(document, top), `${id}-${i + 1}-`));
  if (!figure.hasSharedLegend) return { panels };
  return { panels, legend: svgText(drawSharedLegend(figure.panels, columns * size.width, document).node, `${id}-`) };
}

const newDocument = (): SvgDocument =>
  parseHTML('<!doctype html><html><body></body></html>').document as unknown as SvgDocument;

/**
 * The text of a drawing. Plot numbers its clip paths over the whole process; here they are numbered from 1 in each
 * picture, so that equal plots give equal files.
 *
 * @param prefix of the ids of clip paths, where one document holds several drawings
 */
function svgText(drawing: SvgNode, prefix = ''): string {
  const ids: string[] = [];
  return drawing.outerHTML.replace(/plot-clip-\d+/g, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return `${prefix}clip-${ids.indexOf(id) + 1}`;
  });
}

function pictureFrom(drawing: SvgNode, zoom: number): Picture {
  const svg = `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(drawing)}\n`;
  return { svg, png: renderPng(svg, zoom) };
}

const { resolve } = createRequire(import.meta.url);
const fontFiles = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

function renderPng(svg: string, zoom: number): Uint8Array {
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    background: 'white',
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles.map((file) => resolve(`@expo-google-fonts/arimo/${file}`)),
      defaultFontFamily: 'Arimo',
    },
  });
  return new Uint8Array(renderer.render().asPng());
}
