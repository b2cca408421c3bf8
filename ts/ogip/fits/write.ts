import {
  atomicWrite,
  atomicWritePieces,
  atomicWriteStream,
  canOverwrite,
  checkList,
  checkOptions,
  type Overwrite,
  spooled,
  stream,
  zlib,
} from '../../base/index.js';
import { checkHeader, type HeaderEntry, sealedHeader } from './cards.js';
import { type FitsTableData, TableWriter, tablePieces } from './tableWriter.js';

/** The primary HDU, which has no data. */
export const primaryHeader = (header: readonly HeaderEntry[] = []): Uint8Array =>
  sealedHeader([['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], ['EXTEND', true], ...header], 0);

function filePieces(
  tables: readonly FitsTableData[],
  header: readonly HeaderEntry[],
): Iterable<Uint8Array | Overwrite> {
  checkList('tables', tables, 'a list of tables');
  checkHeader(header);
  const numbered = numberedTables(tables);
  const writers = numbered.map((table) => new TableWriter(table));
  function* pieces() {
    const primary = primaryHeader(header);
    yield primary;
    let at = primary.length;
    for (const [k, writer] of writers.entries()) {
      yield* tablePieces(writer, numbered[k].columns, at);
      at += writer.size;
    }
  }
  return pieces();
}

/** Tables of the same name get an EXTVER, counted from 1, as XSPEC and CFITSIO tell them apart. */
function numberedTables(tables: readonly FitsTableData[]): readonly FitsTableData[] {
  const names = tables.map(nameOf);
  const placesOf = (name: string) => [...names.keys()].filter((k) => names[k] === name);
  return tables.map((table, k) => {
    const places = placesOf(names[k]);
    return places.length > 1 && table.version === undefined ? { ...table, version: places.indexOf(k) + 1 } : table;
  });
}

const nameOf = (table: FitsTableData): string => String(table?.name).toUpperCase();

/** The bytes of a FITS file, as {@link writeFits} would write them. */
export function encodeFits(tables: readonly FitsTableData[], options: WriteFitsOptions = {}): Uint8Array {
  const pieces: Uint8Array[] = [];
  const corrections: Overwrite[] = [];
  for (const piece of filePieces(tables, options.header ?? []))
    if (piece instanceof Uint8Array) pieces.push(piece);
    else corrections.push(piece);
  const joined = Buffer.concat(pieces);
  // A Uint8Array, not a Buffer, whose slice() would be a view instead of a copy.
  const bytes = new Uint8Array(joined.buffer, joined.byteOffset, joined.length);
  for (const { at, bytes: header } of corrections) bytes.set(header, at);
  return bytes;
}

/** Options of {@link writeFits}. */
export interface WriteFitsOptions {
  /** Keywords of the primary header. */
  header?: readonly HeaderEntry[];
}

/**
 * Writes a FITS file: a primary HDU without data, then binary tables (FITS standard 4.0, section 7.3). The file is
 * written piece by piece to a temporary name and renamed (see `atomicWrite`); it is compressed if the name ends in .gz.
 * The bytes depend only on the arguments. Each HDU has CHECKSUM and DATASUM, tables of the same name have EXTVER.
 *
 * @throws ParameterError for columns of different length, an unknown format, or a value that its format cannot hold,
 *   naming column and row; FileError if the file cannot be written. After an error an old file of that name is
 *   unchanged.
 */
export function writeFits(file: string, tables: readonly FitsTableData[], options: WriteFitsOptions = {}): void {
  checkOptions(options);
  if (isCompressed(file)) atomicWrite(file, zlib().gzipSync(encodeFits(tables, options)));
  else if (canOverwrite(file)) atomicWritePieces(file, filePieces(tables, options.header ?? []));
  else atomicWrite(file, encodeFits(tables, options));
}

const isCompressed = (file: string): boolean => /\.gz$/i.test(file);

/**
 * As {@link writeFits}, for the bytes of a file that are produced asynchronously. Compressed bytes, and what has gone to a device or
 * a pipe, cannot be overwritten when the checksums are known; there the file is made as a temporary one first.
 */
export async function writeFitsPieces(file: string, pieces: AsyncIterable<Uint8Array | Overwrite>): Promise<void> {
  const written = (bytes: AsyncIterable<Uint8Array>) =>
    atomicWriteStream(file, isCompressed(file) ? gzipped(bytes) : bytes);
  if (isCompressed(file) || !canOverwrite(file)) await spooled(file, pieces, written);
  else await atomicWriteStream(file, pieces);
}

/** Compresses pieces; an error that the pieces throw is rethrown unchanged. */
function gzipped(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { pipeline, Readable } = stream();
  return pipeline(Readable.from(pieces), zlib().createGzip(), () => undefined);
}
