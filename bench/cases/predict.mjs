// Class probabilities by the public calls: many spectra by `predict`, from counts of 16 bits and from single precision, and one by
// `predictSync`. The network is the paper's 527-10-2. Peers are given inputs that are made already, and counts from which they make
// them as their users would have to: shares of the sum, standardised.
import { Classifier } from '../../dist/index.js';

/** The spectra over and over, up to `rows`, of the channels of 0.3 to 8 keV. */
function spectraOf({ counts, width, response }, rows, Numbers) {
  const centre = (c) => (response.eMin[c] + response.eMax[c]) / 2;
  const first = response.eMin.findIndex((_, c) => centre(c) >= 0.3);
  const out = new Numbers(rows * width);
  for (let at = 0; at < out.length; at += counts.length)
    out.set(counts.subarray(0, Math.min(counts.length, out.length - at)), at);
  const [eMin, eMax] = [response.eMin, response.eMax].map((edges) => edges.slice(first, first + width));
  return { count: rows, channels: width, eMin, eMax, counts: out };
}

const bulk = (kind, Numbers, threads) => ({
  name: `predict 100,000 spectra, ${kind}, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'spectrum',
  unit: 'M/s',
  threads,
  setup: (data, { quick }) => {
    const classifier = Classifier.embedded('paper');
    const spectra = spectraOf(data, quick ? 8000 : 100_000, Numbers);
    return { items: spectra.count, run: () => classifier.predict(spectra, { threads }) };
  },
  peers: [
    { peer: 'onnxruntime-node', args: ['predict', 'prepare'] },
    { peer: 'onnxruntime-node', args: ['predict'] },
    { peer: 'tfjs-wasm', args: ['predict', 'prepare'] },
    { peer: 'PyTorch', args: ['predict'] },
  ],
  aims: Numbers === Uint16Array ? [{ peer: 'onnxruntime-node', times: 2 }] : [],
  note: 'predict: counts in, probabilities, verdicts, net counts and flags out; the peers give probabilities alone',
});

const single = {
  name: 'predict one spectrum, counts of 16 bits',
  item: 'spectrum',
  unit: 'us',
  setup: (data) => {
    const classifier = Classifier.embedded('paper');
    const { count, counts, channels, ...edges } = spectraOf(data, 1000, Uint16Array);
    const spectra = Array.from({ length: count }, (_, row) => ({
      ...edges,
      ...{ count: 1, channels, counts: counts.slice(row * channels, (row + 1) * channels) },
    }));
    return {
      items: count,
      run: () => {
        for (const spectrum of spectra) classifier.predictSync(spectrum);
      },
    };
  },
  peers: [
    { peer: 'onnxruntime-node', args: ['single', 'prepare'] },
    { peer: 'onnxruntime-node', args: ['single'] },
    { peer: 'tfjs-wasm', args: ['single', 'prepare'] },
  ],
  aims: [{ value: 5 }, { peer: 'onnxruntime-node', times: 2 }],
};

export const cases = [
  bulk('counts of 16 bits', Uint16Array, 1),
  bulk('counts of 16 bits', Uint16Array, 2),
  bulk('single precision', Float32Array, 1),
  bulk('single precision', Float32Array, 2),
  single,
];
