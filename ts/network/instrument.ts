import type { Provenance } from '../dataset/index.js';
import { instrumentNames } from '../dataset/observedResponse.js';

/**
 * Splits a response's identity (see createResponse) into the names of telescope, instrument and detector, and the hash
 * of its numbers.
 */
function partsOf(identity: string): { names: string[]; hash: string } {
  const words = identity.split(' ');
  return { names: words.slice(0, -1), hash: words[words.length - 1] };
}

/**
 * The detector array of a detector name in files. Chandra's names list the chips that were on: 0 to 3 are the imaging
 * array (ACIS-I), 4 to 9 the spectroscopic one (ACIS-S). A list with chips of both does not tell which one has the
 * source.
 */
function detectorOf(name: string): string {
  const chips = /^ACIS-(\d+)$/.exec(name)?.[1];
  if (!chips) return name;
  const imaging = /[0-3]/.test(chips);
  const spectroscopic = /[4-9]/.test(chips);
  return imaging && spectroscopic ? 'unknown' : imaging ? 'ACIS-I' : 'ACIS-S';
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const detail = (names: readonly string[]) => names.map((name, i) => (i === 2 ? detectorOf(name) : name));
  const [left, right] = [detail(a), detail(b)];
  return left.every((name, i) => name === 'unknown' || right[i] === 'unknown' || name === right[i]);
}

/** The instruments of a training. */
export interface Instruments {
  /** Telescope, instrument and detector of each. */
  readonly names: readonly string[][];
  /** Of the numbers of its responses. */
  readonly hashes: ReadonlySet<string>;
}

export function instrumentsOf(provenance: readonly Pick<Provenance, 'response'>[]): Instruments {
  const parts = provenance.map(({ response }) => partsOf(response));
  const names = new Map(parts.map((part) => [part.names.join(' '), part.names]));
  return { names: [...names.values()], hashes: new Set(parts.map(({ hash }) => hash)) };
}

/**
 * Compares the response of a spectrum with those that a classifier was trained on: undefined if it is one of them,
 * 'response-differs' for another response of the same instrument, else 'instrument-mismatch'.
 *
 * @param isTold whether the classifier is told the response, so that another one of the same instrument is no difference
 */
export function compareInstruments(
  origin: Pick<Provenance, 'response'>,
  known: Instruments,
  isTold = false,
): 'instrument-mismatch' | 'response-differs' | undefined {
  const names = instrumentNames(origin);
  const isNamed = known.names.some((instrument) => sameNames(names, instrument));
  // Only then are the numbers of the response of no importance, whose hash takes time.
  if (isNamed && isTold) return undefined;
  if (known.hashes.has(partsOf(origin.response).hash)) return undefined;
  return isNamed ? 'response-differs' : 'instrument-mismatch';
}
