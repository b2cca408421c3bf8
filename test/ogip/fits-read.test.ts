import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileError } from '../../ts/base/index.js';
import { readFits } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { asciiTable, binTable, card, hdu, join, primary } from './fixtures.js';

/** Big-endian bytes by a list of [DataView setter, value]. */
function bytesOf(...items: [keyof DataView, number | bigint][]): Uint8Array {
  const size = (setter: string) => Number(/\d+/.exec(setter)![0]) / 8;
  const view = new DataView(new ArrayBuffer(items.reduce((sum, [setter]) => sum + size(String(setter)), 0)));
  let at = 0;
  for (const [setter, value] of items) {
    (view[setter] as (offset: number, value: number | bigint) => void).call(view, at, value);
    at += size(String(setter));
  }
  return new Uint8Array(view.buffer);
}

describe('headers', () => {
  const cards = [
    card('QUOTED', "'it''s  '"),
    card('DOUBLE', '-1.5D+03'),
    card('WHOLE', 42, 'a comment'),
    card('YES', 'T'),
    card('EMPTY', ''),
    card('INQUOTES', "'12.5'"),
    card('ODD', 'NAN'),
    "LONG    = 'first &'".padEnd(80),
    "CONTINUE  'second&'".padEnd(80),
    "CONTINUE  ' third' / all of it".padEnd(80),
    'HIERARCH ESO TEL ALT = 72.5 / deg'.padEnd(80),
    'COMMENT = not a value'.padEnd(80),
    card('WHOLE', 43),
  ];
  const { header } = readFits(primary(cards)).hdus[0];

  test('values of every kind', () => {
    expect(header.get('QUOTED')).toBe("it's");
    expect(header.number('DOUBLE')).toBe(-1500);
    expect(header.get('WHOLE')).toBe(42);
    expect(header.get('YES')).toBe(true);
    expect(header.get('EMPTY')).toBeUndefined();
    expect(header.number('INQUOTES')).toBe(12.5);
    expect(header.get('LONG')).toBe('first second third');
    expect(header.number('HIERARCH ESO TEL ALT')).toBe(72.5);
    expect(header.get('COMMENT')).toBeUndefined();
    expect(header.cards.find((c) => c.keyword === 'WHOLE')?.comment).toBe('a comment');
  });

  test('a value that is no number is refused by name', () => {
    expect(() => header.number('ODD')).toThrow('(bytes): keyword ODD is "NAN", which is not a number');
    expect(() => header.integer('DOUBLE')).toThrow('keyword DOUBLE is -1500; it must be a whole number of at least 0');
  });
});

