import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Row, type TableFormat, writeTable } from '../../ts/table/index.js';
import { asciiRows, asRead, columns, folder, meta, readAll, rows } from './fixture.js';

const at = folder();
const extensions: Record<TableFormat, string> = {
  csv: 'csv',
  ecsv: 'ecsv',
  jsonl: 'jsonl',
  fits: 'fits',
  votable: 'vot',
  parquet: 'parquet',
};
const formats = Object.keys(extensions) as TableFormat[];
const cellsOf = (format: TableFormat) => (format === 'fits' ? asciiRows : rows);
/** CSV and JSON lines do not say that a column is in single precision. */
const inSingle = (cells: readonly Row[]) =>
  cells.map((row) => row.map((cell, k) => (k === 2 && typeof cell === 'number' ? Math.fround(cell) : cell)));
const typed: TableFormat[] = ['ecsv', 'fits', 'votable', 'parquet'];

describe.each(formats)('%s', (format) => {
  const file = at(`t.${extensions[format]}`);

  test('gives back every cell, nulls, quotes, line breaks, infinite and largest numbers among them', async () => {
    await writeTable(file, { columns, rows: () => cellsOf(format), meta });
    const read = await readAll(file);
    expect(inSingle(read.rows)).toEqual(asRead(cellsOf(format)));
    expect(read.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
  });

  test('is read from bytes and from gzip alike', async () => {
    const bytes = new Uint8Array(readFileSync(file));
    expect(inSingle((await readAll(bytes)).rows)).toEqual(asRead(cellsOf(format)));
    expect(inSingle((await readAll(new Uint8Array(gzipSync(bytes)))).rows)).toEqual(asRead(cellsOf(format)));
  });

  test('a table without rows has its columns', async () => {
    const empty = at(`empty.${extensions[format]}`);
    await writeTable(empty, { columns, rows: () => [] });
    if (format === 'jsonl') return expect(readFileSync(empty, 'utf8')).toBe('');
    const read = await readAll(empty);
    expect(read.rows).toEqual([]);
    expect(read.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
  });

  test('gives columns that are asked for, in their order and in any case', async () => {
    const read = await readAll(file, { columns: ['RA', 'id'] });
    expect(read.columns.map(({ name }) => name)).toEqual(['ra', 'id']);
    expect(read.rows).toEqual(asRead(cellsOf(format)).map(([id, ra]) => [ra, id]));
    await expect(readAll(file, { columns: ['dec'] })).rejects.toThrow(/no column dec; it has id, ra, p/);
  });
});

test.each(typed)('%s keeps types, units, UCDs, descriptions and what is said of the table', async (format) => {
  const read = await readAll(at(`t.${extensions[format]}`));
  expect(read.columns).toEqual(columns);
  const { model, count, command, ...long } = meta.params ?? {};
  // Keywords of FITS are capitals; names that are too long for one are kept.
  const params = format === 'fits' ? { MODEL: model, COUNT: count, COMMAND: command, ...long } : meta.params;
  expect(read.meta).toEqual({ ...meta, params });
});

test.each(['votable', 'parquet', 'jsonl'] as const)('%s tells an empty text from none', async (format) => {
  const file = at(`blank.${extensions[format]}`);
  await writeTable(file, {
    columns: columns.slice(0, 2),
    rows: () => [
      ['', 1],
      [null, 2],
    ],
  });
  expect((await readAll(file)).rows).toEqual([
    ['', 1],
    [null, 2],
  ]);
});

test.each(formats)('%s: rows that are produced asynchronously make the same bytes', async (format) => {
  const file = at(`async.${extensions[format]}`);
  async function* later() {
    for (const row of cellsOf(format)) yield row;
  }
  await writeTable(file, { columns, rows: later, meta });
  expect(readFileSync(file).equals(readFileSync(at(`t.${extensions[format]}`)))).toBe(true);
});

test.each(formats)('%s holds more rows than are encoded at a time', async (format) => {
  const file = at(`long.${extensions[format]}`);
  const many = function* () {
    for (let i = 0; i < 40_000; i++) yield [i % 7 === 0 ? null : `s${i}`, i / 8, i, i % 3 === 0];
  };
  const few = [columns[0], columns[1], columns[3], columns[5]];
  await writeTable(file, { columns: few, rows: many });
  expect((await readAll(file)).rows).toEqual([...many()]);
});
