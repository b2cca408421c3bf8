import { describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type ColumnData, type FitsTableData, type HeaderEntry, readPha } from '../../ts/ogip/index.js';

const spectrum = (columns: ColumnData[], header: HeaderEntry[] = [], name = 'SPECTRUM'): FitsTableData => ({
  name,
  columns,
  header: [['HDUCLAS1', 'SPECTRUM'], ...header],
});

const channel: ColumnData = { name: 'CHANNEL', format: 'I', data: [0, 1, 2] };
const counts: ColumnData = { name: 'COUNTS', format: 'J', data: [4, 5, 6] };
const exposure: HeaderEntry = ['EXPOSURE', 10];
const read = (columns: ColumnData[], header: HeaderEntry[] = [exposure], row?: number) =>
  readPha(encodeFits([spectrum(columns, header)]), { row });

describe('type I', () => {
  test('counts, and what is said by keyword', () => {
    const pha = read(
      [channel, counts],
      [
        exposure,
        ['RESPFILE', 'None'],
        ['ANCRFILE', ''],
        ['BACKFILE', ' b.pha '],
        ['BACKSCAL', 0.25],
        ['QUALITY', 0],
        ['POISSERR', true],
      ],
    );
    expect(pha).toMatchObject({
      channel: Int32Array.of(0, 1, 2),
      counts: Float64Array.of(4, 5, 6),
      isRate: false,
      exposure: 10,
      backScal: 0.25,
      areaScal: 1,
      respFile: undefined,
      ancrFile: undefined,
      backFile: 'b.pha',
      poissErr: true,
      quality: undefined,
      detChans: undefined,
      content: 'TOTAL',
    });
  });

  test('a rate, with errors, times the exposure; scalings per channel; quality for all by keyword', () => {
    const pha = read(
      [
        channel,
        { name: 'RATE', format: 'E', data: [0.5, 1, 1.5] },
        { name: 'STAT_ERR', format: 'E', data: [0.25, 0.5, 0.5] },
        { name: 'BACKSCAL', format: 'D', data: [1, 2, 3] },
        { name: 'GROUPING', format: 'J', data: [1, -1, 1] },
      ],
      [exposure, ['HDUCLAS2', 'NET'], ['QUALITY', 5]],
    );
    expect(pha).toMatchObject({
      isRate: true,
      counts: Float64Array.of(5, 10, 15),
      statErr: Float64Array.of(2.5, 5, 5),
      backScal: Float64Array.of(1, 2, 3),
      grouping: Int16Array.of(1, -1, 1),
      quality: Int16Array.of(5, 5, 5),
      content: 'NET',
    });
  });

  test('the background in the same file; the extension by name if it has no class', () => {
    const bytes = encodeFits([
      spectrum([channel, { ...counts, data: [1, 1, 1] }], [exposure, ['HDUCLAS2', 'BKG'], ['BACKSCAL', 4]]),
      spectrum([channel, counts], [exposure, ['HDUCLAS2', 'TOTAL']]),
    ]);
    const pha = readPha(bytes);
    expect([...pha.counts]).toEqual([4, 5, 6]);
    expect(pha.background).toMatchObject({ content: 'BKG', backScal: 4, counts: Float64Array.of(1, 1, 1) });
    const alone = encodeFits([{ name: 'SPECTRUM', columns: [channel, counts], header: [exposure] }]);
    expect(readPha(alone).background).toBeUndefined();
  });

  test.each<[string, ColumnData[], HeaderEntry[], string]>([
    ['no exposure', [channel, counts], [], 'EXPOSURE is missing'],
    ['no time', [channel, counts], [['EXPOSURE', 0]], 'EXPOSURE is 0; it must be above 0'],
    ['no counts', [channel], [exposure], 'there is no column RATE; it has CHANNEL'],
    ['no channels', [counts], [exposure], 'there is no column CHANNEL; it has COUNTS'],
    ['channels that fall', [{ ...channel, data: [0, 2, 1] }, counts], [exposure], 'CHANNEL is 1 in place 3'],
    [
      'a count that is none',
      [channel, { ...counts, format: 'E', data: [1, Number.NaN, 3] }],
      [exposure],
      'COUNTS is NaN in channel 1',
    ],
    [
      'a null count',
      [channel, { ...counts, data: [1, Number.NaN, 3], blank: -1 }],
      [exposure],
      'COUNTS is NaN in channel 1',
    ],
    ['a region of no size', [channel, counts], [exposure, ['BACKSCAL', 0]], 'BACKSCAL is 0; it must be above 0'],
    [
      'an empty table',
      [
        { ...channel, data: [] },
        { ...counts, data: [] },
      ],
      [exposure],
      'is empty: it has no channels',
    ],
  ])('refused: %s', (_, columns, header, reason) => {
    expect(() => read(columns, header)).toThrow(reason);
  });

  test('a file without a spectrum says what it has', () => {
    const bytes = encodeFits([{ name: 'EVENTS', columns: [counts] }]);
    expect(() => readPha(bytes)).toThrow('holds no spectrum (HDUCLAS1 = SPECTRUM, or an extension named SPECTRUM)');
    expect(() => readPha(bytes)).toThrow('its extensions are EVENTS');
  });
});

