import { describe, expect, test } from 'vitest';
import { findColumn, parquetLayout, readParquetColumns, readTable } from '../../ts/table/index.js';
import { readAll } from './fixture.js';

// Files of other programs; test/table/files/make.sh says how each was made.
const file = (name: string) => new URL(`files/${name}`, import.meta.url).pathname;
const gaia = '5853498713190525696';
const single = Math.fround;

/** What the files of astropy and STILTS hold; formats lose some of it. */
const rows = [
  [gaia, 10.5, single(1e-14), 1, true, 'a b'],
  [null, 20.25, null, null, null, null],
  ['12', null, -3, -3, true, '"q", c'],
];
const names = ['source_id', 'ra', 'flux', 'n', 'used', 'label'];

describe.each(['astropy.ecsv', 'astropy-comma.ecsv', 'astropy.vot'])('%s', (name) => {
  test('has rows, types, units and descriptions; a column of vectors is named', async () => {
    const table = await readAll(file(name));
    expect(table.rows).toEqual(rows);
    expect(table.columns.map((column) => column.name)).toEqual(names);
    expect(table.columns.map(({ type }) => type)).toEqual([
      'string',
      'float64',
      'float32',
      'int32',
      'boolean',
      'string',
    ]);
    expect(table.columns[0].description).toBe('as Gaia has it');
    expect(table.columns[1]).toMatchObject({ unit: 'deg', ucd: 'pos.eq.ra', description: 'right ascension' });
    expect(table.vectors).toEqual(['counts']);
    expect(table.meta.name).toBe('made');
  });
});

test('what is said of a table in ECSV of astropy', async () => {
  expect((await readTable(file('astropy.ecsv'))).meta).toEqual({
    name: 'made',
    params: { count: 3, note: "it's: a note" },
  });
});

describe.each([
  'astropy.fits',
  'stilts.fits',
  'stilts-tabledata.vot',
  'stilts-binary.vot',
  'stilts-binary2.vot',
  'stilts.ecsv',
  'stilts.tst',
])('%s', (name) => {
  test('has rows and units', async () => {
    const table = await readAll(file(name));
    // What is hidden in a logical column is true in the FITS file of astropy that these were made from.
    const found = rows.map((row, k) => row.with(4, k === 1 ? true : row[4]));
    const isGuessed = name.endsWith('tst');
    expect(table.columns.slice(0, 6).map((column) => column.name)).toEqual(names);
    expect(table.rows.map((row) => row.slice(0, 6).with(2, row[2] === null ? null : single(Number(row[2]))))).toEqual(
      found,
    );
    expect(table.columns[1].unit).toBe(isGuessed ? undefined : 'deg');
    expect(table.vectors).toEqual(isGuessed ? [] : ['counts']);
  });
});

test('CSV of STILTS has a large identifier as text', async () => {
  const table = await readAll(file('stilts.csv'));
  expect(table.rows.map(([id, ra]) => [id, ra])).toEqual([
    [gaia, 10.5],
    [null, 20.25],
    ['12', null],
  ]);
  expect(table.columns.map(({ type }) => type)).toEqual([
    'string',
    'float64',
    'float64',
    'int32',
    'boolean',
    'string',
    'string',
  ]);
});

test('TSV of VizieR: units, blanks around cells, a quote that quotes nothing, cells that are missing at the end', async () => {
  const table = await readAll(file('vizier.tsv'));
  expect(table.columns.find(({ name }) => name === 'RAJ2000')).toEqual({
    name: 'RAJ2000',
    type: 'float64',
    unit: 'deg',
  });
  expect(table.rows).toEqual([
    [1, '7-12" a', 83.81866, 0.1, 0.2, 'x'],
    [2, '013', null, 0.3, null, null],
  ]);
  expect(findColumn(table.columns, ['e_hr1'])?.name).toBe('e_HR1');
  expect(findColumn(table.columns, ['none', 'E_HR1'])?.name).toBe('E_HR1');
});

