import type { ChartSeries, Figure, FigurePanel } from '../chart/types.js';
import { meanSpectra } from '../dataset/index.js';
import { intoBins, logEdges, type Measure, measures, performanceChart } from './bins.js';
import { recipes } from './data.js';
import { lineMarkers } from './lines.js';
import type { ObservedSet } from './observedSet.js';
import type { TableSet } from './paperTable.js';
import { sourcesIn, type TestSource } from './sourcesOf.js';

const { accuracy, recall, tnr, precision, npv } = measures;

/** Figures 4, 5, 6 and 17. */
export function observedFigures(set: ObservedSet, sources: Record<TableSet, TestSource[]>, cut: number): Figure[] {
  const { isStandIn, dataset } = set;
  const mark = <T extends Figure>(figure: T): T =>
    isStandIn ? { ...figure, isStandIn, caption: `Stand-in, not observed spectra. ${figure.caption}` } : figure;
  const all = sourcesIn(dataset, new Float64Array(dataset.count)).filter(({ netCounts }) => netCounts > cut);
  return [meanFigure(set, cut), countsFigure(all), ratioFigure(all), performanceFigure(sources)].map(mark);
}

function meanFigure({ dataset }: ObservedSet, cut: number): Figure {
  const { eMin, eMax, classes } = meanSpectra(dataset, { minimumNetCounts: cut });
  const series = classes.map(
    ({ name, mean }): ChartSeries => ({
      name: name === 'agn' ? 'AGN' : 'stars',
      kind: 'steps',
      x: [...eMin],
      xHigh: [...eMax],
      y: [...mean],
    }),
  );
  return {
    id: 'figure-4',
    number: 'Figure 4',
    caption: `Mean spectra, each divided by its net counts, of sources with more than ${cut} net counts.`,
    panels: [
      {
        kind: 'chart',
        title: 'Mean spectra',
        x: { label: 'energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'share of net counts per channel', type: 'linear' },
        series,
        markers: lineMarkers,
      },
    ],
  };
}

/** Histograms of unit area in log10 of a quantity. */
function unitArea(sources: TestSource[], quantity: (source: TestSource) => number, edges: number[]): ChartSeries[] {
  const width = Math.log10(edges[1] / edges[0]);
  return [false, true].map((isAgn) => {
    const bins = intoBins(
      sources.filter((source) => source.isAgn === isAgn),
      quantity,
      edges,
    );
    const total = bins.reduce((sum, bin) => sum + bin.length, 0);
    return {
      name: isAgn ? 'AGN' : 'stars',
      kind: 'steps',
      x: edges.slice(0, -1),
      xHigh: edges.slice(1),
      y: bins.map((bin) => bin.length / (total * width)),
    };
  });
}

const countsFigure = (sources: TestSource[]): Figure => ({
  id: 'figure-5',
  number: 'Figure 5',
  caption: 'Net counts in 0.3-8 keV of sources above the cut; unit area under each histogram.',
  panels: [
    {
      kind: 'chart',
      title: 'Net counts',
      x: { label: 'net counts, 0.3-8 keV', type: 'log' },
      y: { label: 'density per dex', type: 'linear' },
      series: unitArea(sources, ({ netCounts }) => netCounts, logEdges(100, 100_000, 24)),
    },
  ],
});

const ratioFigure = (sources: TestSource[]): Figure => ({
  id: 'figure-6',
  number: 'Figure 6',
  caption: 'Background over net counts in 0.3-8 keV of sources above the cut; unit area under each histogram.',
  panels: [
    {
      kind: 'chart',
      title: 'Background',
      x: { label: 'background / net counts', type: 'log' },
      y: { label: 'density per dex', type: 'linear' },
      series: unitArea(sources, ({ backgroundRatio }) => backgroundRatio, logEdges(0.0003, 10, 24)),
    },
  ],
});

function performanceFigure(sources: Record<TableSet, TestSource[]>): Figure {
  const names = ['none', 'observed', 'reduced'] as const;
  const overlays = names.map((name) => ({ name: recipes[name].title, sources: sources[name] }));
  const panels = (
    [
      ['net counts, 0.3-8 keV', logEdges(100, 30_000, 8), ({ netCounts }: TestSource) => netCounts, 'abc'],
      ['background / net counts', logEdges(0.001, 3, 8), ({ backgroundRatio }: TestSource) => backgroundRatio, 'def'],
    ] as const
  ).flatMap(([label, edges, quantity, letters]) =>
    (
      [
        ['accuracy', [accuracy]],
        ['recall and TNR', [recall, tnr]],
        ['precision and NPV', [precision, npv]],
      ] as [string, Measure[]][]
    ).map(
      ([title, own], i): FigurePanel =>
        performanceChart(
          sources.reduced,
          { title: `(${letters[i]}) ${title}`, label, scale: 'log', edges, quantity, measures: own },
          overlays,
        ),
    ),
  );
  return {
    id: 'figure-17',
    number: 'Figure 17',
    caption:
      'Performance of models trained on three kinds of spectra, against net counts (a-c) and background over net counts (d-f): number of sources (steps, left), share of right verdicts (right, 95 %).',
    panels,
  };
}
