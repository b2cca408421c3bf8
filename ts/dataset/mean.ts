import { checkNumber, checkOptions } from '../base/index.js';
import { bandChannels, netCounts } from './band.js';
import { type Band, type Dataset, defaultBand } from './types.js';
import { validateDataset } from './validate.js';

/** The mean normalised spectrum of one class. */
export interface MeanSpectrum {
  name: string;
  /** Number of spectra in the mean. */
  count: number;
  /** Mean fraction of a spectrum's net counts in each channel of the band; sums to 1. */
  mean: Float64Array;
  /** Standard deviation of that fraction from spectrum to spectrum. */
  deviation: Float64Array;
}

/**
 * Mean spectra of the classes, each spectrum first divided by its own net counts in the band (Hebbar & Heinke 2023,
 * figures 4 and 8). Spectra without positive net counts cannot be normalised and are left out.
 *
 * @param options.minimumNetCounts spectra with this many net counts or fewer are left out, because they add mostly
 *   noise (the paper: 100); default 0
 * @returns channel edges of the band in keV, and the classes in the dataset's order; means of a class without spectra
 *   are NaN
 * @throws ParameterError for a dataset whose parts do not fit, or a band without a channel.
 */
export function meanSpectra(
  dataset: Dataset,
  options: { band?: Band; minimumNetCounts?: number } = {},
): { eMin: Float64Array; eMax: Float64Array; classes: MeanSpectrum[] } {
  validateDataset(dataset);
  checkOptions(options);
  const { band = defaultBand, minimumNetCounts = 0 } = options;
  checkNumber('minimumNetCounts', minimumNetCounts);
  const inside = bandChannels(dataset.eMin, dataset.eMax, band);
  const net = netCounts(dataset, band);
  const classes = dataset.classes.map((name, label) => {
    const rows: number[] = [];
    for (let row = 0; row < dataset.count; row++)
      if (dataset.labels[row] === label && net[row] > Math.max(0, minimumNetCounts)) rows.push(row);
    return { name, count: rows.length, ...moments(dataset, rows, inside, net) };
  });
  return {
    eMin: Float64Array.from(inside, (i) => dataset.eMin[i]),
    eMax: Float64Array.from(inside, (i) => dataset.eMax[i]),
    classes,
  };
}

function moments(dataset: Dataset, rows: number[], inside: Uint32Array, net: Float64Array) {
  const { channels, counts, backgroundCounts, backgroundScale } = dataset;
  const sum = new Float64Array(inside.length);
  const squares = new Float64Array(inside.length);
  for (const row of rows)
    for (let j = 0; j < inside.length; j++) {
      const at = row * channels + inside[j];
      const background = backgroundCounts ? backgroundScale![row] * backgroundCounts[at] : 0;
      const fraction = (counts[at] - background) / net[row];
      sum[j] += fraction;
      squares[j] += fraction * fraction;
    }
  const mean = sum.map((s) => s / rows.length);
  return { mean, deviation: squares.map((s, j) => Math.sqrt(Math.max(0, s / rows.length - mean[j] ** 2))) };
}