describe('binary tables', () => {
  const table = readFits(
    join(
      primary(),
      binTable(
        'ALL',
        [
          ['L', 'L'],
          ['X', '10X'],
          ['B', 'B'],
          ['I', 'I', card('TNULL4', -5)],
          ['U', 'I', card('TZERO5', 32768)],
          ['J', '2J', card('TSCAL6', '0.5'), card('TZERO6', 10), card('TDIM6', "'(1,2)'")],
          ['V', 'J', card('TZERO7', 2147483648)],
          ['K', 'K'],
          ['K64', 'K', card('TZERO9', '9223372036854775808')],
          ['E', 'E', card('TUNIT10', "'keV'"), card('TLMIN10', '0.5')],
          ['D', 'D'],
          ['C', 'C'],
          ['A', '5A'],
          ['NONE', '0J'],
        ],
        69, // 8 bytes more than the columns take
        1,
        join(
          bytesOf(['setUint8', 0x54], ['setUint16', 0b1000000001000000], ['setUint8', 200], ['setInt16', -5]),
          bytesOf(['setInt16', 32767], ['setInt32', 4], ['setInt32', -4], ['setInt32', -2147483648]),
          bytesOf(['setBigInt64', -(2n ** 40n)], ['setBigInt64', -(2n ** 63n) + 7n]),
          bytesOf(['setFloat32', 1.5], ['setFloat64', Math.PI], ['setFloat32', 1], ['setFloat32', -2]),
          new TextEncoder().encode('ab\0zz'),
          new Uint8Array(8),
        ),
      ),
    ),
  ).hdus[1].table;

  test('every type, scaling, nulls and unsigned numbers', () => {
    const first = (name: string) => [...table.read(name)];
    expect(first('L')).toEqual([1]);
    expect(first('X')).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(first('B')).toEqual([200]);
    expect(first('I')).toEqual([Number.NaN]);
    expect(first('U')).toEqual([65535]);
    expect(first('J')).toEqual([12, 8]);
    expect(first('V')).toEqual([0]);
    expect(first('K')).toEqual([-(2 ** 40)]);
    expect(first('K64')).toEqual([7]);
    expect(first('E')).toEqual([1.5]);
    expect(first('D')).toEqual([Math.PI]);
    expect(first('C')).toEqual([1, -2]);
    expect(table.strings('A')).toEqual(['ab']);
    expect(first('NONE')).toEqual([]);
    expect(table.column('E')).toMatchObject({ unit: 'keV', tlMin: 0.5, index: 10, repeat: 1 });
  });

  test('an integer array holds a value exactly or the column is refused', () => {
    expect(table.read('U', Uint16Array)).toEqual(Uint16Array.of(65535));
    expect(() => table.read('U', Int16Array)).toThrow(
      'table ALL: column U is 65535 in row 1, where a whole number is needed that fits Int16Array',
    );
    expect(() => table.read('I', Int16Array)).toThrow('column I is null in row 1');
    expect(() => table.read('D', Int32Array)).toThrow('column D is 3.14');
    expect(() => table.read('A')).toThrow('column A holds text');
    expect(() => table.strings('D')).toThrow('column D holds numbers');
    expect(() => table.read('COUNTS')).toThrow('there is no column COUNTS; it has L, X, B');
  });

  /** Three rows of one descriptor; the heap starts 4 bytes after the rows. */
  const heaped = (form: string, descriptors: Uint8Array, rowBytes: number) =>
    readFits(
      join(
        primary(),
        binTable(
          'HEAP',
          [['V', form]],
          rowBytes,
          3,
          join(descriptors, new Uint8Array(4), bytesOf(['setFloat32', 1], ['setFloat32', 2], ['setFloat32', 3])),
          [card('THEAP', rowBytes * 3 + 4)],
        ),
      ),
    ).hdus[1].table;

  test('variable-length vectors by P and Q descriptors', () => {
    const int32 = (...values: number[]) => bytesOf(...values.map((v): [keyof DataView, number] => ['setInt32', v]));
    const int64 = (...values: bigint[]) => bytesOf(...values.map((v): [keyof DataView, bigint] => ['setBigInt64', v]));
    for (const table of [
      heaped('PE(2)', int32(2, 4, 0, 999999, 1, 0), 8),
      heaped('1QE(2)', int64(2n, 4n, 0n, 999999n, 1n, 0n), 16),
    ]) {
      expect(table.ragged('V')).toEqual({ start: Uint32Array.of(0, 2, 2, 3), values: Float64Array.of(2, 3, 1) });
      expect(table.ragged('V', 2, 3)).toEqual({ start: Uint32Array.of(0, 1), values: Float64Array.of(1) });
      expect(() => table.read('V')).toThrow('column V has rows of differing length');
    }
    for (const [count, offset] of [
      [1, 12],
      [4, 0],
      [-1, 0],
      [1, -4],
    ])
      expect(() => heaped('PE(2)', int32(0, 0, 0, 0, count, offset), 8).ragged('V')).toThrow(
        'column V: the vector of row 3 lies outside',
      );
  });
});

