import { type FitsHeader, parseNumber } from './header.js';
import { type FitsColumn, FitsTable, type NumberArray, type NumberArrayType, type Ragged } from './table.js';

/** Bytes of one element; X has eight elements in a byte. */
const elementBytes: Record<string, number> = { L: 1, X: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16 };

/**
 * Rows may share memory in the heap, so that a small file can describe any amount of data. A file with more numbers per
 * byte than this is refused.
 */
const maxSharing = 16;

interface BinColumn extends FitsColumn {
  /** Type letter of the elements. */
  code: string;
  /** P or Q if the row holds a descriptor of a vector in the heap. */
  descriptor?: 'P' | 'Q';
  offset: number;
  /** Bytes of the column in a row. */
  width: number;
  scale: number;
  zero: number;
  blank?: number;
}

/**
 * Binary table (FITS standard 4.0, section 7.3): big-endian rows of fixed width, then the heap with the vectors of
 * varying length.
 */
export class BinTable extends FitsTable {
  readonly count: number;
  readonly columns: readonly BinColumn[];
  readonly #view: DataView;
  readonly #rowBytes: number;
  readonly #heap: number;

  /** `data` is the HDU's data area without padding. */
  constructor(file: string, header: FitsHeader, data: Uint8Array) {
    super(file, header);
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#rowBytes = header.integer('NAXIS1') ?? 0;
    this.count = header.integer('NAXIS2') ?? 0;
    const main = this.#rowBytes * this.count;
    if (this.count > 0 && this.#rowBytes === 0) throw this.error(`has ${this.count} rows of no bytes`);
    if (main > data.byteLength) throw this.error(`needs ${main} bytes, ${data.byteLength} are there`);
    this.#heap = header.integer('THEAP') ?? main;
    if (this.#heap < main || this.#heap > data.byteLength)
      throw this.error(`keyword THEAP is ${this.#heap}, outside ${main} to ${data.byteLength}`);
    this.columns = this.#layout(header);
  }

  #layout(header: FitsHeader): BinColumn[] {
    const columns: BinColumn[] = [];
    let offset = 0;
    const fields = header.integer('TFIELDS') ?? 0;
    if (fields > 999) throw this.error(`keyword TFIELDS is ${fields}; FITS allows 999`);
    for (let n = 1; n <= fields; n++) {
      const column = this.#parseColumn(header, n, offset);
      columns.push(column);
      offset += column.width;
    }
    if (offset > this.#rowBytes) throw this.error(`its columns take ${offset} bytes, a row has ${this.#rowBytes}`);
    return columns;
  }

  #parseColumn(header: FitsHeader, n: number, offset: number): BinColumn {
    const form = header.string(`TFORM${n}`) ?? '';
    const match = /^(\d*)([LXBIJKAEDCMPQ])([LXBIJKAEDCM]?)/.exec(form.toUpperCase());
    const count = match?.[1] ? Number(match[1]) : 1;
    const descriptor = match?.[2] === 'P' || match?.[2] === 'Q' ? match[2] : undefined;
    if (!match || !Number.isSafeInteger(count) || (descriptor && (!match[3] || count > 1)))
      throw this.error(`keyword TFORM${n} is ${JSON.stringify(form)}, which is no binary column format`);
    const code = descriptor ? match[3] : match[2];
    const width = descriptor ? (descriptor === 'P' ? 8 : 16) * count : storage(code, count);
    const complex = code === 'C' || code === 'M' ? 2 : 1;
    return {
      name: header.string(`TTYPE${n}`) ?? `COL${n}`,
      index: n,
      form,
      unit: header.string(`TUNIT${n}`),
      repeat: descriptor ? undefined : count * complex,
      isText: code === 'A',
      tlMin: finite(header, `TLMIN${n}`),
      tlMax: finite(header, `TLMAX${n}`),
      code,
      descriptor,
      offset,
      width,
      scale: finite(header, `TSCAL${n}`) ?? 1,
      zero: finite(header, `TZERO${n}`) ?? 0,
      blank: 'BIJK'.includes(code) ? finite(header, `TNULL${n}`) : undefined,
    };
  }

  #numeric(name: string): BinColumn {
    const column = this.column(name) as BinColumn;
    if (column.isText) throw this.error(`column ${column.name} holds text, not numbers`);
    return column;
  }

