import type { ChartSeries, Figure, FigurePanel } from '../../../report/index.js';
import type { ReproduceConfig } from '../../run/config.js';
import { recipes } from '../../run/recipes.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import { lineMarkers } from '../../statistics/lines.js';
import { type PerformanceSeries, performanceChart } from '../../statistics/performanceChart.js';
import { histogram } from '../../statistics/samples.js';
import { logEdges, type Measure, measures } from '../../statistics/shares.js';
import { type ObservedNumbers, usualSets } from './compute.js';

const { accuracy, recall, tnr, precision, npv } = measures;

/** Figures 4, 5, 6 and 17. */
export function draw(numbers: ObservedNumbers, { minimumNetCounts }: ReproduceConfig): Figure[] {
  const { isStandIn } = numbers;
  const figures = [
    meanFigure(numbers, minimumNetCounts),
    ...histogramFigures(fromColumns(numbers.spectra)),
    performanceFigure(numbers),
  ];
  if (!isStandIn) return figures;
  return figures.map((figure) => ({
    ...figure,
    isStandIn,
    caption: `Stand-in, not observed spectra. ${figure.caption}`,
  }));
}

function meanFigure({ mean }: ObservedNumbers, cut: number): Figure {
  const steps = (name: string, values: Float64Array): ChartSeries => ({
    name,
    kind: 'steps',
    x: [...mean.eMin],
    xHigh: [...mean.eMax],
    y: [...values],
  });
  return {
    id: 'figure-4',
    number: 'Figure 4',
    caption: `Mean spectra, each divided by its net counts, of sources with more than ${cut} net counts.`,
    panels: [
      {
        kind: 'chart',
        title: 'Mean spectra',
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Share of net counts per channel', type: 'linear' },
        series: [steps('stars', mean.star), steps('AGN', mean.agn)],
        markers: lineMarkers,
      },
    ],
  };
}

/** Histograms with unit area in log10 of a quantity. */
function histogramFigures(sources: readonly TestSource[]): Figure[] {
  const figure = (
    number: number,
    title: string,
    label: string,
    name: string,
    quantity: (source: TestSource) => number,
    edges: number[],
  ): Figure => {
    const [low, high] = [edges[0], edges[edges.length - 1]];
    const densityFor = (wanted: boolean) => {
      const values = sources.filter(({ isAgn }) => isAgn === wanted).map(quantity);
      const shown = values.filter((value) => value >= low && value <= high);
      return histogram(wanted ? 'AGN' : 'stars', shown, edges, { density: true, inLog: true });
    };
    return {
      id: `figure-${number}`,
      number: `Figure ${number}`,
      caption: `${name} in 0.3-8 keV of sources above the cut; unit area under each histogram.`,
      panels: [
        {
          kind: 'chart',
          title,
          x: { label, type: 'log' },
          y: { label: 'Density of spectra (1/dex)', type: 'linear' },
          series: [densityFor(false), densityFor(true)],
        },
      ],
    };
  };
  return [
    figure(
      5,
      'Net counts',
      'Net counts, 0.3-8 keV',
      'Net counts',
      ({ netCounts }) => netCounts,
      logEdges(100, 1e5, 24),
    ),
    figure(
      6,
      'Background',
      'Background / net counts',
      'Background over net counts',
      ({ backgroundRatio }) => backgroundRatio,
      logEdges(0.0003, 10, 24),
    ),
  ];
}

/** Figure 17: a colour for each kind of training; the second measure of a panel has markers of its own. */
function performanceFigure({ sources: columns }: ObservedNumbers): Figure {
  const trainings = usualSets.map((name, i) => ({
    name: recipes[name].title,
    sources: fromColumns(columns[name]),
    colour: 2 + i,
  }));
  const seriesFor = (first: Measure, second?: Measure): PerformanceSeries<TestSource>[] => [
    ...trainings.map((training) => ({ ...training, measure: first })),
    // All panels have the same series, for the legend that they share: that of the accuracy has none of these to show.
    ...trainings.map(({ name, sources, colour }) => ({
      name: `${name}: TNR, NPV`,
      colour,
      measure: second ?? first,
      sources: second ? sources : [],
    })),
  ];
  const panelsBy = (
    letters: string,
    label: string,
    edges: number[],
    quantity: (source: TestSource) => number,
  ): FigurePanel[] =>
    (
      [
        ['accuracy', accuracy],
        ['recall and TNR', recall, tnr],
        ['precision and NPV', precision, npv],
      ] as [string, Measure, Measure?][]
    ).map(([name, first, second], i) =>
      performanceChart(
        trainings[2].sources,
        {
          title: `(${letters[i]}) ${name}`,
          label,
          scale: 'log',
          edges,
          quantity,
          measures: second ? [first, second] : [first],
        },
        seriesFor(first, second),
      ),
    );
  return {
    id: 'figure-17',
    number: 'Figure 17',
    caption:
      'Performance of models trained on three kinds of spectra, against net counts (a-c) and background over net counts (d-f): number of sources (steps, left), share of right verdicts (right, 95 %), where bins of fewer than ten sources are put together with their neighbours.',
    hasSharedLegend: true,
    panels: [
      ...panelsBy('abc', 'Net counts, 0.3-8 keV', logEdges(100, 30_000, 8), ({ netCounts }) => netCounts),
      ...panelsBy('def', 'Background / net counts', logEdges(0.001, 3, 8), ({ backgroundRatio }) => backgroundRatio),
    ],
  };
}
