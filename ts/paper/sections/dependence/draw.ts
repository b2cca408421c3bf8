import type { Figure, FigurePanel } from '../../../report/index.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import { type PerformancePanel, performanceChart } from '../../statistics/performanceChart.js';
import { evenEdges, logEdges, type Measure, measures } from '../../statistics/shares.js';
import type { DependenceNumbers } from './compute.js';
import { countEdges, ratioEdges } from './selections.js';

const { accuracy, recall, tnr, precision, npv } = measures;

export const draw = ({ sources, histogram }: DependenceNumbers): Figure[] => [
  certaintyFigure(histogram),
  performanceFigure(fromColumns(sources)),
];

/** Figure 13. */
function certaintyFigure(histogram: DependenceNumbers['histogram']): Figure {
  const series = (['star', 'agn'] as const).map((name) => {
    const numbers = histogram[name];
    const edges = evenEdges(0, 1, numbers.length);
    const total = numbers.reduce((sum, n) => sum + n, 0);
    return {
      name: name === 'star' ? 'stars' : 'AGN',
      kind: 'steps' as const,
      x: edges.slice(0, -1),
      xHigh: edges.slice(1),
      y: numbers.map((n) => n / total),
    };
  });
  const lowest = Math.min(...series.flatMap(({ y }) => y.filter((share) => share > 0)));
  return {
    id: 'figure-13',
    number: 'Figure 13',
    caption:
      'Probability of being an AGN, by the models for reduced background, for the test sources of each class; all models of all iterations.',
    panels: [
      {
        kind: 'chart',
        title: 'Certainty',
        // Room around the first and the last bin, which are the highest and would lie on the frame.
        x: { label: 'P(AGN)', type: 'linear', domain: [-0.02, 1.02] },
        y: { label: 'Share of the class', type: 'log', domain: [10 ** Math.floor(Math.log10(lowest)), 1] },
        series,
      },
    ],
  };
}

/** Figure 14: panels (a) to (f) by counts and background, (g) to (l) by properties of the sources. */
function performanceFigure(sources: readonly TestSource[]): Figure {
  const agn = sources.filter(({ isAgn }) => isAgn);
  const stars = sources.filter(({ isAgn }) => !isAgn);
  const pairs: [string, Measure[]][] = [
    ['accuracy', [accuracy]],
    ['recall and TNR', [recall, tnr]],
    ['precision and NPV', [precision, npv]],
  ];
  const panelsBy = (
    letters: string,
    quantity: Pick<PerformancePanel<TestSource>, 'label' | 'edges' | 'quantity'>,
  ): FigurePanel[] =>
    pairs.map(([name, shown], i) =>
      performanceChart(sources, { title: `(${letters[i]}) ${name}`, scale: 'log', ...quantity, measures: shown }),
    );
  return {
    id: 'figure-14',
    number: 'Figure 14',
    caption:
      'Performance against properties of the sources, reduced background: number of spectra (steps, left) and the share of right verdicts (points with 95 % intervals, right), where bins of fewer than ten sources are put together with their neighbours. ' +
      '(a-c) net counts; (d-f) background over net counts; (g) absorbing column; (h) temperature, the cooler of two; (i) photon index; (j) redshift; (k) model; (l) equivalent width of the Fe-K line.',
    panels: [
      ...panelsBy('abc', { label: 'Net counts, 0.3-8 keV', edges: countEdges, quantity: ({ netCounts }) => netCounts }),
      ...panelsBy('def', {
        label: 'Background / net counts',
        edges: ratioEdges,
        quantity: ({ backgroundRatio }) => backgroundRatio,
      }),
      performanceChart(sources, {
        title: '(g) column',
        label: 'N_H (1e22 cm^-2)',
        scale: 'log',
        edges: logEdges(0.01, 1000, 15),
        quantity: ({ nH }) => nH,
        measures: [recall, tnr],
      }),
      performanceChart(stars, {
        title: '(h) temperature',
        label: 'Temperature kT1 (keV)',
        scale: 'log',
        edges: logEdges(0.2, 15, 12),
        quantity: ({ kT1 }) => kT1,
        measures: [tnr],
      }),
      performanceChart(agn, {
        title: '(i) photon index',
        label: 'Photon index',
        scale: 'linear',
        edges: evenEdges(0.6, 2.8, 11),
        quantity: ({ Gamma }) => Gamma,
        measures: [recall],
      }),
      performanceChart(agn, {
        title: '(j) redshift',
        label: 'Redshift',
        scale: 'linear',
        edges: evenEdges(0, 6, 12),
        quantity: ({ z }) => z,
        measures: [recall],
      }),
      performanceChart(agn, {
        title: '(k) model',
        label: 'Model (1 C-thin, 2 Soft-C, 3 C-thick)',
        scale: 'linear',
        edges: [0.5, 1.5, 2.5, 3.5],
        isCategorical: true,
        quantity: ({ softC, cThick }) => 1 + softC + 2 * cThick,
        measures: [recall],
      }),
      performanceChart(agn, {
        title: '(l) Fe-K line',
        label: 'Equivalent width (eV)',
        scale: 'linear',
        edges: evenEdges(0, 3000, 10),
        quantity: ({ EW }) => (Number.isNaN(EW) ? 0 : EW),
        measures: [recall],
      }),
    ],
  };
}
