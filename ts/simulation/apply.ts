import {
  checkFloat64,
  checkNumber,
  checkObject,
  checkRunOptions,
  limits,
  ParameterError,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type RunOptions,
  threadBudget,
} from '../base/index.js';
import { withControl } from '../native/index.js';
import type { Response } from './response.js';

/**
 * Photons that reach the detector: flux x effective area x exposure.
 *
 * @param flux photons/cm2/s in each of the response's energy bins
 * @param exposure s, above 0
 * @returns photons per energy bin
 * @throws ParameterError for a flux of another length or with a value that is not finite, or a bad exposure
 */
export function applyArf(response: Response, flux: ReadonlyFloat64Array, exposure: number): Float64Array {
  checkBins('flux', flux, response, 1);
  checkExposure(exposure);
  const photons = new Float64Array(response.energies);
  response.native.applyArf(flux, exposure, photons);
  return photons;
}

/**
 * Photons on the detector to expected counts per channel: the redistribution matrix alone.
 *
 * @param photons per energy bin, as from {@link applyArf}
 * @returns expected counts, one a channel
 * @throws ParameterError for an array of another length or with a value that is not finite
 */
export function applyRmf(response: Response, photons: ReadonlyFloat64Array): Float64Array {
  checkBins('photons', photons, response, 1);
  const expected = new Float64Array(response.channels);
  response.native.applyRmf(photons, expected);
  return expected;
}

/**
 * Expected counts per channel: the sum over energies of matrix x area x flux x exposure (OGIP CAL/GEN/92-002).
 *
 * @param flux photons/cm2/s in each of the response's energy bins
 * @param exposure s, above 0
 * @returns expected counts, one a channel
 * @throws ParameterError for a flux of another length or with a value that is not finite, or a bad exposure
 */
export function applyResponse(response: Response, flux: ReadonlyFloat64Array, exposure: number): Float64Array {
  checkBins('flux', flux, response, 1);
  checkExposure(exposure);
  const expected = new Float64Array(response.channels);
  response.native.applyResponse(flux, exposure, expected);
  return expected;
}

/** Spectra that {@link applyResponseBatch} copies at a time. */
const BLOCK = 1024;

/**
 * {@link applyResponse} for many spectra, on several threads. `onProgress` counts spectra.
 *
 * The precision is that of the array: with a Float64Array each spectrum gets, bit for bit, what applyResponse gives; with a
 * Float32Array the sums are in single precision too, several times faster, and within 1e-5 of the spectrum's largest value.
 *
 * @param flux n x energies, photons/cm2/s; not to be changed until the promise settles
 * @returns n x channels, expected counts, in an array of the same type; the same for any number of threads
 * @throws ParameterError as {@link applyResponse}; the signal's reason when aborted
 */
export async function applyResponseBatch<Flux extends ReadonlyFloat64Array | ReadonlyFloat32Array>(
  response: Response,
  flux: Flux,
  exposure: number,
  options: RunOptions = {},
): Promise<Flux extends ReadonlyFloat32Array ? Float32Array : Float64Array> {
  if (!(flux instanceof Float32Array)) checkFloat64('flux', flux);
  checkBins('flux', flux, response);
  checkExposure(exposure);
  checkRunOptions(options);
  const count = flux.length / response.energies;
  const threads = threadBudget(options.threads);
  const length = count * response.channels;
  const expected = flux instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const { signal, onProgress } = options;
  for (let start = 0; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    // A copy, because nothing could keep the caller's buffer from being transferred under the workers.
    const block = flux.slice(start * response.energies, (start + size) * response.energies);
    const out = expected.subarray(start * response.channels, (start + size) * response.channels);
    const progress = onProgress && ((done: number) => onProgress(start + done));
    await withControl({ signal, onProgress: progress }, (control) =>
      response.native.applyBatch(block, size, exposure, out, threads, control),
    );
  }
  return expected as Flux extends ReadonlyFloat32Array ? Float32Array : Float64Array;
}

function checkBins(
  name: string,
  values: ReadonlyFloat64Array | ReadonlyFloat32Array,
  response: Response,
  count?: number,
): void {
  checkResponse(response);
  if (count !== undefined) checkFloat64(name, values);
  const { energies } = response;
  if (count === undefined ? values.length % energies !== 0 : values.length !== count * energies)
    throw new ParameterError(
      name,
      `${name} has ${values.length} values; the response has ${energies} energy bins (energLo, energHi)`,
    );
  // A loop: of 60,000 bins, a callback each takes longer than the response.
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new ParameterError(name, `${name}[${i}] is ${values[i]}; every value must be finite`);
}

export function checkResponse(response: Response, name = 'response'): void {
  checkObject(name, response, 'a response (createResponse)', 'native', 'energLo', 'energHi', 'channels');
}

/** @throws ParameterError unless the exposure is above 0 and at most 1e15 s. */
export const checkExposure = (exposure: number, name = 'exposure'): void =>
  checkNumber(name, exposure, { above: 0, max: limits.exposure });
