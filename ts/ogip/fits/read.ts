import { FileError } from '../../base/index.js';
import type { Source } from '../types.js';
import { AsciiTable } from './asciitable.js';
import { BinTable } from './bintable.js';
import { blockBytes, type FitsHeader, parseHeader } from './header.js';
import { type LoadedBytes, loadBytes } from './source.js';
import type { FitsTable } from './table.js';

/** A header with its data. Of an image only the header is used. */
export class FitsHdu {
  #table?: FitsTable;
  readonly #data: Uint8Array;
  readonly #isOwn: boolean;

  /** @param isOwn whether nobody else has the data, so that a table may change them (`raggedInPlace`) */
  constructor(
    readonly file: string,
    /** Number of the HDU in the file; 0 is the primary HDU. */
    readonly index: number,
    readonly header: FitsHeader,
    data: Uint8Array,
    isOwn = false,
  ) {
    this.#data = data;
    this.#isOwn = isOwn;
  }

  /** EXTNAME, or an empty string. */
  get name(): string {
    return this.header.string('EXTNAME') ?? '';
  }

  get kind(): 'image' | 'bintable' | 'table' | 'other' {
    const extension = this.header.string('XTENSION');
    if (this.index === 0 || extension === 'IMAGE') return 'image';
    if (extension === 'BINTABLE' || extension === 'A3DTABLE') return 'bintable';
    return extension === 'TABLE' ? 'table' : 'other';
  }

  get isTable(): boolean {
    return this.kind === 'bintable' || this.kind === 'table';
  }

  /**
   * The table, interpreted at first use. @throws FileError if the HDU is no table or its columns do not fit its size.
   */
  get table(): FitsTable {
    if (!this.isTable) throw new FileError(this.file, `HDU ${this.index} (${this.name || 'unnamed'}) is not a table`);
    this.#table ??=
      this.kind === 'bintable'
        ? new BinTable(this.file, this.header, this.#data, this.#isOwn)
        : new AsciiTable(this.file, this.header, this.#data);
    return this.#table;
  }
}

/** A FITS file; `hdus` are in file order. */
export interface FitsFile {
  readonly file: string;
  readonly hdus: readonly FitsHdu[];
}

/** Bytes of an HDU's data (FITS standard 4.0, equation 2), without padding. */
export function dataBytes(header: FitsHeader, file: string): number {
  const axes = header.integer('NAXIS') ?? 0;
  if (axes === 0) return 0;
  if (axes > 999) throw new FileError(file, `keyword NAXIS is ${axes}; FITS allows 999`);
  const groups = header.get('GROUPS') === true && header.integer('NAXIS1') === 0;
  let elements = 1;
  for (let n = groups ? 2 : 1; n <= axes; n++) {
    const length = header.integer(`NAXIS${n}`);
    if (length === undefined) throw new FileError(file, `keyword NAXIS${n} is missing`);
    elements *= length;
  }
  const bits = Math.abs(header.integer('BITPIX', -64) ?? 8);
  if (![8, 16, 32, 64].includes(bits)) throw new FileError(file, `keyword BITPIX is ${bits}, which FITS does not know`);
  return (bits / 8) * (header.integer('GCOUNT') ?? 1) * ((header.integer('PCOUNT') ?? 0) + elements);
}

/**
 * Opens a FITS file (standard 4.0, doi:10.1051/0004-6361/201015362), gzip or not. Tables are decoded column by column
 * on request; images are skipped. Bytes after the last HDU that are no extension are ignored, as the standard says.
 *
 * @param source path or bytes
 * @throws FileError if the file cannot be read, is no FITS file, or is shorter than its headers say.
 */
export const readFits = (source: Source): FitsFile => readUnpacked(loadBytes(source));

/** As {@link readFits}, of bytes that were read and unpacked. */
export function readUnpacked({ file, bytes, isOwn }: LoadedBytes): FitsFile {
  if (bytes.length === 0) throw new FileError(file, 'the file is empty');
  if (!startsWith(bytes, 0, 'SIMPLE  ='))
    throw new FileError(file, 'is not a FITS file: it does not start with SIMPLE');
  const hdus: FitsHdu[] = [];
  let offset = 0;
  while (offset < bytes.length && (offset === 0 || startsWith(bytes, offset, 'XTENSION='))) {
    const { header, end } = parseHeader(bytes, offset, file);
    const size = dataBytes(header, file);
    if (end + size > bytes.length)
      throw new FileError(
        file,
        `is cut short: HDU ${hdus.length} (${header.string('EXTNAME') ?? 'unnamed'}) needs ${size} bytes of data, ` +
          `${Math.max(0, bytes.length - end)} are there`,
      );
    hdus.push(new FitsHdu(file, hdus.length, header, bytes.subarray(end, end + size), isOwn));
    offset = end + Math.ceil(size / blockBytes) * blockBytes;
  }
  return { file, hdus };
}

function startsWith(bytes: Uint8Array, offset: number, prefix: string): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[offset + i] !== prefix.charCodeAt(i)) return false;
  return true;
}
