import { drawText, drawTitle, type PanelPlan, type PanelSize, planTitle } from './frame.js';
import { colourOf, fontFamily, fontSize, lineHeight, wrapText } from './style.js';
import { type SvgNode, svgMaker } from './svg.js';
import type { NetworkDiagram } from './types.js';

/** A layer with more nodes is drawn as its first and last few, with dots between them. */
const highestNodes = 10;

/** Heights of the nodes of a layer, 0 (top) to 1 (bottom); NaN is the place of the dots. */
function places(nodes: number): number[] {
  const rows = Math.min(nodes, highestNodes);
  const at = Array.from({ length: rows }, (_, i) => (i + 0.5) / rows);
  if (nodes > highestNodes) at[Math.floor(rows / 2)] = NaN;
  return at;
}

/**
 * Plans the diagram of a network: a column of nodes for each layer, each node joined to all nodes of the next layer.
 */
export function planNetwork({ title, layers }: NetworkDiagram, { width, frameHeight }: PanelSize): PanelPlan {
  const heading = planTitle(title, width);
  const column = width / Math.max(1, layers.length);
  const names = layers.map(({ name }) => wrapText(name, column - 16, fontSize, true));
  const details = layers.map(({ nodes, detail }) => [
    `${nodes.toLocaleString('en')} node${nodes === 1 ? '' : 's'}`,
    ...wrapText(detail, column - 16),
  ]);
  const nameRoom = Math.max(0, ...names.map((lines) => lines.length)) * lineHeight + 8;
  const detailRoom = Math.max(0, ...details.map((lines) => lines.length)) * lineHeight + 12;
  const top = heading.room + nameRoom;
  const heightFor = (room: number) => room + frameHeight + detailRoom;
  return {
    left: 0,
    right: 0,
    top,
    heightFor,
    draw(document, room) {
      const svg = svgMaker(document);
      const height = heightFor(room);
      const nodes = layers.map((layer, k) =>
        places(layer.nodes).map((place) => [column * (k + 0.5), room + place * frameHeight]),
      );
      const links: SvgNode[] = nodes
        .slice(1)
        .flatMap((layer, k) =>
          layer.flatMap(([x2, y2]) =>
            nodes[k].flatMap(([x1, y1]) => (Number.isNaN(y1 + y2) ? [] : [svg('line', { x1, y1, x2, y2 })])),
          ),
        );
      const dots = nodes.flatMap((layer, k) => {
        const gapAt = layer.findIndex(([, y]) => Number.isNaN(y));
        const middle = room + ((gapAt + 0.5) / layer.length) * frameHeight;
        return [
          ...layer.flatMap(([cx, cy]) =>
            Number.isNaN(cy) ? [] : [svg('circle', { cx, cy, r: 7, fill: colourOf(k + 1) })],
          ),
          ...(gapAt < 0
            ? []
            : [-6, 0, 6].map((dy) =>
                svg('circle', { cx: column * (k + 0.5), cy: middle + dy, r: 1.6, fill: '#333', stroke: 'none' }),
              )),
        ];
      });
      const columnText = (lines: string[], k: number, y: number, weight?: string) =>
        svg(
          'g',
          { 'font-weight': weight },
          ...lines.map((line, i) => drawText(svg, line, column * (k + 0.5), y + i * lineHeight)),
        );
      return svg(
        'svg',
        { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': fontFamily, 'font-size': fontSize },
        drawTitle(svg, heading.lines),
        svg(
          'g',
          { stroke: '#9a9a9a', 'stroke-width': 0.6, 'stroke-opacity': '0.7', 'aria-label': 'connections' },
          ...links,
        ),
        svg('g', { stroke: 'white', 'stroke-width': 1, 'aria-label': 'nodes' }, ...dots),
        ...names.map((lines, k) => columnText(lines, k, room - nameRoom + 14, 'bold')),
        ...details.map((lines, k) => columnText(lines, k, room + frameHeight + 16)),
      );
    },
  };
}
