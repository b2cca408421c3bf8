import { FileError } from '../base/index.js';
import { energyBins, named, scalars } from './extensions.js';
import type { BinTable } from './fits/bintable.js';
import type { FitsHeader } from './fits/header.js';
import { type PartialTable, withTables } from './fits/parts.js';
import type { FitsTable } from './fits/table.js';
import { FileWarnings } from './repairs.js';
import type { Source } from './types.js';

/** A parameter of a table model. */
export interface TableParameter {
  /** NAME, without outer blanks. */
  name: string;
  /** Column UNITS, or an empty string. */
  unit: string;
  /** INITIAL, and the hard limits MINIMUM and MAXIMUM, those of an interpolated parameter no wider than its values. */
  value: number;
  min: number;
  max: number;
  /** DELTA is negative or 0: a fit keeps it at its value unless told to thaw it. */
  isFrozen: boolean;
  /** The values of the grid, rising; undefined for an additional parameter, which multiplies a spectrum of its own. */
  values?: Float64Array;
  /** METHOD 1: interpolated in the logarithm of the parameter. */
  isLogarithmic: boolean;
}

/** A file with spectra on a grid of parameters; see {@link readTableModel}. */
export interface TableModelFile {
  file: string;
  /** MODLNAME and MODLUNIT, or an empty string. */
  name: string;
  unit: string;
  /** ADDMODEL: whether the values are photons/cm2/s in each bin (atable) or factors (mtable, etable); undefined without the keyword. */
  isAdditive?: boolean;
  /** REDSHIFT and ESCALE: whether the model has a redshift `z` and a factor `Escale` on energies as parameters. */
  hasRedshift: boolean;
  hasEscale: boolean;
  /** LOELIMIT and HIELIMIT, the model's value below and above the table's energies; undefined without them (XSPEC: below 0). */
  lowLimit?: number;
  highLimit?: number;
  /** n + 1 bin edges, keV. */
  edges: Float64Array;
  parameters: TableParameter[];
  /** Points of the grid: the product of the numbers of values of the interpolated parameters. */
  rows: number;
  /** Numbers for each row: n, and n more for each additional parameter. */
  rowLength: number;
  /** What is unusual about the file, each with a name in front, such as `table-unit: ...`. */
  warnings: string[];
}

/**
 * Reads what a table model is (OGIP 92-009, Arnaud 1995 and later; the files of XSPEC's atable, mtable and etable): all but
 * its spectra. Of a file of any size some kB are read, unless it is compressed.
 *
 * Numbers in single precision become the shortest decimal number that rounds to them (0.1, not 0.10000000149).
 *
 * @param source path or bytes; gzip or not
 * @throws FileError naming extension and row for a file without PARAMETERS, ENERGIES and SPECTRA, several spectra a point
 * (NXFLTEXP above 1), a neural network in place of spectra (NNPTFILE), values or energies that do not rise, or a number of
 * spectra that is not that of the grid.
 */
export function readTableModel(source: Source): TableModelFile {
  return withTables(source, (tables, file) => describe(tables, file));
}

function describe(tables: readonly PartialTable[], file: string): TableModelFile {
  const primary = tables[0].header;
  refuseUnsupported(primary, file);
  const [parameterTable, energyTable, spectra] = ['PARAMETERS', 'ENERGIES', 'SPECTRA'].map((name) =>
    need(tables, name, file),
  );
  const warnings: string[] = [];
  const edges = edgesOf(energyTable.whole(), warnings);
  const parameters = parametersOf(parameterTable.whole(), warnings);
  const rows = parameters.reduce((product, { values }) => product * (values?.length ?? 1), 1);
  const additional = parameters.filter(({ values }) => !values).length;
  if (spectra.rows !== rows) {
    const grid = parameters.flatMap(({ name, values }) => (values ? [`${values.length} of ${name}`] : []));
    throw new FileError(
      file,
      `extension SPECTRA has ${spectra.rows} rows; the grid of PARAMETERS has ${rows} points (${grid.join(', ') || 'no interpolated parameter'})`,
    );
  }
  const unit = primary.string('MODLUNIT') ?? '';
  const isAdditive = logical(primary, 'ADDMODEL', file);
  if (isAdditive !== false) warnings.push(...unitWarnings(unit));
  return {
    file,
    name: primary.string('MODLNAME') ?? '',
    unit,
    isAdditive,
    hasRedshift: logical(primary, 'REDSHIFT', file) ?? false,
    hasEscale: logical(primary, 'ESCALE', file) ?? false,
    lowLimit: limit(primary, 'LOELIMIT'),
    highLimit: limit(primary, 'HIELIMIT'),
    edges,
    parameters,
    rows,
    rowLength: (1 + additional) * (edges.length - 1),
    warnings,
  };
}

