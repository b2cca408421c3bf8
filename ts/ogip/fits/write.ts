import { atomicWrite, atomicWriteStream, checkList, checkOptions, stream, zlib } from '../../base/index.js';
import { checkHeader, formatHeader, type HeaderEntry } from './cards.js';
import { type FitsTableData, tablePieces } from './tableWriter.js';

/** The primary HDU, which has no data. */
export const primaryHeader = (header: readonly HeaderEntry[] = []): Uint8Array =>
  formatHeader([['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], ['EXTEND', true], ...header]);

function filePieces(tables: readonly FitsTableData[], header: readonly HeaderEntry[]): Iterable<Uint8Array> {
  checkList('tables', tables, 'a list of tables');
  checkHeader(header);
  const tableBytes = tables.map(tablePieces);
  function* pieces() {
    yield primaryHeader(header);
    for (const bytes of tableBytes) yield* bytes;
  }
  return pieces();
}

/** The bytes of a FITS file, as {@link writeFits} would write them. */
export function encodeFits(tables: readonly FitsTableData[], options: WriteFitsOptions = {}): Uint8Array {
  const bytes = Buffer.concat([...filePieces(tables, options.header ?? [])]);
  // A Uint8Array, not a Buffer, whose slice() would be a view instead of a copy.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Options of {@link writeFits}. */
export interface WriteFitsOptions {
  /** Keywords of the primary header. */
  header?: readonly HeaderEntry[];
}

/**
 * Writes a FITS file: a primary HDU without data, then binary tables (FITS standard 4.0, section 7.3). The file is
 * written piece by piece to a temporary name and renamed (see `atomicWrite`); it is compressed if the name ends in .gz.
 * The bytes depend only on the arguments.
 *
 * @throws ParameterError for columns of different length, an unknown format, or a value that its format cannot hold,
 *   naming column and row; FileError if the file cannot be written. After an error an old file of that name is
 *   unchanged.
 */
export function writeFits(file: string, tables: readonly FitsTableData[], options: WriteFitsOptions = {}): void {
  checkOptions(options);
  const content = isCompressed(file)
    ? zlib().gzipSync(encodeFits(tables, options))
    : filePieces(tables, options.header ?? []);
  atomicWrite(file, content);
}

const isCompressed = (file: string): boolean => /\.gz$/i.test(file);

/** As {@link writeFits}, for the bytes of a file that are produced asynchronously. */
export const writeFitsPieces = (file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> =>
  atomicWriteStream(file, isCompressed(file) ? gzipped(pieces) : pieces);

/** Compresses pieces; an error that the pieces throw is rethrown unchanged. */
function gzipped(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { pipeline, Readable } = stream();
  return pipeline(Readable.from(pieces), zlib().createGzip(), () => undefined);
}
