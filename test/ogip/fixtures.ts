/** FITS files made by hand, byte by byte, so that the reader is not tested against the project's own writer alone. */
import type { ColumnData, FitsTableData, HeaderEntry, PhaData } from '../../ts/ogip/index.js';

const encoder = new TextEncoder();

/** One 80-character card; a string value comes with its quotes. */
export const card = (keyword: string, value?: string | number, comment = ''): string =>
  (value === undefined
    ? keyword
    : `${keyword.padEnd(8)}= ${String(value).padStart(20)}${comment && ' / ' + comment}`
  ).padEnd(80);

const padded = (bytes: Uint8Array, fill: number): Uint8Array => {
  const result = new Uint8Array(Math.ceil(bytes.length / 2880) * 2880).fill(fill);
  result.set(bytes);
  return result;
};

export function join(...pieces: Uint8Array[]): Uint8Array {
  const result = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/** Cards (END is added) and data, each filled up to whole blocks; `fill` is a blank for ASCII tables. */
export const hdu = (cards: string[], data: Uint8Array = new Uint8Array(0), fill = 0): Uint8Array =>
  join(padded(encoder.encode([...cards, card('END')].join('')), 32), padded(data, fill));

export const primary = (cards: string[] = []): Uint8Array =>
  hdu([card('SIMPLE', 'T'), card('BITPIX', 8), card('NAXIS', 0), ...cards]);

/** A BINTABLE of given row length; `columns` are [TTYPE, TFORM, further cards]. */
export function binTable(
  name: string,
  columns: [string, string, ...string[]][],
  rowBytes: number,
  rows: number,
  data: Uint8Array,
  cards: string[] = [],
): Uint8Array {
  return hdu(
    [
      card('XTENSION', "'BINTABLE'"),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', rowBytes),
      card('NAXIS2', rows),
      card('PCOUNT', data.length - rowBytes * rows),
      card('GCOUNT', 1),
      card('TFIELDS', columns.length),
      card('EXTNAME', `'${name}'`),
      ...columns.flatMap(([type, form, ...more], i) => [
        card(`TTYPE${i + 1}`, `'${type}'`),
        card(`TFORM${i + 1}`, `'${form}'`),
        ...more,
      ]),
      ...cards,
    ],
    data,
  );
}

/** An ASCII TABLE; `columns` are [TTYPE, TFORM, TBCOL, further cards]. */
export function asciiTable(columns: [string, string, number, ...string[]][], lines: string[]): Uint8Array {
  const data = encoder.encode(lines.join(''));
  return hdu(
    [
      card('XTENSION', "'TABLE   '"),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', lines[0].length),
      card('NAXIS2', lines.length),
      card('PCOUNT', 0),
      card('GCOUNT', 1),
      card('TFIELDS', columns.length),
      ...columns.flatMap(([type, form, column, ...more], i) => [
        card(`TTYPE${i + 1}`, `'${type}'`),
        card(`TFORM${i + 1}`, `'${form}'`),
        card(`TBCOL${i + 1}`, column),
        ...more,
      ]),
    ],
    data,
    32,
  );
}

/** Columns and keywords of a small response; what a test gives replaces the default. */
export interface SmallRmf {
  matrix?: Partial<FitsTableData>;
  columns?: Record<string, Partial<ColumnData> | undefined>;
  ebounds?: Record<string, Partial<ColumnData> | undefined> | null;
}

const response = (class2: string, more: HeaderEntry[] = []): HeaderEntry[] => [
  ['TELESCOP', 'NONE'],
  ['INSTRUME', 'TEST'],
  ['HDUCLASS', 'OGIP'],
  ['HDUCLAS1', 'RESPONSE'],
  ['HDUCLAS2', class2],
  ...more,
];

const merge = (columns: ColumnData[], changes: Record<string, Partial<ColumnData> | undefined> = {}): ColumnData[] =>
  columns
    .filter(({ name }) => !(name in changes) || changes[name])
    .map((column) => ({ ...column, ...changes[column.name] }));

/**
 * Three energy rows and four channels from 1: a row of two groups (channel 1, channels 3 and 4), one without groups, one
 * of one group (channels 2 to 4). The matrix is 0.1, 0.2, ... in file order.
 */
export function smallRmf({ matrix = {}, columns = {}, ebounds = {} }: SmallRmf = {}): FitsTableData[] {
  const rows = {
    name: 'MATRIX',
    header: response('RSP_MATRIX', [['HDUCLAS3', 'REDIST']]),
    ...matrix,
    columns: merge(
      [
        { name: 'ENERG_LO', format: 'E', data: [1, 2, 3], unit: 'keV' },
        { name: 'ENERG_HI', format: 'E', data: [2, 3, 4], unit: 'keV' },
        { name: 'N_GRP', format: 'I', data: [2, 0, 1] },
        { name: 'F_CHAN', format: 'PI', data: [[1, 3], [], [2]], tlMin: 1 },
        { name: 'N_CHAN', format: 'PI', data: [[1, 2], [], [3]] },
        { name: 'MATRIX', format: 'PD', data: [[0.1, 0.2, 0.3], [], [0.4, 0.5, 0.6]] },
      ],
      columns,
    ),
  };
  if (ebounds === null) return [rows];
  const channels = {
    name: 'EBOUNDS',
    header: response('EBOUNDS'),
    columns: merge(
      [
        { name: 'CHANNEL', format: 'I', data: [1, 2, 3, 4] },
        { name: 'E_MIN', format: 'E', data: [0.5, 1.5, 2.5, 3.5], unit: 'keV' },
        { name: 'E_MAX', format: 'E', data: [1.5, 2.5, 3.5, 4.5], unit: 'keV' },
      ],
      ebounds,
    ),
  };
  return [rows, channels];
}

/** The ARF that belongs to `smallRmf`. */
export const smallArf = (columns: Record<string, Partial<ColumnData> | undefined> = {}): FitsTableData[] => [
  {
    name: 'SPECRESP',
    header: response('SPECRESP', [['EXPOSURE', 50]]),
    columns: merge(
      [
        { name: 'ENERG_LO', format: 'E', data: [1, 2, 3], unit: 'keV' },
        { name: 'ENERG_HI', format: 'E', data: [2, 3, 4], unit: 'keV' },
        { name: 'SPECRESP', format: 'E', data: [100, 200, 300], unit: 'cm**2' },
      ],
      columns,
    ),
  },
];

/** A spectrum of four channels from 1. */
export const smallPha = (more: Partial<PhaData> = {}): PhaData => ({
  channel: Int32Array.of(1, 2, 3, 4),
  counts: Float64Array.of(3, 0, 7, 1),
  exposure: 100,
  backScal: 0.5,
  ...more,
});
