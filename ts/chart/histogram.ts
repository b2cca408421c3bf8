import * as Plot from '@observablehq/plot';
import { fitAcross, scaleAxis } from './axis.js';
import {
  axisMarks,
  axisRoom,
  drawText,
  drawTitle,
  drawUprightLabel,
  type PanelPlan,
  type PanelSize,
  planTitle,
  plotBase,
  pointerMark,
  spotNumber,
  uprightRoom,
  type View,
} from './plan.js';
import { limitsOf, planRamp } from './ramp.js';
import { lineHeight, wrapText } from './style.js';
import type { Histogram2D } from './types.js';

/** Plans the density of points in bins of two quantities. An empty bin is white; colours follow the square root of the number, so that few sources show beside many. */
export function planHistogram(map: Histogram2D, { width, frameHeight }: PanelSize, view: View): PanelPlan {
  const y = scaleAxis(map.y, map.yEdges, frameHeight, true);
  const yLines = wrapText(y.label, frameHeight + 40);
  const xAxis = view.x ? { ...map.x, domain: view.x } : map.x;
  const room = uprightRoom(y.ticks.values(), yLines.length);
  const { x, margins, frameWidth } = fitAcross(xAxis, map.xEdges, width, room, 16);
  const { left, right } = margins;
  const title = planTitle(map.title, width);
  const highest = Math.max(limitsOf(map.values)[1], 1e-12);
  const ramp = planRamp(`${map.label} (colours by square root)`, width, [0, highest]);
  const below = axisRoom + 8 + ramp.height;
  const heightFor = (room: number) => room + frameHeight + below;
  const bins = map.values.flatMap((row, j) =>
    row.flatMap((value, i) => {
      const [x1, x2, y1, y2] = [map.xEdges[i], map.xEdges[i + 1], map.yEdges[j], map.yEdges[j + 1]];
      return value > 0 && x2 > x.domain[0] && x1 < x.domain[1] ? [{ x1, x2, y1, y2, value }] : [];
    }),
  );
  return {
    top: title.room,
    heightFor,
    draw(document, room) {
      const { plot, svg } = plotBase(document, {
        ...{ width, height: heightFor(room) },
        ...{ marginLeft: left, marginRight: right, marginTop: room, marginBottom: below },
        x: { type: x.type, domain: x.domain, axis: null },
        y: { type: y.type, domain: y.domain, axis: null },
        color: { type: 'sqrt', domain: [0, highest], scheme: 'ylgnbu', range: [0.12, 1] },
        marks: [
          Plot.rect(bins, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'value', inset: -0.1, clip: true }),
          ...axisMarks(x, 'bottom'),
          ...axisMarks(y, 'left'),
          Plot.frame({ stroke: '#333' }),
          ...(view.pointer ? [pointerMark(bins.map((bin) => spotOf(map, bin)))] : []),
        ],
      });
      const colour = plot.scale('color')!;
      plot.append(
        drawTitle(svg, title.lines),
        drawUprightLabel(svg, yLines, lineHeight - 2, room + frameHeight / 2, false),
        drawText(svg, x.label, left + frameWidth / 2, room + frameHeight + axisRoom - 2),
        ramp.draw(svg, 12, room + frameHeight + axisRoom + 8, (value) => colour.apply(value)),
      );
      return plot;
    },
  };
}

function spotOf(
  map: Histogram2D,
  { x1, x2, y1, y2, value }: { x1: number; x2: number; y1: number; y2: number; value: number },
) {
  const middle = (axis: { type: string }, a: number, b: number) =>
    axis.type === 'log' ? Math.sqrt(a * b) : (a + b) / 2;
  const lines = [
    `${map.x.label}: ${spotNumber(x1)} to ${spotNumber(x2)}`,
    `${map.y.label}: ${spotNumber(y1)} to ${spotNumber(y2)}`,
    `${map.label}: ${spotNumber(value)}`,
  ];
  return { x: middle(map.x, x1, x2), y: middle(map.y, y1, y2), text: lines.join('\n') };
}
