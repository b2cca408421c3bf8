import { checkList, ParameterError, wordsFor } from '../base/index.js';

/** What a cell of a table may hold. */
export type TableCell = string | number | boolean | null | undefined;

/**
 * A table as CSV: a header line, quotes as RFC 4180 has them where a cell holds a comma, quote or line break, and line feeds
 * alone at line ends, as awk, cut and diff want them.
 * Numbers are in the shortest form that reads back to the same double; NaN, null and undefined are empty cells.
 *
 * @param columns the header
 * @param rows the cells of each row, in the order of the columns
 */
export function csvTable(columns: readonly string[], rows: Iterable<readonly TableCell[]>): string {
  checkList('columns', columns, 'a list of names');
  if (typeof rows?.[Symbol.iterator] !== 'function' || typeof rows === 'string')
    throw new ParameterError('rows', `rows is ${wordsFor(rows)}; a list of lists of cells is needed`);
  const lines = [columns, ...rows].map((cells) => Array.from(cells, csvCell).join(','));
  return `${lines.join('\n')}\n`;
}

function csvCell(value: TableCell): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
