// Class probabilities of many spectra by the classifier's network.
import { predictNetwork } from '../../dist/native/index.js';
import { packed } from './training.mjs';

const of = (threads) => ({
  name: `predict, 100,000 x 527, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'spectrum',
  unit: 'M/s',
  threads,
  setup: (data, { quick }) => {
    const rows = quick ? 8000 : 100_000;
    const { width } = data;
    const inputs = packed(data, rows);
    const sizes = [width, 10, 2];
    const weights = Float32Array.from({ length: 10 * (width + 1) + 22 }, (_, i) => Math.sin(i) * 0.1);
    const network = { sizes, weights, mean: new Float64Array(width), deviation: new Float64Array(width).fill(1) };
    return { items: rows, run: () => predictNetwork(inputs, network, { threads }) };
  },
  peers: [
    { peer: 'onnxruntime-node', args: ['predict'] },
    { peer: 'PyTorch', args: ['predict'] },
  ],
  roofline: ({ width }) => ({ flops: 2 * width * 10, bytes: width, from: 'DRAM' }),
  aims: [{ peer: 'onnxruntime-node', times: 2 }],
});

export const cases = [of(1), of(2)];
