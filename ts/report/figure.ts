import { drawFigure, gridOf } from '../chart/figure.js';
import { planPanel } from '../chart/panel.js';
import type { SvgDocument } from '../chart/svg.js';
import type { Figure } from '../chart/types.js';
import type { Picture } from './picture.js';
import { newDocument, renderPng, svgFile, svgText } from './plot.js';

/** All panels of a figure in one picture. */
export function figurePicture(figure: Figure): Picture {
  const svg = svgFile(drawFigure(figure, newDocument() as unknown as SvgDocument));
  return { svg, png: renderPng(svg) };
}

/** Each panel as an SVG element, for a page that places them itself. Names in them start with the figure's. */
export function panelSvgs(figure: Figure): string[] {
  const document = newDocument() as unknown as SvgDocument;
  const size = gridOf(figure.panels);
  const plans = figure.panels.map((panel) => planPanel(panel, size));
  const top = Math.max(...plans.map((plan) => plan.top));
  return plans.map((plan, i) => svgText(plan.draw(document, top), `${figure.id}-${i + 1}-`));
}