  override read(name: string): Float64Array;
  override read<T extends NumberArray>(name: string, type: NumberArrayType<T>, first?: number, end?: number): T;
  override read(
    name: string,
    type: NumberArrayType<NumberArray> = Float64Array,
    first = 0,
    end = this.count,
  ): NumberArray {
    const column = this.#numeric(name);
    this.checkRows(first, end);
    const { repeat } = column;
    if (repeat === undefined) throw this.error(`column ${column.name} has rows of differing length`);
    const result = new type((end - first) * repeat);
    const scratch = result instanceof Float64Array ? undefined : new Float64Array(repeat);
    for (let row = first, at = 0; row < end; row++, at += repeat) {
      const offset = row * this.#rowBytes + column.offset;
      this.#decode(column, offset, repeat, scratch ?? (result as Float64Array), scratch ? 0 : at);
      if (scratch) this.store(column, row, scratch, result, at);
    }
    return result;
  }

  override ragged(name: string, first = 0, end = this.count): Ragged {
    this.checkRows(first, end);
    return this.#ragged(this.#numeric(name), Float64Array, first, end);
  }

  override raggedAsStored(name: string): Ragged<Float64Array | Float32Array> {
    const column = this.#numeric(name);
    const isSingle = column.code === 'E' && column.scale === 1 && column.zero === 0;
    return isSingle ? this.#ragged(column, Float32Array, 0, this.count) : this.ragged(name);
  }

  #ragged<Values extends Float64Array | Float32Array>(
    column: BinColumn,
    type: NumberArrayType<Values>,
    first: number,
    end: number,
  ): Ragged<Values> {
    const start = new Uint32Array(end - first + 1);
    if (!column.descriptor) {
      const repeat = column.repeat!;
      const values = new type((end - first) * repeat);
      for (let row = first; row < end; row++)
        this.#decode(column, row * this.#rowBytes + column.offset, repeat, values, (row - first) * repeat);
      return { start: start.map((_, i) => i * repeat), values };
    }
    const complex = column.code === 'C' || column.code === 'M' ? 2 : 1;
    let total = 0;
    for (let row = first; row < end; row++) {
      total += this.#vectorLength(column, row) * complex;
      if (total > maxSharing * this.#view.byteLength)
        throw this.error(`column ${column.name} describes over ${total} numbers in ${this.#view.byteLength} bytes`);
      start[row - first + 1] = total;
    }
    const values = new type(total);
    for (let row = first; row < end; row++) {
      const length = start[row - first + 1] - start[row - first];
      this.#decode(column, this.#vectorOffset(column, row, length / complex), length, values, start[row - first]);
    }
    return { start, values };
  }

  override strings(name: string): string[] {
    const column = this.column(name) as BinColumn;
    if (!column.isText) throw this.error(`column ${column.name} holds numbers, not text`);
    const decoder = new TextDecoder('latin1');
    return Array.from({ length: this.count }, (_, row) => {
      const count = column.descriptor ? this.#vectorLength(column, row) : column.width;
      const offset = column.descriptor ? this.#vectorOffset(column, row, count) : row * this.#rowBytes + column.offset;
      const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + offset, count);
      const end = bytes.indexOf(0);
      return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
    });
  }

  /** The digits of a column of 64-bit integers (K), also of those beyond 2^53; nulls are empty. */
  wholeDigits(name: string, first = 0, end = this.count): string[] {
    const column = this.#numeric(name);
    this.checkRows(first, end);
    if (column.code !== 'K' || column.repeat !== 1 || column.scale !== 1 || !Number.isInteger(column.zero))
      throw this.error(`column ${column.name} holds no 64-bit integers`);
    const zero = BigInt(column.zero);
    const blank = column.blank === undefined ? undefined : BigInt(column.blank);
    return Array.from({ length: end - first }, (_, i) => {
      const raw = this.#view.getBigInt64((first + i) * this.#rowBytes + column.offset);
      return raw === blank ? '' : String(raw + zero);
    });
  }

  // Two functions instead of an object for each row: a large matrix has 60,000 rows.
  /** Number of elements of the vector of a row. */
  #vectorLength(column: BinColumn, row: number): number {
    if (column.width === 0) return 0;
    const at = row * this.#rowBytes + column.offset;
    const count = column.descriptor === 'Q' ? int64(this.#view, at, false) : this.#view.getInt32(at);
    if (count < 0) throw this.#outside(column, row);
    return count;
  }

  /** Byte offset of the vector of a row, checked against the size of the heap. */
  #vectorOffset(column: BinColumn, row: number, count: number): number {
    if (count === 0) return 0;
    const at = row * this.#rowBytes + column.offset;
    const place = column.descriptor === 'Q' ? int64(this.#view, at + 8, false) : this.#view.getInt32(at + 4);
    const offset = this.#heap + place;
    if (offset < this.#heap || offset + storage(column.code, count) > this.#view.byteLength)
      throw this.#outside(column, row);
    return offset;
  }

  #outside(column: BinColumn, row: number) {
    return this.error(`column ${column.name}: the vector of row ${row + 1} lies outside the file's data`);
  }

  /**
   * Decodes `count` numbers from byte `offset` on into `target`, beginning at index `at`; nulls become NaN, other
   * numbers are scaled.
   */
  #decode(column: BinColumn, offset: number, count: number, target: Float64Array | Float32Array, at: number): void {
    const { code, scale, zero, blank } = column;
    // The offset 2^63 of unsigned 64-bit numbers is applied to the bits, before rounding to a double: added afterwards,
    // it would lose small numbers.
    const unsigned64 = code === 'K' && scale === 1 && zero === 2 ** 63;
    decodeRaw(this.#view, code, unsigned64, offset, count, target, at);
    if (blank !== undefined) {
      const raw = unsigned64 ? blank + zero : blank;
      for (let i = at; i < at + count; i++) if (target[i] === raw) target[i] = Number.NaN;
    }
    if (unsigned64 || (scale === 1 && zero === 0)) return;
    for (let i = at; i < at + count; i++) target[i] = target[i] * scale + zero;
  }
}

