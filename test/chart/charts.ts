import type { DrawnFigure } from '../../ts/chart/figure.js';
import type { ChartSeries, FigurePanel, XYChart } from '../../ts/chart/types.js';

// Small charts that show everything the engine can draw, of numbers that are the same on every machine.

const chart = (changes: Partial<XYChart> & Pick<XYChart, 'series'>): FigurePanel => ({
  ...{ kind: 'chart', title: '', x: { label: 'Energy (keV)', type: 'linear' }, y: { label: 'Counts', type: 'linear' } },
  ...changes,
});
const series = (
  name: string,
  kind: ChartSeries['kind'],
  x: number[],
  y: number[],
  more: Partial<ChartSeries> = {},
) => ({
  ...{ name, kind, x, y },
  ...more,
});

const x = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const wave = [2, 5, 4, 7, 6, 3, 4, 2, 1];
const edges = [0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 8];
const bins = { x: edges.slice(0, -1), xHigh: edges.slice(1) };
const energyLog: XYChart['x'] = { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] };

const lines = chart({
  title: 'Lines: solid, dashed, wide below black, faint behind its smoothed one',
  series: [
    series('solid', 'line', x, wave),
    series('dashed', 'line', x, [...wave].reverse(), { dashed: true }),
    series('wide', 'line', x, [8, 8, 7, 7, 6, 6, 5, 5, 5], { isWide: true }),
    series('reference', 'line', x, [8, 8, 7, 7, 6, 6, 5, 5, 5], { colour: 6 }),
    series('raw', 'line', x, [0, 2, 0, 2, 0, 2, 0, 2, 0], { colour: 3, isFaint: true }),
    series('smoothed', 'line', x, [1, 1, 1.2, 1, 1, 0.9, 1, 1, NaN], { colour: 3 }),
  ],
});

const points = chart({
  title: 'Points: error bars, beside each other at one x, bars across, none beyond the frame',
  x: { label: 'Net counts', type: 'log', domain: [1, 1000] },
  y: { label: 'Accuracy (%)', type: 'linear', domain: [60, 100] },
  series: [
    series('recall', 'points', [3, 30, 300], [70, NaN, 95], { low: [62, NaN, 93], high: [78, NaN, 97] }),
    series('TNR', 'points', [3, 30, 300], [75, 85, 90], { low: [50, 80, 88], high: [85, 90, 92] }),
    series('bins', 'points', [10, 100, 500], [65, 100, 101], { xLow: [5, 60, 400], xHigh: [20, 160, 600] }),
    series('', 'points', [0, 1, 1000], [80, 80, 80]),
  ],
});

const cloud = chart({
  title: 'A cloud of points',
  x: { label: 'Log NH (cm-2)', type: 'linear' },
  series: [
    series(
      'sampled',
      'points',
      Array.from({ length: 121 }, (_, i) => i % 11),
      Array.from({ length: 121 }, (_, i) => (i * i) % 23),
    ),
  ],
});

const steps = chart({
  title: 'Steps on logarithmic axes, with markers and bands of x',
  x: energyLog,
  y: { label: 'Photons/cm²/s/keV', type: 'log' },
  series: [
    series('with a gap and an empty bin', 'steps', bins.x, [4, 9, NaN, 6, 3, 0, 0.2, 0.05], bins),
    series('with errors', 'steps', bins.x, [1, 1, 1, 1, 1, 1, 0.5, 0.5], {
      ...bins,
      low: Array(8).fill(0.4),
      high: Array(8).fill(2),
    }),
  ],
  markers: [
    { x: 6.4, name: 'Fe-K' },
    { x: 0.8, xHigh: 1, name: 'Fe-L' },
    { x: 1.02, name: 'Ne-K' },
    { x: 20, name: 'beyond' },
  ],
});

const bands = chart({
  title: 'Bands and levels',
  x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
  y: { label: 'Ratio of the spectra, a label that is longer than its frame is high', type: 'linear' },
  series: [
    series('tolerance', 'band', [0.3, 8], [NaN, NaN], { low: [0.9, 0.9], high: [1.1, 1.1], colour: 6 }),
    series('spread', 'band', edges, [1, 1.1, 1, 0.9, 1, 1, 1, 1.1, 1], {
      low: [0.9, 1, 0.9, 0.8, 0.9, NaN, 0.9, 1, 0.9],
      high: [1.1, 1.2, 1.1, 1, 1.1, NaN, 1.1, 1.2, 1.1],
    }),
  ],
  levels: [
    { y: 1, name: 'equal' },
    { y: 1.15, name: 'limit' },
  ],
});

