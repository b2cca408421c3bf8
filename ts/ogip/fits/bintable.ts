import { decodeRaw, int64, numberBytesOf, storage } from './elements.js';
import { type FitsHeader, parseNumber } from './header.js';
import { type FitsColumn, FitsTable, type NumberArray, type NumberArrayType, type Ragged } from './table.js';

/**
 * Rows may share memory in the heap, so that a small file can describe any amount of data. A file with more numbers per
 * byte than this is refused.
 */
const maxSharing = 16;

/** Numbers that are decoded at a time where they are stored in another type. */
const pieceNumbers = 2 ** 14;

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

  readonly #isOwn: boolean;
  #isSpent = false;

  /**
   * @param data the HDU's data area without padding
   * @param isOwn whether nobody else has the data, so that `raggedInPlace` may change them
   */
  constructor(file: string, header: FitsHeader, data: Uint8Array, isOwn = false) {
    super(file, header);
    this.#isOwn = isOwn;
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

  override column(name: string): BinColumn {
    return super.column(name) as BinColumn;
  }

  #numeric(name: string): BinColumn {
    const column = this.column(name);
    if (this.#isSpent) throw new Error(`column ${name} is read after one that took the place of the table's bytes`);
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
    if (result instanceof Float64Array || isSingle(column, result)) {
      this.#decodeRows(column, first, end, result as Float64Array | Float32Array, 0);
      return result;
    }
    // In pieces, so that a large column is not held twice.
    const step = Math.max(1, Math.floor(pieceNumbers / Math.max(1, repeat)));
    const scratch = new Float64Array(Math.min(step, end - first) * repeat);
    for (let row = first; row < end; row += step) {
      const stop = Math.min(row + step, end);
      this.#decodeRows(column, row, stop, scratch, 0);
      this.store(column, row, scratch.subarray(0, (stop - row) * repeat), result, (row - first) * repeat);
    }
    return result;
  }

  override ragged(name: string, first = 0, end = this.count): Ragged {
    this.checkRows(first, end);
    return this.#ragged(this.#numeric(name), Float64Array, first, end);
  }

  override raggedAsStored(name: string): Ragged<Float64Array | Float32Array> {
    const column = this.#numeric(name);
    return isPlainSingle(column) ? this.#ragged(column, Float32Array, 0, this.count) : this.ragged(name);
  }

  #ragged<Values extends Float64Array | Float32Array>(
    column: BinColumn,
    type: NumberArrayType<Values>,
    first: number,
    end: number,
  ): Ragged<Values> {
    if (!column.descriptor) {
      const values = new type((end - first) * column.repeat!);
      this.#decodeRows(column, first, end, values, 0);
      return { start: this.#evenly(column, end - first), values };
    }
    const vectors = this.#vectors(column, first, end);
    const values = new type(vectors.start[end - first]);
    if (isSingle(column, values)) gatherSingles(this.#view, vectors, values as Float32Array);
    else
      for (let row = 0; row < end - first; row++) {
        const at = vectors.start[row];
        this.#decode(column, vectors.offset[row], vectors.start[row + 1] - at, values, at);
      }
    return { start: vectors.start, values };
  }

  override raggedInPlace(name: string): Ragged<Float64Array | Float32Array> {
    const column = this.#numeric(name);
    if (!this.#isOwn || !isPlainSingle(column)) return this.raggedAsStored(name);
    const vectors = this.#vectors(column, 0, this.count);
    const { start } = vectors;
    const first = vectors.offset[start.findIndex((numbers) => numbers > 0) - 1];
    // The numbers move to the front, or a few bytes before it: a typed array begins at a multiple of its elements.
    const { buffer, byteOffset } = this.#view;
    const front = byteOffset + first - ((byteOffset + first) % 4);
    if (!(front >= byteOffset) || !areAscending(vectors)) return this.raggedAsStored(name);
    this.#isSpent = true;
    const bytes = Buffer.from(buffer, byteOffset, this.#view.byteLength);
    for (let row = 0; row < this.count; row++) {
      const from = vectors.offset[row];
      bytes.copyWithin(front - byteOffset + 4 * start[row], from, from + 4 * (start[row + 1] - start[row]));
    }
    const total = start[this.count];
    Buffer.from(buffer, front, 4 * total).swap32();
    return { start, values: new Float32Array(buffer, front, total) };
  }

  #evenly({ repeat }: BinColumn, rows: number): Uint32Array {
    return new Uint32Array(rows + 1).map((_, row) => row * repeat!);
  }

  /** Where the numbers of rows are; vectors in the heap are checked against its size. */
  #vectors(column: BinColumn, first: number, end: number): Vectors {
    if (!column.descriptor) {
      const offset = new Float64Array(end - first).map((_, row) => (first + row) * this.#rowBytes + column.offset);
      return { start: this.#evenly(column, end - first), offset };
    }
    const complex = column.code === 'C' || column.code === 'M' ? 2 : 1;
    const start = new Uint32Array(end - first + 1);
    const offset = new Float64Array(end - first);
    let total = 0;
    for (let row = first; row < end; row++) {
      total += this.#vectorLength(column, row) * complex;
      if (total > maxSharing * this.#view.byteLength)
        throw this.error(`column ${column.name} describes over ${total} numbers in ${this.#view.byteLength} bytes`);
      start[row - first + 1] = total;
    }
    for (let row = first; row < end; row++)
      offset[row - first] = this.#vectorOffset(column, row, (start[row - first + 1] - start[row - first]) / complex);
    return { start, offset };
  }

  override strings(name: string): string[] {
    const column = this.column(name);
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

  /** Decodes the numbers of a column of fixed width in rows `first` to before `end`. */
  #decodeRows(column: BinColumn, first: number, end: number, target: Float64Array | Float32Array, at: number): void {
    const repeat = column.repeat!;
    const rows = end - first;
    const offset = first * this.#rowBytes + column.offset;
    const isBits = column.code === 'X';
    if (isSingle(column, target))
      gatherSingles(
        this.#view,
        this.#vectors(column, first, end),
        target.subarray(at, at + rows * repeat) as Float32Array,
      );
    else if (column.width === this.#rowBytes && !isBits) this.#decode(column, offset, rows * repeat, target, at);
    else if (repeat === 1 && !isBits) this.#decode(column, offset, rows, target, at, this.#rowBytes);
    else
      for (let row = 0; row < rows; row++)
        this.#decode(column, offset + row * this.#rowBytes, repeat, target, at + row * repeat);
  }

  /**
   * Decodes `count` numbers from byte `offset` on, one every `step` bytes (default: one behind the other), into `target`, beginning
   * at index `at`; nulls become NaN, other numbers are scaled.
   */
  #decode(
    column: BinColumn,
    offset: number,
    count: number,
    target: Float64Array | Float32Array,
    at: number,
    step?: number,
  ): void {
    if (count === 0) return;
    const { code, scale, zero, blank } = column;
    // The offset 2^63 of unsigned 64-bit numbers is applied to the bits, before rounding to a double: added afterwards,
    // it would lose small numbers.
    const unsigned64 = code === 'K' && scale === 1 && zero === 2 ** 63;
    decodeRaw(this.#view, code, unsigned64, { offset, step: step ?? numberBytesOf(code), count }, target, at);
    if (blank !== undefined) {
      const raw = unsigned64 ? blank + zero : blank;
      for (let i = at; i < at + count; i++) if (target[i] === raw) target[i] = Number.NaN;
    }
    if (unsigned64 || (scale === 1 && zero === 0)) return;
    for (let i = at; i < at + count; i++) target[i] = target[i] * scale + zero;
  }
}

const isPlainSingle = ({ code, scale, zero }: BinColumn): boolean => code === 'E' && scale === 1 && zero === 0;

const isSingle = (column: BinColumn, array: NumberArray): boolean =>
  array instanceof Float32Array && isPlainSingle(column);

/** The vectors of the rows of a column: numbers before each, and the byte of the table where it begins. */
interface Vectors {
  start: Uint32Array;
  offset: Float64Array;
}

/** Whether vectors of numbers in single precision lie in the order of the rows and share no bytes. */
function areAscending({ start, offset }: Vectors): boolean {
  let end = 0;
  for (let row = 0; row < offset.length; row++) {
    const bytes = 4 * (start[row + 1] - start[row]);
    if (bytes === 0) continue;
    if (offset[row] < end) return false;
    end = offset[row] + bytes;
  }
  return true;
}

/** Copies big-endian numbers in single precision and turns their bytes round, which is much faster than reading each. */
function gatherSingles(view: DataView, { start, offset }: Vectors, target: Float32Array): void {
  const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  const from = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let row = 0; row < offset.length; row++)
    bytes.set(from.subarray(offset[row], offset[row] + 4 * (start[row + 1] - start[row])), 4 * start[row]);
  // Every machine that the native core runs on is little-endian.
  bytes.swap32();
}

/** A numeric keyword of a column; undefined also if it cannot be read (TNULL = ' '). */
function finite(header: FitsHeader, keyword: string): number | undefined {
  const value = header.get(keyword);
  const number = typeof value === 'string' ? parseNumber(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