/** Bytes that `count` elements of a type take. */
const storage = (code: string, count: number): number =>
  code === 'X' ? Math.ceil(count / 8) : count * elementBytes[code];

/** A numeric keyword of a column; undefined also if it cannot be read (TNULL = ' '). */
function finite(header: FitsHeader, keyword: string): number | undefined {
  const value = header.get(keyword);
  const number = typeof value === 'string' ? parseNumber(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A 64-bit integer as a double: exact up to 2^53. `flip` reads it with its top bit inverted and without sign. */
function int64(view: DataView, offset: number, flip: boolean): number {
  const high = flip ? (view.getUint32(offset) ^ 0x80000000) >>> 0 : view.getInt32(offset);
  return high * 2 ** 32 + view.getUint32(offset + 4);
}

function decodeRaw(
  view: DataView,
  code: string,
  flip: boolean,
  offset: number,
  count: number,
  target: Float64Array | Float32Array,
  at: number,
): void {
  switch (code) {
    case 'E':
    case 'C':
      for (let i = 0; i < count; i++) target[at + i] = view.getFloat32(offset + 4 * i);
      break;
    case 'D':
    case 'M':
      for (let i = 0; i < count; i++) target[at + i] = view.getFloat64(offset + 8 * i);
      break;
    case 'I':
      for (let i = 0; i < count; i++) target[at + i] = view.getInt16(offset + 2 * i);
      break;
    case 'J':
      for (let i = 0; i < count; i++) target[at + i] = view.getInt32(offset + 4 * i);
      break;
    case 'K':
      for (let i = 0; i < count; i++) target[at + i] = int64(view, offset + 8 * i, flip);
      break;
    case 'B':
      for (let i = 0; i < count; i++) target[at + i] = view.getUint8(offset + i);
      break;
    case 'X':
      for (let i = 0; i < count; i++) target[at + i] = (view.getUint8(offset + (i >> 3)) >> (7 - (i & 7))) & 1;
      break;
    case 'L':
      for (let i = 0; i < count; i++) target[at + i] = logical(view.getUint8(offset + i));
      break;
  }
}

/** 'T', 'F', or null for anything else. */
const logical = (byte: number): number => (byte === 0x54 ? 1 : byte === 0x46 ? 0 : Number.NaN);
