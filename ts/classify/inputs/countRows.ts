import { FileError } from '../../base/index.js';
import type { ParquetColumn, Row } from '../../table/index.js';

/** Counts of several spectra, row after row. */
export interface CountRows {
  /** The column, or the first of them. */
  name: string;
  count: number;
  width: number;
  values: Uint16Array | Uint32Array;
}

/** Rows of a row group, and the number of the first in the file, from 0. */
export interface RowRange {
  first: number;
  end: number;
  row: number;
}

/** Counts as integers, as narrow as they can be. @throws FileError for what is no whole number of 0 or more, with its row and channel */
function narrowed(
  file: string,
  name: string,
  values: ArrayLike<number>,
  width: number,
  row: number,
): CountRows['values'] {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value >= 0 && value < 2 ** 32 && Number.isInteger(value))) {
      const place = `row ${row + Math.floor(i / width) + 1}: ${name} is ${value} in channel index ${i % width}`;
      throw new FileError(file, `${place}; counts must be whole numbers from 0 to 2^32 - 1`);
    }
    if (value > largest) largest = value;
  }
  if (values instanceof Uint16Array) return values;
  return largest < 65536 ? Uint16Array.from(values) : Uint32Array.from(values);
}

/** Counts of a table of text: numbers apart by blanks, commas or semicolons in one cell (in brackets or not), or a cell a channel. */
export function numbersOfCells(
  file: string,
  { name, first }: { name: string; first: number },
  rows: readonly Row[],
): CountRows {
  const numbers = rows.map((cells) =>
    cells.length === 1 && typeof cells[0] === 'string'
      ? cells[0]
          .replaceAll(/[[\](){}]/g, ' ')
          .trim()
          .split(/[\s,;]+/)
          .map(Number)
      : cells.map((cell) => (typeof cell === 'number' ? cell : Number.NaN)),
  );
  const width = numbers[0]?.length ?? 0;
  const odd = numbers.findIndex((row) => row.length !== width);
  if (odd >= 0) throw otherWidth(file, name, { row: first + odd, width: numbers[odd].length, expected: width });
  return { name, count: rows.length, width, values: narrowed(file, name, numbers.flat(), width, first) };
}

/** Counts of columns of Parquet: one of lists, or one a channel. */
export function numbersOfColumns(
  file: string,
  columns: readonly ParquetColumn[],
  { first, end, row }: RowRange,
): CountRows {
  const [{ name, values, start }] = columns;
  const count = end - first;
  if (columns.length === 1 && start) {
    const width = start[first + 1] - start[first];
    for (let k = first; k < end; k++)
      if (start[k + 1] - start[k] !== width)
        throw otherWidth(file, name, { row: row + k - first, width: start[k + 1] - start[k], expected: width });
    // A copy: the row group is not kept for one of its blocks.
    const cut = values.slice(start[first], start[end]);
    return { name, count, width, values: narrowed(file, name, cut, width, row) };
  }
  const width = columns.length;
  const joined = new Float64Array(count * width);
  for (let c = 0; c < width; c++) for (let k = 0; k < count; k++) joined[k * width + c] = columns[c].values[first + k];
  return { name, count, width, values: narrowed(file, name, joined, width, row) };
}

const otherWidth = (
  file: string,
  name: string,
  { row, width, expected }: { row: number; width: number; expected: number },
) => new FileError(file, `row ${row + 1}: ${name} has ${width} values, those before it ${expected}`);
