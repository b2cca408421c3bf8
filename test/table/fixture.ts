import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Column, type Row, readTable, type TableCell, type TableMeta } from '../../ts/table/index.js';

/** A folder for files of a test file, removed at its end. */
export function folder(): (name: string) => string {
  const path = mkdtempSync(join(tmpdir(), 'xsift-table-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return (name) => join(path, name);
}

export const columns: readonly Column[] = [
  { name: 'id', type: 'string', ucd: 'meta.id;meta.main', description: 'name of the <source> & "more"' },
  { name: 'ra', type: 'float64', unit: 'deg', ucd: 'pos.eq.ra;meta.main', description: 'right ascension' },
  { name: 'p', type: 'float32' },
  { name: 'n', type: 'int32', unit: 'count', description: 'net counts' },
  { name: 'big', type: 'int64' },
  { name: 'ok', type: 'boolean' },
];
const single = Math.fround;
/** What every format can hold. */
export const asciiRows: readonly Row[] = [
  ['a', 1.5, single(0.1), 3, Number.MAX_SAFE_INTEGER, true],
  [null, Number.NaN, undefined, null, null, null],
  ['it\'s "q", #;', 0.1 + 0.2, single(-1e10), -5, -(2 ** 53) + 2, false],
  ['#1', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 31 - 1, 0, true],
  [' lead', 5e-324, single(1 / 3), -(2 ** 31) + 1, 2 ** 31, false],
  ['007', -1.7976931348623157e308, 0, 0, -1, null],
];
/** What FITS cannot hold: letters beyond ASCII and line breaks. */
export const rows: readonly Row[] = [
  ...asciiRows,
  ['β Pic 𝛼\nnext line\ttab', 1, 2, 3, 4, false],
  ['\r\n"é"', 1, 2, 3, 4, false],
];
export const meta: TableMeta = {
  name: 'verdicts',
  description: 'Verdicts, "µ" & more',
  params: {
    model: 'x.json',
    count: 4,
    threshold: 0.5,
    'a long parameter name': "it's",
    command: 'xsift classify a.pha '.repeat(20).trim(),
  },
};

/** The cells as they are read: none is null. */
export const asRead = (cells: readonly Row[]): TableCell[][] =>
  cells.map((row) => row.map((cell) => (cell === undefined || Number.isNaN(cell) ? null : (cell as TableCell))));

/** All rows of a table, with what is said of it. */
export async function readAll(...args: Parameters<typeof readTable>) {
  const { rows: read, ...table } = await readTable(...args);
  const cells: TableCell[][] = [];
  for await (const row of read) cells.push([...row]);
  return { ...table, rows: cells };
}
