/** The words of a response's identity (see createResponse): telescope, instrument, detector, hash of its numbers. */
function partsOf(identity: string): { names: string[]; hash: string } {
  const words = identity.split(' ');
  return { names: words.slice(0, -1), hash: words[words.length - 1] };
}

/**
 * A detector by its name in the files. Chandra lists the chips: ACIS-0 to -3 are the imaging array (ACIS-I), -4 to -9 the
 * spectroscopic one (ACIS-S); a list with chips of both says nothing about the source.
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

/** How a response relates to the ones a classifier knows: the same (undefined), another of the same instrument, neither. */
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
