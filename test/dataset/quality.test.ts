// Bad and missing channels of spectra, by hand.
import { describe, expect, test } from 'vitest';
import { bandQuality } from '../../ts/dataset/index.js';
import {
  concatenate,
  type Dataset,
  ParameterError,
  selectRows,
  train,
  validateDataset,
  writeLibrary,
} from '../../ts/index.js';
import { madeDataset } from '../network/spectra.js';

const edges = { channels: 4, eMin: Float64Array.of(0, 1, 2, 3), eMax: Float64Array.of(1, 2, 3, 4) };

describe('bandQuality', () => {
  test('shares of the channels in the band, and flags', () => {
    const quality = Int16Array.of(5, 0, 0, 0, 5, 2, 1, 0, -1, 0, -1, 0, 0, 5, -1, 0);
    const of = bandQuality({ ...edges, quality }, [1, 3]);
    expect([0, 1, 2, 3].map(of)).toEqual([
      { bad: 0, missing: 0, flags: [] },
      { bad: 1, missing: 0, flags: ['bad-channels'] },
      { bad: 0, missing: 0.5, flags: ['band-not-covered'] },
      { bad: 0.5, missing: 0.5, flags: ['bad-channels', 'band-not-covered'] },
    ]);
  });

  test('a detector whose energies do not reach the ends of the band, to a channel', () => {
    const flags = (from: number, to: number) => bandQuality(edges, [from, to])(0).flags;
    expect(flags(0.2, 4.4)).toEqual([]);
    expect(flags(0.2, 5.2)).toEqual(['band-not-covered']);
    const later = { ...edges, eMin: edges.eMin.map((e) => e + 2), eMax: edges.eMax.map((e) => e + 2) };
    expect(bandQuality(later, [1, 5])(0).flags).toEqual([]);
    expect(bandQuality(later, [0.5, 5])(0).flags).toEqual(['band-not-covered']);
  });
});

describe('datasets', () => {
  const made = madeDataset(4);
  const { channels } = made;
  const quality = new Int16Array(4 * channels);
  quality[channels + 2] = 5;
  const counts = made.counts.slice();
  counts[channels + 2] = 0;
  const backgroundCounts = made.backgroundCounts?.slice();
  if (backgroundCounts) backgroundCounts[channels + 2] = 0;
  const masked: Dataset = { ...made, counts, ...(backgroundCounts && { backgroundCounts }), quality };

  test('bad channels have no counts, so that no sum has them', () => {
    expect(validateDataset(masked)).toBe(masked);
    expect(() => validateDataset({ ...masked, counts: masked.counts.with(channels + 2, 7) })).toThrow(
      'quality is 5 in channel index 2 of spectrum 1, which has counts',
    );
  });

  test('rows keep their quality; those joined to them are good; the widest counts stay whole', () => {
    expect([...selectRows(masked, [1]).quality!]).toEqual([...quality.slice(channels, 2 * channels)]);
    const bright: Dataset = { ...made, counts: Uint32Array.from(made.counts).fill(70_000, 0, 1) };
    const joined = concatenate([masked, bright]);
    expect([...joined.quality!]).toEqual([...quality, ...new Int16Array(4 * channels)]);
    expect(joined.counts[4 * channels]).toBe(70_000);
    expect(joined.counts[5]).toBe(masked.counts[5]);
  });

  test('where only good channels and 16 bits have a place they are refused', async () => {
    const wide: Dataset = { ...made, counts: Uint32Array.from(made.counts) };
    for (const dataset of [masked, wide]) expect(() => writeLibrary('never.xsl', dataset)).toThrow(ParameterError);
    await expect(train(masked)).rejects.toThrow('dataset.quality says that channels are bad');
  });
});
