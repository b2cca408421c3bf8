import { planPanel } from './panel.js';
import type { PanelSize } from './plan.js';
import { fontFamily, fontSize } from './style.js';
import { type SvgDocument, type SvgNode, svgMaker } from './svg.js';
import type { Figure, FigurePanel } from './types.js';

/** Panels beside each other, and the size of each, px. */
interface Grid extends PanelSize {
  columns: number;
}

/** One panel has the whole width; four make a square; more stand in threes. */
export function gridOf(panels: readonly FigurePanel[]): Grid {
  if (panels.length === 1) return { columns: 1, width: 760, frameHeight: 380 };
  if (panels.length === 2 || panels.length === 4) return { columns: 2, width: 530, frameHeight: 300 };
  return { columns: 3, width: 410, frameHeight: 250 };
}

/** Words in the picture itself of a figure that stands in for another: pictures travel without their captions. */
export const standInNote = 'Stand-in: simulated sources take the place of observed ones';

/** Draws all panels of a figure into one SVG, frames of a row at one height. */
export function drawFigure(figure: Figure, document: SvgDocument): SvgNode {
  const svg = svgMaker(document);
  const { columns, ...size } = gridOf(figure.panels);
  const gap = 14;
  const plans = figure.panels.map((panel) => planPanel(panel, size));
  const parts: SvgNode[] = [];
  let y = 6;
  if (figure.isStandIn) {
    parts.push(svg('text', { x: 8, y: y + 14, fill: '#8a3b00', 'font-weight': 'bold' }, standInNote));
    y += 26;
  }
  for (let first = 0; first < plans.length; first += columns) {
    const row = plans.slice(first, first + columns);
    const top = Math.max(...row.map((plan) => plan.top));
    row.forEach((plan, k) => {
      const panel = plan.draw(document, top);
      panel.setAttribute('x', String(k * (size.width + gap)));
      panel.setAttribute('y', String(y));
      parts.push(panel);
    });
    y += Math.max(...row.map((plan) => plan.heightFor(top))) + gap;
  }
  const width = columns * size.width + (columns - 1) * gap;
  return svg(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', width, height: y, viewBox: `0 0 ${width} ${y}` },
      ...{ 'font-family': fontFamily, 'font-size': fontSize },
    },
    ...parts,
  );
}
