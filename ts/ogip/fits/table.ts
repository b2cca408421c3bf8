import { FileError } from '../../base/index.js';
import type { FitsHeader } from './header.js';

/** The typed arrays that a column can be read into. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;
/** The constructors of these arrays. */
export type NumberArrayType<T extends NumberArray> = { new (length: number): T; readonly name: string };

/** One column of a table. */
export interface FitsColumn {
  /** TTYPEn, or `COLn` if the column has no name. */
  readonly name: string;
  /** Number of the column in the file, from 1. */
  readonly index: number;
  /** TFORMn, the format of the column. */
  readonly form: string;
  /** TUNITn, the unit. */
  readonly unit?: string;
  /**
   * Numbers per row (1 for a scalar; a complex number counts as two), or the width of text; undefined if it varies from
   * row to row.
   */
  readonly repeat?: number;
  readonly isText: boolean;
  /** TLMINn and TLMAXn: the lowest and highest value that the column may hold. */
  readonly tlMin?: number;
  readonly tlMax?: number;
}

/** Values of a column whose rows differ in length: row r is values[start[r]] to values[start[r + 1] - 1]. */
export interface Ragged<Values extends Float64Array | Float32Array = Float64Array> {
  start: Uint32Array;
  values: Values;
}

/**
 * A table of a FITS file, binary or ASCII. Columns are decoded on request. A name is matched exactly first, then in any
 * case (VizieR has `e_HR1` and `E_HR1` in one table; other writers disagree on case).
 */
export abstract class FitsTable {
  abstract readonly count: number;
  abstract readonly columns: readonly FitsColumn[];

  constructor(
    readonly file: string,
    readonly header: FitsHeader,
  ) {}

  /** EXTNAME, or an empty string. */
  get name(): string {
    return this.header.string('EXTNAME') ?? '';
  }

  find(name: string): FitsColumn | undefined {
    const wanted = name.toUpperCase();
    return (
      this.columns.find((column) => column.name === name) ??
      this.columns.find((column) => column.name.toUpperCase() === wanted)
    );
  }

  /** @throws FileError that lists the columns there are. */
  column(name: string): FitsColumn {
    const column = this.find(name);
    if (column) return column;
    throw this.error(`there is no column ${name}; it has ${this.columns.map((c) => c.name).join(', ') || 'none'}`);
  }

  /**
   * The numbers of rows `first` up to before `end` (from 0; default all), one row after the other, scaled by TSCAL and
   * TZERO. A null (TNULL, a blank ASCII field) is NaN. An array type other than Float64Array saves memory; an integer
   * type must hold all values exactly.
   *
   * @throws FileError for a text column, a column whose rows differ in length (see `ragged`), a field that is not a
   *   number, or a value that an integer `type` cannot hold; it names column and row.
   */
  abstract read(name: string): Float64Array;
  abstract read<T extends NumberArray>(name: string, type: NumberArrayType<T>, first?: number, end?: number): T;

  /** The numbers of any numeric column, also of one whose rows differ in length. */
  abstract ragged(name: string, first?: number, end?: number): Ragged;

  /** As {@link ragged}, all rows; in single precision where the file holds such numbers, so that a large column takes half. */
  raggedAsStored(name: string): Ragged<Float64Array | Float32Array> {
    return this.ragged(name);
  }

  /**
   * As {@link raggedAsStored}, but the last that is read of this table: where nobody else has its bytes, the numbers may take their
   * place, which spares the memory and the time of a copy.
   */
  raggedInPlace(name: string): Ragged<Float64Array | Float32Array> {
    return this.raggedAsStored(name);
  }

  /** The text of each row without trailing blanks. @throws FileError for a column of binary numbers. */
  abstract strings(name: string): string[];

  /** A FileError whose message names the table. */
  error(message: string, options?: ErrorOptions): FileError {
    return new FileError(this.file, `table ${this.name || '(unnamed)'}: ${message}`, options);
  }

  protected checkRows(first: number, end: number): void {
    if (!Number.isInteger(first) || !Number.isInteger(end) || first < 0 || end < first || end > this.count)
      throw this.error(`rows ${first} to ${end} were asked for; it has ${this.count}`);
  }

  /**
   * Copies the numbers of rows from `row` on into `target`, beginning at index `at`; throws if the array's type cannot hold one of
   * them.
   */
  protected store(column: FitsColumn, row: number, numbers: ArrayLike<number>, target: NumberArray, at: number): void {
    const exact = !(target instanceof Float64Array || target instanceof Float32Array);
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i];
      target[at + i] = number;
      if (!exact || target[at + i] === number) continue;
      const where = row + Math.floor(i / (column.repeat ?? 1)) + 1;
      throw this.error(
        `column ${column.name} is ${Number.isNaN(number) ? 'null' : number} in row ${where}, ` +
          'where a whole number is needed' +
          (Number.isInteger(number) ? ` that fits ${target.constructor.name}` : ''),
      );
    }
  }
}
