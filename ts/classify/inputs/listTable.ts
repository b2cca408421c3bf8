import { FileError, zlib } from '../../base/index.js';
import { type Column, findColumn, type OpenTable, readTable } from '../../table/index.js';
import { inFolder, type ListBytes, namedSource } from './list.js';
import type { SpectrumSource } from './types.js';

/** Columns of a list that name files, in any case; the first that is there counts. */
const roles = {
  file: ['PHA', 'FILE'],
  rmf: ['RMF', 'RESPFILE'],
  arf: ['ARF', 'ANCRFILE'],
  background: ['BKG', 'BACKFILE'],
} as const;

/** Most bytes of a gzip list when it is unpacked. */
const largest = 2 ** 31 - 1;

/** A list without its gzip. @throws FileError if it is damaged */
export function unpackedList(list: ListBytes): ListBytes {
  const { file, bytes } = list;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return list;
  try {
    return { ...list, bytes: zlib().gunzipSync(bytes, { maxOutputLength: largest }) };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new FileError(file, `gzip data are damaged or cut short (${reason}); fetch the file again`, { cause });
  }
}

/** Whether a list is a table: FITS, Parquet, VOTable, ECSV, JSON lines, or text whose first line has a column PHA or FILE. */
export function isTable({ file, bytes }: ListBytes): boolean {
  if (/\.(csv|tsv|ecsv|jsonl|ndjson|fits?|vot|votable|xml|parquet)(\.gz)?$/i.test(file)) return true;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65536)).toString('latin1');
  if (/^(SIMPLE {2}=|PAR1|(\xef\xbb\xbf)?\s*(<[?!A-Za-z]|# %ECSV|\{))/.test(start)) return true;
  const first = start.split(/\r?\n/).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const names = first.replace(/^\xef\xbb\xbf/, '').split(/[,\t;|]/);
  return names.some((name) =>
    (roles.file as readonly string[]).includes(name.trim().replaceAll('"', '').toUpperCase()),
  );
}

/** A list of files with more columns. */
export interface ListTable {
  passedColumns: readonly Column[];
  /** The files, row by row; it can be called again. @throws FileError for a row without a file */
  sources(): AsyncIterable<SpectrumSource>;
}

/** Opens a list that is a table. @throws FileError if it cannot be read or has no column of files */
export async function openListTable({ file, bytes, folder }: ListBytes): Promise<ListTable> {
  const { columns, vectors } = await named(file, readTable(bytes));
  const found = {
    file: findColumn(columns, roles.file),
    rmf: findColumn(columns, roles.rmf),
    arf: findColumn(columns, roles.arf),
    background: findColumn(columns, roles.background),
  };
  if (!found.file) {
    const there = [...columns.map(({ name }) => name), ...vectors].join(', ') || 'none';
    throw new FileError(file, `has no column PHA or FILE with the names of spectra; its columns are ${there}`);
  }
  const names = Object.values(found).filter((column) => column !== undefined);
  const passedColumns = columns.filter((column) => !names.includes(column));
  // Names of files are texts also where all are numbers.
  const wanted = [...names.map((column): Column => ({ ...column, type: 'string' })), ...passedColumns];
  const place = (column: Column | undefined) => (column ? names.indexOf(column) : -1);
  const [rmf, arf, background] = [place(found.rmf), place(found.arf), place(found.background)];
  const nameOf = (cell: unknown) =>
    typeof cell === 'string' && cell.trim() !== '' ? inFolder(folder, cell) : undefined;
  async function* sources(): AsyncGenerator<SpectrumSource> {
    let row = 0;
    for await (const cells of rowsOf(file, await named(file, readTable(bytes, { columns: wanted })))) {
      row++;
      const name = nameOf(cells[0]);
      if (name === undefined)
        throw new FileError(file, `row ${row}: ${found.file!.name} is empty; it must name a file`);
      yield {
        ...namedSource(name),
        ...(rmf >= 0 && { rmf: nameOf(cells[rmf]) }),
        ...(arf >= 0 && { arf: nameOf(cells[arf]) }),
        ...(background >= 0 && { background: nameOf(cells[background]) }),
        passed: cells.slice(names.length),
      };
    }
  }
  return { passedColumns, sources };
}

/** Errors of a table that was given as bytes have the name of the list. */
async function named<T>(file: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw renamed(file, error);
  }
}

async function* rowsOf(
  file: string,
  { rows }: OpenTable,
): AsyncGenerator<readonly (string | number | boolean | null | undefined)[]> {
  try {
    yield* rows;
  } catch (error) {
    throw renamed(file, error);
  }
}

const renamed = (file: string, error: unknown): unknown =>
  error instanceof FileError && error.file === '(bytes)' ? new FileError(file, error.reason, { cause: error }) : error;
