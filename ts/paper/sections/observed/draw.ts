import type { ChartAxis, ChartSeries, Figure, FigurePanel } from '../../../report/index.js';
import type { ReproduceConfig } from '../../run/config.js';
import { recipes } from '../../run/recipes.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import { chart, countsAxis, energyAxis, paperFigure, ratioAxis } from '../../statistics/figures.js';
import { lineMarkers } from '../../statistics/lines.js';
import { measureGroups, type PerformanceSeries, performanceChart } from '../../statistics/performanceChart.js';
import { histogram } from '../../statistics/samples.js';
import { logEdges, type Measure } from '../../statistics/shares.js';
import { type ObservedNumbers, usualSets } from './compute.js';

type Quantity = 'netCounts' | 'backgroundRatio';

export function draw(numbers: ObservedNumbers, { minimumNetCounts }: ReproduceConfig): Figure[] {
  const { isStandIn, mean } = numbers;
  const sources = fromColumns(numbers.spectra);
  const figures = [
    meanFigure(mean, minimumNetCounts),
    histogramFigure(5, sources, 'netCounts', ['Net counts', 'Net counts'], countsAxis, logEdges(100, 1e5, 24)),
    histogramFigure(
      6,
      sources,
      'backgroundRatio',
      ['Background', 'Background over net counts'],
      ratioAxis,
      logEdges(0.0003, 10, 24),
    ),
    performanceFigure(numbers),
  ];
  if (!isStandIn) return figures;
  return figures.map((figure) => ({
    ...figure,
    isStandIn,
    caption: `Stand-in, not observed spectra. ${figure.caption}`,
  }));
}

function meanFigure({ eMin, eMax, star, agn }: ObservedNumbers['mean'], cut: number): Figure {
  const steps = (name: string, values: Float64Array): ChartSeries => ({
    ...{ name, kind: 'steps', x: [...eMin], xHigh: [...eMax], y: [...values] },
  });
  return paperFigure(
    4,
    `Mean spectra, each divided by its net counts, of sources with more than ${cut} net counts.`,
    chart(
      'Mean spectra',
      { x: energyAxis, y: { label: 'Share of net counts per channel', type: 'linear' } },
      [steps('stars', star), steps('AGN', agn)],
      { markers: lineMarkers },
    ),
  );
}

/** Histograms of log10 of a quantity, with unit area. */
function histogramFigure(
  number: number,
  sources: readonly TestSource[],
  quantity: Quantity,
  [title, name]: [string, string],
  x: ChartAxis,
  edges: number[],
): Figure {
  const series = [false, true].map((wanted) => {
    const values = sources.filter(({ isAgn }) => isAgn === wanted).map((source) => source[quantity]);
    const shown = values.filter((value) => value >= edges[0] && value <= edges[edges.length - 1]);
    return histogram(wanted ? 'AGN' : 'stars', shown, edges, { density: true, inLog: true });
  });
  return paperFigure(
    number,
    `${name} in 0.3-8 keV of sources above the cut; unit area under each histogram.`,
    chart(title, { x, y: { label: 'Density of spectra (1/dex)', type: 'linear' } }, series),
  );
}

/** Figure 17: one colour for each kind of training; the second measure of a panel has other markers. */
function performanceFigure({ sources: columns }: ObservedNumbers): Figure {
  const trainings = usualSets.map((set, i) => ({
    ...{ name: recipes[set].title, sources: fromColumns(columns[set]), colour: 2 + i },
  }));
  const seriesFor = ([first, second]: readonly Measure[]): PerformanceSeries<TestSource>[] => [
    ...trainings.map((training) => ({ ...training, measure: first })),
    // All panels must have the same series, because they share a legend: in the panel of the accuracy these are empty.
    ...trainings.map(({ name, sources, colour }) => ({
      ...{ name: `${name}: TNR, NPV`, colour, measure: second ?? first, sources: second ? sources : [] },
    })),
  ];
  const panelsBy = (quantity: Quantity, letters: string, axis: ChartAxis, edges: number[]): FigurePanel[] =>
    measureGroups.map(({ title, shown }, i) =>
      performanceChart(
        trainings[2].sources,
        {
          ...{ title: `(${letters[i]}) ${title}`, ...axis, edges, measures: shown },
          quantity: (source) => source[quantity],
        },
        seriesFor(shown),
      ),
    );
  const figure = paperFigure(
    17,
    'Performance of models trained on three kinds of spectra, against net counts (a-c) and background over net counts (d-f): number of sources (steps, left), share of right verdicts (right, 95 %), where bins of fewer than ten sources are put together with their neighbours.',
    ...panelsBy('netCounts', 'abc', countsAxis, logEdges(100, 30_000, 8)),
    ...panelsBy('backgroundRatio', 'def', ratioAxis, logEdges(0.001, 3, 8)),
  );
  return { ...figure, hasSharedLegend: true };
}
