import { type PartialTable, withTables } from './fits/parts.js';
import { isBackground, isTypeII, openSpectra, spectrumKind } from './pha.js';
import type { Source } from './types.js';

/**
 * How many spectra a PHA file holds: 1 for type I, the number of rows for type II. Of a plain file the headers alone are read, a gzip
 * file is unpacked.
 *
 * @throws FileError if the file cannot be read or holds no spectrum
 */
export function spectrumRows(source: Source): number {
  return withTables(source, (tables) => {
    const named = ({ name }: PartialTable) => spectrumKind.names.includes(name.toUpperCase());
    const classed = tables.filter(({ header }) => header.string('HDUCLAS1')?.toUpperCase() === spectrumKind.class1);
    const found = classed.length > 0 ? classed : tables.filter(named);
    const main = found.find((table) => !isBackground(table)) ?? found[0];
    // An ASCII table, or none.
    if (!main) return openSpectra(source).count;
    return isTypeII(main.part(0, 0)) ? main.rows : 1;
  });
}