describe('ASCII tables', () => {
  const bytes = join(
    primary(),
    asciiTable(
      [
        ['e_x', 'F6.2', 1, card('TNULL1', "'---'")],
        ['E_x', 'E8.1', 8],
        ['n', 'I3', 17],
        ['name', 'A4', 21],
      ],
      [' 12.50  1.5D+02   7 star', '   ---              agn', '  1250    2.5-3  -1     '],
    ),
  );

  test('numbers, blanks, nulls, implied decimals, text', () => {
    const { table } = readFits(bytes).hdus[1];
    expect(table.read('e_x')).toEqual(Float64Array.of(12.5, Number.NaN, 12.5));
    expect(table.read('E_x')).toEqual(Float64Array.of(150, Number.NaN, 0.0025));
    expect(table.read('N')).toEqual(Float64Array.of(7, Number.NaN, -1));
    expect(table.strings('name')).toEqual(['star', 'agn', '']);
    expect(() => table.read('n', Int32Array)).toThrow('column n is null in row 2');
  });

  test('gzip is recognised by content', () => {
    expect(readFits(gzipSync(bytes)).hdus[1].table.count).toBe(3);
    expect(() => readFits(gzipSync(bytes).subarray(0, 150))).toThrow('gzip data are damaged or cut short');
  });
});

describe('files that are refused', () => {
  test('with the reason', () => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'xsift-'));
    const file = joinPath(folder, 'text.pha');
    writeFileSync(file, 'hello');
    expect(() => readFits(file)).toThrow(`${file}: is not a FITS file`);
    expect(() => readFits(joinPath(folder, 'none.pha'))).toThrow('none.pha: cannot be read: no such file');
    expect(() => readFits(folder)).toThrow('is a folder, not a file');
    expect(() => readFits(new Uint8Array(0))).toThrow('the file is empty');
    expect(() => readFits(primary().subarray(0, 100))).toThrow('ends inside the header');
    const table = join(primary(), binTable('T', [['J', 'J']], 4, 1000, new Uint8Array(4000)));
    expect(() => readFits(table.subarray(0, 2880 * 2 + 100))).toThrow(
      'HDU 1 (T) needs 4000 bytes of data, 100 are there',
    );
  });

  test('a table whose layout does not fit, when it is used and not before', () => {
    const open = (form: string, cards: string[] = []) =>
      readFits(join(primary(), binTable('T', [['V', form]], 4, 2, new Uint8Array(8), cards))).hdus[1];
    expect(() => open('2J').table).toThrow('its columns take 8 bytes, a row has 4');
    expect(() => open('Z').table).toThrow('keyword TFORM1 is "Z"');
    expect(() => open('J', [card('THEAP', 99)]).table).toThrow('keyword THEAP is 99, outside 8 to 8');
    const huge = hdu([
      card('XTENSION', "'BINTABLE'"),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', 0),
      card('NAXIS2', 1e15),
    ]);
    expect(() => readFits(join(primary(), huge)).hdus[1].table).toThrow('rows of no bytes');
    expect(() => readFits(primary()).hdus[0].table).toThrow(FileError);
  });

  test('bytes after the last HDU that are no extension are ignored', () => {
    expect(readFits(join(primary(), new Uint8Array(5000).fill(7))).hdus).toHaveLength(1);
  });
});

describe.skipIf(!hasShared)('real files', () => {
  test('the COUP catalogue, an ASCII table', () => {
    const { table } = readFits(sharedFile('catalogs/COUP.fits.gz')).hdus[1];
    expect([table.count, table.columns.length]).toEqual([1616, 98]);
    expect([...table.read('SrcCts').subarray(0, 4)]).toEqual([289, 2879, 2475, 39]);
    expect([...table.read('kT2').subarray(0, 4)]).toEqual([2.46, 2.46, 1.76, Number.NaN]);
    // Two columns that differ only in case.
    expect(table.read('e_HR1').filter(Number.isNaN)).toHaveLength(107);
    expect(table.read('E_HR1').filter(Number.isNaN)).toHaveLength(132);
    expect(table.strings('sFlags')[4]).toBe('l--------');
    for (const column of table.columns) if (!column.isText) expect(table.read(column.name)).toHaveLength(1616);
  });
});
