import { fillChannels, type RunOptions } from '../base/index.js';
import type { Spectra } from '../dataset/index.js';
import { type AnyCounts, withControl } from '../native/index.js';
import { instrumentalLines, type Response, smootherOf } from '../simulation/index.js';
import type { ChannelGroups } from './groups.js';

/** Expected background of spectra in their source regions. */
export interface ExpectedBackground {
  /** rows x groups, counts. */
  counts: Float32Array;
  /** One a row: standard deviation of ln of the level. */
  levelError: Float32Array;
}

/** Adds numbers by channel, from values[first] on, up to the groups at out[start ...]. */
export function addGroups(
  values: ArrayLike<number>,
  first: number,
  { groupOf }: ChannelGroups,
  out: Uint32Array | Float32Array,
  start: number,
): void {
  for (let c = 0; c < groupOf.length; c++) if (groupOf[c] >= 0) out[start + groupOf[c]] += values[first + c];
}

/**
 * What the background regions of spectra lead to expect in their source regions: their counts, smoothed and scaled. The level is
 * as uncertain as their number: 1 / sqrt(N + 1/2) in its logarithm. Smoothing takes what the other channels lead to expect for the
 * counts of bad ones.
 *
 * @param known expected counts by channel, the same for all rows: they are then taken as exact
 * @returns nothing where there is no background
 */
export async function expectedBackground(
  spectra: Spectra,
  { begin, end }: { begin: number; end: number },
  response: Response,
  groups: ChannelGroups,
  options: Pick<RunOptions, 'signal'> & { threads: number; known?: ArrayLike<number> },
): Promise<ExpectedBackground | undefined> {
  const { channels, backgroundScale } = spectra;
  const { known, threads, signal } = options;
  if (!known && !spectra.backgroundCounts) return undefined;
  const rows = end - begin;
  const expected = new Float32Array(rows * groups.count);
  const levelError = new Float32Array(rows);
  if (known) {
    addGroups(known, 0, groups, expected, 0);
    for (let row = 1; row < rows; row++) expected.copyWithin(row * groups.count, 0, groups.count);
  } else {
    const counts = spectra.quality
      ? filledCounts(spectra, begin, end)
      : countsBetween(spectra.backgroundCounts!, begin * channels, end * channels);
    const scale = Float64Array.from({ length: rows }, (_, row) => backgroundScale![begin + row]);
    const { groupOf, count } = groups;
    const smoother = smootherOf(response, instrumentalLines(response));
    await withControl({ signal }, (control) =>
      smoother.expected({ counts, scale, groupOf, groups: count, expected, levelError }, threads, control),
    );
  }
  return { counts: expected, levelError };
}

/** Background counts, in bad channels those that the others lead to expect. */
function filledCounts({ channels, backgroundCounts, quality }: Spectra, begin: number, end: number): Float64Array {
  const filled = new Float64Array((end - begin) * channels);
  for (let row = begin; row < end; row++) {
    const start = row * channels;
    const counts = Float64Array.from({ length: channels }, (_, c) => backgroundCounts![start + c]);
    filled.set(fillChannels(counts, { isBad: (c) => quality![start + c] !== 0 }), (row - begin) * channels);
  }
  return filled;
}

/** A view where the addon reads this kind of array, else a copy. */
function countsBetween(counts: ArrayLike<number>, begin: number, end: number): AnyCounts {
  const isKnown =
    counts instanceof Uint8Array ||
    counts instanceof Uint16Array ||
    counts instanceof Uint32Array ||
    counts instanceof Float32Array ||
    counts instanceof Float64Array;
  // Memory that could shrink while the addon works is not lent to it.
  if (isKnown && !('resizable' in counts.buffer && counts.buffer.resizable)) return counts.subarray(begin, end);
  const copy = new Float64Array(end - begin);
  for (let i = begin; i < end; i++) copy[i - begin] = counts[i];
  return copy;
}
