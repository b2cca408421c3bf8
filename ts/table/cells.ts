import { ParameterError, wordsFor } from '../base/index.js';
import type { Column, Row, TableCell } from './types.js';

/** A value that has been checked against its column; null says that there is none. */
export type CheckedCell = string | number | boolean | null;

const needed: Record<Column['type'], string> = {
  string: 'a text',
  float64: 'a number',
  float32: 'a number',
  int32: 'a whole number from -2^31 + 1 to 2^31 - 1',
  int64: 'a whole number from -2^53 + 2 to 2^53 - 1',
  boolean: 'true or false',
};

/** The numbers that stand for no value in FITS (TNULL) and, unseen beside their null flags, in VOTable. */
export const blankInt32 = -(2 ** 31);
export const blankInt64 = Number.MIN_SAFE_INTEGER;

function fits(type: Column['type'], cell: string | number | boolean): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof cell === type;
    case 'float64':
    case 'float32':
      return typeof cell === 'number';
    case 'int32':
      return Number.isInteger(cell) && Math.abs(cell as number) < 2 ** 31;
    case 'int64':
      return Number.isSafeInteger(cell) && cell !== blankInt64;
  }
}

const isNone = (cell: TableCell): cell is null | undefined => cell === null || cell === undefined || Number.isNaN(cell);

/**
 * The rows with each cell checked against its column.
 *
 * @param where begins the message of an error: the file's name and a colon, or nothing
 * @throws ParameterError that names column and row, counted from 1
 */
export class RowChecker {
  #row = 0;

  constructor(
    readonly columns: readonly Column[],
    readonly where: string,
  ) {}

  /** The next row. */
  check(row: Row): CheckedCell[] {
    this.#row++;
    const { columns } = this;
    if (!Array.isArray(row) || row.length !== columns.length) {
      const found = Array.isArray(row) ? `${row.length} cells` : `no list of cells but ${wordsFor(row)}`;
      throw new ParameterError(
        'rows',
        `${this.where}row ${this.#row} has ${found}; there are ${columns.length} columns`,
      );
    }
    const checked = new Array<CheckedCell>(columns.length);
    for (let k = 0; k < columns.length; k++) {
      const cell: TableCell = row[k];
      if (isNone(cell)) checked[k] = null;
      else if (fits(columns[k].type, cell)) checked[k] = cell;
      else throw this.error(columns[k], `is ${wordsFor(cell)}; ${needed[columns[k].type]} is needed`);
    }
    return checked;
  }

  /** An error about a cell of the row that was checked last. */
  error({ name }: Column, message: string): ParameterError {
    return new ParameterError(name, `${this.where}column ${name}, row ${this.#row}: ${message}`);
  }
}

/** The shortest digits that read back to the same number of the column's precision. */
export function digits(type: Column['type'], value: number): string {
  if (type !== 'float32') return String(value);
  const single = Math.fround(value);
  for (let precision = 6; precision < 9; precision++) {
    const short = Number(single.toPrecision(precision));
    if (Math.fround(short) === single) return String(short);
  }
  return String(Number(single.toPrecision(9)));
}