describe.each(['zstd', 'snappy', 'gzip'])('Parquet of DuckDB, %s', (codec) => {
  const path = file(`duckdb-${codec}.parquet`);
  const count = codec === 'zstd' ? 2100 : 12;

  test('has scalar columns; times are texts', async () => {
    const table = await readAll(path);
    expect(table.vectors).toEqual(['counts', 'gaps', 'pair', 'nested']);
    expect(table.rows).toHaveLength(count);
    expect(table.rows.map((row) => row[3])).toEqual(
      Array.from({ length: count }, (_, i) => String(BigInt(gaia) + BigInt(i))),
    );
    expect(table.rows[10]).toEqual([
      ...[10, 10, 10, '5853498713190525706', null, 2.5, single(10 / 3), true, null],
      ...['2000-01-11', '2000-01-01T00:00:10.000001Z', 1.25],
    ]);
    expect(table.columns.map(({ type }) => type)).toEqual([
      ...[
        'int32',
        'int32',
        'int64',
        'string',
        'int32',
        'float64',
        'float32',
        'boolean',
        'string',
        'string',
        'string',
        'float64',
      ],
    ]);
  });

  test('has numbers and lists of numbers by row group', async () => {
    const groups = [];
    for await (const group of readParquetColumns(path, ['COUNTS', 'n', 'tiny', 'pair', 'gaps'])) groups.push(group);
    const layout = await parquetLayout(path);
    expect(layout.groupRows).toEqual(codec === 'zstd' ? [2048, 52] : [12]);
    expect(layout.rows).toBe(count);
    expect(layout.lists).toEqual(['counts', 'gaps', 'pair']);
    expect(groups.map(({ rows: inGroup, first }) => [first, inGroup])).toEqual(
      codec === 'zstd'
        ? [
            [0, 2048],
            [2048, 52],
          ]
        : [[0, 12]],
    );
    const [{ columns }] = groups;
    const list = (k: number, row: number) => {
      const { values, start } = columns[k];
      return [...values.subarray(start?.[row], start?.[row + 1])];
    };
    expect(columns[0].name).toBe('counts');
    expect(columns[0].values).toBeInstanceOf(Uint16Array);
    expect([4, 5, 6, 7, 8].map((row) => list(0, row))).toEqual([[4, 5, 6, 7], [], [6, 7, 8, 9], [], [8, 9, 10, 11]]);
    expect([...columns[1].values.slice(0, 5)]).toEqual([0, Number.NaN, 2, 3, Number.NaN]);
    expect(columns[2].values).toBeInstanceOf(Uint8Array);
    expect([...columns[2].values.slice(0, 12)]).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(list(3, 3)).toEqual([1.5, 1e300]);
    expect([8, 9, 10].map((row) => list(4, row))).toEqual([[8], [1, Number.NaN, 3], [10]]);
  });
});

test('a row group of Parquet is read without those before it', async () => {
  const groups = [];
  for await (const group of readParquetColumns(file('duckdb-zstd.parquet'), ['counts'], { groups: [1] }))
    groups.push(group);
  expect(groups.map(({ group, first, rows: inGroup }) => [group, first, inGroup])).toEqual([[1, 2048, 52]]);
  const [{ values, start }] = groups[0].columns;
  expect([...values.subarray(0, start?.[1])]).toEqual([2048, 2049, 2050, 2051]);
  const beyond = readParquetColumns(file('duckdb-zstd.parquet'), ['counts'], { groups: [2] });
  await expect(beyond.next()).rejects.toThrow(/no row group 2; it has 2/);
  for (const [name, message] of [
    ['label', /holds neither numbers/],
    ['nested', /holds neither numbers/],
    ['c', /no column c; it has tiny/],
    ['source_id', /beyond 2\^53/],
  ] as const)
    await expect(readParquetColumns(file('duckdb-gzip.parquet'), [name]).next()).rejects.toThrow(message);
});

const bytes = (content: string) => new TextEncoder().encode(content);
const cells = async (content: string, options = {}) => (await readAll(bytes(content), options)).rows;
const types = async (content: string) => (await readTable(bytes(content))).columns.map(({ type }) => type);

test('types of CSV are the narrowest that hold every cell', async () => {
  expect(await types('a,b,c,d,e,f,g,h\n1,3000000000,1.5,true,007,x,,9007199254740993\n-2,1,2,False,7,1,,1\n')).toEqual([
    ...['int32', 'int64', 'float64', 'boolean', 'string', 'string', 'string', 'string'],
  ]);
  expect(await types('a,b\nnan,inf\n1,2\n')).toEqual(['float64', 'float64']);
  expect(await cells('a,b\nnan,inf\n1,-Infinity\n')).toEqual([
    [null, Number.POSITIVE_INFINITY],
    [1, Number.NEGATIVE_INFINITY],
  ]);
  // A row that is far from the first counts as well.
  expect(await types(`a\n${'1\n'.repeat(200_000)}x\n`)).toEqual(['string']);
});

