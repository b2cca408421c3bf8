import type { ChartSeries, FigurePanel } from '../../report/index.js';
import { intoBins, type Judged, type Measure, sharesInMergedBins } from './shares.js';

/** One panel of Figures 14, 15 and 17. */
export interface PerformancePanel<T> {
  title: string;
  /** With the unit. */
  label: string;
  scale: 'linear' | 'log';
  edges: readonly number[];
  /** Each bin is a kind of source: none is put together with its neighbour. */
  isCategorical?: boolean;
  quantity: (source: T) => number;
  measures: readonly Measure[];
}

/** A measure by what one kind of models says of the sources. */
export interface PerformanceSeries<T> {
  name: string;
  measure: Measure;
  sources: readonly T[];
  /** Index into the palette. */
  colour?: number;
}

/**
 * Histogram of the sources (left axis) and the measures with their intervals (right axis), in bins of a quantity. A measure is shown in
 * the same bins, put together with their neighbours where they have fewer than ten sources.
 *
 * @param shown what stands over the histogram, by default the panel's measures of the same sources
 */
export function performanceChart<T extends Judged>(
  sources: readonly T[],
  { title, label, scale, edges, isCategorical, quantity, measures }: PerformancePanel<T>,
  shown: readonly PerformanceSeries<T>[] = measures.map((measure) => ({ name: measure.name, measure, sources })),
): FigurePanel {
  const bins = intoBins(sources, quantity, edges);
  const histograms = [false, true]
    .map(
      (isAgn): ChartSeries => ({
        name: isAgn ? 'AGN' : 'stars',
        kind: 'steps',
        x: edges.slice(0, -1),
        xHigh: edges.slice(1),
        y: bins.map((bin) => bin.filter((source) => source.isAgn === isAgn).length),
      }),
    )
    .filter(({ y }) => y.some((count) => count > 0));
  const middle = (from: number, to: number) => (scale === 'log' ? Math.sqrt(from * to) : (from + to) / 2);
  const points = shown.map(({ name, measure, sources: judged, colour }): ChartSeries => {
    const inBins = intoBins(judged, quantity, edges);
    const shares = sharesInMergedBins(inBins, edges, measure, isCategorical ? 0 : undefined);
    return {
      name,
      kind: 'points',
      right: true,
      x: shares.map(({ from, to }) => middle(from, to)),
      y: shares.map(({ value }) => 100 * value),
      low: shares.map(({ low }) => 100 * low),
      high: shares.map(({ high }) => 100 * high),
      ...(colour !== undefined && { colour }),
    };
  });
  const names = measures.map(({ name }) => name).join(', ');
  return {
    kind: 'chart',
    title,
    x: { label, type: scale },
    y: { label: 'Number of spectra', type: 'linear' },
    right: { label: `${names[0].toUpperCase()}${names.slice(1)} (%)`, type: 'linear', domain: [0, 100] },
    series: [...histograms, ...points],
    levels: [{ y: 90, name: '90 %', right: true }],
  };
}
