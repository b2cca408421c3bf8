// Training epochs: the classifier's network, and wide ones.
import { addon, newHistory, parameterCount, trainNetworks } from '../../dist/native/index.js';

/** The first `rows` spectra as the network takes them: planes of bytes. */
export function packed({ counts, width }, rows) {
  const out = new (addon().CountRows)(width, rows);
  const places = Uint32Array.from({ length: rows }, (_, i) => i % (counts.length / width));
  out.append(counts, undefined, undefined, places, width, 0);
  return out;
}

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
    stages: [{ epochs, learningRate: 1e-3 }],
    batchSize,
    patience: 0,
    l1: 1e-3,
    seed,
    standardise: true,
  };
}

const epochs = 5;

const network = {
  name: 'training epoch, 527-10-2, batch 32',
  item: 'sample',
  unit: 'k/s',
  setup: (data) => {
    const inputs = packed(data, data.rows);
    return {
      items: epochs * data.rows,
      run: () => trainNetworks(inputs, data.labels, [job(data, [10], { batchSize: 32, epochs })], { threads: 1 }),
    };
  },
  peers: [
    { peer: 'PyTorch', args: ['train', '10', '32'] },
    { peer: 'tfjs-wasm', args: ['train'] },
    { peer: 'tfjs-cpu', args: ['train'] },
  ],
  // Forward and the gradient of the first layer, and a 32nd of Adam's pass (12 operations a weight).
  roofline: ({ width }) => ({ flops: 4 * width * 10 + (12 * width * 10) / 32, bytes: width, from: 'DRAM' }),
  aims: [{ value: 2500 }, { peer: 'PyTorch', times: 25 }, { peer: 'tfjs-wasm', times: 150 }],
  note: 'training epoch, 527-10-2: half of the time is the gradient with Adam (whose weights and moments, 65 KB, do not fit into the first level of cache), a third the forward pass; 150 times tfjs-wasm would be 4.7 M/s, as it does twice as much here as where that aim was set',
};

/** Means of 9 channels each in place of expected counts: they need not be right, but bright and faint as spectra are. */
function means({ counts, width }, rows) {
  const out = new (addon().ExpectedRows)(width, rows, false);
  const expected = new Float32Array(counts.length);
  for (let at = 0; at < counts.length; at += width)
    for (let c = 0; c < width; c++) {
      const [from, to] = [Math.max(0, c - 4), Math.min(width, c + 5)];
      let sum = 0;
      for (let k = from; k < to; k++) sum += counts[at + k];
      expected[at + c] = 0.01 + sum / (to - from);
    }
  const places = Uint32Array.from({ length: rows }, (_, i) => i);
  out.append(expected, undefined, undefined, places, width, 0);
  return out;
}

const fresh = {
  name: 'training epoch on fresh Poisson counts, 527-10-2, batch 32',
  item: 'sample',
  unit: 'k/s',
  setup: (data, { quick }) => {
    const subset = { ...data, rows: quick ? 4000 : 20_000 };
    const inputs = packed(subset, subset.rows);
    const expected = means(subset, subset.rows);
    const labels = data.labels.slice(0, subset.rows);
    const settings = { batchSize: 32, epochs: 2 };
    return {
      items: settings.epochs * subset.rows,
      run: () => trainNetworks(inputs, labels, [job(subset, [10], settings)], { threads: 1, expected }),
    };
  },
  aims: [{ value: 400 }],
};

/** Ten models on one set of spectra, as a cross-validation trains them. */
const tenModels = (threads) => ({
  name: `ten models side by side, 527-10-2, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'sample',
  unit: 'k/s',
  threads,
  setup: (data, { quick }) => {
    const subset = { ...data, rows: quick ? 1000 : 10_000 };
    const inputs = packed(data, data.rows);
    const settings = { batchSize: 32, epochs: 5 };
    return {
      items: 10 * settings.epochs * subset.rows,
      run: () => {
        const jobs = Array.from({ length: 10 }, (_, seed) => job(subset, [10], { ...settings, seed }));
        return trainNetworks(inputs, data.labels, jobs, { threads });
      },
    };
  },
  ...(threads > 1 && { aims: [{ case: 'ten models side by side, 527-10-2, 1 thread', times: 1.9 }] }),
});

/** Layers wide enough for their matrix products to dominate. */
const wide = (batchSize, threads) => ({
  name: `training epoch, 527-64-32-6, batch ${batchSize}, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'sample',
  unit: 'k/s',
  threads,
  setup: (data, { quick }) => {
    const subset = { ...data, rows: quick ? 4000 : 40_000 };
    const inputs = packed(data, data.rows);
    const settings = { batchSize, epochs: quick ? 1 : 2, classes: 6 };
    return {
      items: settings.epochs * subset.rows,
      run: () => trainNetworks(inputs, data.labels, [job(subset, [64, 32], settings)], { threads }),
    };
  },
  peers: [{ peer: 'PyTorch', args: ['train', '64-32', String(batchSize), '6'] }],
  // Each weight: an fma forward, one for its gradient and, but for the first layer, one for the gradient of its input.
  roofline: ({ width }) => ({ flops: 4 * width * 64 + 6 * (64 * 32 + 32 * 6) }),
  aims: [
    { peer: 'PyTorch', times: 1 },
    ...(batchSize === 4096 && threads > 1
      ? [{ case: 'training epoch, 527-64-32-6, batch 4096, 1 thread', times: 1.8 }]
      : []),
  ],
});

export const cases = [
  network,
  fresh,
  tenModels(1),
  tenModels(2),
  wide(256, 1),
  wide(256, 2),
  wide(4096, 1),
  wide(4096, 2),
];