test('CSV: comments before the names, line ends of every kind, quotes over pieces, empty lines', async () => {
  expect(await cells('# a "comment\n\na,b\r\n1,"x\r\ny"\r\n\r\n2,""""')).toEqual([
    [1, 'x\r\ny'],
    [2, '"'],
  ]);
  const long = `"${'x,""\n'.repeat(100_000)}"`;
  expect(await cells(`a,b\n${long},1\n`)).toEqual([['x,"\n'.repeat(100_000), 1]]);
  expect(await cells('﻿a\n1\n\n2\n')).toEqual([[1], [null], [2]]);
});

test('a type that is given holds instead of a guess, and is held to', async () => {
  const columns = [
    { name: 'ID', type: 'string' },
    { name: 'n', type: 'float32' },
  ] as const;
  expect(await cells('n,id\n0.1,12\n', { columns })).toEqual([['12', single(0.1)]]);
  const wrong = { columns: [{ name: 'n', type: 'int32' }] };
  await expect(cells('n,id\n1,a\n0.1,12\n', wrong)).rejects.toThrow('(bytes): column n, row 2: "0.1" is no int32');
});

test('JSON lines: columns in order of appearance, nested values left out, large identifiers kept', async () => {
  const table = await readAll(bytes(`{"a":1,"b":"x"}\n{"b":null,"c":{"d":1},"id":${gaia},"e":"1: ${gaia}"}\n`));
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
    ['a', 'int32'],
    ['b', 'string'],
    ['id', 'string'],
    ['e', 'string'],
  ]);
  expect(table.rows).toEqual([
    [1, 'x', null, null],
    [null, null, gaia, `1: ${gaia}`],
  ]);
  expect(table.vectors).toEqual(['c']);
});

describe('what is no table', () => {
  test.each([
    ['', /the file is empty/],
    ['\0\x01\x02', /no table that is read: it is none of csv, tsv/],
    ['<html></html>', /XML, but no VOTable/],
    ['a,b\n1\n', /row 1 \(line 2\) has 1 cells; there are 2 columns/],
    ['a,b\n1,"2\n', /line 2: a quote is opened and never closed/],
    ['a,b\n1,"2"x\n', /line 2: a cell goes on after its closing quote/],
    ['{"a":1}\n[1]\n', /line 2 is no JSON object/],
    ['{"a":1}\n{"a"\n', /line 2 is no JSON/],
    ['# %ECSV 1.0\n# ---\n', /ends inside its ECSV header/],
    ['# %ECSV 1.0\n# ---\n# datatype: [\na\n', /ECSV header is no YAML/],
    ['# %ECSV 1.0\n# ---\n# datatype:\n# - {name: b, datatype: int64}\na\n', /its names of columns, a, are not those/],
    ['<VOTABLE><RESOURCE></RESOURCE></VOTABLE>', /holds no table/],
    ['<VOTABLE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR>', /cut short|unclosed/],
    [
      '<VOTABLE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>x</TD></TR></TABLEDATA></DATA></TABLE></VOTABLE>',
      /column a, line 1: "x" is no int/,
    ],
    [
      '<VOTABLE><TABLE><FIELD name="a" datatype="int"/><DATA><BINARY><STREAM href="x"/></BINARY></DATA></TABLE></VOTABLE>',
      /its data are elsewhere, at x/,
    ],
    [
      '<VOTABLE><TABLE><FIELD name="a" datatype="int"/><DATA><BINARY><STREAM encoding="base64">AAA=</STREAM></BINARY></DATA></TABLE></VOTABLE>',
      /row 1 is not complete/,
    ],
  ])('%j', async (content, message) => {
    await expect(readAll(bytes(content))).rejects.toThrow(message);
    await expect(readAll(bytes(content))).rejects.toMatchObject({ name: 'FileError' });
  });

  test('bytes that are no UTF-8, a folder, a missing file', async () => {
    await expect(readAll(new Uint8Array([97, 10, 0xe9, 10]))).rejects.toThrow(/not text in UTF-8; convert it: iconv/);
    await expect(readAll(file('.'))).rejects.toMatchObject({ name: 'FileError' });
    await expect(readAll(file('nowhere.csv'))).rejects.toThrow(/cannot be read: no such file/i);
  });
});
