import { type FitsHeader, parseNumber } from './header.js';
import { type FitsColumn, FitsTable, type NumberArray, type NumberArrayType, type Ragged } from './table.js';

interface AsciiColumn extends FitsColumn {
  offset: number;
  width: number;
  /** Number of digits after an implied decimal point. */
  decimals: number;
  scale: number;
  zero: number;
  blank?: string;
}

/** ASCII table (FITS standard 4.0, section 7.2): rows of characters, each column at a fixed place. */
export class AsciiTable extends FitsTable {
  readonly count: number;
  readonly columns: readonly AsciiColumn[];
  readonly #data: Uint8Array;
  readonly #rowBytes: number;

  /** `data` is the HDU's data area without padding. */
  constructor(file: string, header: FitsHeader, data: Uint8Array) {
    super(file, header);
    this.#data = data;
    this.#rowBytes = header.integer('NAXIS1') ?? 0;
    this.count = header.integer('NAXIS2') ?? 0;
    if (this.count > 0 && this.#rowBytes === 0) throw this.error(`has ${this.count} rows of no bytes`);
    if (this.#rowBytes * this.count > data.byteLength)
      throw this.error(`needs ${this.#rowBytes * this.count} bytes, ${data.byteLength} are there`);
    const fields = header.integer('TFIELDS') ?? 0;
    if (fields > 999) throw this.error(`keyword TFIELDS is ${fields}; FITS allows 999`);
    this.columns = Array.from({ length: fields }, (_, i) => this.#parseColumn(header, i + 1));
  }

  #parseColumn(header: FitsHeader, n: number): AsciiColumn {
    const form = header.string(`TFORM${n}`) ?? '';
    const match = /^([AIFED])(\d{1,6})(?:\.(\d{1,6}))?/.exec(form.toUpperCase());
    if (!match) throw this.error(`keyword TFORM${n} is ${JSON.stringify(form)}, which is no ASCII column format`);
    const offset = (header.integer(`TBCOL${n}`, 1) ?? 1) - 1;
    const width = Number(match[2]);
    if (offset + width > this.#rowBytes)
      throw this.error(`column ${n} ends at character ${offset + width}, a row has ${this.#rowBytes}`);
    const blank = header.get(`TNULL${n}`);
    return {
      name: header.string(`TTYPE${n}`) ?? `COL${n}`,
      index: n,
      form,
      unit: header.string(`TUNIT${n}`),
      repeat: match[1] === 'A' ? width : 1,
      isText: match[1] === 'A',
      offset,
      width,
      decimals: Number(match[3] ?? 0),
      scale: header.number(`TSCAL${n}`) ?? 1,
      zero: header.number(`TZERO${n}`) ?? 0,
      blank: blank === undefined ? undefined : String(blank).trim(),
    };
  }

  /** The field of every row without trailing blanks, for numeric columns too. */
  override strings(name: string): string[] {
    const column = this.column(name) as AsciiColumn;
    return Array.from({ length: this.count }, (_, row) => this.#field(column, row).trimEnd());
  }

  #field(column: AsciiColumn, row: number): string {
    const start = row * this.#rowBytes + column.offset;
    // Copying a few characters is faster than a decoder call for each field.
    let field = '';
    for (let i = start; i < start + column.width; i++) field += String.fromCharCode(this.#data[i]);
    return field;
  }

  override read(name: string): Float64Array;
  override read<T extends NumberArray>(name: string, type: NumberArrayType<T>, first?: number, end?: number): T;
  override read(
    name: string,
    type: NumberArrayType<NumberArray> = Float64Array,
    first = 0,
    end = this.count,
  ): NumberArray {
    const column = this.column(name) as AsciiColumn;
    if (column.isText) throw this.error(`column ${column.name} holds text, not numbers`);
    this.checkRows(first, end);
    const result = new type(end - first);
    for (let row = first; row < end; row++) this.store(column, row, [this.#number(column, row)], result, row - first);
    return result;
  }

  override ragged(name: string, first = 0, end = this.count): Ragged {
    const values = this.read(name, Float64Array, first, end);
    return { start: Uint32Array.from({ length: values.length + 1 }, (_, i) => i), values };
  }

  #number(column: AsciiColumn, row: number): number {
    const field = this.#field(column, row).trim();
    if (field === '' || field === column.blank) return Number.NaN;
    // Fortran allows the exponent letter to be left out: 1.5-3 is 1.5E-3.
    const number = parseNumber(field.replace(/^([+-]?[\d.]+)([+-]\d+)$/, '$1E$2'));
    if (number === undefined)
      throw this.error(`column ${column.name} is ${JSON.stringify(field)} in row ${row + 1}, which is not a number`);
    const implied = column.decimals > 0 && !field.includes('.') ? 10 ** column.decimals : 1;
    return (number / implied) * column.scale + column.zero;
  }
}
