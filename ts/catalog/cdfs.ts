import { checkList, checkObject, checkOptions, FileError, ParameterError, wordsFor } from '../base/index.js';
import type { Source } from '../ogip/index.js';
import { applyFilters, type Filter, type FilterStep } from './steps.js';
import { type CatalogTable, readCatalogTable } from './table.js';
import { parseUnit } from './units.js';

/** The spectral models of the catalogue: Compton-thin, Compton-thin with a soft component, Compton-thick. */
export type CdfsModel = 'C-thin' | 'Soft-C' | 'C-thick';

/**
 * One source of the Chandra Deep Field South with its spectral fit (Tozzi et al. 2006, A&A 451, 457; VizieR
 * J/A+A/451/457; HEASARC cdfsagncxo). NaN where the catalogue has a blank.
 */
export interface CdfsRow {
  /** Number of the X-ray source in the 1 Ms catalogue. */
  xid: number;
  redshift: number;
  /** Photon index. */
  Gamma: number;
  /** Absorbing column in the host, 1e22 cm^-2; 0 where the fit could not constrain it. */
  nH: number;
  /** Absorbed energy fluxes, 0.5-2 and 2-10 keV, erg/cm2/s. */
  softFlux: number;
  hardFlux: number;
  model: CdfsModel;
}

/** The column of a table that holds each field of a row. */
export type CdfsColumns = Record<keyof CdfsRow, string>;

/** Column names that are tried for each quantity, in this order and in any case. */
const known: Record<keyof CdfsRow, readonly string[]> = {
  xid: ['XID', 'source_number', 'recno'],
  redshift: ['z', 'redshift', 'zsp', 'zbest'],
  Gamma: ['Gamma', 'photon_index', 'powerlaw_index', 'PhoIndex'],
  nH: ['NH', 'N(H)', 'logNH'],
  softFlux: ['Ssoft', 'Fsoft', 'S0.5-2', 'F0.5-2', 'SFlux', 'sb_flux', 'soft_flux'],
  hardFlux: ['Shard', 'Fhard', 'S2-10', 'F2-10', 'HFlux', 'hb_flux', 'hard_flux'],
  model: ['Model', 'spectral_model', 'spectral_type'],
};
const quantities = Object.keys(known) as (keyof CdfsRow)[];
const words: Record<keyof CdfsRow, string> = {
  xid: 'the number of the source',
  redshift: 'the redshift',
  Gamma: 'the photon index',
  nH: 'the absorbing column',
  softFlux: 'the absorbed 0.5-2 keV flux',
  hardFlux: 'the absorbed 2-10 keV flux',
  model: 'the spectral model (C-thin, Soft-C, C-thick)',
};

/**
 * Reads the catalogue of AGN in the Chandra Deep Field South from FITS (ASCII or binary table) or tab-separated values
 * as VizieR writes them. Its contents are those described by Hebbar & Heinke 2023, section 2 and figure 3: photon
 * index, column (0 where it could not be constrained), redshift, absorbed fluxes of 0.5-2 and 2-10 keV, and one of
 * three models. The names of its columns could not be compared with the file itself: several are tried for each
 * quantity (XID; z; Gamma; NH; Ssoft; Shard; Model; and those of HEASARC), and `columns` gives the names of another
 * table. Units are the file's own (TUNIT, or the line below the names): NH as a number or a logarithm of cm^-2, fluxes
 * in erg/cm2/s or W/m2, with powers of ten. A blank model is C-thin, the catalogue's default model.
 *
 * @param options.columns names of columns in this file by the quantity that they hold, as { softFlux: 'F1' }
 * @returns one row a source, in the order of the file
 * @throws FileError for a missing column (with those that exist), a missing or unknown unit, and, with its row, a model
 *   other than the three or a column density or flux below 0.
 */
