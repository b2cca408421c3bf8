import type { Figure, FigurePanel } from '../../../report/index.js';
import type { ReproduceConfig } from '../../run/config.js';
import { meanPoints } from '../../statistics/meanPoints.js';
import { mean } from '../../statistics/samples.js';
import { weightsFigure } from '../../statistics/weightsFigure.js';
import { type Cell, cellName, sdOf } from './cells.js';
import type { GridNumbers } from './compute.js';

/** Figures 21 and 22, and a figure of the roughness of the weights. */
export function draw({ cells, rough }: GridNumbers, config: ReproduceConfig): Figure[] {
  return [
    figure21(cells, config),
    weightsFigure(rough.layer, {
      number: 22,
      title: `Weights with ${cellName(rough)}`,
      caption: `Weights of the first layer of a network with ${rough.nodes} nodes and lambda ${rough.l1} (the paper: 20 and 0.0001).`,
    }),
    roughnessFigure(cells),
  ];
}

function figure21(cells: readonly Cell[], { grid, observed }: ReproduceConfig): Figure {
  const isStandIn = observed.folder === undefined;
  const map = (title: string, label: string, decimals: number, value: (cell: Cell) => number): FigurePanel => ({
    kind: 'heatmap',
    title,
    x: { label: 'Nodes', names: grid.nodes.map(String) },
    y: { label: 'Lambda', names: grid.l1.map(String) },
    values: grid.l1.map((l1) =>
      grid.nodes.map((nodes) => value(cells.find((cell) => cell.nodes === nodes && cell.l1 === l1) as Cell)),
    ),
    label,
    decimals,
  });
  return {
    id: 'figure-21',
    number: 'Figure 21',
    caption:
      `Number of nodes and lambda: mean accuracy on ${isStandIn ? 'sources that stand in for the observed ones' : 'the observed spectra'}, ` +
      `and standard deviation of the accuracy on simulated spectra over ${grid.cvSplits} splits.`,
    panels: [
      map(`Accuracy, ${isStandIn ? 'stand-in for observed' : 'observed'} spectra`, 'Mean accuracy (%)', 1, (cell) =>
        mean(cell.observed),
      ),
      map('Scatter over splits, simulated spectra', 'Standard deviation of the accuracy (%)', 2, (cell) =>
        sdOf(cell.simulated),
      ),
    ],
    ...(isStandIn && { isStandIn }),
  };
}

function roughnessFigure(cells: readonly Cell[]): Figure {
  const counts = [...new Set(cells.map(({ nodes }) => nodes))];
  const chart = (title: string, label: string, repeats: (cell: Cell) => number[]): FigurePanel => ({
    kind: 'chart',
    title,
    x: { label: 'Lambda', type: 'log' },
    y: { label, type: 'linear' },
    series: counts.map((nodes) => {
      const column = cells.filter((cell) => cell.nodes === nodes && cell.l1 > 0).toSorted((a, b) => a.l1 - b.l1);
      return meanPoints(
        `${nodes} nodes`,
        column.map(({ l1 }) => l1),
        column.map(repeats),
      );
    }),
  });
  return {
    id: 'figure-x-roughness',
    number: 'Roughness of the weights',
    caption:
      'Squared differences of the weights of neighbouring channels against lambda; means over the splits with their standard deviation.',
    panels: [
      chart('Sum of squared differences', 'Sum of squared differences', (cell) => cell.roughness),
      chart('Over the sum of squares', 'Squared differences / squares', (cell) => cell.relativeRoughness),
    ],
    hasSharedLegend: true,
  };
}
