/** A cell: numbers are written with six significant digits and stand to the right; NaN, null and undefined are `-`. */
export type TableCell = string | number | null | undefined;

/** An aligned table for a terminal, columns two blanks apart, no blanks at line ends; ends with a line feed. */
export function formatTable(columns: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const texts = rows.map((row) => columns.map((_, i) => cellText(row[i])));
  const isNumeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const widths = columns.map((name, i) => Math.max(...[name, ...texts.map((row) => row[i])].map(width)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => {
        const blanks = ' '.repeat(widths[i] - width(text));
        return isNumeric[i] ? blanks + text : text + blanks;
      })
      .join('  ')
      .trimEnd();
  return `${[columns, ...texts].map(line).join('\n')}\n`;
}

/** Characters, not UTF-16 units: file names may hold any. */
const width = (text: string): number => [...text].length;

function cellText(cell: TableCell): string {
  if (typeof cell === 'number') return Number.isNaN(cell) ? '-' : String(Number(cell.toPrecision(6)));
  // Control characters from a file must not reach the terminal.
  return (cell ?? '-').replaceAll(/\p{Cc}+/gu, ' ');
}
