import type { Dataset, Spectra } from '../dataset/index.js';
import type { Classifier } from '../network/index.js';

// The network by its formulas, in double precision and without the native core: what the section on the setup compares with.

/** Kernel [inputs][nodes] and biases of one layer. */
export interface Layer {
  inputs: number;
  nodes: number;
  kernel: number[];
  bias: number[];
}

/** The layers of a network from its weights: kernel, then bias, layer by layer. */
export function layersOf(sizes: readonly number[], weights: ArrayLike<number>): Layer[] {
  const all = Array.from(weights);
  let at = 0;
  return sizes.slice(1).map((nodes, k) => {
    const inputs = sizes[k];
    const kernel = all.slice(at, at + inputs * nodes);
    const bias = all.slice(at + inputs * nodes, at + (inputs + 1) * nodes);
    at += (inputs + 1) * nodes;
    return { inputs, nodes, kernel, bias };
  });
}

/** Inputs of each spectrum, for spectra of the classifier's channels: counts, total or net, scaled and transformed. */
function inputsOf({ model }: Classifier, spectra: Spectra): number[][] {
  const { convention, mean, deviation } = model.input;
  const { channels, counts, backgroundCounts, backgroundScale, exposure } = spectra;
  return Array.from({ length: spectra.count }, (_, row) => {
    const values = Array.from({ length: channels }, (_, c) => {
      const i = row * channels + c;
      const background =
        convention.counts === 'net' && backgroundCounts ? backgroundScale![row] * backgroundCounts[i] : 0;
      return counts[i] - background;
    });
    const total = values.reduce((sum, x) => sum + x, 0);
    const factor = { none: 1, rate: 1000 / (exposure?.[row] ?? 1), unit: 1 / total, 'unit-channels': channels / total };
    const transform = {
      none: (x: number) => x,
      log1p: (x: number) => Math.sign(x) * Math.log1p(Math.abs(x)),
      sqrt: (x: number) => Math.sign(x) * Math.sqrt(Math.abs(x)),
    };
    const scaled = values.map((x) => transform[convention.transform](x * factor[convention.scale]));
    return convention.standardise
      ? scaled.map((x, c) => (deviation[c] > 0 ? (x - mean[c]) / deviation[c] : 0))
      : scaled;
  });
}

/** Values of the output nodes before the softmax, for one spectrum. ReLU in the hidden layers. */
function logitsOf(layers: readonly Layer[], inputs: readonly number[]): number[] {
  let values = [...inputs];
  layers.forEach(({ nodes, kernel, bias }, k) => {
    const sums = [...bias];
    values.forEach((x, i) => {
      if (x !== 0) for (let j = 0; j < nodes; j++) sums[j] += x * kernel[i * nodes + j];
    });
    values = k < layers.length - 1 ? sums.map((x) => Math.max(0, x)) : sums;
  });
  return values;
}

/** Values of the output nodes before the softmax: one list a spectrum. */
export function logits(classifier: Classifier, spectra: Spectra): number[][] {
  const { sizes, weights } = classifier.model.network;
  const layers = layersOf(sizes, weights);
  return inputsOf(classifier, spectra).map((inputs) => logitsOf(layers, inputs));
}

/** Softmax. */
export function softmax(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const powers = values.map((x) => Math.exp(x - most));
  const total = powers.reduce((sum, x) => sum + x, 0);
  return powers.map((x) => x / total);
}

/** Probabilities: one list a spectrum. */
export const forwardPass = (classifier: Classifier, spectra: Spectra): number[][] =>
  logits(classifier, spectra).map(softmax);

/** As Keras keeps probabilities off 0 and 1. */
const clip = (p: number): number => Math.min(Math.max(p, 1e-7), 1 - 1e-7);

/** Eq. (1) of Hebbar & Heinke 2023, with p(AGN) and 1 for AGN. */
export function binaryCrossEntropy(labels: ArrayLike<number>, p: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum -= Math.log(clip(labels[i] === 1 ? p[i] : 1 - p[i]));
  return sum / p.length;
}

/** Keras' BinaryCrossentropy of two output nodes against (1, 0) or (0, 1): the mean over spectra and nodes. */
export function twoNodeCrossEntropy(labels: ArrayLike<number>, pairs: readonly (readonly number[])[]): number {
  let sum = 0;
  pairs.forEach((pair, i) => {
    pair.forEach((p, k) => {
      sum -= Math.log(clip(labels[i] === k ? p : 1 - p));
    });
  });
  return sum / (2 * pairs.length);
}

/** Weights of a network without hidden layer after steps of Adam on all spectra at once (Kingma & Ba 2014, as Keras computes it). */
export function adamSteps(
  start: Classifier,
  { labels, ...spectra }: Dataset,
  { steps, learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions,
): Float64Array {
  const [inputs, classes] = start.model.network.sizes;
  const weights = Float64Array.from(start.model.network.weights);
  const [m, v] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const rows = inputsOf(start, { ...spectra });
  for (let t = 1; t <= steps; t++) {
    const gradient = new Float64Array(weights.length);
    const [layer] = layersOf([inputs, classes], weights);
    rows.forEach((x, row) => {
      const pair = softmax(logitsOf([layer], x));
      // A probability that the loss clips has no gradient.
      if (pair[labels[row]] !== clip(pair[labels[row]])) return;
      pair.forEach((p, k) => {
        const error = (p - (labels[row] === k ? 1 : 0)) / rows.length;
        for (let i = 0; i < inputs; i++) gradient[i * classes + k] += error * x[i];
        gradient[inputs * classes + k] += error;
      });
    });
    const rate = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    gradient.forEach((g, i) => {
      m[i] += (1 - beta1) * (g - m[i]);
      v[i] += (1 - beta2) * (g * g - v[i]);
      weights[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + epsilon);
    });
  }
  return weights;
}

interface AdamOptions {
  steps: number;
  learningRate: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}
