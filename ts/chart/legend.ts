import { lineHeight, markerOutline, textWidth, wrapText } from './style.js';
import type { SvgMaker, SvgNode } from './svg.js';

/**
 * An entry of a legend: its label, the symbol before it, and the series that it switches on and off (none for a level).
 */
export interface LegendEntry {
  label: string;
  /** Name of the series. */
  series?: string;
  isHidden?: boolean;
  colour: string;
  line?: { dash: string; width: number };
  /** Number of the marker's shape; see `markerOutline`. */
  marker?: number;
  /** Opacity of a filled area. */
  area?: number;
}

const swatchOf = ({ line, area }: LegendEntry): number => (line || area !== undefined ? 30 : 12);
const gap = 18;
const rowHeight = lineHeight + 4;

/**
 * Sets entries in rows no wider than `width`, breaking labels that are wider. Entries with the same label and colour
 * appear once.
 */
export function planLegend(entries: LegendEntry[], width: number) {
  let [x, y] = [0, 0];
  let tallest = 1;
  const different = entries.filter(
    ({ label, colour }, i) => entries.findIndex((other) => other.label === label && other.colour === colour) === i,
  );
  const placed = different.map((entry) => {
    const swatch = swatchOf(entry);
    const lines = wrapText(entry.label, width - swatch - 8);
    const wide = swatch + 7 + Math.max(0, ...lines.map((line) => textWidth(line)));
    if (x > 0 && x + wide > width) {
      x = 0;
      y += rowHeight + (tallest - 1) * lineHeight;
      tallest = 1;
    }
    tallest = Math.max(tallest, lines.length);
    const at = { entry, lines, x, y, wide };
    x += wide + gap;
    return at;
  });
  const height = entries.length ? y + rowHeight + (tallest - 1) * lineHeight + 6 : 0;
  return {
    height,
    draw: (svg: SvgMaker, left: number, top: number): SvgNode =>
      svg(
        'g',
        { transform: `translate(${left},${top})`, 'aria-label': 'legend', 'text-anchor': 'start' },
        ...placed.map((entry) => drawEntry(svg, entry)),
      ),
  };
}

function drawEntry(
  svg: SvgMaker,
  { entry, lines, x, y, wide }: { entry: LegendEntry; lines: string[]; x: number; y: number; wide: number },
): SvgNode {
  const { colour, line, marker, area, series, isHidden } = entry;
  const swatch = swatchOf(entry);
  const middle = rowHeight / 2;
  const nodes: SvgNode[] = [];
  if (series !== undefined)
    nodes.push(svg('rect', { width: wide, height: rowHeight, fill: 'white', 'fill-opacity': '0' }));
  if (area !== undefined)
    nodes.push(svg('rect', { y: middle - 6, width: swatch, height: 12, fill: colour, 'fill-opacity': area }));
  if (line)
    nodes.push(
      svg('line', {
        ...{ x1: 0, x2: swatch, y1: middle, y2: middle },
        ...{ stroke: colour, 'stroke-width': line.width, 'stroke-dasharray': line.dash },
      }),
    );
  if (marker !== undefined) {
    const points = markerOutline(marker, 4.6).map(([px, py]) => `${px.toFixed(2)},${py.toFixed(2)}`);
    nodes.push(
      svg('polygon', { points: points.join(' '), fill: colour, transform: `translate(${swatch / 2},${middle})` }),
    );
  }
  const texts = lines.map((label, i) =>
    svg('text', { x: swatch + 7, y: middle + 4.5 + i * lineHeight, fill: '#111' }, label),
  );
  return svg(
    'g',
    { transform: `translate(${x},${y})`, 'data-series': series, opacity: isHidden ? 0.35 : undefined },
    ...nodes,
    ...texts,
  );
}
