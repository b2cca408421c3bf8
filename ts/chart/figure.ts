import type { PanelPlan, PanelSize, View } from './frame.js';
import { planLegend } from './legend.js';
import { planHeatMap, planHistogram2D } from './matrix.js';
import { planNetwork } from './network.js';
import { fontFamily, fontSize } from './style.js';
import { placeAt, type SvgDocument, type SvgNode, svgMaker } from './svg.js';
import type { Figure, FigurePanel } from './types.js';
import { chartLegend, planChart } from './xyChart.js';

/** Plans a panel: the room that its title, numbers and legend need, and a function that draws it. */
export function planPanel(panel: FigurePanel, size: PanelSize, view: View = {}): PanelPlan {
  switch (panel.kind) {
    case 'chart':
      return planChart(panel, size, view);
    case 'heatmap':
      return planHeatMap(panel, size, view);
    case 'histogram2d':
      return planHistogram2D(panel, size, view);
    case 'network':
      return planNetwork(panel, size);
  }
}

/** Number of panels in a row, and the size of each panel, px. */
export interface Grid extends PanelSize {
  columns: number;
}

/** One panel takes the whole width; four form a square; larger numbers are set in rows of three. */
export function gridOf(panels: readonly FigurePanel[]): Grid {
  if (panels.length === 1) return { columns: 1, width: 760, frameHeight: 380 };
  if (panels.length === 2 || panels.length === 4) return { columns: 2, width: 530, frameHeight: 300 };
  return { columns: 3, width: 410, frameHeight: 250 };
}

/** The parts of a figure that are drawn; the caption is text beside the picture. */
export type DrawnFigure = Pick<Figure, 'panels' | 'hasSharedLegend' | 'isStandIn'>;

/** Note inside a picture made of stand-in sources: pictures are passed on without their captions. */
export const standInNote = 'Stand-in: simulated sources take the place of observed ones';
const gap = 14;

/**
 * Draws all panels of a figure into one SVG; frames in a row are aligned at the top, frames in a column at both sides.
 */
export function drawFigure(figure: DrawnFigure, document: SvgDocument, grid: Grid = gridOf(figure.panels)): SvgNode {
  const svg = svgMaker(document);
  const { columns, ...size } = grid;
  const view = { isWithoutLegend: figure.hasSharedLegend };
  const alone = figure.panels.map((panel) => planPanel(panel, size, view));
  const plans = figure.panels.map((panel, k) => {
    const column = alone.filter((_, i) => i % columns === k % columns);
    const side = (name: 'left' | 'right') => Math.max(...column.map((plan) => plan[name]));
    return planPanel(panel, { ...size, left: side('left'), right: side('right') }, view);
  });
  const nodes: SvgNode[] = [];
  let y = 6;
  if (figure.isStandIn) {
    nodes.push(svg('text', { x: 8, y: y + 14, fill: '#8a3b00', 'font-weight': 'bold' }, standInNote));
    y += 26;
  }
  for (let first = 0; first < plans.length; first += columns) {
    const row = plans.slice(first, first + columns);
    const top = Math.max(...row.map((plan) => plan.top));
    row.forEach((plan, k) => {
      nodes.push(placeAt(plan.draw(document, top), k * (size.width + gap), y));
    });
    y += Math.max(...row.map((plan) => plan.heightFor(top))) + gap;
  }
  const width = columns * size.width + (columns - 1) * gap;
  if (figure.hasSharedLegend) {
    const legend = drawSharedLegend(figure.panels, width, document);
    nodes.push(placeAt(legend.node, 0, y));
    y += legend.height;
  }
  return svg(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', width, height: y, viewBox: `0 0 ${width} ${y}` },
      ...{ 'font-family': fontFamily, 'font-size': fontSize },
    },
    ...nodes,
  );
}

/** The legend of all panels of a figure, as an SVG element of its own. */
export function drawSharedLegend(
  panels: readonly FigurePanel[],
  width: number,
  document: SvgDocument,
  view: View = {},
): { node: SvgNode; height: number } {
  const entries = panels.flatMap((panel) => (panel.kind === 'chart' ? chartLegend(panel, view) : []));
  const legend = planLegend(entries, width - 24);
  const svg = svgMaker(document);
  const { height } = legend;
  const looks = { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': fontFamily, 'font-size': fontSize };
  return { node: svg('svg', looks, legend.draw(svg, 12, 0)), height };
}
