import { checkList, checkObject, type Overwrite, ParameterError } from '../../base/index.js';
import { checkHeader, type HeaderEntry, sealedHeader } from './cards.js';
import { WordSum } from './checksum.js';
import { type ColumnData, type ColumnWriter, columnEntries, columnWriter } from './columns.js';
import { blockBytes } from './header.js';

/** A binary table to be written by {@link writeFits}. */
export interface FitsTableData {
  /** EXTNAME. */
  name: string;
  /** EXTVER; {@link writeFits} numbers tables of the same name by itself. */
  version?: number;
  columns: readonly ColumnData[];
  /** Further keywords, after those of the columns. */
  header?: readonly HeaderEntry[];
}

/** Rows are encoded in pieces of about this size, so that no second copy of a large table is made. */
const pieceBytes = 2 ** 20;

const filling = (bytes: number): Uint8Array => new Uint8Array((blockBytes - (bytes % blockBytes)) % blockBytes);

/**
 * Encodes a binary table whose rows may be given in several parts: first `head`, then `body` for the rows of each part,
 * then `tail`; the checksums are known only then, and `sealedHead` takes the place of `head`. The bytes are made on request and do not depend on how the rows are divided; errors are thrown as early
 * as possible.
 *
 * Columns of vectors (P, Q) must have the same vectors in every part: only those of the first part are written to the
 * heap, which follows the rows. Text columns need an explicit width (`4A`), unless the longest text of each part is as
 * long as that of the first.
 */
export class TableWriter {
  readonly head: Uint8Array;
  readonly #name: string;
  readonly #rows: number;
  readonly #rowBytes: number;
  readonly #entries: readonly HeaderEntry[];
  readonly #sum = new WordSum();
  /** The writers of the first part. */
  readonly #writers: readonly ColumnWriter[];
  #done = 0;

  /**
   * @param table the table's keywords, and the first part of its rows
   * @param rows number of rows in all parts
   */
  constructor(table: FitsTableData, rows?: number) {
    checkObject('table', table, 'a table with its name and columns', 'name', 'columns');
    const { name, version, columns, header = [] } = table;
    checkList('columns', columns, 'a list of columns');
    checkHeader(header);
    this.#name = name;
    this.#writers = writersOf(table, 0);
    this.#rows = rows ?? rowsOf(this.#writers);
    this.#rowBytes = this.#writers.reduce((sum, writer) => sum + writer.width, 0);
    this.#entries = [
      ['XTENSION', 'BINTABLE'],
      ['BITPIX', 8],
      ['NAXIS', 2],
      ['NAXIS1', this.#rowBytes, 'bytes in a row'],
      ['NAXIS2', this.#rows, 'rows'],
      ['PCOUNT', heapOf(this.#writers), 'bytes after the rows'],
      ['GCOUNT', 1],
      ['TFIELDS', columns.length, 'columns'],
      ...columns.flatMap((column, i) => columnEntries(column, this.#writers[i], i + 1)),
      ['EXTNAME', name],
      ['EXTVER', version, 'number among the tables of this name'],
      ...header,
    ];
    this.head = sealedHeader(this.#entries, 0);
  }

  /** As long as `head`, with the checksums of what `body` and `tail` have given. */
  get sealedHead(): Uint8Array {
    return sealedHeader(this.#entries, this.#sum.value);
  }

  /** Bytes of the whole HDU. */
  get size(): number {
    const data = this.#rows * this.#rowBytes + heapOf(this.#writers);
    return this.head.length + data + filling(data).length;
  }

  /** The bytes of a part of the rows; to be called for the first part as well. */
  *body(columns: readonly ColumnData[]): Iterable<Uint8Array> {
    const writers = writersOf({ name: this.#name, columns }, this.#done);
    const first = this.#writers;
    const odd = first.findIndex(
      ({ form, zero, heapBytes }, i) =>
        form !== writers[i]?.form || zero !== writers[i].zero || heapBytes !== writers[i].heapBytes,
    );
    if (odd >= 0 || writers.length !== first.length)
      throw new ParameterError(
        'columns',
        `table ${this.#name}: from row ${this.#done + 1} on, ${
          odd >= 0
            ? `column ${odd + 1} is ${writers[odd]?.form}, it is ${first[odd].form} before`
            : `there are ${writers.length} columns, there are ${first.length} before`
        }`,
      );
    const rows = rowsOf(writers);
    this.#done += rows;
    if (this.#done > this.#rows) throw this.#wrongRows();
    yield* this.#summed(rowPieces(writers, rows, this.#rowBytes));
  }

  /** The bytes after the rows: heap and padding. */
  *tail(): Iterable<Uint8Array> {
    if (this.#done !== this.#rows) throw this.#wrongRows();
    for (const writer of this.#writers) yield* this.#summed(heapPieces(writer));
    // Zeros change no sum.
    yield filling(this.#rows * this.#rowBytes + heapOf(this.#writers));
  }

  *#summed(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
    for (const piece of pieces) {
      this.#sum.add(piece);
      yield piece;
    }
  }

  #wrongRows(): ParameterError {
    const number = this.#done > this.#rows ? `${this.#done} or more` : `${this.#done}`;
    return new ParameterError('rows', `table ${this.#name} was to have ${this.#rows} rows; its parts have ${number}`);
  }
}

/**
 * The bytes of a complete table, in pieces that are made on request; the last one is the header again.
 *
 * @param at where the table begins in its file
 */
export function* tablePieces(
  writer: TableWriter,
  columns: readonly ColumnData[],
  at: number,
): Iterable<Uint8Array | Overwrite> {
  yield writer.head;
  yield* writer.body(columns);
  yield* writer.tail();
  yield { at, bytes: writer.sealedHead };
}

function writersOf({ name, columns }: FitsTableData, firstRow: number): ColumnWriter[] {
  let heapBytes = 0;
  const writers = columns.map((column) => {
    const writer = columnWriter(column, heapBytes, firstRow);
    heapBytes += writer.heapBytes;
    return writer;
  });
  const rows = rowsOf(writers);
  const odd = writers.findIndex((writer) => writer.rows !== rows);
  if (odd >= 0)
    throw new ParameterError(
      columns[odd].name,
      `table ${name}: column ${columns[odd].name} has ${writers[odd].rows} rows, column ${columns[0].name} ${rows}`,
    );
  return writers;
}

const rowsOf = (writers: readonly ColumnWriter[]): number => writers[0]?.rows ?? 0;

const heapOf = (writers: readonly ColumnWriter[]): number => writers.reduce((sum, { heapBytes }) => sum + heapBytes, 0);

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
