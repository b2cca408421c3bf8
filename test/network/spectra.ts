import type { Dataset } from '../../ts/dataset/index.js';
import { uniforms } from '../../ts/native/index.js';

/** Deterministic numbers in (0, 1) that depend on the place alone. */
export const uniform = (seed: number, count: number): Float64Array => uniforms(seed, 200, 0, count, 1);

/**
 * A made dataset: 60 channels of 0.2 keV from 0, so that 0.3 to 8.0 keV holds 38 or 39. Both classes have the same smooth
 * continuum; class 1 has a bump at 2 keV, class 0 one at 1 keV, each in a share of the counts. A background is in all.
 */
export function madeDataset(spectra: number, seed = 1): Dataset {
  const channels = 60;
  const u = uniform(seed, spectra * (channels + 2));
  const counts = new Uint16Array(spectra * channels);
  const backgroundCounts = new Uint16Array(spectra * channels);
  const labels = new Uint8Array(spectra);
  for (let row = 0; row < spectra; row++) {
    labels[row] = row % 2;
    const brightness = 6 + 20 * u[spectra * channels + row];
    for (let i = 0; i < channels; i++) {
      const continuum = Math.exp(-i / 15);
      const bump = Math.exp(-(((i - (labels[row] ? 10 : 5)) / 2) ** 2));
      // Spread about the mean as wide as counts are, without a Poisson generator.
      const mean = brightness * (continuum + 0.6 * bump) + 2;
      counts[row * channels + i] = Math.max(0, Math.round(mean + Math.sqrt(12 * mean) * (u[row * channels + i] - 0.5)));
      backgroundCounts[row * channels + i] = 20 + ((row + i) % 3);
    }
  }
  return {
    count: spectra,
    channels,
    firstChannel: 1,
    eMin: Float64Array.from({ length: channels }, (_, i) => 0.2 * i),
    eMax: Float64Array.from({ length: channels }, (_, i) => 0.2 * (i + 1)),
    counts,
    backgroundCounts,
    backgroundScale: new Float64Array(spectra).fill(0.1),
    exposure: new Float64Array(spectra).fill(1e5),
    classes: ['star', 'agn'],
    labels,
    properties: {},
    // Two spectra a source.
    source: Uint32Array.from({ length: spectra }, (_, row) => row >> 2),
    provenance: [{ seed, population: 'bumps', response: 'MADE ONE DET-A 0011223344556677', version: '0' }],
  };
}
