import type { Arf, LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { createResponse, type Response, responseDescriptor } from '../simulation/index.js';

/** What is kept of a response: its numbers may take megabytes, and are kept only while something else uses them. */
interface KnownResponse {
  readonly identity: string;
  descriptor?: Float64Array;
  response: WeakRef<Response>;
}

/**
 * Known responses by RMF, then by ARF (by the RMF again without one), then by names, because many spectra share a
 * response, and to make, hash and describe one takes milliseconds. They are forgotten with the files that they are of.
 */
const responses = new WeakMap<Rmf, WeakMap<Rmf | Arf, Map<string, KnownResponse>>>();

/** An RMF with the instrument's names by the spectrum or the ARF where it has none itself. */
function named(pha: Pha, rmf: Rmf, arf?: Arf): Rmf {
  const names = { ...rmf };
  for (const name of ['telescope', 'instrument', 'detector'] as const) names[name] ??= arf?.[name] ?? pha[name];
  return names;
}

function knownResponse(pha: Pha, rmf: Rmf, arf?: Arf): KnownResponse {
  const names = named(pha, rmf, arf);
  const withRmf = responses.get(rmf) ?? new WeakMap<Rmf | Arf, Map<string, KnownResponse>>();
  responses.set(rmf, withRmf);
  const withArf = withRmf.get(arf ?? rmf) ?? new Map<string, KnownResponse>();
  withRmf.set(arf ?? rmf, withArf);
  const key = JSON.stringify([names.telescope, names.instrument, names.detector]);
  const known = withArf.get(key);
  if (known) return known;
  const response = createResponse(names, arf);
  const made = { identity: response.identity, response: new WeakRef(response) };
  withArf.set(key, made);
  return made;
}

/**
 * The response of an observed spectrum; the keywords of the spectrum name the instrument where those of the response do
 * not. The same RMF and ARF (the objects, as `loadSpectrum` keeps them) give the same response as long as it is used.
 */
export function observedResponse(pha: Pha, rmf: Rmf, arf?: Arf): Response {
  const known = knownResponse(pha, rmf, arf);
  const response = known.response.deref() ?? createResponse(named(pha, rmf, arf), arf);
  known.response = new WeakRef(response);
  return response;
}

/** Identity of the response of an observed spectrum. */
export const observedIdentity = (pha: Pha, rmf: Rmf, arf?: Arf): string => knownResponse(pha, rmf, arf).identity;

/** {@link responseDescriptor} of the response of an observed spectrum. */
export function observedDescriptor(pha: Pha, rmf: Rmf, arf?: Arf): Float64Array {
  const known = knownResponse(pha, rmf, arf);
  known.descriptor ??= responseDescriptor(observedResponse(pha, rmf, arf));
  return known.descriptor;
}

/** Whether the effective area is known, in the ARF or in the RMF: without it a response's shape is that of the RMF alone. */
export const hasArea = ({ rmf, arf }: LoadedSpectrum): boolean => arf !== undefined || rmf?.includesArea === true;
