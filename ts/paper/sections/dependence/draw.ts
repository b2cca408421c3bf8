import type { ChartSeries, Figure, FigurePanel } from '../../../report/index.js';
import { fromColumns, type TestSource } from '../../run/testSources.js';
import { chart, countsAxis, paperFigure, ratioAxis } from '../../statistics/figures.js';
import { measureGroups, type PerformancePanel, performanceChart } from '../../statistics/performanceChart.js';
import { evenEdges, logEdges, measures } from '../../statistics/shares.js';
import type { DependenceNumbers } from './compute.js';
import { countEdges, ratioEdges } from './selections.js';

const { recall, tnr } = measures;

export const draw = ({ sources, histogram }: DependenceNumbers): Figure[] => [
  certaintyFigure(histogram),
  performanceFigure(fromColumns(sources)),
];

function certaintyFigure(histogram: DependenceNumbers['histogram']): Figure {
  const series = (['star', 'agn'] as const).map((name): ChartSeries => {
    const numbers = histogram[name];
    const edges = evenEdges(0, 1, numbers.length);
    const total = numbers.reduce((sum, n) => sum + n, 0);
    const shares = numbers.map((n) => n / total);
    return {
      name: name === 'star' ? 'stars' : 'AGN',
      kind: 'steps',
      x: edges.slice(0, -1),
      xHigh: edges.slice(1),
      y: shares,
    };
  });
  const lowest = Math.min(...series.flatMap(({ y }) => y.filter((share) => share > 0)));
  const axes = {
    // A margin, because the first and the last bin are the highest and would otherwise touch the frame.
    x: { label: 'P(AGN)', type: 'linear', domain: [-0.02, 1.02] },
    y: { label: 'Share of the class', type: 'log', domain: [10 ** Math.floor(Math.log10(lowest)), 1] },
  } as const;
  return paperFigure(
    13,
    'Probability of being an AGN, by the models for reduced background, for the test sources of each class; all models of all iterations.',
    chart('Certainty', axes, series),
  );
}

/** Panels (a) to (f) by counts and background, (g) to (l) by properties, for the sources that have them. */
function performanceFigure(sources: readonly TestSource[]): Figure {
  const agn = sources.filter(({ isAgn }) => isAgn);
  const panelBy = (
    property: Exclude<keyof TestSource, 'isAgn'>,
    title: string,
    axis: Pick<PerformancePanel<TestSource>, 'label' | 'type'>,
    edges: readonly number[],
    shown: PerformancePanel<TestSource>['measures'],
  ): FigurePanel =>
    performanceChart(sources, { title, ...axis, edges, quantity: (source) => source[property], measures: shown });
  return paperFigure(
    14,
    'Performance against properties of the sources, reduced background: number of spectra (steps, left) and the share of right verdicts (points with 95 % intervals, right), where bins of fewer than ten sources are put together with their neighbours. ' +
      '(a-c) net counts; (d-f) background over net counts; (g) absorbing column; (h) temperature, the cooler of two; (i) photon index; (j) redshift; (k) model; (l) equivalent width of the Fe-K line.',
    ...measureGroups.map(({ title, shown }, i) =>
      panelBy('netCounts', `(${'abc'[i]}) ${title}`, countsAxis, countEdges, shown),
    ),
    ...measureGroups.map(({ title, shown }, i) =>
      panelBy('backgroundRatio', `(${'def'[i]}) ${title}`, ratioAxis, ratioEdges, shown),
    ),
    panelBy('nH', '(g) column', { label: 'N_H (1e22 cm^-2)', type: 'log' }, logEdges(0.01, 1000, 15), [recall, tnr]),
    panelBy('kT1', '(h) temperature', { label: 'Temperature kT1 (keV)', type: 'log' }, logEdges(0.2, 15, 12), [tnr]),
    panelBy('Gamma', '(i) photon index', { label: 'Photon index', type: 'linear' }, evenEdges(0.6, 2.8, 11), [recall]),
    panelBy('z', '(j) redshift', { label: 'Redshift', type: 'linear' }, evenEdges(0, 6, 12), [recall]),
    performanceChart(agn, {
      title: '(k) model',
      label: 'Model (1 C-thin, 2 Soft-C, 3 C-thick)',
      type: 'linear',
      edges: [0.5, 1.5, 2.5, 3.5],
      isCategorical: true,
      quantity: ({ softC, cThick }) => 1 + softC + 2 * cThick,
      measures: [recall],
    }),
    performanceChart(agn, {
      title: '(l) Fe-K line',
      label: 'Equivalent width (eV)',
      type: 'linear',
      edges: evenEdges(0, 3000, 10),
      quantity: ({ EW }) => (Number.isNaN(EW) ? 0 : EW),
      measures: [recall],
    }),
  );
}
