// What a network is given in bad channels.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Spectra } from '../../ts/dataset/index.js';
import { mostBad, trainingShape, withBadChannelsFilled } from '../../ts/network/badChannels.js';
import { type Classifier, train } from '../../ts/network/index.js';
import { madeDataset } from './spectra.js';

describe('trainingShape', () => {
  const channels = [7, 8, 9, 10, 11];
  const shape = (mean: number[], transform: 'none' | 'sqrt' | 'log1p', group?: number) =>
    [...trainingShape({ mean: Float64Array.from(mean), channels }, { transform, group })].map(
      (value) => +value.toFixed(9),
    );

  test('the mean of each channel, its share of a group, without the transform', () => {
    expect(shape([1, 2, 3, 4, 5], 'none')).toEqual([1, 2, 3, 4, 5]);
    // The last group has what is left.
    expect(shape([2, 4, 3], 'none', 2)).toEqual([1, 1, 2, 2, 3]);
    expect(shape([1, 2, 3, 4, 5], 'sqrt')).toEqual([1, 4, 9, 16, 25]);
    expect(shape([1, 1, 1, 1, Math.log(3)], 'log1p')[4]).toBeCloseTo(2, 9);
  });

  test('above 0, and flat where the model has no mean', () => {
    expect(shape([1000, -3, 0, 10, 2000], 'none')).toEqual([1000, 2, 2, 10, 2000]);
    expect(shape([0, 0, 0, 0, 0], 'none')).toEqual([1, 1, 1, 1, 1]);
  });
});

test('only the inputs, and only rows with bad channels among them', () => {
  const spectra: Spectra = {
    ...{ count: 2, channels: 4, eMin: Float64Array.of(1, 2, 3, 4), eMax: Float64Array.of(2, 3, 4, 5) },
    counts: Uint16Array.of(0, 4, 0, 12, 0, 4, 6, 12),
    backgroundCounts: Uint16Array.of(0, 10, 0, 20, 0, 1, 2, 3),
    backgroundScale: Float64Array.of(1, 1),
    quality: Int16Array.of(5, 0, 5, 0, -1, 0, 0, 0),
  };
  const filled = withBadChannelsFilled(spectra, Uint32Array.of(1, 2, 3), () => Float64Array.of(1, 3, 2));
  // The ratios to the shape are 4 and 6.
  expect([...Array.from(filled.counts)]).toEqual([0, 4, 15, 12, 0, 4, 6, 12]);
  expect([...Array.from(filled.backgroundCounts!)]).toEqual([0, 10, 15, 20, 0, 1, 2, 3]);
});

describe('predictions', () => {
  const dataset = madeDataset(300);
  let classifier: Classifier;
  beforeAll(async () => {
    ({ classifier } = await train(dataset, { epochs: 4, seed: 3, minimumNetCounts: 0, threads: 1 }));
  });

  /** A spectrum that looks like the mean of the training, with some channels bad. */
  function meanSpectrum(bad: number[]): Spectra {
    const { channels: inputs, mean } = classifier.model.input;
    const { channels, firstChannel, eMin, eMax, provenance } = dataset;
    const counts = new Float64Array(channels);
    inputs.forEach((channel, i) => {
      counts[channel - firstChannel] = 500 * Math.max(mean[i], 1e-3 * Math.max(...mean));
    });
    const quality = new Int16Array(channels);
    for (const c of bad) [counts[c], quality[c]] = [0, 1];
    return { count: 1, channels, eMin, eMax, counts, provenance, ...(bad.length > 0 && { quality }) };
  }
  const block = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

  test('of a spectrum of the shape of the training are those without bad channels', async () => {
    const [whole] = (await classifier.predict(meanSpectrum([]))).probabilities;
    for (const bad of [[12], [4, 9, 10, 23], block(8, 12)]) {
      const { probabilities, flags } = await classifier.predict(meanSpectrum(bad));
      expect(probabilities[0]).toBeCloseTo(whole, 4);
      expect(flags[0]).toContain('bad-channels');
      expect(flags[0].includes('outside-training')).toBe(bad.length / classifier.model.input.channels.length > mostBad);
    }
    const emptied = meanSpectrum(block(8, 12));
    const { probabilities } = await classifier.predict({ ...emptied, quality: undefined });
    expect(Math.abs(probabilities[0] - whole)).toBeGreaterThan(0.02);
  });

  test('more bad channels than a network can do without, and none at all', async () => {
    const many = await classifier.predict(meanSpectrum(block(2, 12)));
    expect(many.flags[0]).toEqual(expect.arrayContaining(['outside-training', 'bad-channels']));
    const none = await classifier.predict(meanSpectrum(block(0, 60)));
    expect(none.probabilities).toEqual(Float32Array.of(Number.NaN, Number.NaN));
    expect(none.flags[0]).toContain('no-net-counts');
  });
});