describe('type II', () => {
  const columns = (rows: number): ColumnData[] => [
    { name: 'SPEC_NUM', format: 'I', data: Array.from({ length: rows }, (_, i) => i + 1) },
    { name: 'CHANNEL', format: '3I', data: Array.from({ length: rows * 3 }, (_, i) => (i % 3) + 1) },
    { name: 'RATE', format: '3D', data: Array.from({ length: rows * 3 }, (_, i) => i) },
    { name: 'QUALITY', format: '3I', data: Array.from({ length: rows * 3 }, (_, i) => (i === 4 ? 2 : 0)) },
    { name: 'EXPOSURE', format: 'D', data: Array.from({ length: rows }, (_, i) => 10 + i) },
    { name: 'BACKSCAL', format: 'D', data: Array.from({ length: rows }, (_, i) => 1 + i) },
    { name: 'RESPFILE', format: 'A', data: Array.from({ length: rows }, (_, i) => (i ? `r.rsp{${i}}` : 'none')) },
  ];

  test('one row by its number', () => {
    expect(read(columns(3), [], 2)).toMatchObject({
      row: 2,
      channel: Int32Array.of(1, 2, 3),
      counts: Float64Array.of(33, 44, 55),
      quality: Int16Array.of(0, 2, 0),
      exposure: 11,
      backScal: 2,
      areaScal: 1,
      respFile: 'r.rsp{1}',
    });
    expect(read(columns(3), [], 1).respFile).toBeUndefined();
  });

  test('a single row needs no number; several do', () => {
    expect(read(columns(1), [])).toMatchObject({ row: 1, exposure: 10 });
    expect(() => read(columns(3), [])).toThrow('holds 3 spectra (type II); choose one with --row (option row), 1 to 3');
    expect(() => read(columns(3), [], 4)).toThrow('holds 3 spectra; row is 4, it must be 1 to 3 (--row)');
    expect(() => read([channel, counts], [exposure], 2)).toThrow('holds one spectrum (type I); row is 2');
  });

  test('vectors of varying length, a vector of scalings', () => {
    const pha = read(
      [
        {
          name: 'CHANNEL',
          format: 'PI',
          data: [
            [1, 2],
            [1, 2, 3],
          ],
        },
        {
          name: 'COUNTS',
          format: 'PJ',
          data: [
            [7, 8],
            [9, 10, 11],
          ],
        },
        { name: 'AREASCAL', format: '3D', data: [1, 1, 1, 1, 2, 1] },
      ],
      [exposure],
      2,
    );
    expect(pha).toMatchObject({ counts: Float64Array.of(9, 10, 11), areaScal: Float64Array.of(1, 2, 1) });
  });

  test('a row whose vectors differ in length is refused', () => {
    const odd = columns(2).map((column) =>
      column.name === 'CHANNEL' ? { ...column, format: '2I', data: [1, 2, 1, 2] } : column,
    );
    expect(() => read(odd, [], 1)).toThrow('there are 2 channels, but 3 values of');
  });
});