/** XSPEC takes a negative limit for none. */
function limit(header: FitsHeader, keyword: string): number | undefined {
  const value = header.number(keyword);
  return value === undefined || value < 0 ? undefined : value;
}

function refuseUnsupported(primary: FitsHeader, file: string): void {
  const spectra = primary.integer('NXFLTEXP') ?? 1;
  if (spectra > 1)
    throw new FileError(
      file,
      `the primary header has NXFLTEXP = ${spectra}: several spectra for each point, of which keywords XFLTnnnn of the observed spectrum choose one, are not supported; make a table of one of them`,
    );
  const network = named(primary.string('NNPTFILE'));
  if (network !== undefined)
    throw new FileError(
      file,
      `the primary header has NNPTFILE = ${network}: a neural network in place of spectra is not supported`,
    );
}

function need(tables: readonly PartialTable[], name: string, file: string): PartialTable {
  const found = tables.find((table) => table.name.toUpperCase() === name);
  if (found) return found;
  const there = tables.slice(1).map((table) => table.name || 'unnamed');
  throw new FileError(
    file,
    `is no table model: it has no binary table ${name} (OGIP 92-009 has PARAMETERS, ENERGIES and SPECTRA); its tables are ${there.join(', ') || 'none'}`,
  );
}

function logical(header: FitsHeader, keyword: string, file: string): boolean | undefined {
  const value = header.get(keyword);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return value;
  // Some writers have numbers or quoted letters.
  const word = String(value).trim().toUpperCase();
  if (['T', 'TRUE', '1'].includes(word)) return true;
  if (['F', 'FALSE', '0', ''].includes(word)) return false;
  throw new FileError(file, `the primary header has ${keyword} = ${value}; it must be T or F`);
}

function edgesOf(table: FitsTable, warnings: string[]): Float64Array {
  const found = new FileWarnings(table.file);
  const { energLo, energHi } = energyBins(table, found);
  warnings.push(...found.list.map(({ name, message }) => `${name}: ${message}`));
  for (let i = 0; i < energLo.length; i++) {
    if (!(energHi[i] > energLo[i]))
      throw table.error(`row ${i + 1} is no energy bin: from ${energLo[i]} to ${energHi[i]} keV`);
    if (i === 0 || Math.abs(energLo[i] - energHi[i - 1]) <= 1e-3 * (energHi[i] - energLo[i])) continue;
    throw table.error(
      `row ${i + 1} begins at ${energLo[i]} keV, where the bin before it ends at ${energHi[i - 1]} keV; the bins must follow each other`,
    );
  }
  return Float64Array.of(...[energLo[0]], ...energHi);
}

const perBin = /^(ph(oton)?s?|cts?|counts?)\/?(\*?cm(\*\*|\^)?-?2)?/;

/** The memo has photons/cm^2/s in each bin, and XSPEC never looks; other units are most often those of another program. */
function unitWarnings(unit: string): string[] {
  const plain = unit.toLowerCase().replaceAll(/\s+/g, '');
  const isKnown = plain === '' || (perBin.test(plain) && !/kev|erg|\/ev|hz|ang/.test(plain));
  if (isKnown) return [];
  return [
    `table-unit: MODLUNIT is '${unit}'; the values are taken as photons/cm2/s in each bin, as OGIP 92-009 has them and XSPEC does`,
  ];
}

