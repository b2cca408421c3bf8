import type { Band, Classifier } from '../../index.js';
import { mean } from './samples.js';

/** About the full width at half maximum of ACIS below 2 keV, keV. */
export const resolution = 0.1;

/** Weights of the first layer against energy. */
export interface FirstLayer {
  /** Centres of the channels, keV. */
  energy: Float64Array;
  /** One array a node of the hidden layer, one weight a channel. */
  nodes: Float64Array[];
}

/**
 * The first layer's weights as they act on a spectrum's inputs before standardisation: divided by the deviation of each channel
 * where the inputs are standardised (it is 1 where they are not), so that conventions can be compared by shape.
 */
export function firstLayer({ model }: Pick<Classifier, 'model'>): FirstLayer {
  const { eMin, eMax, deviation } = model.input;
  const { sizes, weights } = model.network;
  const [inputs, hidden] = sizes;
  return {
    energy: eMin.map((low, c) => (low + eMax[c]) / 2),
    nodes: Array.from({ length: hidden }, (_, node) =>
      // A channel that no training spectrum has counts in has no deviation, and no say.
      Float64Array.from({ length: inputs }, (_, c) =>
        deviation[c] > 0 ? weights[c * hidden + node] / deviation[c] : 0,
      ),
    ),
  };
}

/** Mean of |weight| over the nodes and the channels in a band. */
export function meanWeight({ energy, nodes }: FirstLayer, [from, to]: Band): number {
  let [sum, n] = [0, 0];
  energy.forEach((e, c) => {
    if (e < from || e > to) return;
    for (const node of nodes) sum += Math.abs(node[c]);
    n += nodes.length;
  });
  return sum / n;
}

/**
 * How rough weights are from channel to channel: the sum over nodes and channels of squared first differences, and the same over
 * the sum of squares. The second is 2 for independent weights of mean 0 and near 0 for a smooth curve (von Neumann's ratio).
 */
export function roughness(nodes: readonly ArrayLike<number>[]): { sum: number; relative: number } {
  let [differences, squares] = [0, 0];
  for (const node of nodes)
    for (let c = 0; c < node.length; c++) {
      squares += node[c] ** 2;
      if (c > 0) differences += (node[c] - node[c - 1]) ** 2;
    }
  return { sum: differences, relative: squares > 0 ? differences / squares : 0 };
}

/** The energy (keV) at which |weight|, averaged over the nodes and a window, is largest. */
export function peakEnergy({ energy, nodes }: FirstLayer, window = resolution): number {
  let [best, at] = [-1, Number.NaN];
  for (const centre of energy) {
    if (centre - window / 2 < energy[0] || centre + window / 2 > energy[energy.length - 1]) continue;
    const value = meanWeight({ energy, nodes }, [centre - window / 2, centre + window / 2]);
    if (value > best) [best, at] = [value, centre];
  }
  return at;
}

/** A node none of whose weights reaches this share of the largest one of its layer is a line at 0 in any picture. */
export const silentShare = 0.02;

/** Whether a node has practically no weights: the L1 term holds them near 0. */
export function isSilent({ nodes }: FirstLayer, node: number): boolean {
  const largest = (weights: Float64Array) => weights.reduce((size, weight) => Math.max(size, Math.abs(weight)), 0);
  return largest(nodes[node]) < silentShare * Math.max(...nodes.map(largest));
}

/** Means over the channels whose centres are within half a window (keV) of each; at both ends over those that there are. */
export function runningMean(energy: ArrayLike<number>, values: ArrayLike<number>, window: number): number[] {
  const centres = Array.from(energy);
  return centres.map((centre) =>
    mean(Array.from(values).filter((_, c) => Math.abs(centres[c] - centre) <= window / 2)),
  );
}
