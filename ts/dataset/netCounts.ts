import { type Band, bandChannels, defaultBand } from '../base/index.js';
import type { Spectra } from './types.js';
import { checkSpectra } from './validate.js';

/**
 * Net counts of each spectrum in a band: counts - backgroundScale x background counts, summed over the channels of the
 * band. Not clipped: a faint source may have a negative number. Without a background these are the counts.
 *
 * @param band [from, to] in keV, 0.3 to 8.0 by default
 * @returns one number for each spectrum
 * @throws ParameterError for arrays that do not fit each other, or a band without a channel.
 */
export function netCounts(spectra: Spectra, band: Band = defaultBand): Float64Array<ArrayBuffer> {
  checkSpectra(spectra);
  const inside = bandChannels(spectra.eMin, spectra.eMax, band);
  const { count: rows, channels, counts, backgroundCounts, backgroundScale } = spectra;
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    out[row] = sumOf(counts, row * channels, inside);
    if (backgroundCounts) out[row] -= backgroundScale![row] * sumOf(backgroundCounts, row * channels, inside);
  }
  return out;
}

/**
 * The sum of numbers[start + i] over the channel indices i. These are consecutive as a rule: a plain loop then takes a
 * fifth of the time.
 */
function sumOf(numbers: ArrayLike<number>, start: number, indices: Uint32Array): number {
  const { length } = indices;
  const first = start + indices[0];
  let sum = 0;
  if (indices[length - 1] - indices[0] === length - 1) for (let i = 0; i < length; i++) sum += numbers[first + i];
  else for (let i = 0; i < length; i++) sum += numbers[start + indices[i]];
  return sum;
}
