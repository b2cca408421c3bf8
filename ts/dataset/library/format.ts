/**
 * A library is a FITS file with an OGIP type II SPECTRUM extension (OGIP/92-007): each row is a spectrum. Beyond the
 * columns of the memo it has CLASS, SOURCE_ID, the counts and scale of the background, the numbers that describe the
 * response, and a column for each source property; beyond the keywords of the memo, the names of the classes and the provenance of the spectra. EBOUNDS holds
 * the channel energies.
 */

/** The keyword that marks a library, and the version of the format, its value. */
export const markKeyword = 'XSIFTLIB';
export const formatNumber = 1;

/** The columns that are not source properties. */
export const columnNames = {
  number: 'SPEC_NUM',
  channel: 'CHANNEL',
  counts: 'COUNTS',
  exposure: 'EXPOSURE',
  class: 'CLASS',
  source: 'SOURCE_ID',
  backgroundCounts: 'BKG_COUNTS',
  backgroundScale: 'BKG_SCALE',
  responseDescriptor: 'RESP_DESC',
} as const;

/** Keyword of the number of descriptors of a response, and of the name of descriptor n. */
export const descriptorKeywords = { count: 'NRDESC', name: (n: number) => `RDESC${n}` } as const;

/** Keywords of part n of the provenance; a part without background, flux scale or plasma table of its own lacks their keywords. */
export const provenanceKeywords = (n: number) =>
  ({
    seed: `SEED${n}`,
    population: `POPU${n}`,
    response: `RESP${n}`,
    version: `VERS${n}`,
    background: `BKGD${n}`,
    fluxScale: `FLUX${n}`,
    plasma: `PLAS${n}`,
  }) as const;

/**
 * FITS text is ASCII without trailing blanks; other characters (as in a file name with accents) are written as escapes
 * of JSON.
 */
export const escapeText = (plain: string): string =>
  JSON.stringify(plain)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[^\x20-\x7e]|^ | $/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const unescapeText = (escaped: string): string => JSON.parse(`"${escaped.replaceAll('"', '\\"')}"`);

/** The unit of a source property by its name, in FITS notation. Ratios, indices, redshifts and logarithms have none. */
export function propertyUnit(name: string): string | undefined {
  if (/^nH/i.test(name)) return '10**22 cm**-2';
  if (/^kT\d*$/i.test(name)) return 'keV';
  if (name === 'EW') return 'eV';
  if (/^flux$/i.test(name)) return 'erg cm**-2 s**-1';
  return undefined;
}
