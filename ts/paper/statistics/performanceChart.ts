import type { ChartSeries, FigurePanel } from '../../report/index.js';
import { intoBins, type Judged, type Measure, shareOf } from './shares.js';

/** One panel of Figures 14, 15 and 17. */
export interface PerformancePanel<T> {
  title: string;
  /** With the unit. */
  label: string;
  scale: 'linear' | 'log';
  edges: readonly number[];
  quantity: (source: T) => number;
  measures: readonly Measure[];
}

/**
 * Histogram of the sources (left axis) and the measures with their intervals (right axis), in bins of a quantity.
 *
 * @param overlays what several kinds of models say of the sources, each with a name; the measures are then shown for each
 */
export function performanceChart<T extends Judged>(
  sources: readonly T[],
  { title, label, scale, edges, quantity, measures: shown }: PerformancePanel<T>,
  overlays: readonly { name: string; sources: readonly T[] }[] = [{ name: '', sources }],
): FigurePanel {
  const bins = intoBins(sources, quantity, edges);
  const middle = (i: number) => (scale === 'log' ? Math.sqrt(edges[i] * edges[i + 1]) : (edges[i] + edges[i + 1]) / 2);
  const x = bins.map((_, i) => middle(i));
  const classes = [
    { name: 'stars', counts: bins.map((bin) => bin.filter(({ isAgn }) => !isAgn).length) },
    { name: 'AGN', counts: bins.map((bin) => bin.filter(({ isAgn }) => isAgn).length) },
  ].filter(({ counts }) => counts.some((count) => count > 0));
  const histograms = classes.map(
    ({ name, counts }): ChartSeries => ({
      name,
      kind: 'steps',
      x: [...edges.slice(0, -1)],
      xHigh: [...edges.slice(1)],
      y: counts,
    }),
  );
  const lines = overlays.flatMap((overlay) => {
    const overlayBins = intoBins(overlay.sources, quantity, edges);
    return shown.map((measure): ChartSeries => {
      const shares = overlayBins.map((bin) => shareOf(bin, measure));
      return {
        name: overlay.name ? `${measure.name}, ${overlay.name}` : measure.name,
        kind: 'points',
        right: true,
        x,
        y: shares.map(({ value }) => 100 * value),
        low: shares.map(({ low }) => 100 * low),
        high: shares.map(({ high }) => 100 * high),
      };
    });
  });
  return {
    kind: 'chart',
    title,
    x: { label, type: scale },
    y: { label: 'number of spectra', type: 'linear' },
    right: { label: `${shown.map(({ name }) => name).join(', ')} (%)`, type: 'linear', domain: [0, 100] },
    series: [...histograms, ...lines],
    levels: [{ y: 90, name: '90 %', right: true }],
  };
}
