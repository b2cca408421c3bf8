import {
  agn,
  Classifier,
  concatenate,
  type Dataset,
  datasetFromSimulation,
  embeddedResponse,
  netCounts,
  type Spectra,
  selectRows,
  simulate,
  stars,
} from '../../index.js';

/** What all contenders get. */
export interface BenchData {
  /** Simulated spectra of both classes in turn, all channels: what xsift trains on. */
  readonly dataset: Dataset;
  /** The network of 527-10-2, from counts: shares of the spectrum's counts, standardised. */
  readonly classifier: Classifier;
  /** The same weights alone, from standardised inputs. */
  readonly bare: Classifier;
  /** The counts of `dataset` in the network's channels. */
  readonly trainingCounts: Uint16Array;
  /** Spectra to classify, in the network's channels. */
  readonly spectra: Spectra & { readonly counts: Uint16Array };
  /** Makes the inputs of spectra in the network's channels, in an array that may be given. */
  readonly prepare: (counts: Uint16Array, inputs?: Float32Array) => Float32Array;
}

/**
 * Simulates `count` sources of each class (ACIS-I of 1999, 1 Ms), and keeps spectra of more than 100 counts.
 *
 * @param rows number of spectra to classify: the simulated ones over and over
 */
export async function benchData(count: number, rows: number, signal: AbortSignal): Promise<BenchData> {
  const parts: Dataset[] = [];
  for (const population of [stars(), agn()]) {
    const settings = { exposure: 1e6, seed: 1, signal };
    parts.push(datasetFromSimulation(await simulate(population, count, embeddedResponse(), settings)));
  }
  const all = concatenate(parts);
  const net = netCounts(all);
  const bright = Array.from({ length: all.count }, (_, row) => row).filter((row) => net[row] > 100);
  const dataset = selectRows(all, inTurn(bright, all.labels));
  const { model } = Classifier.embedded('paper');
  const { input } = model;
  // No background: all counts are net counts, and exports need not be given a background of zeros.
  const convention = { ...input.convention, counts: 'total' as const };
  const none = { counts: 'total', scale: 'none', transform: 'none', standardise: false } as const;
  const classifier = new Classifier({ ...model, input: { ...input, convention } });
  const [mean, deviation] = [input.mean.map(() => 0), input.mean.map(() => 1)];
  const bare = new Classifier({ ...model, input: { ...input, convention: none, mean, deviation } });
  const first = input.channels[0] - dataset.firstChannel;
  const width = input.channels.length;
  const counts = cut(dataset, first, width, rows);
  const trainingCounts = cut(dataset, first, width, dataset.count);
  const spectra = { count: rows, channels: width, eMin: input.eMin, eMax: input.eMax, counts };
  return { dataset, classifier, bare, trainingCounts, spectra, prepare: preparation(classifier) };
}

/** Counts of `width` channels from the `first`, of the spectra of a dataset over and over. */
function cut({ count, channels, counts }: Dataset, first: number, width: number, rows: number): Uint16Array {
  const out = new Uint16Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = (row % count) * channels + first;
    out.set(counts.subarray(from, from + width), row * width);
  }
  return out;
}

/** Rows of both classes in turn, as batches should have them; what one class has more comes at the end. */
function inTurn(rows: readonly number[], labels: ArrayLike<number>): number[] {
  const [first, second] = [0, 1].map((label) => rows.filter((row) => labels[row] === label));
  return rows.flatMap((_, i) => [first[i], second[i]]).filter((row) => row !== undefined);
}

/** What a user of a network library writes to get from counts to inputs: shares of the spectrum's sum, standardised. */
function preparation({ model }: Classifier): BenchData['prepare'] {
  const { mean, deviation } = model.input;
  const width = mean.length;
  const inverse = deviation.map((value) => 1 / value);
  return (counts, inputs = new Float32Array(counts.length)) => {
    for (let at = 0; at < counts.length; at += width) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += counts[at + c];
      const factor = 1 / sum;
      for (let c = 0; c < width; c++) inputs[at + c] = (counts[at + c] * factor - mean[c]) * inverse[c];
    }
    return inputs;
  };
}
