import { atomicWrite, atomicWriteStream, checkList, checkOptions, stream, zlib } from '../../base/index.js';
import { checkHeader, formatHeader, type HeaderEntry } from './cards.js';
import { type FitsTableData, tablePieces } from './tableWriter.js';

/** The primary HDU, which has no data. */
export const primaryHeader = (header: readonly HeaderEntry[] = []): Uint8Array =>
  formatHeader([['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], ['EXTEND', true], ...header]);

function filePieces(tables: readonly FitsTableData[], header: readonly HeaderEntry[]): Iterable<Uint8Array> {
  checkList('tables', tables, 'a list of tables');
  checkHeader(header);
  const parts = tables.map(tablePieces);
  function* pieces() {
    yield primaryHeader(header);
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
  const content = isCompressed(file)
    ? zlib().gzipSync(encodeFits(tables, options))
    : filePieces(tables, options.header ?? []);
  atomicWrite(file, content);
}

const isCompressed = (file: string): boolean => /\.gz$/i.test(file);

/** Writes the pieces of a FITS file that come in their own time, with the care that {@link writeFits} takes. */
export const writeFitsPieces = (file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> =>
  atomicWriteStream(file, isCompressed(file) ? gzipped(pieces) : pieces);

/** An error of the pieces comes through as it is. */
function gzipped(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { pipeline, Readable } = stream();
  return pipeline(Readable.from(pieces), zlib().createGzip(), () => undefined);
}
