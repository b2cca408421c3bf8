import { checkList } from '../base/index.js';
import type { Source } from '../ogip/index.js';
import { applyFilters, type Filter, type FilterStep } from './steps.js';
import { readCatalogTable } from './table.js';

/**
 * One source of the Chandra Orion Ultradeep Project (Getman et al. 2005, ApJS 160, 319; VizieR J/ApJS/160/319), with
 * its fit by one or two plasmas behind an absorber. NaN where the catalogue has a blank.
 */
export interface CoupRow {
  /** COUP number. */
  coup: number;
  /** log10 of the hydrogen column, cm^-2; fits stop at 20. */
  logNH: number;
  /** Plasma temperatures, keV; fits stop at 15. kT2 is NaN for one plasma. */
  kT1: number;
  kT2: number;
  /** log10 of the emission measures, cm^-3. */
  logEM1: number;
  logEM2: number;
  /** Chi^2 per degree of freedom, and the degrees of freedom. */
  chi2: number;
  degreesOfFreedom: number;
  /**
   * f_Chi2: blank for a good fit, `m` for a marginal one (null-hypothesis probability 0.005-0.05), `p` for a poor one
   * (below 0.005).
   */
  fit: string;
  /** sFlags without dashes: l lines deviate, s soft excess, h hard excess, c confused, t two columns, p poor by eye, m, a, w. */
  flags: string;
  /** Counts in the extraction region less background, 0.5-8 keV. */
  netCounts: number;
  /** The catalogue names an optical (OptID) or infrared (JHKSrc) counterpart. */
  hasCounterpart: boolean;
}

/**
 * Reads the COUP catalogue, a table of 1616 rows, from FITS or tab-separated values as VizieR writes them.
 *
 * @returns one row a source, in the order of the file
 * @throws FileError if the file has no such table, naming the column that is missing.
 */
export function readCoup(source: Source): CoupRow[] {
  const what = 'the COUP catalogue is VizieR J/ApJS/160/319/coup, saved as FITS or tab-separated values';
  const table = readCatalogTable(source, ['sFlags'], what);
  const [coup, logNH, kT1, kT2] = ['COUP', 'NH', 'kT1', 'kT2'].map((name) => table.numbers(name));
  const [logEM1, logEM2, chi2, degreesOfFreedom, netCounts] = ['EM1', 'EM2', 'Chi2', 'd_Chi2', 'NetCts'].map((name) =>
    table.numbers(name),
  );
  const [fit, flags, optical, infrared] = ['f_Chi2', 'sFlags', 'OptID', 'JHKSrc'].map((name) => table.strings(name));
  return Array.from({ length: table.rows }, (_, i) => ({
    coup: coup[i],
    logNH: logNH[i],
    kT1: kT1[i],
    kT2: kT2[i],
    logEM1: logEM1[i],
    logEM2: logEM2[i],
    chi2: chi2[i],
    degreesOfFreedom: degreesOfFreedom[i],
    fit: fit[i],
    flags: flags[i].replaceAll(/[-\s]/g, ''),
    netCounts: netCounts[i],
    hasCounterpart: optical[i] !== '' || infrared[i] !== '',
  }));
}

const hasFlag = (letters: string) => (row: CoupRow) => [...letters].some((letter) => row.flags.includes(letter));

/**
 * The filters of Hebbar & Heinke 2023, section 2, in the paper's order; each function tells which rows are removed. The
 * paper takes cluster members from another table (Getman et al. 2005, ApJS 160, 353); here a source counts as a member
 * if the COUP table names a counterpart, which most members have and most galaxies behind the cloud lack. That the flag
 * `t` means two columns follows from the paper's number of such sources, 6.
 */
const filters: readonly Filter<CoupRow>[] = [
  ['no spectral fit', (row) => !(row.logNH > 0 && row.kT1 > 0)],
  ['two plasmas but not both emission measures', (row) => row.kT2 > 0 && !Number.isFinite(row.logEM1 + row.logEM2)],
  ['marginal fit (f_Chi2 m)', (row) => row.fit === 'm'],
  ['poor fit (f_Chi2 p)', (row) => row.fit === 'p'],
  ['no optical or infrared counterpart (for membership)', (row) => !row.hasCounterpart, '1045 left'],
  ['line deviations (l)', hasFlag('l'), '62 flagged'],
  ['soft or hard excess (s, h)', hasFlag('sh'), '214 flagged'],
  ['confused (c)', hasFlag('c'), '54 flagged'],
  ['two absorbing columns (t)', hasFlag('t'), '6 flagged'],
  ['poor fit by eye (p)', hasFlag('p'), '89 flagged; 679 left: 406 with one plasma, 273 with two'],
];

/**
 * Keeps the rows from which the properties of stars are drawn. This cut is for the distributions alone: the paper uses
 * the spectra of all stars as test spectra (section 2).
 *
 * @returns the rows that are left, and what each filter in turn removed
 * @throws ParameterError unless `rows` is a list of rows of this catalogue.
 */
export function filterCoup(rows: readonly CoupRow[]): { rows: CoupRow[]; steps: FilterStep[] } {
  checkList('rows', rows, 'a list of COUP rows (readCoup)');
  return applyFilters(rows, filters);
}
