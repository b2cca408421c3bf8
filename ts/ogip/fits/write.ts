import { gzipSync } from 'node:zlib';
import { checkList, checkObject, checkOptions, ParameterError } from '../../native/index.js';
import { atomicWrite } from './atomic.js';
import { checkHeader, formatHeader, type HeaderEntry } from './cards.js';
import { type ColumnData, type ColumnWriter, columnEntries, columnWriter } from './columns.js';
import { blockBytes } from './header.js';

/** A binary table to be written by {@link writeFits}. */
export interface FitsTableData {
  /** EXTNAME. */
  name: string;
  columns: readonly ColumnData[];
  /** Further keywords, after those of the columns. */
  header?: readonly HeaderEntry[];
}

/** Rows are encoded in pieces of about this size, so that no second copy of a large table is ever made. */
const pieceBytes = 2 ** 20;

const filling = (bytes: number): Uint8Array => new Uint8Array((blockBytes - (bytes % blockBytes)) % blockBytes);

/** The bytes of a table in pieces, made when they are asked for; what can be refused at once is. */
function tablePieces(table: FitsTableData): Iterable<Uint8Array> {
  checkObject('table', table, 'a table with its name and columns', 'name', 'columns');
  const { name, columns, header = [] } = table;
  checkList('columns', columns, 'a list of columns');
  checkHeader(header);
  let heapBytes = 0;
  const writers = columns.map((column) => {
    const writer = columnWriter(column, heapBytes);
    heapBytes += writer.heapBytes;
    return writer;
  });
  const rows = writers[0]?.rows ?? 0;
  const odd = writers.findIndex((writer) => writer.rows !== rows);
  if (odd >= 0)
    throw new ParameterError(
      columns[odd].name,
      `table ${name}: column ${columns[odd].name} has ${writers[odd].rows} rows, column ${columns[0].name} ${rows}`,
    );
  const rowBytes = writers.reduce((sum, writer) => sum + writer.width, 0);
  const head = formatHeader([
    ['XTENSION', 'BINTABLE'],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', rowBytes, 'bytes in a row'],
    ['NAXIS2', rows, 'rows'],
    ['PCOUNT', heapBytes, 'bytes after the rows'],
    ['GCOUNT', 1],
    ['TFIELDS', columns.length, 'columns'],
    ...columns.flatMap((column, i) => columnEntries(column, writers[i], i + 1)),
    ['EXTNAME', name],
    ...header,
  ]);
  function* pieces() {
    yield head;
    yield* rowPieces(writers, rows, rowBytes);
    for (const writer of writers) yield* heapPieces(writer);
    yield filling(rows * rowBytes + heapBytes);
  }
  return pieces();
}

function* rowPieces(writers: readonly ColumnWriter[], rows: number, rowBytes: number): Iterable<Uint8Array> {
  const step = Math.max(1, Math.floor(pieceBytes / Math.max(1, rowBytes)));
  for (let first = 0; first < rows; first += step) {
    const count = Math.min(step, rows - first);
    const view = new DataView(new ArrayBuffer(count * rowBytes));
    let offset = 0;
    for (const writer of writers) {
      for (let i = 0; i < count; i++) writer.put(view, i * rowBytes + offset, first + i);
      offset += writer.width;
    }
    yield new Uint8Array(view.buffer);
  }
}

function* heapPieces({ rows, heapOf, putHeap }: ColumnWriter): Iterable<Uint8Array> {
  if (!heapOf || !putHeap) return;
  for (let first = 0, end = 0; first < rows; first = end) {
    let bytes = 0;
    for (end = first; end < rows && (end === first || bytes < pieceBytes); end++) bytes += heapOf(end);
    const view = new DataView(new ArrayBuffer(bytes));
    for (let row = first, at = 0; row < end; at += heapOf(row++)) putHeap(view, at, row);
    yield new Uint8Array(view.buffer);
  }
}

function filePieces(tables: readonly FitsTableData[], header: readonly HeaderEntry[]): Iterable<Uint8Array> {
  checkList('tables', tables, 'a list of tables');
  checkHeader(header);
  const parts = tables.map(tablePieces);
  function* pieces() {
    yield formatHeader([['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], ['EXTEND', true], ...header]);
    for (const part of parts) yield* part;
  }
  return pieces();
}

/** The bytes of a FITS file, as {@link writeFits} would write them. */
export function encodeFits(tables: readonly FitsTableData[], options: WriteFitsOptions = {}): Uint8Array {
  const all = Buffer.concat([...filePieces(tables, options.header ?? [])]);
  // No Buffer goes out: its slice() would be a view where that of a Uint8Array is a copy.
  return new Uint8Array(all.buffer, all.byteOffset, all.length);
}

/** Options of {@link writeFits}. */
export interface WriteFitsOptions {
  /** Keywords of the primary header. */
  header?: readonly HeaderEntry[];
}

/**
 * Writes a FITS file: a primary HDU without data, then binary tables (FITS standard 4.0, section 7.3). Atomically (see
 * `atomicWrite`) and piece by piece; gzip if the name ends in .gz. The bytes depend on nothing but the arguments.
 *
 * @throws ParameterError for columns of different length, a format that does not exist or a value that its format cannot
 *   hold, naming column and row; FileError if the file cannot be written. An old file of that name then stays.
 */
export function writeFits(file: string, tables: readonly FitsTableData[], options: WriteFitsOptions = {}): void {
  checkOptions(options);
  const compressed = /\.gz$/i.test(file);
  atomicWrite(file, compressed ? gzipSync(encodeFits(tables, options)) : filePieces(tables, options.header ?? []));
}
