import type { ChartSeries, Figure, FigurePanel } from '../../ts/chart/types.js';
import type { Report, ReportItem, ReportSection } from '../../ts/report/types.js';

/** A made-up report with everything it may hold: an opening, all kinds of panels and verdicts, stand-ins, gaps, log axes, twelve panels with one legend. */

export const energies = Array.from({ length: 240 }, (_, i) => 0.3 * (8 / 0.3) ** (i / 240));
const upper = energies.map((_, i) => 0.3 * (8 / 0.3) ** ((i + 1) / 240));
const line = (e: number, at: number, height: number) => height * Math.exp(-(((e - at) / (0.03 * at)) ** 2));
const lines = [
  { x: 0.8, xHigh: 1, name: 'Fe-L' },
  { x: 1.02, name: 'Ne-K' },
  { x: 1.35, name: 'Mg-K' },
  { x: 1.86, name: 'Si-K' },
  { x: 2.45, name: 'S-K' },
  { x: 6.4, name: 'Fe-K' },
];
const star = energies.map((e) => 0.4 * Math.exp(-e) + line(e, 1.02, 0.3) + line(e, 1.35, 0.1) + line(e, 1.86, 0.08));
const agn = energies.map((e, i) => (i > 100 && i < 106 ? NaN : 0.1 * e ** -1.1 + line(e, 2.6, 0.01)));

const spectra: FigurePanel = {
  kind: 'chart',
  title: 'Mean spectra <normalised> & "net"',
  x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
  y: { label: 'Mean fraction of the net counts per keV', type: 'log' },
  series: [
    { name: 'stars (43,210 spectra)', kind: 'steps', x: energies, xHigh: upper, y: star },
    { name: 'AGN (12,345 spectra)', kind: 'steps', x: energies, xHigh: upper, y: agn },
    {
      name: 'AGN, 90 % of them',
      ...{
        kind: 'band',
        x: energies,
        y: agn.map(() => NaN),
        low: agn.map((v) => v * 0.6),
        high: agn.map((v) => v * 1.7),
      },
      colour: 1,
    },
  ],
  markers: lines,
};

const bins = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const edges = { x: bins, xHigh: [...bins.slice(1), 10000] };
const rising = bins.map((n) => 100 - 55 / (1 + n / 60));
const errors = bins.map((_, i) => 0.6 + 0.35 * Math.abs(i - 4));
const points = (name: string, y: number[], colour: number): ChartSeries => ({
  ...{ name, kind: 'points', x: bins.map((b, i) => Math.sqrt(b * edges.xHigh[i])), y, colour },
  low: y.map((v, i) => v - errors[i]),
  high: y.map((v, i) => v + errors[i]),
});
const performance = (letter: string, what: string): FigurePanel => ({
  kind: 'chart',
  title: `(${letter}) ${what}`,
  x: { label: letter < 'g' ? 'Net counts, 0.3-8 keV' : 'N_H (cm⁻²), an axis with a long label', type: 'log' },
  y: { label: `${what} (%)`, type: 'linear', domain: [40, 100] },
  right: { label: 'Sources per bin', type: 'linear' },
  series: [
    {
      name: 'sources',
      kind: 'steps',
      ...edges,
      y: bins.map((n) => 4000 / (1 + Math.log(n / 100) ** 2)),
      right: true,
      colour: 5,
    },
    points('recall', rising, 0),
    points(
      'true negative rate',
      rising.map((v, i) => (i === 3 ? NaN : v - 3 + 0.5 * i)),
      1,
    ),
  ],
  levels: [{ y: 90, name: '90 %, the paper above 200 counts' }],
});

const weights: FigurePanel = {
  kind: 'chart',
  title: 'First layer',
  x: { label: 'Energy (keV)', type: 'linear', domain: [0, 8] },
  y: { label: 'Weight', type: 'linear' },
  series: [0.002, 0].flatMap((noise) =>
    Array.from({ length: 10 }, (_, k) => ({
      ...{ name: `node ${k + 1}`, kind: 'line' as const, x: energies, colour: k, isFaint: noise > 0 },
      y: energies.map((e, i) => 0.02 * Math.sin(e * (k + 1)) * Math.exp(-e / 2) - 0.001 * k + noise * Math.sin(7 * i)),
    })),
  ),
  markers: [...lines, { x: 6.7, name: 'Fe XXV' }, { x: 6.97, name: 'Fe XXVI' }],
};

