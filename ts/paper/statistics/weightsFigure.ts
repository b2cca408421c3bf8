import type { ChartSeries, Figure, FigurePanel } from '../../report/index.js';
import { type FirstLayer, isSilent, resolution, runningMean, silentShare } from './firstLayer.js';
import { lineMarkers } from './lines.js';

/** Nodes in a panel at most: so many colours are told apart. */
const nodesInPanel = 6;

/**
 * Weights of a first layer against energy: a curve for each node, smoothed to the resolution of the detector, with the weights of the
 * single channels pale behind it. Nodes without weights are named in the caption alone; many nodes are shown in several panels.
 */
export function weightsFigure(
  layer: FirstLayer,
  { number, title, caption }: { number: number; title: string; caption: string },
): Figure {
  const numbers = layer.nodes.map((_, k) => k);
  const silent = numbers.filter((k) => isSilent(layer, k));
  const shown = numbers.filter((k) => !silent.includes(k));
  const panels = Math.ceil(shown.length / nodesInPanel);
  const perPanel = Math.ceil(shown.length / panels);
  return {
    id: `figure-${number}`,
    number: `Figure ${number}`,
    caption: [
      caption,
      `Lines: running means over ${resolution} keV, about the resolution of the detector; pale behind them: the single channels.`,
      ...(silent.length > 0 ? [silentText(silent)] : []),
    ].join(' '),
    panels: Array.from({ length: panels }, (_, p) =>
      panelOf(layer, shown.slice(p * perPanel, (p + 1) * perPanel), title),
    ),
  };
}

const namesOf = (nodes: readonly number[]): string =>
  `node${nodes.length > 1 ? 's' : ''} ${nodes.map((k) => k + 1).join(', ')}`;

const silentText = (nodes: readonly number[]): string =>
  `Not shown: ${namesOf(nodes)}, whose weights are all nearly 0 (below ${100 * silentShare} % of the largest).`;

function panelOf(layer: FirstLayer, nodes: readonly number[], title: string): FigurePanel {
  const x = Array.from(layer.energy);
  const weights = layer.nodes.flatMap((node) => Array.from(node));
  const limits = [1.05 * Math.min(...weights, 0), 1.05 * Math.max(...weights, 0)] as const;
  const curve = (k: number, place: number, isFaint: boolean): ChartSeries => ({
    name: `node ${k + 1}${isFaint ? ', channels' : ''}`,
    kind: 'line',
    x,
    y: Array.from(isFaint ? layer.nodes[k] : runningMean(layer.energy, layer.nodes[k], resolution)),
    // Colours alone tell the nodes apart: all lines are whole.
    dashed: false,
    colour: place,
    ...(isFaint && { isFaint }),
  });
  return {
    kind: 'chart',
    title: `${title}: ${namesOf(nodes)}`,
    x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
    // The same in all panels, so that nodes can be compared.
    y: { label: 'Weight', type: 'linear', ...(limits[1] > limits[0] && { domain: limits }) },
    series: [true, false].flatMap((isFaint) => nodes.map((k, place) => curve(k, place, isFaint))),
    markers: lineMarkers,
  };
}
