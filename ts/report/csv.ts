/** What a cell of a table may hold. */
export type Cell = string | number | boolean | null | undefined;

/**
 * A table as CSV after RFC 4180: a header line, CRLF line ends, quotes where a cell holds a comma, quote or line break.
 * Numbers are in the shortest form that reads back to the same double; NaN, null and undefined are empty cells.
 *
 * @param columns the header
 * @param rows the cells of each row, in the order of the columns
 */
export function csvTable(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns, ...rows].map((cells) => cells.map(csvCell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
