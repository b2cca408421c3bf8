import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { readFits } from '../../ts/ogip/index.js';
import {
  type Column,
  isAppendable,
  type Row,
  tableFormatOf,
  tableHeader,
  tableRows,
  writeTable,
} from '../../ts/table/index.js';
import { asciiRows, columns, folder, meta, readAll, rows } from './fixture.js';

const at = folder();

test('a format is known by the extension, in any case; another one is refused with the list', () => {
  expect(['a.CSV', 'b.x.ecsv', 'c.ndjson', 'd.fit', 'e.votable', 'f.xml', 'g.parquet'].map(tableFormatOf)).toEqual([
    ...['csv', 'ecsv', 'jsonl', 'fits', 'votable', 'votable', 'parquet'],
  ]);
  expect(() => tableFormatOf('v.txt')).toThrow(
    /v\.txt: the extension stands for no table format; those known are \.csv, \.ecsv/,
  );
  expect(() => tableFormatOf('csv')).toThrow(/no table format/);
  expect(
    ['csv', 'ecsv', 'jsonl', 'fits', 'votable', 'parquet'].filter((format) => isAppendable(format as 'csv')),
  ).toEqual([...['csv', 'ecsv', 'jsonl']]);
});

test.each(['csv', 'ecsv', 'jsonl'] as const)(
  '%s: header and rows, added piece by piece, are the file',
  async (format) => {
    const file = at(`pieces.${format}`);
    await writeTable(file, { columns, rows: () => rows, meta });
    const pieces = rows.map((row) => tableRows(format, columns, [row]));
    expect(tableHeader(format, columns, meta) + pieces.join('')).toBe(readFileSync(file, 'utf8'));
  },
);

test('CSV and JSON lines to the letter', () => {
  const few: Column[] = [
    { name: 'a,b', type: 'string' },
    { name: 'x', type: 'float32' },
    { name: 'ok', type: 'boolean' },
  ];
  const cells: Row[] = [
    ['say "hi"', 0.1, true],
    [null, Number.NaN, false],
    [' x', Number.NEGATIVE_INFINITY, undefined],
  ];
  expect(tableHeader('csv', few)).toBe('"a,b",x,ok\n');
  expect(tableRows('csv', few, cells)).toBe('"say ""hi""",0.1,true\n,,false\n" x",-Infinity,\n');
  expect(tableRows('ecsv', few, cells.slice(1, 2))).toBe(',,False\n');
  expect(tableHeader('jsonl', few)).toBe('');
  expect(tableRows('jsonl', few, cells)).toBe(
    '{"a,b":"say \\"hi\\"","x":0.1,"ok":true}\n{"a,b":null,"x":null,"ok":false}\n{"a,b":" x","x":"-Infinity","ok":null}\n',
  );
  expect(() => tableHeader('fits', few)).toThrow(/rows cannot be added to fits/);
});

const oneColumn = (type: Column['type']): Column[] => [{ name: 'x', type }];

test.each([
  ['string', 1, /column x, row 2: is 1; a text is needed/],
  ['float64', '1', /column x, row 2: is the text "1"; a number is needed/],
  ['int32', 1.5, /is 1.5; a whole number from -2\^31/],
  ['int32', -(2 ** 31), /a whole number from -2\^31/],
  ['int32', 2 ** 31, /a whole number/],
  ['int64', 2 ** 53, /a whole number from -2\^53/],
  ['int64', Number.MIN_SAFE_INTEGER, /a whole number/],
  ['boolean', 1, /true or false is needed/],
] as const)('a %s column refuses %s, naming file, column and row', async (type, cell, message) => {
  const file = at('bad.csv');
  const written = writeTable(file, { columns: oneColumn(type), rows: () => [[null], [cell as never]] });
  await expect(written).rejects.toThrow(message);
  await expect(written).rejects.toThrow(file);
  expect(() => tableRows('csv', oneColumn(type), [[null], [cell as never]])).toThrow(message);
});

test.each([
  [[{ name: 'a', type: 'int' }], /column a: its type is the text "int"/],
  [[...oneColumn('string'), ...oneColumn('int32')], /two columns x/],
  [[{ name: '', type: 'string' }], /name of a column is the text ""/],
] as const)('faulty columns are refused', async (faulty, message) => {
  await expect(writeTable(at('bad.csv'), { columns: faulty as never, rows: () => [] })).rejects.toThrow(message);
});

test('a row of another length is refused', async () => {
  const written = writeTable(at('bad.vot'), { columns: oneColumn('string'), rows: () => [['a'], ['b', 'c']] });
  await expect(written).rejects.toThrow(/bad\.vot: row 2 has 2 cells; there are 1 columns/);
});

