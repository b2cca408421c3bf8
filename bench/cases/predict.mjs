// Class probabilities of many spectra by the classifier's network: of stored counts (a byte a channel), and of floats, which is
// what the peers read.
import { predictNetwork } from '../../dist/native/index.js';
import { packed } from './training.mjs';

/** The spectra over and over, up to `rows`. */
function floats({ inputs, width }, rows) {
  const out = new Float32Array(rows * width);
  for (let at = 0; at < out.length; at += inputs.length)
    out.set(inputs.subarray(0, Math.min(inputs.length, out.length - at)), at);
  return out;
}

const caseOf = (stored, threads) => ({
  name: `predict 100,000 x 527 ${stored}, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'spectrum',
  unit: 'M/s',
  threads,
  setup: (data, { quick }) => {
    const rows = quick ? 8000 : 100_000;
    const { width } = data;
    const inputs = stored === 'counts' ? packed(data, rows) : floats(data, rows);
    const sizes = [width, 10, 2];
    const weights = Float32Array.from({ length: 10 * (width + 1) + 22 }, (_, i) => Math.sin(i) * 0.1);
    const network = { sizes, weights, mean: new Float64Array(width), deviation: new Float64Array(width).fill(1) };
    return { items: rows, run: () => predictNetwork(inputs, network, { threads }) };
  },
  peers: [
    { peer: 'onnxruntime-node', args: ['predict'] },
    { peer: 'PyTorch', args: ['predict'] },
  ],
  roofline: ({ width }) => ({ flops: 2 * width * 10, bytes: stored === 'counts' ? width : 4 * width, from: 'DRAM' }),
  aims: stored === 'counts' ? [{ peer: 'onnxruntime-node', times: 2 }] : [],
});

export const cases = [caseOf('counts', 1), caseOf('counts', 2), caseOf('floats', 1), caseOf('floats', 2)];
