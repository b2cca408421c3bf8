import { addon, type NativeSmoother } from '../native/index.js';
import { applyRmf } from './apply.js';
import type { Response } from './response.js';

/** Energies of the instrumental lines of a response's background, keV: those of ACIS for ACIS, none for others. */
export const instrumentalLines = ({ instrument }: Pick<Response, 'instrument'>): readonly number[] =>
  instrument === 'ACIS' ? acisLines : [];

/** Fluorescence lines of ACIS and its surroundings, keV: Al-K, Si-K, Au-M, Ni-K, Au-L (Chandra Proposers' Guide, chapter 6). */
const acisLines: readonly number[] = [1.487, 1.74, 2.123, 7.478, 9.713];

/** By response and lines: what a smoother needs of a response takes longer than to smooth. */
const smoothers = new WeakMap<Response, Map<string, NativeSmoother>>();

/**
 * The smoother of a response's backgrounds (native/core/simulation/smooth.h): lines at given energies keep the shape that the
 * response gives to photons of this energy where they are significant, the rest is spread over as many channels as take in 50
 * counts to either side, and at least over the detector's resolution.
 *
 * @param lines keV
 */
export function smootherOf(response: Response, lines: readonly number[]): NativeSmoother {
  const known = smoothers.get(response) ?? new Map<string, NativeSmoother>();
  smoothers.set(response, known);
  const key = lines.join(' ');
  let smoother = known.get(key);
  if (!smoother) {
    const profiles = lines.flatMap((energy) => Array.from(profileAt(response, energy) ?? []));
    smoother = new (addon().Smoother)(resolutionOf(response), Float64Array.from(profiles));
    known.set(key, smoother);
  }
  return smoother;
}

/**
 * Mean counts behind observed background counts, so that a Poisson draw from them has the noise of one draw; the sum over
 * channels stays the same.
 *
 * @param counts one a channel, not negative
 * @param lines keV
 */
export function smoothCounts(counts: Float64Array, response: Response, lines: readonly number[]): Float64Array {
  const mean = new Float64Array(counts.length);
  smootherOf(response, lines).smooth(counts, mean);
  return mean;
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

/**
 * Standard deviation of a line in each channel, in channels: from its full width at half maximum at 16 energies, straight lines
 * between them.
 */
export function resolutionOf(response: Response): Float64Array {
  const known = resolutions.get(response) ?? measureResolution(response);
  resolutions.set(response, known);
  return known;
}

const resolutions = new WeakMap<Response, Float64Array>();

function measureResolution(response: Response): Float64Array {
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
