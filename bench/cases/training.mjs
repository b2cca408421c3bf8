// Training epochs: the classifier's network, and wide ones.
import { newHistory, parameterCount, trainNetworks } from '../../dist/native/index.js';

/** A job of `epochs` epochs on the first `rows` rows. */
export function job({ width, rows }, hidden, { batchSize, epochs, classes = 2, seed = 1 }) {
  const sizes = [width, ...hidden, classes];
  return {
    sizes,
    train: Uint32Array.from({ length: rows }, (_, i) => i),
    validation: new Uint32Array(0),
    weights: new Float32Array(parameterCount(sizes)),
    mean: new Float64Array(width),
    deviation: new Float64Array(width),
    history: newHistory(epochs),
    epochs,
    batchSize,
    patience: 0,
    l1: 1e-3,
    learningRate: 1e-3,
    seed,
    shuffle: true,
    standardise: true,
    initialise: true,
  };
}

const epochs = 5;

const network = {
  name: 'training epoch, 527-10-2, batch 32',
  item: 'sample',
  unit: 'k/s',
  setup: (data) => ({
    items: epochs * data.rows,
    run: () => trainNetworks(data.inputs, data.labels, [job(data, [10], { batchSize: 32, epochs })], { threads: 1 }),
  }),
  peers: [
    { peer: 'PyTorch', args: ['train', '10', '32'] },
    { peer: 'tfjs-wasm', args: ['train'] },
    { peer: 'tfjs-cpu', args: ['train'] },
  ],
  aims: [{ value: 2500 }, { peer: 'PyTorch', times: 25 }, { peer: 'tfjs-wasm', times: 150 }],
};

export const cases = [network];