test('FITS refuses what is not plain ASCII, by column and row, before it writes anything', async () => {
  const written = writeTable(at('bad.fits'), { columns, rows: () => rows });
  await expect(written).rejects.toThrow(
    /column id, row 7: the text holds "β", FITS allows plain ASCII text only; write ECSV/,
  );
  const named = writeTable(at('bad.fits'), { columns: [{ name: 'α', type: 'string' }], rows: () => [] });
  await expect(named).rejects.toThrow(/the name of column α/);
  const many = Array.from({ length: 1000 }, (_, i) => ({ name: `c${i}`, type: 'int32' as const }));
  await expect(writeTable(at('bad.fits'), { columns: many, rows: () => [] })).rejects.toThrow(
    /1000 columns; FITS allows 999/,
  );
  expect(existsSync(at('bad.fits'))).toBe(false);
});

test('FITS has keywords as the standard and the IVOA name them', async () => {
  const params = { MODEL: 'a', naxis2: 5, 'two words': 'x', TTYPE1: 'no' };
  await writeTable(at('k.fits'), { columns, rows: () => asciiRows, meta: { name: 'v', params } });
  const { header } = readFits(at('k.fits')).hdus[1];
  const values = [
    'EXTNAME',
    'NAXIS2',
    'TTYPE2',
    'TFORM1',
    'TFORM2',
    'TUNIT2',
    'TUCD2',
    'TCOMM2',
    'TNULL4',
    'TNULL5',
    'MODEL',
  ];
  expect(values.map((keyword) => header.get(keyword))).toEqual([
    ...['v', asciiRows.length, 'ra', '12A', '1D', 'deg', 'pos.eq.ra;meta.main', 'right ascension'],
    ...[-(2 ** 31), Number.MIN_SAFE_INTEGER, 'a'],
  ]);
  expect(['PARAM naxis2', 'two words', 'PARAM TTYPE1'].map((name) => header.get(`HIERARCH ${name}`))).toEqual([
    5,
    'x',
    'no',
  ]);
  expect((await readAll(at('k.fits'))).meta.params).toEqual({ ...params });
});

test('rows that differ between two passes are an error, and the old file stays', async () => {
  for (const extension of ['fits', 'vot']) {
    const file = at(`twice.${extension}`);
    for (const [before, now] of [
      [3, 2],
      [3, 4],
    ]) {
      writeFileSync(file, 'old');
      let calls = 0;
      const changing = () => Array.from({ length: calls++ === 0 ? before : now }, () => [1]);
      await expect(writeTable(file, { columns: oneColumn('int32'), rows: changing })).rejects.toThrow(
        new RegExp(`gave ${before} rows at first and ${now} then`),
      );
      expect(readFileSync(file, 'utf8')).toBe('old');
    }
  }
});

test.each(['csv', 'fits', 'vot', 'parquet'])(
  '%s: an abort in the middle and an error of rows come through; nothing is left',
  async (extension) => {
    const file = at(`aborted.${extension}`);
    const before = readdirSync(dirname(file)).length;
    const stop = new AbortController();
    const endless = function* () {
      for (let i = 0; ; i++) {
        if (i === 50_000) stop.abort(new Error('enough'));
        yield [i];
      }
    };
    await expect(writeTable(file, { columns: oneColumn('int64'), rows: endless, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
    async function* failing() {
      yield [1];
      throw new Error('mine');
    }
    await expect(writeTable(file, { columns: oneColumn('int64'), rows: failing })).rejects.toThrow('mine');
    expect(readdirSync(dirname(file))).toHaveLength(before);
  },
);

test('what is said of a table is checked', async () => {
  const said = (given: object) => writeTable(at('m.csv'), { columns, rows: () => [], meta: given });
  await expect(said({ name: 5 })).rejects.toThrow(/meta\.name is 5/);
  await expect(said({ params: { name: 'x' } })).rejects.toThrow(/that stands in meta\.name/);
  await expect(said({ params: { x: Number.NaN } })).rejects.toThrow(/meta\.params\.x is NaN/);
});

test('control characters, line separators and lone surrogates in what is said of a table leave it readable', async () => {
  const odd = 'a\u0001\u0085\u2028\ud800\t"<&';
  for (const extension of ['ecsv', 'vot', 'parquet']) {
    const file = at(`odd.${extension}`);
    const described = [{ name: 'x', type: 'int32' as const, description: odd }];
    await writeTable(file, { columns: described, rows: () => [[1]], meta: { params: { odd } } });
    const { columns: found, rows: cells } = await readAll(file);
    expect(cells).toEqual([[1]]);
    expect(found[0].description).toMatch(/^a.*"<&$/s);
  }
});
