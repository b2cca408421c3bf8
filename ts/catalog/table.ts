import { FileError } from '../base/index.js';
import { loadBytes } from '../ogip/fits/source.js';
import { readFits, type Source } from '../ogip/index.js';

/** The table of a catalogue, from a file of any supported format. Column names are matched in any case. */
export interface CatalogTable {
  file: string;
  /** Column names in the order of the file. */
  names: string[];
  rows: number;
  /** The first of `names` that the table has, in the table's own spelling. */
  find(names: readonly string[]): string | undefined;
  /** The unit in the file, or undefined. */
  unit(name: string): string | undefined;
  /**
   * One number for each row, NaN for a blank. @throws FileError for text (naming column and row) or a missing column.
   */
  numbers(name: string): Float64Array;
  /** One text for each row, without blanks around it. @throws FileError for a missing column. */
  strings(name: string): string[];
}

/**
 * Reads a catalogue's table from FITS (ASCII or binary) or tab-separated values as VizieR writes them, compressed by
 * gzip or not.
 *
 * @param marks column names by which the table is recognised in a file with several tables
 * @param what how to get the right file, for the error when this one holds no table
 */
export function readCatalogTable(source: Source, marks: readonly string[], what: string): CatalogTable {
  const { file, bytes } = loadBytes(source);
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'SIMPLE')
    return fromFits(typeof source === 'string' ? source : bytes, marks, what);
  return fromTsv(file, new TextDecoder().decode(bytes), what);
}

function finder(names: readonly string[]): CatalogTable['find'] {
  return (wanted) => {
    for (const wantedName of wanted) {
      const found =
        names.find((n) => n === wantedName) ?? names.find((n) => n.toUpperCase() === wantedName.toUpperCase());
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function fromFits(source: Source, marks: readonly string[], what: string): CatalogTable {
  const fits = readFits(source);
  const tables = fits.hdus.filter((hdu) => hdu.isTable).map((hdu) => hdu.table);
  const table = tables.find((candidate) => marks.some((mark) => candidate.find(mark))) ?? tables[0];
  if (!table) throw new FileError(fits.file, `holds no table; ${what}`);
  const names = table.columns.map((column) => column.name);
  return {
    file: fits.file,
    names,
    rows: table.count,
    find: finder(names),
    unit: (name) => table.column(name).unit?.trim() || undefined,
    numbers: (name) => table.read(name),
    strings: (name) => table.strings(name).map((cell) => cell.trim()),
  };
}

/**
 * VizieR's tab-separated values: comment lines (#), names, a line of units, a line of dashes, rows. A file that has no line
 * of dashes has no units either.
 */
function fromTsv(file: string, content: string, what: string): CatalogTable {
  const isText = !/[^\P{Cc}\t\r\n]/u.test(content.slice(0, 4096));
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (!isText || !lines[0]?.includes('\t'))
    throw new FileError(file, `is neither FITS nor tab-separated values; ${what}`);
  const cells = lines.map((line) => line.split('\t').map((cell) => cell.trim()));
  const [names] = cells;
  const dashes = cells.findIndex((row, i) => i > 0 && i < 4 && row.every((cell) => /^-*$/.test(cell)));
  const units = dashes > 1 ? cells[1] : [];
  const rows = cells.slice(Math.max(dashes, 0) + 1);
  const first = Math.max(dashes, 0) + 1;
  rows.forEach((row, i) => {
    if (row.length > names.length)
      throw new FileError(file, `row ${i + 1} has ${row.length} values for ${names.length} columns; fetch it again`);
  });
  const find = finder(names);
  const place = (name: string): number => {
    const found = find([name]);
    if (found === undefined) throw new FileError(file, `there is no column ${name}; it has ${names.join(', ')}`);
    return names.indexOf(found);
  };
  const strings = (name: string) => {
    const k = place(name);
    return rows.map((row) => row[k] ?? '');
  };
  return {
    file,
    names: [...names],
    rows: cells.length - first,
    find,
    unit: (name) => units[place(name)] || undefined,
    strings,
    numbers: (name) =>
      Float64Array.from(strings(name), (cell, i) => {
        const value = cell === '' ? Number.NaN : Number(cell);
        if (cell !== '' && !Number.isFinite(value))
          throw new FileError(
            file,
            `column ${name} is ${JSON.stringify(cell.slice(0, 20))} in row ${i + 1}; a number is needed`,
          );
        return value;
      }),
  };
}
