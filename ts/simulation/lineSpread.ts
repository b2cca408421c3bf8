import * as v from 'valibot';
import { listOf, number } from '../base/index.js';

/**
 * The line-spread function of a CCD: the distribution over channels of the events of one photon energy, as a sum of
 * Gaussians and a shelf. Those that `follow` the photon energy are the core (one to three Gaussians, since no CCD's is one),
 * its shoulder and wings, and the escape peak, 1.74 keV below; those that are `fixed` are the silicon fluorescence line
 * at 1.74 keV and the low-energy peak; the shelf, from zero to the photon energy, is split or partly lost charge.
 * (Form: Chandra's own calibration also tabulates sums of Gaussians at some energies, the "FEF".)
 */

/** Gaussians: area (share of the photons), centre (keV; less the photon energy when it follows), sigma (keV) of each. */
const components = listOf(v.tuple([number(), number(), number({ above: 0 })], 'a list of area, centre and sigma'));

/** The line-spread function at one photon energy. */
export const spreadKnot = v.object({
  /** Photon energy, keV. */
  energy: number({ above: 0 }),
  follow: components,
  fixed: components,
  /** Share of the photons in the shelf. */
  shelf: number(),
});
export type SpreadKnot = v.InferOutput<typeof spreadKnot>;

/** Half the distance of the two Gauss-Legendre points, in units of the channel width. */
const NODE = 0.5 / Math.sqrt(3);

/**
 * Adds a Gaussian to channels of equal `width` (keV; channel i from i to i + 1 widths), integrated over each by two
 * Gauss-Legendre points: relative error (width/sigma)^4 / 4320, under 1e-3 for the narrowest component (11 eV) and 1e-5
 * for a core. Beyond 6.5 sigma is nothing (1e-10 of the area).
 */
function addGaussian(out: Float64Array, width: number, area: number, centre: number, sigma: number): void {
  const scale = (area * width) / (2 * sigma * Math.sqrt(2 * Math.PI));
  const first = Math.max(0, Math.floor((centre - 6.5 * sigma) / width));
  const end = Math.min(out.length, Math.ceil((centre + 6.5 * sigma) / width));
  for (let i = first; i < end; i++) {
    const low = ((i + 0.5 - NODE) * width - centre) / sigma;
    const high = ((i + 0.5 + NODE) * width - centre) / sigma;
    out[i] += scale * (Math.exp(-0.5 * low * low) + Math.exp(-0.5 * high * high));
  }
}

/** Adds one knot's line-spread function, times `weight`, with its following part moved to `energy` (keV). */
export function addSpread(out: Float64Array, width: number, knot: SpreadKnot, weight: number, energy: number): void {
  for (const [area, centre, sigma] of knot.follow) addGaussian(out, width, area * weight, centre + energy, sigma);
  for (const [area, centre, sigma] of knot.fixed) addGaussian(out, width, area * weight, centre, sigma);
  const density = (weight * knot.shelf) / energy;
  const end = Math.min(out.length, Math.ceil(energy / width));
  for (let i = 0; i < end; i++) out[i] += density * (Math.min((i + 1) * width, energy) - i * width);
}

/**
 * The line-spread function at any energy over `count` channels of equal `width` (keV) from zero: between two knots the
 * mean of both, each moved to `energy`, weighted linearly; beyond the first and last that knot's. Interpolating the
 * profiles and not their parameters means that neighbouring knots need not name their components alike. Two knots of
 * one energy are a jump (the silicon K edge).
 */
export function lineSpread(
  knots: SpreadKnot[],
  energy: number,
  width: number,
  count: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(count);
  const next = knots.findIndex((knot) => knot.energy > energy);
  if (next <= 0) {
    addSpread(out, width, knots.at(next)!, 1, energy); // before the first (0) or after the last (-1)
    return out;
  }
  const [low, high] = [knots[next - 1], knots[next]];
  const weight = (energy - low.energy) / (high.energy - low.energy);
  addSpread(out, width, low, 1 - weight, energy);
  addSpread(out, width, high, weight, energy);
  return out;
}
