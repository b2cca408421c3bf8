/** A cell of a table: numbers are printed with seven significant digits; NaN, null and undefined as `-`. */
export type TableCell = string | number | null | undefined;

/**
 * An aligned table for a terminal: columns two blanks apart, no blanks at line ends, a line feed at the end. Columns of
 * numbers, given as numbers or as text, are aligned to the right.
 */
export function formatTable(columns: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const texts = rows.map((row) => columns.map((_, i) => cellText(row[i])));
  const isNumeric = columns.map((_, i) => texts.every((row) => /^([-+]?[\d.,]+(e[-+]?\d+)?( %)?|-)$/.test(row[i])));
  const widths = columns.map((name, i) => Math.max(...[name, ...texts.map((row) => row[i])].map(width)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const blanks = ' '.repeat(widths[i] - width(cell));
        return isNumeric[i] ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd();
  return `${[columns, ...texts].map(line).join('\n')}\n`;
}

/** A title and, below it, names with their values, indented and aligned. */
export function formatPairs(title: string, pairs: readonly (readonly [string, TableCell])[]): string {
  const longest = Math.max(0, ...pairs.map(([name]) => width(name)));
  const lines = pairs.map(([name, value]) => `  ${name}${' '.repeat(longest - width(name))}  ${cellText(value)}`);
  return `${[cellText(title), ...lines].join('\n')}\n`;
}

/** The width in characters, not UTF-16 units: file names may hold any character. */
const width = (cell: string): number => [...cell].length;

function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(7));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

function cellText(cell: TableCell): string {
  if (typeof cell === 'number') return Number.isNaN(cell) ? '-' : shortNumber(cell);
  // Control characters from a file must not reach the terminal.
  return (cell ?? '-').replaceAll(/\p{Cc}+/gu, ' ');
}
