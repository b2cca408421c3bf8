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

function sameNames(a: string[], b: string[]): boolean {
  const detail = (names: string[]) => names.map((name, i) => (i === 2 ? detectorOf(name) : name));
  const [left, right] = [detail(a), detail(b)];
  return left.every((name, i) => name === 'unknown' || right[i] === 'unknown' || name === right[i]);
}

/**
 * Compares a response with those that a classifier was trained on: undefined if it is one of them, 'response-differs'
 * for another response of the same instrument, else 'instrument-mismatch'.
 */
export function compareInstruments(
  response: string,
  known: readonly string[],
): 'instrument-mismatch' | 'response-differs' | undefined {
  const { names, hash } = partsOf(response);
  const knownInstruments = known.map(partsOf);
  if (knownInstruments.some((instrument) => instrument.hash === hash)) return undefined;
  return knownInstruments.some((instrument) => sameNames(names, instrument.names))
    ? 'response-differs'
    : 'instrument-mismatch';
}
