import type { Arf, LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { createResponse, type Response, responseDescriptor } from '../simulation/index.js';

/**
 * Responses by RMF, then by ARF (by the RMF again without one), then by names. They are kept as long as their files are
 * (`loadSpectrum`), because many spectra share a response, and to make and hash one takes milliseconds.
 */
const responses = new WeakMap<Rmf, WeakMap<Rmf | Arf, Map<string, Response>>>();
const descriptors = new WeakMap<Response, Float64Array>();

/**
 * The response of an observed spectrum; the keywords of the spectrum name the instrument where those of the response do
 * not. The same RMF and ARF (the objects, as `loadSpectrum` keeps them) give the same response.
 */
export function observedResponse(pha: Pha, rmf: Rmf, arf?: Arf): Response {
  const named = { ...rmf };
  for (const name of ['telescope', 'instrument', 'detector'] as const) named[name] ??= arf?.[name] ?? pha[name];
  const withRmf = responses.get(rmf) ?? new WeakMap<Rmf | Arf, Map<string, Response>>();
  responses.set(rmf, withRmf);
  const known = withRmf.get(arf ?? rmf) ?? new Map<string, Response>();
  withRmf.set(arf ?? rmf, known);
  const key = JSON.stringify([named.telescope, named.instrument, named.detector]);
  const response = known.get(key) ?? createResponse(named, arf);
  known.set(key, response);
  return response;
}

/** Whether the effective area is known, in the ARF or in the RMF: without it a response's shape is that of the RMF alone. */
export const hasArea = ({ rmf, arf }: LoadedSpectrum): boolean => arf !== undefined || rmf?.includesArea === true;

/** {@link responseDescriptor}, computed once for a response. */
export function knownDescriptor(response: Response): Float64Array {
  const descriptor = descriptors.get(response) ?? responseDescriptor(response);
  descriptors.set(response, descriptor);
  return descriptor;
}