const heatmap: FigurePanel = {
  kind: 'heatmap',
  title: 'Accuracy by nodes and λ',
  x: { label: 'λ', names: ['1e-1', '1e-2', '1e-3', '1e-4', '1e-5', '0'] },
  y: { label: 'Nodes', names: ['2', '5', '10', '20', '50'] },
  values: [2, 5, 10, 20, 50].map((n, j) =>
    [50, 84, 88, 88.5, 88, NaN].map((v, i) => v + Math.log(n) * 0.4 - i * j * 0.1),
  ),
  label: 'Mean accuracy (%)',
  decimals: 1,
};
const confusion: FigurePanel = {
  kind: 'heatmap',
  title: 'Confusion',
  x: { label: 'Predicted class', names: ['a star of the cluster', 'an active galactic nucleus'] },
  y: { label: 'True class', names: ['star', 'agn'] },
  values: [
    [0.91, 0.09],
    [0.12, 0.88],
  ],
  label: 'Share of the true class',
  decimals: 3,
};

const grid = Array.from({ length: 31 }, (_, i) => 20 + i / 8);
const temperatures = Array.from({ length: 25 }, (_, i) => 0.2 * 50 ** (i / 24));
const density: FigurePanel = {
  kind: 'histogram2d',
  title: 'Column and temperature',
  x: { label: 'log N_H (cm⁻²)', type: 'linear' },
  y: { label: 'kT (keV)', type: 'log' },
  xEdges: grid,
  yEdges: temperatures,
  values: temperatures
    .slice(1)
    .map((kt) =>
      grid.slice(1).map((nh) => Math.round(900 * Math.exp(-((nh - 21.7) ** 2) * 2 - Math.log(kt / 1.5) ** 2 * 2))),
    ),
  label: 'Sources per bin',
};
const network: FigurePanel = {
  kind: 'network',
  title: 'The network',
  layers: [
    { name: 'Input', nodes: 527, detail: 'counts, 0.3-8 keV' },
    { name: 'Hidden layer', nodes: 10, detail: 'ReLU, L1 of 0.001 on the weights' },
    { name: 'Output', nodes: 2, detail: 'softmax: star, AGN' },
  ],
};
const tiny: FigurePanel = {
  kind: 'chart',
  title: '',
  x: { label: 'Spectra', type: 'log' },
  y: { label: 'Flux (erg/cm²/s)', type: 'log' },
  series: [
    { name: 'learning', kind: 'line', x: [100, 1000, 1e4, 1e5], y: [1e-16, 3e-15, 0, 4e-12], dashed: true },
    {
      name: 'spread',
      kind: 'points',
      x: [100, 1000, 1e4, 1e5],
      y: [2e-16, 4e-15, 1e-13, 3e-12],
      low: [0, 1e-15, 5e-14, 2e-12],
      high: [5e-16, 1e-14, 2e-13, 5e-12],
    },
  ],
};
const twelve = Array.from({ length: 12 }, (_, i) =>
  performance('abcdefghijkl'[i], ['Accuracy', 'Recall and TNR', 'Precision and NPV'][i % 3]),
);

const figure = (number: string, caption: string, panels: FigurePanel[], more: Partial<Figure> = {}): Figure => ({
  ...{ id: number.toLowerCase().replace(' ', '-'), number, caption, panels },
  ...more,
});
const item = (id: string, verdict: ReportItem['verdict'], more: Partial<ReportItem>): ReportItem => ({
  ...{ id, what: `Quantity ${id} of the test`, unit: '%', ours: { value: 89.3217, sd: 0.874 }, verdict },
  ...more,
});

