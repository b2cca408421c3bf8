import { ParameterError, wordsFor } from '../base/index.js';
import { type CheckedCell, digits, RowChecker } from './cells.js';
import { ecsvHeader } from './ecsv.js';
import type { Row, TableFormat, TableMeta } from './types.js';
import { type Column, checkColumns, checkFormat, checkMeta, isAppendable, type TableCell } from './types.js';

/**
 * A cell of CSV: in quotes (RFC 4180) where it holds a comma, quote or line break, and where readers would otherwise
 * strip blanks or take it for a comment (#). What has no value is empty.
 */
export function csvCell(value: TableCell): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const cell = String(value);
  return /[",\r\n]|^[\s#]|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * What stands before the rows of a file to which rows can be added: the names of the columns in CSV, with the header of
 * ECSV before them; nothing in JSON lines.
 *
 * @throws ParameterError for a format that is not appendable, and for faulty columns.
 */
export function tableHeader(format: TableFormat, columns: readonly Column[], meta: TableMeta = {}): string {
  checkLines(format);
  checkColumns(columns);
  checkMeta(meta);
  if (format === 'jsonl') return '';
  const names = `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  return format === 'ecsv' ? ecsvHeader(columns, meta) + names : names;
}

/**
 * Rows as text, a line each, to be added after {@link tableHeader}. Numbers are in the shortest form that reads back to
 * the same; what has no value is an empty cell, or null in JSON lines, where an infinite number is the text "Infinity"
 * or "-Infinity".
 *
 * @throws ParameterError for a cell that is not of its column's type, naming column and row, counted from 1.
 */
export function tableRows(format: TableFormat, columns: readonly Column[], rows: Iterable<Row>): string {
  checkLines(format);
  checkColumns(columns);
  if (typeof rows?.[Symbol.iterator] !== 'function')
    throw new ParameterError('rows', `rows is ${wordsFor(rows)}; a list of lists of cells is needed`);
  const checker = new RowChecker(columns, '');
  const line = lineWriter(format, columns);
  let lines = '';
  for (const row of rows) lines += line(checker.check(row));
  return lines;
}

function checkLines(format: TableFormat): void {
  checkFormat(format);
  if (!isAppendable(format))
    throw new ParameterError('format', `rows cannot be added to ${format}; csv, ecsv or jsonl can be written so`);
}

/** Makes the line of a row, with its line feed. */
export function lineWriter(format: TableFormat, columns: readonly Column[]): (row: readonly CheckedCell[]) => string {
  if (format === 'jsonl') {
    const keys = columns.map(({ name }, k) => `${k ? ',' : '{'}${JSON.stringify(name)}:`);
    return (row) => `${row.map((cell, k) => keys[k] + jsonCell(columns[k], cell)).join('')}}\n`;
  }
  const [yes, no] = format === 'ecsv' ? ['True', 'False'] : ['true', 'false'];
  return (row) => `${row.map((cell, k) => lineCell(columns[k], cell, yes, no)).join(',')}\n`;
}

const lineCell = (column: Column, cell: CheckedCell, yes: string, no: string): string =>
  typeof cell === 'number' ? digits(column.type, cell) : typeof cell === 'boolean' ? (cell ? yes : no) : csvCell(cell);

const jsonCell = (column: Column, cell: CheckedCell): string =>
  typeof cell === 'number' && Number.isFinite(cell)
    ? digits(column.type, cell)
    : JSON.stringify(typeof cell === 'number' ? String(cell) : cell);