export function readCdfs(source: Source, options: { columns?: Partial<CdfsColumns> } = {}): CdfsRow[] {
  checkOptions(options);
  const { columns = {} } = options;
  checkObject('columns', columns, 'an object such as { nH: "NH" }');
  for (const [quantity, name] of Object.entries(columns)) {
    if (!(quantity in known))
      throw new ParameterError('columns', `columns has ${quantity}; it can name ${quantities.join(', ')}`);
    if (typeof name !== 'string')
      throw new ParameterError('columns', `columns.${quantity} is ${wordsFor(name)}; a column's name is needed`);
  }
  const what = 'the catalogue is VizieR J/A+A/451/457, saved as FITS or tab-separated values';
  const table = readCatalogTable(source, known.Gamma, what);
  const named = columnsOf(table, columns);
  const read = (quantity: 'xid' | 'redshift' | 'Gamma') => table.numbers(named[quantity]);
  const [xid, redshift, Gamma] = [read('xid'), read('redshift'), read('Gamma')];
  const nH = inUnits(table, named.nH, 'cm-2', '10+22cm-2').map((value) => value / 1e22);
  const [softFlux, hardFlux] = [named.softFlux, named.hardFlux].map((name) =>
    inUnits(table, name, 'erg/cm2/s', '10-15mW/m2'),
  );
  const model = table.strings(named.model).map((cell, i) => modelOf(table, named.model, cell, i));
  return Array.from({ length: table.rows }, (_, i) => ({
    xid: xid[i],
    redshift: redshift[i],
    Gamma: Gamma[i],
    nH: nH[i],
    softFlux: softFlux[i],
    hardFlux: hardFlux[i],
    model: model[i],
  }));
}

function columnsOf(table: CatalogTable, given: Partial<CdfsColumns>): CdfsColumns {
  const entries = quantities.map((quantity) => {
    const names = given[quantity] === undefined ? known[quantity] : [given[quantity]];
    const found = table.find(names);
    if (found === undefined)
      throw new FileError(
        table.file,
        `there is no column for ${words[quantity]} (${names.join(', ')}); it has ${table.names.join(', ')}; rename one, or ` +
          `name it: --cdfs-columns ${quantity}=NAME (option columns)`,
      );
    return [quantity, found];
  });
  return Object.fromEntries(entries) as CdfsColumns;
}

/** The values of a column in cm^-2 or erg/cm2/s, converted from the unit in the file. */
function inUnits(table: CatalogTable, name: string, base: 'cm-2' | 'erg/cm2/s', example: string): Float64Array {
  const written = table.unit(name);
  const unit = written === undefined ? undefined : parseUnit(written);
  if (unit?.base !== base)
    throw new FileError(
      table.file,
      `column ${name} has ${written === undefined ? 'no unit' : `the unit ${written}`}; one such as ${example} is needed, in ` +
        'TUNIT or in the line below the names',
    );
  return table.numbers(name).map((value, i) => {
    if (value < 0 && !unit.isLog)
      throw new FileError(table.file, `column ${name} is ${value} in row ${i + 1}; it must not be negative`);
    // A logarithm of 0 means that there is no absorption.
    if (unit.isLog) return value === 0 ? 0 : unit.factor * 10 ** value;
    return unit.factor * value;
  });
}

function modelOf(table: CatalogTable, name: string, cell: string, i: number): CdfsModel {
  if (cell === '' || /thin/i.test(cell)) return 'C-thin';
  if (/soft/i.test(cell)) return 'Soft-C';
  if (/thick/i.test(cell)) return 'C-thick';
  throw new FileError(
    table.file,
    `column ${name} is ${JSON.stringify(cell.slice(0, 20))} in row ${i + 1}; C-thin, Soft-C or C-thick is needed`,
  );
}

const filters: readonly Filter<CdfsRow>[] = [
  ['no redshift', ({ redshift }) => !(redshift >= 0 && redshift <= 10)],
  ['no photon index', ({ Gamma }) => !Number.isFinite(Gamma)],
  ['no column (C-thick needs none)', ({ nH, model }) => model !== 'C-thick' && !Number.isFinite(nH)],
  [
    'no flux in 0.5-2 or 2-10 keV',
    ({ softFlux, hardFlux }) => !(softFlux >= 0 && hardFlux >= 0 && softFlux + hardFlux > 0),
    '321 left: 299 C-thin, 8 Soft-C, 14 C-thick',
  ],
];

/**
 * Keeps the rows that AGN can be drawn from, those whose spectral fit is complete. Hebbar & Heinke 2023 use all 321.
 *
 * @returns the rows that are left, and what each filter in turn removed
 * @throws ParameterError for rows that are not of this catalogue.
 */
export function filterCdfs(rows: readonly CdfsRow[]): { rows: CdfsRow[]; steps: FilterStep[] } {
  checkList('rows', rows, 'a list of CDFS rows (readCdfs)');
  Array.from(rows).forEach((row, i) => {
    checkObject(`rows[${i}]`, row, 'a CDFS row (readCdfs)', 'redshift', 'Gamma', 'nH', 'softFlux', 'hardFlux', 'model');
  });
  return applyFilters(rows, filters);
}
