import { applyRmf } from './apply.js';
import type { Response } from './response.js';

/** Fluorescence lines of ACIS and its surroundings, keV: Al-K, Si-K, Au-M, Ni-K, Au-L (Chandra Proposers' Guide, chapter 6). */
export const acisLines: readonly number[] = [1.487, 1.74, 2.123, 7.478, 9.713];

/** Counts that a kernel reaches over: its width follows from them. */
const KERNEL_COUNTS = 50;
/** A line is kept apart when its excess is this many times its standard deviation. */
const SIGNIFICANCE = 3;

/**
 * Mean counts behind observed background counts, so that a Poisson draw from them has the noise of one draw (from the counts
 * themselves it would have that of two). The sum over channels stays the same.
 *
 * - Lines: counts above a straight continuum at each given energy, where they are significant, keep the shape that the
 *   response gives to photons of this energy.
 * - The rest: each count is spread by a Gaussian whose standard deviation is half of the distance to either side that
 *   takes in 50 counts, and at least half of the detector's own resolution.
 *
 * @param counts one a channel, not negative
 * @param lines keV
 */
export function smoothCounts(counts: Float64Array, response: Response, lines: readonly number[]): Float64Array {
  const total = sum(counts);
  const continuum = counts.slice();
  const kept = new Float64Array(counts.length);
  for (const energy of lines) {
    const profile = profileAt(response, energy);
    const excess = profile && excessOf(counts, profile);
    if (!excess) continue;
    for (let c = 0; c < counts.length; c++) {
      continuum[c] -= excess * profile[c];
      kept[c] += excess * profile[c];
    }
  }
  const left = continuum.map((value) => Math.max(0, value));
  const smooth = spread(continuum, kernelWidths(left, response));
  // Taking lines out leaves channels that are a little negative, and so may the tail of a kernel be.
  const result = smooth.map((value, c) => Math.max(0, value + kept[c]));
  const scale = total > 0 ? total / sum(result) : 0;
  return result.map((value) => value * scale);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Shares of photons of one energy over the channels; nothing for an energy that the response does not have. */
function profileAt(response: Response, energy: number): Float64Array | undefined {
  const { energLo, energHi } = response;
  const bin = energLo.findIndex((low, i) => energy >= low && energy < energHi[i]);
  if (bin < 0) return undefined;
  const photons = new Float64Array(response.energies);
  photons[bin] = 1;
  const profile = applyRmf(response, photons);
  const total = sum(profile);
  return total > 0 ? profile.map((value) => value / total) : undefined;
}

/** First and last channel about the peak where the profile is above a share of it. */
function extentOf(profile: Float64Array, share: number): [number, number] {
  const peak = profile.indexOf(profile.reduce((highest, value) => Math.max(highest, value)));
  let [first, last] = [peak, peak];
  while (first > 0 && profile[first - 1] > share * profile[peak]) first--;
  while (last < profile.length - 1 && profile[last + 1] > share * profile[peak]) last++;
  return [first, last];
}

/** Counts of a line: those in its window above the continuum of both sides, or nothing if they may be chance. */
function excessOf(counts: Float64Array, profile: Float64Array): number | undefined {
  const [first, last] = extentOf(profile, 0.1);
  const width = last - first + 1;
  const side = Math.ceil(width / 2);
  if (first < side || last + side >= counts.length) return undefined;
  const inWindow = sum(counts.subarray(first, last + 1));
  const beside = sum(counts.subarray(first - side, first)) + sum(counts.subarray(last + 1, last + 1 + side));
  const factor = width / (2 * side);
  const excess = inWindow - factor * beside;
  if (!(excess > SIGNIFICANCE * Math.sqrt(inWindow + factor * factor * beside))) return undefined;
  return excess / sum(profile.subarray(first, last + 1));
}

/** Standard deviation of each channel's kernel, in channels. */
function kernelWidths(counts: Float64Array, response: Response): Float64Array {
  const n = counts.length;
  const before = new Float64Array(n + 1);
  counts.forEach((value, c) => {
    before[c + 1] = before[c] + value;
  });
  const resolution = resolutionOf(response);
  let reach = 0;
  return counts.map((_, c) => {
    const inside = (k: number) => before[Math.min(n, c + k + 1)] - before[Math.max(0, c - k)];
    // Neighbours reach about as far: start from the last one's distance.
    while (reach > 0 && inside(reach - 1) >= KERNEL_COUNTS) reach--;
    while (reach < n && inside(reach) < KERNEL_COUNTS) reach++;
    return Math.max(reach, resolution[c]) / 2;
  });
}

/** Standard deviation of a line in each channel, in channels: from its full width at half maximum at 16 energies. */
function resolutionOf(response: Response): Float64Array {
  const { energies, energLo, energHi, eMin, eMax } = response;
  const points: { energy: number; sigma: number }[] = [];
  for (let i = 0; i < 16; i++) {
    const bin = Math.floor(((i + 0.5) * energies) / 16);
    const energy = (energLo[bin] + energHi[bin]) / 2;
    const profile = profileAt(response, energy);
    if (!profile) continue;
    const [first, last] = extentOf(profile, 0.5);
    points.push({ energy, sigma: (last - first + 1) / 2.355 });
  }
  return eMin.map((low, c) => {
    const energy = (low + eMax[c]) / 2;
    const above = points.findIndex((point) => point.energy >= energy);
    if (points.length === 0) return 0;
    if (above <= 0) return points[above < 0 ? points.length - 1 : 0].sigma;
    const [a, b] = [points[above - 1], points[above]];
    return a.sigma + ((energy - a.energy) / (b.energy - a.energy)) * (b.sigma - a.sigma);
  });
}

/** Each channel's value as a Gaussian that is cut at 4 standard deviations and at the detector's ends, sum kept. */
function spread(values: Float64Array, widths: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  values.forEach((value, c) => {
    if (value === 0) return;
    const width = widths[c];
    const [from, to] = [Math.max(0, Math.ceil(c - 4 * width)), Math.min(values.length - 1, Math.floor(c + 4 * width))];
    const kernel = Float64Array.from({ length: to - from + 1 }, (_, i) =>
      width === 0 ? 1 : Math.exp(-0.5 * ((from + i - c) / width) ** 2),
    );
    const total = sum(kernel);
    kernel.forEach((share, i) => {
      out[from + i] += (value * share) / total;
    });
  });
  return out;
}