const table1: ReportSection = {
  id: 'table1',
  title: 'Accuracy of the network',
  place: 'Section 2.1, Table 1',
  text: [
    'Trained on 80 % of the spectra & tested on the rest; a < b, "quoted", tbabs*(apec+apec).',
    'A second paragraph.',
  ],
  items: [
    item('F1.accuracy', 'pass', { paper: { value: 88.9, sd: 0.9 } }),
    item('F5.accuracy', 'differs', {
      paper: { value: 91.7, sd: 0.8 },
      ours: { value: 89.1, sd: 0.31 },
      why: 'The ceiling is 93.6 %; background only takes away <information>.',
    }),
    item('F2.accuracy', 'stand-in', { paper: { value: 81, sd: 3 }, ours: { value: 85.2, interval: [84.1, 86.4] } }),
    item('K2', 'reported', { ours: 'net counts, as extracted', unit: '' }),
    item('F9', 'pass', { paper: 'no background < observed', ours: 'holds: 81 < 89', unit: '' }),
    item('K9', 'tested', {
      paper: 'each seed gives its own weights',
      ours: 'test/network/train.test.ts: seeds',
      unit: '',
    }),
  ],
  tables: [
    {
      id: 'table-1',
      caption: 'Mean and sd, %',
      columns: ['set', 'accuracy', 'recall | TNR'],
      rows: [
        ['none', '88.9 ± 0.9', '83 | 92'],
        ['observed <b>', '88.7', '86'],
      ],
    },
    {
      id: 'table-1-observed',
      caption: 'The observed set',
      columns: ['set', ...Array.from({ length: 11 }, (_, i) => `quantity number ${i}`)],
      rows: [['none', ...Array.from({ length: 11 }, (_, i) => `${80 + i}.0 ± 0.${i}`)]],
      isStandIn: true,
    },
  ],
  figures: [figure('Figure 8', 'Mean spectra of stars & AGN, <simulated>.', [spectra])],
};
const properties: ReportSection = {
  id: 'properties',
  title: 'Dependence on the properties of sources',
  place: 'Section 3.1, Figure 14',
  text: ['Twelve panels.'],
  items: [
    item('H1', 'differs', {
      paper: '> 90 % above 200 counts',
      ours: { value: 260, interval: [228, 301] },
      unit: 'counts',
      why: 'The network of 10 nodes gains slowly.',
    }),
  ],
  tables: [],
  figures: [
    figure('Figure 14', 'Performance by property.', twelve, { hasSharedLegend: true }),
    figure('Figure 4', 'Mean observed spectra.', [spectra, tiny], { isStandIn: true }),
  ],
};
const networkResult: ReportSection = {
  id: 'network',
  title: 'The network and its weights',
  place: 'Appendix C',
  text: [],
  items: [item('H25', 'reported', { ours: { value: -0.00012345 }, unit: '' })],
  tables: [],
  figures: [
    figure('Figure 7', 'The network.', [network]),
    figure('Figure 16', 'Weights by energy.', [weights]),
    figure('Figure 21', 'Grid of nodes and λ.', [heatmap, confusion]),
    figure('Figure 2', 'Parameters of stars.', [density, weights, tiny]),
  ],
};

export const report: Report = {
  title: 'Stars and AGN by their X-ray spectra: Hebbar & Heinke (2023) repeated',
  version: '0.1.0',
  repeat: 'xsift reproduce --config config.json --out again',
  opening: {
    text: ['What was repeated & how, in < 2 sentences.', 'What came out.'],
    tables: ['table-1'],
    figures: ['figure-4'],
    differences: ['Accuracy with background: the ceiling is 93.6 %.', 'Recall *below* 200 counts.'],
  },
  config: { seed: 7, size: 'quick', sets: { stars: 1000, agn: 1000 }, iterations: 20, input: 'net </script> counts' },
  results: [table1, properties, networkResult],
  run: {
    machine: 'a test machine, 2 cores',
    threads: 2,
    instructionSet: 'avx2',
    seconds: 3723.4,
    peakMemory: 1.5e9,
    resumed: true,
  },
};
