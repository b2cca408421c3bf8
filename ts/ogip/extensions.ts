import { FileError } from '../base/index.js';
import type { FitsHeader } from './fits/header.js';
import type { FitsFile, FitsHdu } from './fits/read.js';
import type { FitsTable, NumberArray, NumberArrayType } from './fits/table.js';
import { isBin, runDownward } from './photonRows.js';
import type { FileWarnings } from './repairs.js';

/** How an OGIP extension is identified: by HDUCLAS1 and HDUCLAS2, or by EXTNAME in files without these keywords. */
export interface ExtensionKind {
  what: string;
  class1: string;
  class2?: string;
  names: string[];
}

/** The tables of this kind in a file; EXTNAME is considered only if no table has the right class keywords. */
export function findExtensions(fits: FitsFile, kind: ExtensionKind): FitsHdu[] {
  const tables = fits.hdus.filter((hdu) => hdu.isTable);
  const upper = (hdu: FitsHdu, keyword: string) => hdu.header.string(keyword)?.toUpperCase();
  const classed = tables.filter(
    (hdu) => upper(hdu, 'HDUCLAS1') === kind.class1 && (!kind.class2 || upper(hdu, 'HDUCLAS2') === kind.class2),
  );
  return classed.length > 0 ? classed : tables.filter((hdu) => kind.names.includes(hdu.name.toUpperCase()));
}

/** As {@link findExtensions}, but throws a FileError that says what the file holds instead if there is none. */
export function needExtensions(fits: FitsFile, kind: ExtensionKind): FitsHdu[] {
  const found = findExtensions(fits, kind);
  if (found.length > 0) return found;
  const names = fits.hdus.slice(1).map((hdu) => hdu.name || 'unnamed');
  throw new FileError(
    fits.file,
    `holds no ${kind.what} (HDUCLAS1 = ${kind.class1}${kind.class2 ? `, HDUCLAS2 = ${kind.class2}` : ''}, or an ` +
      `extension named ${kind.names.join(' or ')}); its extensions are ${names.join(', ') || 'none'}`,
  );
}

/** The value of a text keyword; undefined for blanks and `none`, which in OGIP files mean that there is no value. */
export const named = (value: string | undefined): string | undefined =>
  value?.trim() && value.trim().toLowerCase() !== 'none' ? value.trim() : undefined;

/** TELESCOP, INSTRUME and DETNAM. */
export const instrumentOf = (header: FitsHeader) => ({
  telescope: named(header.string('TELESCOP')),
  instrument: named(header.string('INSTRUME')),
  detector: named(header.string('DETNAM')),
});

/** The numbers of a column with one number in each row. */
export function scalars<T extends NumberArray>(table: FitsTable, name: string, type: NumberArrayType<T>): T {
  const { repeat } = table.column(name);
  if (repeat !== 1) throw table.error(`column ${name} holds ${repeat ?? 'a varying number of'} values a row, not one`);
  return table.read(name, type);
}

const keVPerUnit: Record<string, number> = { KEV: 1, EV: 1e-3, MEV: 1e3, GEV: 1e6, TEV: 1e9 };

/**
 * An energy column in keV. OGIP makes the unit mandatory, yet files without it are common and always in keV (XSPEC
 * never looks). So a missing or blank unit means keV; eV, MeV, GeV and TeV are converted with a warning; any other unit is
 * refused.
 */
export function energies(table: FitsTable, name: string, warnings: FileWarnings): Float64Array {
  const values = scalars(table, name, Float64Array);
  const unit = table.column(name).unit ?? 'keV';
  const factor = keVPerUnit[unit.toUpperCase()];
  if (factor === undefined)
    throw table.error(`column ${name} is in ${unit}; an energy in keV, eV, MeV, GeV or TeV is needed`);
  if (factor === 1) return values;
  warnings.add('energy-unit', `${name} is in ${unit}; it is converted to keV`);
  return values.map((value) => value * factor);
}

/**
 * ENERG_LO and ENERG_HI in keV, as in the file. What {@link photonRows} and createResponse make of rows that are no bins, and of
 * a lowest edge of 0, is said by warnings.
 */
export function energyBins(table: FitsTable, warnings: FileWarnings): { energLo: Float64Array; energHi: Float64Array } {
  const energLo = energies(table, 'ENERG_LO', warnings);
  const energHi = energies(table, 'ENERG_HI', warnings);
  const rows = energLo.length;
  if (rows === 0) throw table.error('is empty: it has no energy bins');
  const isDescending = runDownward({ energLo, energHi });
  if (isDescending)
    warnings.add(
      'energy-order',
      `ENERG_LO falls from ${energLo[0]} to ${energLo[rows - 1]} keV; rows are taken in reverse`,
    );
  let bins = 0;
  for (let i = 0; i < rows; i++) {
    const words = () => `ENERG_LO is ${energLo[i]} keV, ENERG_HI ${energHi[i]} keV`;
    if (!(Number.isFinite(energLo[i]) && Number.isFinite(energHi[i])))
      throw table.error(`row ${i + 1} is no energy bin: ${words()}`);
    if (!isBin(energLo[i], energHi[i])) {
      warnings.add('energy-row', `row ${i + 1} is no bin (${words()}); no photons fall into it`);
      continue;
    }
    if (energLo[i] <= 0) {
      if (bins > 0 && !(isDescending && i === rows - 1)) throw table.error(`row ${i + 1} overlaps others: ${words()}`);
      const lowest = `models begin at ${energHi[i] / 1000} keV, or at lowestEnergy (--lowest-energy)`;
      warnings.add('energy-zero', `ENERG_LO is ${energLo[i]} keV in row ${i + 1}; ${lowest}`);
    }
    bins++;
  }
  if (bins === 0)
    throw table.error(`has no energy bin: in row 1 ENERG_LO is ${energLo[0]} keV, ENERG_HI ${energHi[0]} keV`);
  return { energLo, energHi };
}