/** The shortest decimal number that rounds to a number in single precision. */
function shortest(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

const isSingle = (table: FitsTable, column: string): boolean =>
  /E/.test(table.column(column).form.toUpperCase().replace(/\(.*/, ''));

/** A column of one number a row, in short decimals if it is in single precision. */
function numbers(table: FitsTable, column: string): Float64Array {
  const values = scalars(table, column, Float64Array);
  return isSingle(table, column) ? values.map(shortest) : values;
}

function parametersOf(table: BinTable, warnings: string[]): TableParameter[] {
  const interpolated = table.header.integer('NINTPARM');
  if (interpolated === undefined) throw table.error('keyword NINTPARM is missing');
  const additional = table.header.integer('NADDPARM') ?? table.count - interpolated;
  if (interpolated + additional !== table.count)
    throw table.error(
      `has ${table.count} rows, but NINTPARM is ${interpolated} and NADDPARM ${additional}; each parameter has a row`,
    );
  const names = table.strings('NAME');
  const unitColumn = ['UNITS', 'UNIT'].find((name) => table.find(name)?.isText);
  const units = unitColumn ? table.strings(unitColumn) : [];
  const [value, delta, min, max] = ['INITIAL', 'DELTA', 'MINIMUM', 'MAXIMUM'].map((name) => numbers(table, name));
  const method =
    interpolated > 0 || table.find('METHOD') ? scalars(table, 'METHOD', Float64Array) : new Float64Array(table.count);
  const grid = interpolated > 0 ? table.ragged('VALUE') : undefined;
  const counts = interpolated > 0 ? scalars(table, 'NUMBVALS', Float64Array) : undefined;
  let found = 0;
  const parameters = names.map((name, row): TableParameter => {
    const where = `row ${row + 1} (${name.trim() || 'without NAME'})`;
    // As XSPEC: the interpolated parameters are the first ones with values; METHOD -1 marks an additional one among them.
    const isGrid = grid && counts && method[row] >= 0 && found < interpolated && counts[row] > 0;
    const parameter = {
      name: name.trim() || `par${row + 1}`,
      unit: units[row]?.trim() ?? '',
      value: value[row],
      min: min[row],
      max: max[row],
      isFrozen: !(delta[row] > 0),
      isLogarithmic: false,
    };
    if (![parameter.value, parameter.min, parameter.max].every(Number.isFinite))
      throw table.error(`${where}: INITIAL, MINIMUM and MAXIMUM must be numbers`);
    if (!isGrid) return limited(parameter, where, table, warnings);
    found++;
    const values = gridValues(table, grid, counts[row], row, where);
    if (method[row] !== 0 && method[row] !== 1)
      throw table.error(`${where}: METHOD is ${method[row]}; it must be 0 (linear) or 1 (logarithmic)`);
    if (method[row] === 1 && !(values[0] > 0))
      throw table.error(`${where}: METHOD is 1 (logarithmic), but its first VALUE is ${values[0]}`);
    return limited({ ...parameter, values, isLogarithmic: method[row] === 1 }, where, table, warnings);
  });
  if (found !== interpolated)
    throw table.error(`keyword NINTPARM is ${interpolated}, but ${found} parameters have values (NUMBVALS, VALUE)`);
  return parameters;
}

function gridValues(
  table: FitsTable,
  { start, values }: { start: Uint32Array; values: Float64Array },
  count: number,
  row: number,
  where: string,
): Float64Array {
  const there = start[row + 1] - start[row];
  if (!Number.isInteger(count) || count > there)
    throw table.error(`${where}: NUMBVALS is ${count}, but VALUE holds ${there} numbers`);
  const stored = values.subarray(start[row], start[row] + count);
  const nodes = isSingle(table, 'VALUE') ? stored.map(shortest) : stored.slice();
  for (let i = 0; i < count; i++)
    if (!Number.isFinite(nodes[i]) || (i > 0 && nodes[i] <= nodes[i - 1]))
      throw table.error(
        `${where}: VALUE must rise; number ${i + 1} is ${nodes[i]}${i > 0 ? ` after ${nodes[i - 1]}` : ''}`,
      );
  return nodes;
}

/** With limits that rise and do not leave the grid, and a value inside them. */
function limited(parameter: TableParameter, where: string, table: FitsTable, warnings: string[]): TableParameter {
  const { values } = parameter;
  let { min, max, value } = parameter;
  if (values) {
    // One value is no interpolation: the parameter may be nothing else.
    min = values.length === 1 ? values[0] : Math.max(min, values[0]);
    max = values.length === 1 ? values[0] : Math.min(max, values[values.length - 1]);
  }
  if (!(min <= max)) {
    if (!values) throw table.error(`${where}: MINIMUM is ${parameter.min}, MAXIMUM ${parameter.max}`);
    warnings.push(
      `table-limits: ${where}: MINIMUM ${parameter.min} and MAXIMUM ${parameter.max} leave none of its values; it may go from the first to the last`,
    );
    [min, max] = [values[0], values[values.length - 1]];
  }
  if (value < min || value > max) {
    value = Math.min(Math.max(value, min), max);
    warnings.push(
      `table-limits: ${where}: INITIAL ${parameter.value} is outside ${min} to ${max}; it is ${value} here`,
    );
  }
  return { ...parameter, min, max, value };
}
