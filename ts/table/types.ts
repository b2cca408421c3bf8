import { extname } from 'node:path';
import { checkList, checkObject, checkOptions, ParameterError, wordsFor } from '../base/index.js';

/**
 * What the cells of a column hold. `int64` are whole numbers up to 2^53 - 1 either way, as JavaScript numbers hold them
 * exactly; `float32` numbers are rounded to single precision when they are written.
 */
export type ColumnType = 'string' | 'float64' | 'float32' | 'int32' | 'int64' | 'boolean';
const columnTypes: readonly ColumnType[] = ['string', 'float64', 'float32', 'int32', 'int64', 'boolean'];

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** As both FITS and the VOUnits of VOTable have it, which allows one `/` at most: `keV`, `erg.s**-1.cm**-2`. */
  readonly unit?: string;
  /** Unified content descriptor of the IVOA (UCD1+): `pos.eq.ra;meta.main`. */
  readonly ucd?: string;
  readonly description?: string;
}

/** A value; null, undefined and a NaN among numbers say that there is none. */
export type TableCell = string | number | boolean | null | undefined;

/** The cells of one row, in the order of the columns. */
export type Row = readonly TableCell[];

/** What is said of a table as a whole. */
export interface TableMeta {
  name?: string;
  description?: string;
  /** What else there is to say: the model, its version, the command. The names `name` and `description` are taken. */
  params?: Readonly<Record<string, string | number>>;
}

/** The formats that are written. */
export type TableFormat = 'csv' | 'ecsv' | 'jsonl' | 'fits' | 'votable' | 'parquet';

const formatOfExtension: Readonly<Record<string, TableFormat>> = {
  '.csv': 'csv',
  '.ecsv': 'ecsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.fits': 'fits',
  '.fit': 'fits',
  '.vot': 'votable',
  '.votable': 'votable',
  '.xml': 'votable',
  '.parquet': 'parquet',
};
const tableFormats = new Set<unknown>(Object.values(formatOfExtension));

/**
 * The format that a file's extension stands for, in any case: .csv, .ecsv, .jsonl or .ndjson, .fits or .fit, .vot,
 * .votable or .xml, .parquet.
 *
 * @throws ParameterError for any other extension, with these.
 */
export function tableFormatOf(file: string): TableFormat {
  if (typeof file !== 'string') throw new ParameterError('file', `file is ${wordsFor(file)}; a path is needed`);
  const format = formatOfExtension[extname(file).toLowerCase()];
  if (format) return format;
  const known = Object.keys(formatOfExtension).join(', ');
  throw new ParameterError('file', `${file}: the extension stands for no table format; those known are ${known}`);
}

/** @throws ParameterError unless it is one of the formats. */
export function checkFormat(format: unknown): asserts format is TableFormat {
  if (tableFormats.has(format)) return;
  const known = [...tableFormats].join(', ');
  throw new ParameterError('format', `format is ${wordsFor(format)}; those known are ${known}`);
}

/** Whether rows can be added at the end of a file of this format: those of text (csv, ecsv, jsonl). */
export const isAppendable = (format: TableFormat): boolean =>
  format === 'csv' || format === 'ecsv' || format === 'jsonl';

/** @throws ParameterError for columns without name or type, and for a name that occurs twice. */
export function checkColumns(columns: readonly Column[]): void {
  checkList('columns', columns, 'a list of columns');
  const names = new Set<string>();
  for (const column of columns) {
    checkObject('columns', column, 'a column with its name and type', 'name', 'type');
    const { name, type } = column;
    if (typeof name !== 'string' || !name)
      throw new ParameterError('columns', `the name of a column is ${wordsFor(name)}; a text is needed`);
    if (!columnTypes.includes(type))
      throw new ParameterError(
        name,
        `column ${name}: its type is ${wordsFor(type)}; those known are ${columnTypes.join(', ')}`,
      );
    if (names.has(name)) throw new ParameterError(name, `there are two columns ${name}; give one another name`);
    names.add(name);
  }
}

/** @throws ParameterError for what cannot stand in the header of a table. */
export function checkMeta(meta: TableMeta): void {
  checkOptions(meta);
  const { name, description, params = {} } = meta;
  for (const [key, value] of Object.entries({ name, description }))
    if (value !== undefined && typeof value !== 'string')
      throw new ParameterError(`meta.${key}`, `meta.${key} is ${wordsFor(value)}; a text is needed`);
  for (const [key, value] of Object.entries(params)) {
    if (key === 'name' || key === 'description')
      throw new ParameterError('meta.params', `meta.params holds ${key}; that stands in meta.${key}`);
    if (typeof value !== 'string' && !Number.isFinite(value))
      throw new ParameterError('meta.params', `meta.params.${key} is ${wordsFor(value)}; a text or a number is needed`);
  }
}

/** What is said of a table, in one list: the fields `name` and `description`, then the parameters. */
export const metaEntries = ({ name, description, params = {} }: TableMeta): [string, string | number][] =>
  Object.entries({ name, description, ...params }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );

/**
 * The first of `names` that the columns have: exactly, or else in any case (`RA`, `ra`). Writers disagree on case, and
 * a table may have two names that differ in nothing else.
 */
export function findColumn<Named extends { readonly name: string }>(
  columns: readonly Named[],
  names: readonly string[],
): Named | undefined {
  checkList('columns', columns, 'a list of columns');
  checkList('names', names, 'a list of names');
  for (const name of names) {
    const wanted = String(name).toLowerCase();
    const found =
      columns.find((column) => column?.name === name) ??
      columns.find((column) => String(column?.name).toLowerCase() === wanted);
    if (found) return found;
  }
  return undefined;
}
