import type { ReadonlyFloat64Array } from '../base/index.js';
import { applyResponse, applyRmf, checkResponse } from './apply.js';
import { expectedThrough, photonsThrough } from './matrixRows.js';
import type { Response } from './response.js';
import type { ResponseParts } from './responseParts.js';

/** Photon energies, keV, of the areas in {@link responseDescriptor}; each over the area at 2 keV. */
const AREA_ENERGIES = [0.5, 0.7, 1, 1.5, 4, 6];
const AREA_REFERENCE = 2;
/** Photon energies, keV, of the widths. */
const WIDTH_ENERGIES = [1.5, 6];
/** Photon energies, keV, of the shifts. */
const SHIFT_ENERGIES = [1.5, 3];
/** Half width of the range of energies that an area is the mean over, as a share of the energy. */
const HALF_WIDTH = 0.05;
/** No number is beyond this: no response has a ratio of 10^4, and an area of 0 has no logarithm. */
const LIMIT = 4;

/** What the numbers of {@link responseDescriptor} are, in their order. */
export const responseDescriptorNames: readonly string[] = [
  ...AREA_ENERGIES.map((energy) => `log10 area ${energy} keV over ${AREA_REFERENCE} keV`),
  ...WIDTH_ENERGIES.map((energy) => `log10 FWHM at ${energy} keV`),
  ...SHIFT_ENERGIES.map((energy) => `shift at ${energy} keV`),
];

/**
 * A response in ten numbers, which tell a classifier through what it sees a spectrum:
 *
 * - log10 of the effective area at 0.5, 0.7, 1, 1.5, 4 and 6 keV over that at 2 keV, each the mean over 5 % to either side, of all
 *   photons that reach any channel: an RMF whose rows do not sum to 1 counts as it is.
 * - log10 of the full width at half maximum (keV) of a line at 1.5 and at 6 keV, interpolated between channels; at least one
 *   channel where a line falls into one.
 * - how much higher than the photon energy (keV) the middle of a line's half maximum lies, at 1.5 and at 3 keV: calibrations differ in the
 *   gain by tens of eV. 0 where there is no such line.
 *
 * Each is between -4 and 4, and -4 where the response detects nothing there, so that any instrument has a descriptor; one that
 * lies outside the range of those a model was trained with is for that model to refuse.
 *
 * @returns one number for each of {@link responseDescriptorNames}
 * @throws ParameterError for something that is no response.
 */
export function responseDescriptor(response: Response): Float64Array<ArrayBuffer> {
  checkResponse(response);
  const { energLo, energHi, eMin, eMax } = response;
  return described({
    ...{ energLo, energHi, eMin, eMax },
    seen: (flux) => applyResponse(response, flux, 1),
    redistributed: (photons) => applyRmf(response, photons),
  });
}

/**
 * {@link responseDescriptor} of the response that is made of these parts, bit for bit, of the matrix's rows alone that it needs: a
 * fraction of the time that the response would take.
 */
export function partsDescriptor(parts: ResponseParts): Float64Array<ArrayBuffer> {
  const { rmf, energLo, energHi, specResp } = parts;
  return described({
    ...{ energLo, energHi, eMin: rmf.eMin, eMax: rmf.eMax },
    seen: (flux) => expectedThrough(rmf, photonsThrough(specResp, flux)),
    redistributed: (photons) => expectedThrough(rmf, photons),
  });
}

/** What a descriptor is made of. */
interface Described extends Pick<Response, 'energLo' | 'energHi' | 'eMin' | 'eMax'> {
  /** Counts by channel of a flux, photons/cm2 in each energy bin. */
  seen(flux: Float64Array): Float64Array;
  /** Counts by channel of photons in each energy bin. */
  redistributed(photons: Float64Array): Float64Array;
}

function described(response: Described): Float64Array<ArrayBuffer> {
  const reference = areaAt(response, AREA_REFERENCE);
  const lines = new Map([...new Set([...WIDTH_ENERGIES, ...SHIFT_ENERGIES])].map((e) => [e, lineAt(response, e)]));
  return Float64Array.from([
    ...AREA_ENERGIES.map((energy) => limited(areaAt(response, energy) / reference)),
    ...WIDTH_ENERGIES.map((energy) => limited(lines.get(energy)!.width)),
    ...SHIFT_ENERGIES.map((energy) => Math.min(LIMIT, Math.max(-LIMIT, lines.get(energy)!.shift))),
  ]);
}

/** log10 within the limits; what is no number, 0 over 0, is nothing. */
const limited = (value: number): number => (value > 0 ? Math.min(LIMIT, Math.max(-LIMIT, Math.log10(value))) : -LIMIT);

/** cm^2 */
function areaAt(response: Described, energy: number): number {
  const { energLo, energHi } = response;
  const [low, high] = [energy * (1 - HALF_WIDTH), energy * (1 + HALF_WIDTH)];
  // Loops, here and below: this is done for each of a catalogue's responses, and callbacks take longer than the numbers.
  const overlap = new Float64Array(energLo.length);
  for (let i = 0; i < overlap.length; i++)
    overlap[i] = Math.max(0, Math.min(high, energHi[i]) - Math.max(low, energLo[i]));
  // Of a range that the response's energies hold in part, the rest is without area.
  return sum(response.seen(overlap)) / (high - low);
}

/** Full width at half maximum of a line and how much its middle is above the photon energy, keV; 0 where the response has no such photons. */
function lineAt(response: Described, energy: number): { width: number; shift: number } {
  const { energLo, energHi, eMin, eMax } = response;
  let bin = 0;
  while (bin < energLo.length && !(energy >= energLo[bin] && energy < energHi[bin])) bin++;
  if (bin === energLo.length) return { width: 0, shift: 0 };
  const photons = new Float64Array(energLo.length);
  photons[bin] = 1;
  const events = response.redistributed(photons);
  const density = new Float64Array(events.length);
  let peak = 0;
  for (let c = 0; c < density.length; c++) {
    density[c] = events[c] / (eMax[c] - eMin[c]);
    if (density[c] > density[peak]) peak = c;
  }
  if (!(density[peak] > 0)) return { width: 0, shift: 0 };
  const centre = (c: number): number => (eMin[c] + eMax[c]) / 2;
  const crossing = (step: number): number => {
    let c = peak;
    while (c >= 0 && c < density.length && density[c] >= density[peak] / 2) c += step;
    const [inside, outside] = [c - step, c];
    // At the detector's end the line ends with its channel.
    if (outside < 0 || outside >= density.length) return step < 0 ? eMin[inside] : eMax[inside];
    const share = (density[inside] - density[peak] / 2) / (density[inside] - density[outside]);
    return centre(inside) + share * (centre(outside) - centre(inside));
  };
  const [right, left] = [crossing(1), crossing(-1)];
  return { width: Math.abs(right - left), shift: (left + right) / 2 - (energLo[bin] + energHi[bin]) / 2 };
}

function sum(values: ReadonlyFloat64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
