import { DiskCache, packageVersion } from '../base/index.js';
import { contentOf } from '../ogip/fileCache.js';
import type { Arf, LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { cacheOf } from '../ogip/rmfCache.js';
import { partsDescriptor } from '../simulation/descriptor.js';
import { type Response, responseDescriptorNames } from '../simulation/index.js';
import { responseOnRequest, responseUnderNames } from '../simulation/response.js';
import { namesOf, type ResponseParts, responseIdentity, responseParts } from '../simulation/responseParts.js';
import type { Provenance } from './types.js';

/** What files of the same content share. */
interface Shared {
  identity?: string;
  descriptor?: Float64Array;
  /** Megabytes, kept only while something else uses them. */
  response?: WeakRef<Response>;
}

/** A response by its files. */
interface KnownResponse {
  readonly parts: ResponseParts;
  readonly shared: Shared;
}

/** Values by RMF, then by ARF (by the RMF again without one), then by names; forgotten with the files. */
class ByFiles<Value> {
  readonly #values = new WeakMap<Rmf, WeakMap<Rmf | Arf, Map<string, Value>>>();

  get(rmf: Rmf, arf: Arf | undefined, names: string, make: () => Value): Value {
    const withRmf = this.#values.get(rmf) ?? new WeakMap<Rmf | Arf, Map<string, Value>>();
    this.#values.set(rmf, withRmf);
    const withArf = withRmf.get(arf ?? rmf) ?? new Map<string, Value>();
    withRmf.set(arf ?? rmf, withArf);
    const value = withArf.get(names) ?? make();
    withArf.set(names, value);
    return value;
  }
}

/** Known responses, because many spectra share one; and what those of the same content under other names have in common. */
const responses = new ByFiles<KnownResponse>();
const contents = new ByFiles<Shared>();

function knownResponse(pha: Pha, rmf: Rmf, arf?: Arf): KnownResponse {
  // The instrument's names are those of the spectrum or the ARF where the RMF has none itself.
  const name = (key: 'telescope' | 'instrument' | 'detector') => rmf[key] ?? arf?.[key] ?? pha[key];
  const names = { telescope: name('telescope'), instrument: name('instrument'), detector: name('detector') };
  const key = JSON.stringify(Object.values(names));
  return responses.get(rmf, arf, key, () => ({
    parts: responseParts(rmf, arf, { names }),
    shared: contents.get(contentOf(rmf), arf && contentOf(arf), key, () => ({})),
  }));
}

/**
 * The response of an observed spectrum; the keywords of the spectrum name the instrument where those of the response do
 * not. Files of the same content (as `loadSpectrum` finds them) share what is made of them as long as it is used. Its native part and
 * its identity are made when they are asked for.
 */
export function observedResponse(pha: Pha, rmf: Rmf, arf?: Arf): Response {
  const known = knownResponse(pha, rmf, arf);
  const { parts, shared } = known;
  const kept = shared.response?.deref();
  if (kept?.rmfFile === parts.rmfFile && kept.arfFile === parts.arfFile) return kept;
  const response = kept ? responseUnderNames(kept, parts) : responseOnRequest(parts, () => identityOf(known));
  if (!kept) shared.response = new WeakRef(response);
  return response;
}

const identityOf = ({ parts, shared }: KnownResponse): string => (shared.identity ??= responseIdentity(parts));

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
  known.shared.descriptor ??= cachedDescriptor(rmf, known.parts);
  return known.shared.descriptor;
}

/** From the cache folder that the matrix was read with, where an earlier run left it. */
function cachedDescriptor(rmf: Rmf, parts: ResponseParts): Float64Array {
  const known = cacheOf(rmf);
  if (!known) return partsDescriptor(parts);
  const { specResp } = parts;
  const area = new Uint8Array(specResp.buffer, specResp.byteOffset, specResp.byteLength);
  const key = DiskCache.key(known.key, 'descriptor', responseDescriptorNames.join(), area);
  const text = known.cache.read(key);
  if (text !== undefined) return Float64Array.from(JSON.parse(text));
  const descriptor = partsDescriptor(parts);
  known.cache.write(key, JSON.stringify([...descriptor]));
  return descriptor;
}

/** Whether the effective area is known, in the ARF or in the RMF: without it a response's shape is that of the RMF alone. */
export const hasArea = ({ rmf, arf }: LoadedSpectrum): boolean => arf !== undefined || rmf?.includesArea === true;
