import * as Plot from '@observablehq/plot';
import { checkOptions, ParameterError } from '../base/index.js';
import type { Picture, PictureOptions } from './picture.js';
import { checkCurves, decadeTicks, drawPlot, evenTicks, palette } from './plot.js';

/** See `plotProbabilities` of ./index.ts. */
export function plotProbabilities(
  curves: readonly { name: string; probabilities: ArrayLike<number> }[],
  options: PictureOptions & { label?: string } = {},
): Picture {
  checkOptions(options);
  const { label = 'P(AGN)', title = 'Probabilities', width = 1000, height = 560 } = options;
  checkCurves(curves, 'probabilities');
  const bins = 50;
  const histograms = curves.map(({ name, probabilities }) => {
    const counts = new Float64Array(bins);
    for (let i = 0; i < probabilities.length; i++) {
      const p = probabilities[i];
      if (!(p >= 0 && p <= 1))
        throw new ParameterError('curves', `probability ${i} of '${name}' is ${p}; it must be in 0 to 1`);
      counts[Math.min(bins - 1, Math.floor(p * bins))]++;
    }
    return counts;
  });
  // From half a spectrum: a bin of one must stand above the frame, and an empty one falls below it.
  const range = [0.5, 1.6 * Math.max(10, ...histograms.map((counts) => Math.max(...counts)))] as const;
  return drawPlot({
    title,
    width,
    height,
    x: { type: 'linear', domain: [0, 1], label, ticks: evenTicks([0, 1], 10) },
    y: { type: 'log', domain: range, label: `Spectra per bin of ${1 / bins}`, ticks: decadeTicks(range) },
    marks: histograms.map((counts, i) =>
      Plot.line(
        [...counts].flatMap((count, bin) =>
          [bin, bin + 1].map((edge) => ({ edge: edge / bins, count: count || 1e-3 })),
        ),
        { x: 'edge', y: 'count', stroke: palette[i % palette.length], strokeWidth: 1.8, clip: true },
      ),
    ),
    legendStart: 120,
    legend: curves.map(({ name, probabilities }, i) => ({
      colour: palette[i % palette.length],
      text: `${name} (${probabilities.length.toLocaleString('en')} spectra)`,
    })),
  });
}
