import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FileError, systemReason } from '../../base/index.js';
import type { Source } from '../types.js';
import { BinTable } from './bintable.js';
import { blockBytes, FitsHeader, parseHeader } from './header.js';
import { dataBytes } from './read.js';
import { loadBytes } from './source.js';

/** Headers longer than this are no headers: the longest known ones have some hundred kB. */
const longestHeader = 2 ** 24;
const mostHdus = 10_000;

/** A file of which parts are read when they are needed. */
interface Parts {
  file: string;
  size: number;
  slice(offset: number, length: number): Uint8Array;
  close(): void;
}

/** A binary table of which rows are read when they are needed. */
export interface PartialTable {
  readonly header: FitsHeader;
  readonly name: string;
  readonly rows: number;
  /** All of it, with its heap. */
  whole(): BinTable;
  /** Rows `first` up to before `end`, without the heap, so that columns of varying length cannot be read. */
  part(first: number, end: number): BinTable;
  /** One column of these rows: of a wide table little is read. */
  column(name: string, first: number, end: number): BinTable;
  /** The bytes of these rows, and of one row. */
  bytes(first: number, end: number): Uint8Array;
  readonly rowBytes: number;
}

/**
 * Calls `use` with the binary tables of a FITS file, whose headers alone have been read; the file is closed afterwards. A
 * gzip file is unpacked as a whole.
 *
 * @throws FileError if the file cannot be read, is no FITS file, or is shorter than its headers say.
 */
export function withTables<T>(source: Source, use: (tables: readonly PartialTable[], file: string) => T): T {
  const parts = open(source);
  try {
    return use(scan(parts), parts.file);
  } finally {
    parts.close();
  }
}

function open(source: Source): Parts {
  if (typeof source !== 'string') return inMemory(source);
  try {
    const descriptor = openSync(source, 'r');
    try {
      const start = new Uint8Array(2);
      const status = fstatSync(descriptor);
      const isPlain = status.isFile() && readSync(descriptor, start, 0, 2, 0) === 2;
      if (isPlain && !(start[0] === 0x1f && start[1] === 0x8b)) return onDisk(source, descriptor, status.size);
    } catch (cause) {
      closeSync(descriptor);
      throw cause;
    }
    closeSync(descriptor);
  } catch (cause) {
    throw new FileError(source, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  return inMemory(source);
}

function inMemory(source: Source): Parts {
  const { file, bytes } = loadBytes(source);
  return {
    file,
    size: bytes.length,
    slice: (offset, length) => bytes.subarray(offset, offset + length),
    close: () => undefined,
  };
}

function onDisk(file: string, descriptor: number, size: number): Parts {
  const slice = (offset: number, length: number) => {
    const bytes = new Uint8Array(length);
    let done = 0;
    try {
      for (let read = 1; read > 0 && done < length; done += read)
        read = readSync(descriptor, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
    } catch (cause) {
      throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
    }
    if (done < length) throw new FileError(file, 'became shorter while it was read');
    return bytes;
  };
  return { file, size, slice, close: () => closeSync(descriptor) };
}

function scan(parts: Parts): PartialTable[] {
  const { file, size } = parts;
  const tables: PartialTable[] = [];
  const begins = (offset: number, prefix: string) =>
    size >= offset + prefix.length && Buffer.from(parts.slice(offset, prefix.length)).toString('latin1') === prefix;
  if (size === 0) throw new FileError(file, 'the file is empty');
  if (!begins(0, 'SIMPLE  =')) throw new FileError(file, 'is not a FITS file: it does not start with SIMPLE');
  for (let offset = 0, index = 0; offset < size && (index === 0 || begins(offset, 'XTENSION=')); index++) {
    if (index > mostHdus) throw new FileError(file, `has more than ${mostHdus} extensions`);
    const { header, bytes } = headerAt(parts, offset);
    const start = offset + bytes;
    const length = dataBytes(header, file);
    if (start + length > size) {
      const name = header.string('EXTNAME') ?? 'unnamed';
      const there = Math.max(0, size - start);
      throw new FileError(
        file,
        `is cut short: HDU ${index} (${name}) needs ${length} bytes of data, ${there} are there`,
      );
    }
    const kind = header.string('XTENSION');
    if (index === 0) tables.push(table(parts, header, start, 0));
    else if (kind === 'BINTABLE' || kind === 'A3DTABLE') tables.push(table(parts, header, start, length));
    offset = start + Math.ceil(length / blockBytes) * blockBytes;
  }
  return tables;
}

/** Reads twice as many bytes until the header ends in them. */
function headerAt(parts: Parts, offset: number): { header: FitsHeader; bytes: number } {
  for (let length = 4 * blockBytes; ; length *= 2) {
    const isLast = offset + length >= parts.size || length > longestHeader;
    const bytes = parts.slice(offset, Math.min(length, parts.size - offset));
    try {
      const { header, end } = parseHeader(bytes, 0, parts.file);
      return { header, bytes: end };
    } catch (error) {
      if (isLast) throw error;
    }
  }
}

function table(parts: Parts, header: FitsHeader, start: number, length: number): PartialTable {
  const rows = header.integer('NAXIS2') ?? 0;
  const rowBytes = header.integer('NAXIS1') ?? 0;
  // The header of a table of other rows, or of one of the columns.
  const without = (first: number, end: number, keywords: Record<string, number | string>) => {
    const changed: Record<string, number | string> = { NAXIS2: end - first, ...keywords };
    const cards = header.cards.filter(
      ({ keyword }) => !(keyword in changed || keyword === 'PCOUNT' || keyword === 'THEAP'),
    );
    const added = Object.entries(changed).map(([keyword, value]) => ({ keyword, value, comment: '' }));
    return new FitsHeader([...cards, ...added], parts.file);
  };
  const bytes = (first: number, end: number) => parts.slice(start + first * rowBytes, (end - first) * rowBytes);
  return {
    header,
    name: header.string('EXTNAME') ?? '',
    rows,
    rowBytes,
    bytes,
    whole: () => new BinTable(parts.file, header, parts.slice(start, length)),
    part: (first, end) => new BinTable(parts.file, without(first, end, {}), bytes(first, end)),
    column: (name, first, end) => {
      const all = new BinTable(parts.file, without(0, 0, {}), new Uint8Array(0));
      const { index } = all.column(name);
      const { offset, width, form } = all.columns[index - 1];
      const packed = new Uint8Array((end - first) * width);
      for (let row = first; row < end; row++)
        packed.set(parts.slice(start + row * rowBytes + offset, width), (row - first) * width);
      const { scale, zero } = all.columns[index - 1];
      const numbers = { TSCAL1: scale, TZERO1: zero, TNULL1: '' };
      const keywords = { NAXIS1: width, TFIELDS: 1, TTYPE1: all.columns[index - 1].name, TFORM1: form, ...numbers };
      return new BinTable(parts.file, without(first, end, keywords), packed);
    },
  };
}
