/** What a cell of a table may hold. */
export type Cell = string | number | boolean | null | undefined;

/**
 * A table as CSV after RFC 4180: a header line, CRLF line ends, quotes where a cell holds a comma, quote or line break.
 * Numbers are in the shortest form that reads back to the same double; NaN, null and undefined are empty cells.
 *
 * @param rows one object a row; cells that are not named in `columns` are left out
 * @param columns the columns in order
 */
export function csvTable<T extends object>(rows: Iterable<T>, columns: readonly (keyof T & string)[]): string {
  const lines = [columns.map(csvCell).join(',')];
  for (const row of rows) lines.push(columns.map((column) => csvCell(row[column] as Cell)).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
