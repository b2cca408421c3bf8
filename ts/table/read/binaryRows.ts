import { FileError } from '../../base/index.js';
import type { TableCell } from '../types.js';

/** A FIELD of VOTable: what its cells are made of. */
export interface VotableField {
  readonly datatype: string;
  readonly arraysize?: string;
  /** The number that stands for no value. */
  blank?: string;
}

/** Bytes of one element; a bit has an eighth of one. */
const elementBytes: Readonly<Record<string, number>> = {
  ...{ boolean: 1, unsignedByte: 1, short: 2, int: 4, long: 8, char: 1, unicodeChar: 2 },
  ...{ float: 4, double: 8, floatComplex: 8, doubleComplex: 16 },
};

/** Decodes the rows of BINARY and BINARY2 streams (VOTable 1.4, sections 5.3 and 5.4), which come in pieces of base64. */
export class BinaryRows {
  #characters = '';
  #bytes = Buffer.alloc(0);
  #at = 0;
  #row = 0;
  readonly #fixed: readonly (number | undefined)[];

  constructor(
    readonly file: string,
    readonly fields: readonly VotableField[],
    readonly hasFlags: boolean,
  ) {
    this.#fixed = fields.map((field) => this.#elements(field));
  }

  /** The rows that are complete with this piece. */
  add(piece: string): TableCell[][] {
    const characters = this.#characters + piece.replaceAll(/\s+/g, '');
    const whole = characters.length - (characters.length % 4);
    this.#characters = characters.slice(whole);
    const decoded = Buffer.from(characters.slice(0, whole), 'base64');
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), decoded]);
    this.#at = 0;
    const rows: TableCell[][] = [];
    for (let row = this.#next(); row; row = this.#next()) rows.push(row);
    return rows;
  }

  /** @throws FileError if a row is not complete. */
  end(): void {
    if (this.#characters !== '' || this.#at < this.#bytes.length)
      throw new FileError(this.file, `row ${this.#row + 1} is not complete: its data are cut short or damaged`);
  }

  /** The number of elements of a field; undefined if each row has its own. */
  #elements({ datatype, arraysize = '1' }: VotableField): number | undefined {
    if (!(datatype in elementBytes) && datatype !== 'bit')
      throw new FileError(this.file, `has a field of the unknown type ${datatype}`);
    if (arraysize.endsWith('*')) return undefined;
    const elements = arraysize.split('x').reduce((product, length) => product * Number(length), 1);
    if (Number.isSafeInteger(elements)) return elements;
    throw new FileError(this.file, `has a field of the unknown size ${arraysize}`);
  }

  /** The next row, undefined if its bytes are not all there. */
  #next(): TableCell[] | undefined {
    const flags = this.hasFlags ? Math.ceil(this.fields.length / 8) : 0;
    let at = this.#at + flags;
    if (at >= this.#bytes.length) return undefined;
    const row = new Array<TableCell>(this.fields.length);
    for (let k = 0; k < row.length; k++) {
      let count = this.#fixed[k];
      if (count === undefined) {
        if (at + 4 > this.#bytes.length) return undefined;
        count = this.#bytes.readUInt32BE(at);
        at += 4;
      }
      const { datatype } = this.fields[k];
      const size = datatype === 'bit' ? Math.ceil(count / 8) : count * elementBytes[datatype];
      if (at + size > this.#bytes.length) return undefined;
      const isNull = flags > 0 && (this.#bytes[this.#at + (k >> 3)] & (0x80 >> (k & 7))) !== 0;
      const cell = isNull ? null : this.#value(this.fields[k], at, size);
      // Without flags an empty text is none.
      row[k] = cell === '' && !this.hasFlags ? null : cell;
      at += size;
    }
    this.#at = at;
    this.#row++;
    return row;
  }

  /** The value of a cell that holds one; of others nothing is used. */
  #value({ datatype, blank }: VotableField, at: number, size: number): TableCell {
    const bytes = this.#bytes;
    if (datatype === 'char') return textOf(bytes.toString('utf8', at, at + size));
    if (datatype === 'unicodeChar')
      return textOf(
        Buffer.from(bytes.subarray(at, at + size))
          .swap16()
          .toString('utf16le'),
      );
    // A single bit is the highest one of its byte; astropy writes another.
    if (datatype === 'bit') return bytes[at] !== 0;
    if (size !== elementBytes[datatype]) return null;
    if (datatype === 'boolean')
      return /[Tt1]/.test(String.fromCharCode(bytes[at]))
        ? true
        : /[Ff0]/.test(String.fromCharCode(bytes[at]))
          ? false
          : null;
    const value = numberAt(bytes, datatype, at);
    return Number.isNaN(value) || (blank !== undefined && String(value) === String(blank).trim()) ? null : value;
  }
}

/** A text ends at its first NUL. */
const textOf = (content: string): string => {
  const end = content.indexOf('\0');
  return end < 0 ? content : content.slice(0, end);
};

function numberAt(bytes: Buffer, datatype: string, at: number): number | string {
  switch (datatype) {
    case 'unsignedByte':
      return bytes[at];
    case 'short':
      return bytes.readInt16BE(at);
    case 'int':
      return bytes.readInt32BE(at);
    case 'float':
      return bytes.readFloatBE(at);
    case 'double':
      return bytes.readDoubleBE(at);
  }
  const value = bytes.readBigInt64BE(at);
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
