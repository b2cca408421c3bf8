/**
 * A library is a FITS file with an OGIP type II SPECTRUM extension (OGIP/92-007): a row is a spectrum. On top of the
 * memo's columns come CLASS, SOURCE_ID, the background's counts and scale, and a column for each source property; on top
 * of its keywords the classes in their order and where the spectra came from. EBOUNDS holds the channel energies.
 */

/** Keyword that marks a library, and the number of this format. */
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
} as const;

/** Keywords of part n of the provenance; those of the background and the flux scale only where it has them. */
export const provenanceKeywords = (n: number) =>
  ({
    seed: `SEED${n}`,
    population: `POPU${n}`,
    response: `RESP${n}`,
    version: `VERS${n}`,
    background: `BKGD${n}`,
    fluxScale: `FLUX${n}`,
  }) as const;

/** FITS text is ASCII without trailing blanks; anything else (a file name with accents) goes as JSON's escapes. */
export const escapeText = (plain: string): string =>
  JSON.stringify(plain)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[^\x20-\x7e]|^ | $/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const unescapeText = (escaped: string): string => JSON.parse(`"${escaped.replaceAll('"', '\\"')}"`);

/** Units of the source properties by their names, as FITS writes units. Ratios, indices, redshifts and logarithms have none. */
export function propertyUnit(name: string): string | undefined {
  if (/^nH/i.test(name)) return '10**22 cm**-2';
  if (/^kT\d*$/i.test(name)) return 'keV';
  if (name === 'EW') return 'eV';
  if (/^flux$/i.test(name)) return 'erg cm**-2 s**-1';
  return undefined;
}
