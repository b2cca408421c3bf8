import type { Classifier, Spectra } from '../../ts/index.js';

// The network by its formulas, in double precision and without the native core: what tests compare with.

/** Kernel [inputs][nodes], row after row, and biases of a layer. */
export interface Layer {
  inputs: number;
  nodes: number;
  kernel: number[];
  bias: number[];
}

/** The layers of a network from its weights: kernel, then bias, layer by layer. */
export function layersOf(sizes: readonly number[], weights: ArrayLike<number>): Layer[] {
  const numbers = Array.from(weights);
  const take = (count: number) => numbers.splice(0, count);
  return sizes.slice(1).map((nodes, k) => ({
    ...{ inputs: sizes[k], nodes },
    kernel: take(sizes[k] * nodes),
    bias: take(nodes),
  }));
}

/** Inputs of each spectrum, for spectra of the classifier's channels: counts, total or net, scaled, transformed and standardised. */
export function inputsFor({ model }: Pick<Classifier, 'model'>, spectra: Spectra): number[][] {
  const { convention, mean, deviation } = model.input;
  const { channels, counts, backgroundCounts, backgroundScale, exposure } = spectra;
  const isNet = convention.counts === 'net' && backgroundCounts !== undefined;
  const transform = {
    none: (x: number) => x,
    log1p: (x: number) => Math.sign(x) * Math.log1p(Math.abs(x)),
    sqrt: (x: number) => Math.sign(x) * Math.sqrt(Math.abs(x)),
  }[convention.transform];
  return Array.from({ length: spectra.count }, (_, row) => {
    const values = Array.from({ length: channels }, (_, c) => {
      const i = row * channels + c;
      return counts[i] - (isNet ? backgroundScale![row] * backgroundCounts[i] : 0);
    });
    const total = values.reduce((sum, x) => sum + x, 0);
    const factors = {
      none: 1,
      rate: 1000 / (exposure?.[row] ?? 1),
      unit: 1 / total,
      'unit-channels': channels / total,
      'unit-floor': 1 / Math.max(total, 0.5),
    };
    const scaled = values.map((x) => transform(x * factors[convention.scale]));
    if (!convention.standardise) return scaled;
    return scaled.map((x, c) => (deviation[c] > 0 ? (x - mean[c]) / deviation[c] : 0));
  });
}

/** Values of the output nodes before the softmax. ReLU in the hidden layers. */
export function outputNodes(layers: readonly Layer[], inputs: readonly number[]): number[] {
  return layers.reduce<readonly number[]>((values, { nodes, kernel, bias }, k) => {
    const sums = [...bias];
    values.forEach((x, i) => {
      for (let j = 0; j < nodes; j++) sums[j] += x * kernel[i * nodes + j];
    });
    return k < layers.length - 1 ? sums.map((x) => Math.max(0, x)) : sums;
  }, inputs) as number[];
}

export function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const powers = values.map((x) => Math.exp(x - largest));
  const total = powers.reduce((sum, x) => sum + x, 0);
  return powers.map((x) => x / total);
}

/** Probabilities of the classes: a list for each spectrum. */
export function forwardPass(classifier: Pick<Classifier, 'model'>, spectra: Spectra): number[][] {
  const { sizes, weights } = classifier.model.network;
  const layers = layersOf(sizes, weights);
  return inputsFor(classifier, spectra).map((inputs) => softmax(outputNodes(layers, inputs)));
}

/** As Keras keeps probabilities off 0 and 1. */
export const clip = (p: number): number => Math.min(Math.max(p, 1e-7), 1 - 1e-7);

/** Eq. (1) of Hebbar & Heinke 2023, with p(AGN) and 1 for AGN. */
export function binaryCrossEntropy(labels: ArrayLike<number>, p: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum -= Math.log(clip(labels[i] === 1 ? p[i] : 1 - p[i]));
  return sum / p.length;
}

/** Keras' BinaryCrossentropy of output nodes against (1, 0) or (0, 1): the mean over spectra and nodes. */
export function nodesCrossEntropy(labels: ArrayLike<number>, rows: readonly (readonly number[])[]): number {
  const losses = rows.flatMap((row, i) => row.map((p, k) => -Math.log(clip(labels[i] === k ? p : 1 - p))));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