const performance = (title: string, measure: string, y: number[]): FigurePanel =>
  chart({
    title,
    x: { label: 'Net counts', type: 'log', domain: [1, 1000] },
    right: { label: `${measure} (%)`, type: 'linear', domain: [0, 100] },
    series: [
      series('stars', 'steps', [1, 10, 100], [40, 90, 10], { xHigh: [10, 100, 1000] }),
      series('AGN', 'steps', [1, 10, 100], [60, 70, 30], { xHigh: [10, 100, 1000] }),
      series('measured', 'points', [3, 30, 300], y, {
        right: true,
        low: y.map((v) => v - 9),
        high: y.map((v) => v + 5),
      }),
    ],
    levels: [{ y: 90, name: '90 %', right: true }],
  });

const tiny = chart({
  title: 'Powers of ten, and a curve that falls to 0',
  x: { label: 'Spectra', type: 'log' },
  y: { label: 'Flux (erg/cm2/s)', type: 'log' },
  series: [series('flux', 'line', [100, 1000, 1e4, 1e6], [1e-16, 3e-15, 0, 4e-12])],
});

const named = chart({
  title: 'Names of rows',
  x: { label: 'Ratio', type: 'log' },
  y: { label: '', type: 'linear', names: ['the first', 'the second of them', 'third'] },
  series: [series('ours', 'points', [3, 12, 0.7], [0, 1, 2], { xLow: [2, 10, 0.5], xHigh: [4, 15, 0.9] })],
  markers: [{ x: 1, name: 'equal' }],
});

const heatmap: FigurePanel = {
  kind: 'heatmap',
  title: 'Numbers in cells',
  x: { label: 'Predicted class', names: ['a star of the cluster', 'an active galactic nucleus', 'neither of them'] },
  y: { label: 'True class', names: ['star', 'agn'] },
  values: [
    [0.91, 0.09, NaN],
    [-0.12, 0.88, 0.5],
  ],
  label: 'Share of the true class',
  decimals: 2,
};

const density: FigurePanel = {
  kind: 'histogram2d',
  title: 'Density',
  x: { label: 'Log NH (cm-2)', type: 'linear' },
  y: { label: 'kT (keV)', type: 'log' },
  xEdges: [20, 20.5, 21, 21.5, 22],
  yEdges: [0.2, 0.5, 1, 5],
  values: [
    [0, 1, 2, 0],
    [3, 40, 90, 4],
    [0, 9, 16, 0],
  ],
  label: 'Sources per bin',
};

const network: FigurePanel = {
  kind: 'network',
  title: 'Layers',
  layers: [
    { name: 'Input', nodes: 527, detail: 'counts, 0.3-8 keV' },
    { name: 'Hidden layer', nodes: 4, detail: 'ReLU' },
    { name: 'Output', nodes: 1, detail: '' },
  ],
};

const residuals = (name: string, y: number[]): FigurePanel =>
  chart({
    x: energyLog,
    y: { label: 'Residual', type: 'linear' },
    heightRatio: 0.5,
    series: [series(name, 'steps', bins.x, y, { ...bins, colour: 1 })],
  });

/** Figures by the names of their files in golden/. */
export const figures: Record<string, DrawnFigure> = {
  lines: { panels: [lines] },
  points: { panels: [points] },
  cloud: { panels: [cloud] },
  steps: { panels: [steps] },
  bands: { panels: [bands] },
  'two-axes': { panels: [performance('A histogram low and pale behind points', 'Recall', [60, 80, 93])] },
  'log-axes': { panels: [tiny] },
  'named-rows': { panels: [named] },
  heatmap: { panels: [heatmap] },
  histogram2d: { panels: [density] },
  network: { panels: [network] },
  'shared-legend': {
    panels: [performance('(a) Recall', 'Recall', [60, 80, 93]), performance('(b) TNR', 'TNR', [75, 12, 95])],
    hasSharedLegend: true,
    isStandIn: true,
  },
  'stacked-panels': {
    panels: [steps, residuals('with errors', [-1, 12, 3, -14, 0, 2, NaN, 1])],
    hasSharedLegend: true,
  },
};
