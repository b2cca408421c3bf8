import type { Dataset } from '../../ts/index.js';

/** A small dataset whose numbers say where they stand: counts of row r, channel c are (7 r + c) % 11. */
export function example(
  spectra: number,
  options: { background?: boolean; classes?: string[]; channels?: number } = {},
): Dataset {
  const { background = false, classes = ['star', 'agn'], channels = 12 } = options;
  const edge = (i: number) => 0.2 + 0.8 * i;
  const dataset = {
    count: spectra,
    channels,
    firstChannel: 1,
    eMin: Float64Array.from({ length: channels }, (_, i) => edge(i)),
    eMax: Float64Array.from({ length: channels }, (_, i) => edge(i + 1)),
    counts: Uint16Array.from(
      { length: spectra * channels },
      (_, i) => (7 * Math.floor(i / channels) + (i % channels)) % 11,
    ),
    exposure: Float64Array.from({ length: spectra }, (_, i) => 1000 + i),
    classes,
    labels: Uint8Array.from({ length: spectra }, (_, i) => i % classes.length),
    properties: { nH: Float64Array.from({ length: spectra }, (_, i) => (i % 3 === 0 ? NaN : 0.1 * i)) },
    source: Uint32Array.from({ length: spectra }, (_, i) => i >> 2),
    provenance: [{ seed: 5, population: 'made by hand', response: 'none', version: '0.1.0' }],
  };
  if (!background) return dataset;
  return {
    ...dataset,
    backgroundCounts: dataset.counts.map((_, i) => i % 3),
    backgroundScale: Float64Array.from({ length: spectra }, (_, i) => 0.25 + 0.01 * i),
  };
}
