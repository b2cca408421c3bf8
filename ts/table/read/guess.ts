import { FileError } from '../../base/index.js';
import type { Column, ColumnType, TableCell } from '../types.js';

/** What the cells of a column of texts have been found to be. */
export interface Facts {
  isBoolean: boolean;
  isWhole: boolean;
  isInt32: boolean;
  isSafe: boolean;
  isNumber: boolean;
  hasAny: boolean;
}

export const newFacts = (): Facts => ({
  isBoolean: true,
  isWhole: true,
  isInt32: true,
  isSafe: true,
  isNumber: true,
  hasAny: false,
});

const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const noNumber = /^[+-]?(nan|inf|infinity)$/i;
const truths: Readonly<Record<string, boolean>> = { true: true, false: false };

/** Adds what a cell that is not empty says. A whole number with a leading zero, such as 007, is a name. */
export function learn(facts: Facts, cell: string): void {
  facts.hasAny = true;
  facts.isBoolean &&= cell.toLowerCase() in truths;
  if (!facts.isNumber) return;
  const isNumber = numberForm.test(cell) && !/^[+-]?0\d+$/.test(cell);
  facts.isNumber = isNumber || noNumber.test(cell);
  facts.isWhole &&= isNumber && !/[.eE]/.test(cell);
  if (!facts.isWhole) return;
  const value = Number(cell);
  facts.isInt32 &&= Math.abs(value) < 2 ** 31;
  facts.isSafe &&= Number.isSafeInteger(value);
}

/** The narrowest type that holds all cells: text for whole numbers beyond 2^53, which are identifiers then, and for a column without any. */
export function typeOf(facts: Facts): ColumnType {
  if (!facts.hasAny) return 'string';
  if (facts.isBoolean) return 'boolean';
  if (facts.isWhole) return facts.isInt32 ? 'int32' : facts.isSafe ? 'int64' : 'string';
  return facts.isNumber ? 'float64' : 'string';
}

/** The value that a text stands for in a column. @throws FileError that names column and row */
export function parsedCell(file: string, { name, type }: Column, cell: string, row: number): TableCell {
  if (type === 'string') return cell === '' ? null : cell;
  const written = cell.trim();
  if (written === '') return null;
  if (type === 'boolean') {
    const truth = truths[written.toLowerCase()] ?? (written === '1' ? true : written === '0' ? false : undefined);
    if (truth !== undefined) return truth;
  } else if (numberForm.test(written)) {
    const value = Number(written);
    if (type === 'float64') return value;
    if (type === 'float32') return Math.fround(value);
    if (Number.isSafeInteger(value) && (type === 'int64' || Math.abs(value) < 2 ** 31)) return value;
  } else if (noNumber.test(written)) {
    if (/nan$/i.test(written)) return null;
    if (type === 'float64' || type === 'float32') return written.startsWith('-') ? -Infinity : Infinity;
  }
  throw new FileError(file, `column ${name}, row ${row}: ${JSON.stringify(cell.slice(0, 40))} is no ${type}`);
}
