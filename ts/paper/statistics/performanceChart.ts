import type { ChartAxis, ChartSeries, FigurePanel } from '../../report/index.js';
import { intoBins, type Judged, type Measure, measures, sharesInMergedBins } from './shares.js';

/** What the panels of a row of Figures 14 and 17 show. */
export const measureGroups: readonly { title: string; shown: readonly Measure[] }[] = [
  { title: 'accuracy', shown: [measures.accuracy] },
  { title: 'recall and TNR', shown: [measures.recall, measures.tnr] },
  { title: 'precision and NPV', shown: [measures.precision, measures.npv] },
];

/** One panel of Figures 14, 15 and 17. */
export interface PerformancePanel<T> extends Pick<ChartAxis, 'label' | 'type'> {
  title: string;
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
  /** Index into the palette: 0 and 1 are those of the two classes. */
  colour: number;
}

/**
 * Histogram of the sources (left axis) and the measures with their intervals (right axis), in bins of a quantity. A measure's bins of
 * fewer than ten sources are put together with their neighbours.
 *
 * @param shown what stands over the histogram, by default the panel's measures of the same sources
 */
export function performanceChart<T extends Judged>(
  sources: readonly T[],
  { title, label, type, edges, isCategorical, quantity, measures: inPanel }: PerformancePanel<T>,
  shown: readonly PerformanceSeries<T>[] = inPanel.map((measure, k) => ({
    ...{ name: measure.name, measure, sources, colour: 2 + k },
  })),
): FigurePanel {
  const [lower, upper] = [edges.slice(0, -1), edges.slice(1)];
  const middle = (i: number) => (type === 'log' ? Math.sqrt(lower[i] * upper[i]) : (lower[i] + upper[i]) / 2);
  const bins = intoBins(sources, quantity, edges);
  const histograms = [false, true]
    .map(
      (isAgn): ChartSeries => ({
        name: isAgn ? 'AGN' : 'stars',
        kind: 'steps',
        x: lower,
        xHigh: upper,
        y: bins.map((bin) => bin.filter((source) => source.isAgn === isAgn).length),
        colour: isAgn ? 1 : 0,
      }),
    )
    .filter(({ y }) => y.some((count) => count > 0));
  const points = shown.map(({ name, measure, sources: judged, colour }): ChartSeries => {
    const inBins = judged.length > 0 ? intoBins(judged, quantity, edges) : [];
    const shares = sharesInMergedBins(inBins, measure, isCategorical ? 0 : undefined);
    return {
      name,
      kind: 'points',
      right: true,
      x: shares.map((_, i) => middle(i)),
      y: shares.map(({ value }) => 100 * value),
      low: shares.map(({ low }) => 100 * low),
      high: shares.map(({ high }) => 100 * high),
      colour,
    };
  });
  const names = inPanel.map(({ name }) => name).join(', ');
  return {
    kind: 'chart',
    title,
    x: { label, type },
    y: { label: 'Number of spectra', type: 'linear' },
    right: { label: `${names[0].toUpperCase()}${names.slice(1)} (%)`, type: 'linear', domain: [0, 100] },
    series: [...histograms, ...points],
    levels: [{ y: 90, name: '90 %', right: true }],
  };
}
