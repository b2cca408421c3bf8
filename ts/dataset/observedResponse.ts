import { packageVersion } from '../base/index.js';
import type { Arf, LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { partsDescriptor } from '../simulation/descriptor.js';
import type { Response } from '../simulation/index.js';
import { responseOnRequest } from '../simulation/response.js';
import { namesOf, type ResponseParts, responseIdentity, responseParts } from '../simulation/responseParts.js';
import type { Provenance } from './types.js';

/** What is kept of a response beside the arrays of its files: its own are kept only while something else uses them. */
interface KnownResponse {
  readonly parts: ResponseParts;
  identity?: string;
  descriptor?: Float64Array;
  response?: WeakRef<Response>;
}

/**
 * Known responses by RMF, then by ARF (by the RMF again without one), then by names, because many spectra share a
 * response. They are forgotten with the files that they are of.
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
  const known = withArf.get(key) ?? { parts: responseParts(names, arf) };
  withArf.set(key, known);
  return known;
}

/**
 * The response of an observed spectrum; the keywords of the spectrum name the instrument where those of the response do
 * not. The same RMF and ARF (the objects, as `loadSpectrum` keeps them) give the same response as long as it is used. Its native part
 * and its identity are made when they are asked for.
 */
export function observedResponse(pha: Pha, rmf: Rmf, arf?: Arf): Response {
  const known = knownResponse(pha, rmf, arf);
  const kept = known.response?.deref();
  if (kept) return kept;
  const response = responseOnRequest(known.parts);
  known.response = new WeakRef(response);
  return response;
}

const identityOf = (known: KnownResponse): string => (known.identity ??= responseIdentity(known.parts));

/** The names of instruments of provenances whose response is not hashed yet. */
const instruments = new WeakMap<object, readonly string[]>();

/** Provenance of an observed spectrum. The numbers of its response are hashed when its identity is asked for. */
export function observedProvenance(pha: Pha, rmf: Rmf, arf?: Arf): Provenance {
  const known = knownResponse(pha, rmf, arf);
  const provenance = {
    seed: 0,
    population: 'observed',
    get response() {
      return identityOf(known);
    },
    version: packageVersion,
  };
  instruments.set(provenance, namesOf(known.parts.names));
  return provenance;
}

/** Telescope, instrument and detector of a provenance, as they stand in the identity of its response. */
export const instrumentNames = (provenance: Pick<Provenance, 'response'>): readonly string[] =>
  instruments.get(provenance) ?? provenance.response.split(' ').slice(0, -1);

/** {@link responseDescriptor} of the response of an observed spectrum. */
export function observedDescriptor(pha: Pha, rmf: Rmf, arf?: Arf): Float64Array {
  const known = knownResponse(pha, rmf, arf);
  known.descriptor ??= partsDescriptor(known.parts);
  return known.descriptor;
}

/** Whether the effective area is known, in the ARF or in the RMF: without it a response's shape is that of the RMF alone. */
export const hasArea = ({ rmf, arf }: LoadedSpectrum): boolean => arf !== undefined || rmf?.includesArea === true;
