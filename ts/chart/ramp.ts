import { minus, powerText } from './axis.js';
import { drawText } from './plan.js';
import { lineHeight, wrapText } from './style.js';
import type { SvgMaker, SvgNode } from './svg.js';

const length = 200;

/** The scale of colours below a frame: what they mean, and a bar with the numbers at its ends. */
export function planRamp(label: string, width: number, [low, high]: readonly [number, number], decimals?: number) {
  const lines = wrapText(label, width - 24);
  const text = (value: number) =>
    decimals === undefined ? (value >= 1e5 ? powerText(value) : String(value)) : minus(value.toFixed(decimals));
  const height = lines.length * lineHeight + 24;
  /** @param colour of a place in the bar, 0 to 1 */
  const draw = (svg: SvgMaker, left: number, top: number, colour: (value: number) => string): SvgNode => {
    const start = left + 46;
    const parts = 50;
    const cells = Array.from({ length: parts }, (_, i) =>
      svg('rect', {
        ...{ x: start + (i * length) / parts, y: top + lines.length * lineHeight + 4 },
        ...{ width: length / parts + 0.3, height: 12, fill: colour(low + ((i + 0.5) / parts) * (high - low)) },
      }),
    );
    const baseline = top + lines.length * lineHeight + 15;
    return svg(
      'g',
      { 'aria-label': 'colour scale' },
      ...lines.map((line, i) => drawText(svg, line, left, top + 13 + i * lineHeight, 'start')),
      drawText(svg, text(low), start - 6, baseline, 'end'),
      ...cells,
      drawText(svg, text(high), start + length + 6, baseline, 'start'),
    );
  };
  return { height, draw };
}

/** The limits of the numbers there are; equal ones are moved apart, so that a scale of colours has a length. */
export function limitsOf(values: number[][]): [number, number] {
  const all = values.flat().filter(Number.isFinite);
  if (all.length === 0) return [0, 1];
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}
