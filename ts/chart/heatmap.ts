import * as Plot from '@observablehq/plot';
import { minus } from './axis.js';
import {
  drawText,
  drawTitle,
  drawUprightLabel,
  type PanelPlan,
  type PanelSize,
  planTitle,
  plotBase,
  pointerMark,
  uprightRoom,
  type View,
} from './plan.js';
import { limitsOf, planRamp } from './ramp.js';
import { fontSize, lineHeight, textWidth, wrapText } from './style.js';
import type { HeatMap } from './types.js';

/** Plans a matrix of numbers as colours, each number in its cell. */
export function planHeatMap(map: HeatMap, { width, frameHeight: least }: PanelSize, view: View): PanelPlan {
  const { x, y, values, decimals } = map;
  const frameHeight = Math.max(Math.min(least, 64 * y.names.length), 24 * y.names.length);
  const title = planTitle(map.title, width);
  const yLines = wrapText(y.label, frameHeight + 40);
  const left = uprightRoom(y.names, yLines.length);
  const right = 16;
  const frameWidth = width - left - right;
  const widest = Math.max(0, ...x.names.map((name) => textWidth(name)));
  // Names of columns that are wider than their column stand upright.
  const isUpright = widest + 6 > frameWidth / x.names.length;
  const nameRoom = isUpright ? widest + 10 : lineHeight + 4;
  const limits = limitsOf(values);
  const ramp = planRamp(map.label, width, limits, decimals);
  const below = nameRoom + lineHeight + 12 + ramp.height;
  const cells = values.flatMap((row, j) =>
    row.map((value, i) => ({ x: i, y: j, value, text: Number.isFinite(value) ? minus(value.toFixed(decimals)) : '–' })),
  );
  const size = Math.min(
    fontSize,
    (fontSize * (frameWidth / x.names.length - 4)) / Math.max(1, ...cells.map(({ text }) => textWidth(text))),
  );
  const heightFor = (room: number) => room + frameHeight + below;
  return {
    top: title.room,
    heightFor,
    draw(document, room) {
      const { plot, svg } = plotBase(document, {
        ...{ width, height: heightFor(room) },
        ...{ marginLeft: left, marginRight: right, marginTop: room, marginBottom: below },
        x: { type: 'band', domain: x.names.map((_, i) => i), padding: 0 },
        y: { type: 'band', domain: y.names.map((_, j) => j), padding: 0 },
        color: { type: 'linear', domain: limits, scheme: 'viridis', unknown: '#ececec' },
        marks: [
          Plot.cell(cells, {
            x: 'x',
            y: 'y',
            inset: 1,
            fill: ({ value }: { value: number }) => (Number.isFinite(value) ? value : NaN),
          }),
          Plot.axisY({ label: null, tickSize: 0, fill: '#111', text: (j: number) => y.names[j] } as object),
          Plot.axisX({
            label: null,
            tickSize: 0,
            tickRotate: isUpright ? -90 : 0,
            fill: '#111',
            text: (i: number) => x.names[i],
          } as object),
          ...(view.pointer
            ? [
                pointerMark(
                  cells.map((cell) => ({
                    ...cell,
                    text: `${x.label}: ${x.names[cell.x]}\n${y.label}: ${y.names[cell.y]}\n${map.label}: ${cell.text}`,
                  })),
                  16,
                ),
              ]
            : []),
        ],
      });
      const colour = plot.scale('color')!;
      const [columns, rows] = [plot.scale('x')!, plot.scale('y')!];
      const half = [frameWidth / x.names.length / 2, frameHeight / y.names.length / 2];
      const numbers = cells.map((cell) => {
        const [cx, cy] = [Number(columns.apply(cell.x)) + half[0], Number(rows.apply(cell.y)) + half[1] + size * 0.36];
        const fill = Number.isFinite(cell.value) && isDark(colour.apply(cell.value)) ? 'white' : '#111';
        return svg('text', { x: cx, y: cy, fill }, cell.text);
      });
      plot.append(
        svg('g', { 'text-anchor': 'middle', 'font-size': size, 'pointer-events': 'none' }, ...numbers),
        drawTitle(svg, title.lines),
        drawUprightLabel(svg, yLines, lineHeight - 2, room + frameHeight / 2, false),
        drawText(svg, x.label, left + frameWidth / 2, room + frameHeight + nameRoom + lineHeight - 2),
        ramp.draw(svg, 12, room + frameHeight + nameRoom + lineHeight + 8, (value) => colour.apply(value)),
      );
      return plot;
    },
  };
}

/** Whether white reads better than black on a colour (#rrggbb or rgb(r, g, b)): its relative luminance by WCAG 2. */
function isDark(colour: string): boolean {
  const parts = colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  const [r, g, b] = parts.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
}
