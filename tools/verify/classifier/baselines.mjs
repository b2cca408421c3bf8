// Simpler classifiers trained on as many spectra of the same response and background: the hardness ratio, colours, and a logistic
// regression of all channels. The first two see the counts in a few bands in place of channels.
import { netCounts, train } from '../../../dist/index.js';
import { agnOf } from './contenders.mjs';

/** Net counts above which spectra are trained on. */
const LEAST_COUNTS = 8;

/** keV */
const bands = { hardness: [0.5, 2, 8], colours: [0.3, 0.8, 1.3, 2, 3.5, 8] };

/** Spectra whose channels are bands: sums over the channels with their centre in a band. */
export function inBands(dataset, edges) {
  const { count, channels, eMin, eMax, counts, backgroundCounts } = dataset;
  const width = edges.length - 1;
  const band = Int32Array.from(eMin, (low, c) => {
    const centre = (low + eMax[c]) / 2;
    return edges.findIndex((edge, i) => i < width && centre >= edge && centre < edges[i + 1]);
  });
  const summed = (values) => {
    const out = new Uint16Array(count * width);
    for (let row = 0; row < count; row++)
      for (let c = 0; c < channels; c++)
        if (band[c] >= 0) {
          const at = row * width + band[c];
          out[at] = Math.min(65535, out[at] + values[row * channels + c]);
        }
    return out;
  };
  return {
    ...{ ...dataset, channels: width, eMin: Float64Array.from(edges.slice(0, -1)) },
    ...{ eMax: Float64Array.from(edges.slice(1)), counts: summed(counts) },
    ...(backgroundCounts && { backgroundCounts: summed(backgroundCounts) }),
  };
}

const settings = {
  // With two bands, the share of the hard counts is (1 + hardness ratio) / 2.
  hardness: { hiddenLayers: [] },
  colours: { hiddenLayers: [8] },
  logistic: { hiddenLayers: [] },
};

/** Baselines see most AGN among faint spectra: the weights take the shares out of those that are trained on. */
function equalWeights(dataset) {
  const net = netCounts(dataset);
  const used = [0, 0];
  for (let row = 0; row < dataset.count; row++) if (net[row] > LEAST_COUNTS) used[dataset.labels[row]]++;
  const total = used[0] + used[1];
  return Float64Array.from(dataset.labels, (label) => total / (2 * used[label]));
}

/**
 * Probabilities of AGN of the test spectra by each baseline.
 *
 * @returns {Promise<Record<keyof typeof settings, Float64Array>>}
 */
export async function byBaselines(training, test) {
  const out = /** @type {any} */ ({});
  for (const [name, { hiddenLayers }] of Object.entries(settings)) {
    const seen = (dataset) => (bands[name] ? inBands(dataset, bands[name]) : dataset);
    const { classifier } = await train(seen(training), {
      sampleWeights: equalWeights(training),
      ...{ hiddenLayers, seed: 1, l1: 0, batchSize: 128, minimumNetCounts: LEAST_COUNTS, epochs: 60 },
      ...(bands[name] && { band: [bands[name][0], bands[name].at(-1)] }),
      ...(bands[name] && { countBand: [bands[name][0], bands[name].at(-1)] }),
      input: { scale: 'unit-floor' },
    });
    const { probabilities } = await classifier.predict(seen(test));
    out[name] = agnOf(probabilities, classifier.classes);
  }
  return out;
}
