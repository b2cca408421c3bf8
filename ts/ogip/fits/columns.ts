import { ParameterError } from '../../base/index.js';
import { checkText, type HeaderEntry } from './cards.js';

/** One column to write. */
export interface ColumnData {
  name: string;
  /**
   * TFORM: a count and a type of L B I J K E D A, such as `J`, `1024I`, `16A`; `A` alone is as wide as the longest
   * text. `U` and `V` are unsigned 16- and 32-bit integers, as in CFITSIO (written as I and J with TZERO). `PE`, `QJ`,
   * ... are vectors of varying length in the heap; P reaches 2 GiB, Q further.
   */
  format: string;
  /**
   * The numbers of all rows one after the other; for text a string for each row; for P and Q an array of numbers for
   * each row.
   */
  data: ArrayLike<number> | readonly string[] | readonly ArrayLike<number>[];
  unit?: string;
  /** TNULL, the number that replaces NaN in an integer column; without it NaN is refused. */
  blank?: number;
  /**
   * Whether what follows a text in its field is NUL, which ends it, instead of blanks: numpy and astropy then have it without
   * blanks.
   */
  isTerminated?: boolean;
  /** TLMIN and TLMAX. */
  tlMin?: number;
  tlMax?: number;
}

/** Writes one column; made by {@link columnWriter}. */
export interface ColumnWriter {
  rows: number;
  /** Bytes of the column in a row, and of all its vectors in the heap. */
  width: number;
  heapBytes: number;
  /** TFORM and TZERO as written. */
  form: string;
  zero: number;
  /** Writes the column's bytes of a row at offset `at`. */
  put(view: DataView, at: number, row: number): void;
  /** Writes the vector of a row into the heap. */
  putHeap?(view: DataView, at: number, row: number): void;
  heapOf?(row: number): number;
}

const elementBytes: Record<string, number> = { L: 1, B: 1, A: 1, I: 2, J: 4, E: 4, K: 8, D: 8 };
const wholeLimits: Record<string, [number, number]> = {
  B: [0, 255],
  I: [-(2 ** 15), 2 ** 15 - 1],
  J: [-(2 ** 31), 2 ** 31 - 1],
  K: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};
/** FITS stores unsigned integers as signed ones, shifted by half their range (TZERO). */
const unsigned: Record<string, { code: string; zero: number }> = {
  U: { code: 'I', zero: 2 ** 15 },
  V: { code: 'J', zero: 2 ** 31 },
};

/**
 * @param heapStart byte offset in the heap where the vectors of this column begin.
 * @param firstRow number in the table of the column's first row, from 0; for messages.
 */
export function columnWriter(column: ColumnData, heapStart: number, firstRow: number): ColumnWriter {
  const match = /^(\d*)([LBIJKEDAUVPQ])([BIJKED]?)$/.exec(column.format);
  const isVector = match?.[2] === 'P' || match?.[2] === 'Q';
  if (!match || isVector !== (match[3] !== ''))
    throw fault(column, `${column.format} is no column format that can be written`);
  if (isVector) return vectorWriter(column, match[2] as 'P' | 'Q', match[3], heapStart, firstRow);
  if (match[2] === 'A') return textWriter(column, match[1], firstRow);
  const { code, zero } = unsigned[match[2]] ?? { code: match[2], zero: 0 };
  return numberWriter(column, code, zero, match[1] ? Number(match[1]) : 1, firstRow);
}

/** The keywords of column `n`. */
export const columnEntries = (column: ColumnData, { form, zero }: ColumnWriter, n: number): HeaderEntry[] => [
  [`TTYPE${n}`, column.name],
  [`TFORM${n}`, form],
  [`TUNIT${n}`, column.unit],
  [`TZERO${n}`, zero || undefined, 'unsigned integers'],
  [`TNULL${n}`, column.blank === undefined ? undefined : column.blank - zero],
  [`TLMIN${n}`, column.tlMin],
  [`TLMAX${n}`, column.tlMax],
];

const fault = (column: ColumnData, message: string) =>
  new ParameterError(column.name, `column ${column.name}: ${message}`);

function numberWriter(column: ColumnData, code: string, zero: number, repeat: number, firstRow: number): ColumnWriter {
  const data = column.data as ArrayLike<number>;
  const rows = data.length / repeat;
  if (!Number.isInteger(rows)) throw fault(column, `${data.length} numbers do not make rows of ${repeat}`);
  const width = repeat * elementBytes[code];
  // All values of such an array fit, so that no check is needed: the counts of a library, most of its bytes, then take
  // half of the time.
  const isPlain = data instanceof Uint16Array && code === 'I' && zero === 2 ** 15;
  const put = (view: DataView, at: number, row: number) => {
    if (isPlain) {
      for (let i = 0; i < repeat; i++) view.setUint16(at + 2 * i, data[row * repeat + i] ^ 0x8000);
      return;
    }
    putNumbers(column, code, zero, data, row * repeat, repeat, firstRow + row, view, at);
  };
  return { rows, width, heapBytes: 0, form: `${repeat}${code}`, zero, put };
}

function textWriter(column: ColumnData, count: string, firstRow: number): ColumnWriter {
  const data = column.data as readonly string[];
  const width = count ? Number(count) : data.reduce((longest, cell) => Math.max(longest, cell.length), 1);
  const filler = column.isTerminated ? 0 : 32;
  const put = (view: DataView, at: number, row: number) => {
    const cell = checkText(data[row], `column ${column.name}`);
    if (cell.length > width)
      throw fault(column, `the text of row ${firstRow + row + 1} is longer than ${width} characters`);
    for (let i = 0; i < width; i++) view.setUint8(at + i, i < cell.length ? cell.charCodeAt(i) : filler);
  };
  return { rows: data.length, width, heapBytes: 0, form: `${width}A`, zero: 0, put };
}

function vectorWriter(
  column: ColumnData,
  descriptor: 'P' | 'Q',
  code: string,
  heapStart: number,
  firstRow: number,
): ColumnWriter {
  const data = column.data as readonly ArrayLike<number>[];
  const size = elementBytes[code];
  const start = new Float64Array(data.length);
  const bytes = new Float64Array(data.length);
  // Rows that are the same array object share one vector in the heap, as the standard allows (section 7.3.6).
  const places = new Map<ArrayLike<number>, number>();
  let end = heapStart;
  for (let row = 0; row < data.length; row++) {
    start[row] = places.get(data[row]) ?? end;
    if (places.has(data[row])) continue;
    places.set(data[row], end);
    bytes[row] = data[row].length * size;
    end += bytes[row];
  }
  if (descriptor === 'P' && end >= 2 ** 31)
    throw fault(column, `its vectors reach beyond 2 GiB; use the format Q${code}`);
  const longest = data.reduce((length, vector) => Math.max(length, vector.length), 0);
  return {
    rows: data.length,
    width: descriptor === 'P' ? 8 : 16,
    heapBytes: end - heapStart,
    form: `1${descriptor}${code}(${longest})`,
    zero: 0,
    put(view, at, row) {
      if (descriptor === 'P') {
        view.setInt32(at, data[row].length);
        view.setInt32(at + 4, start[row]);
      } else {
        view.setBigInt64(at, BigInt(data[row].length));
        view.setBigInt64(at + 8, BigInt(start[row]));
      }
    },
    heapOf: (row) => bytes[row],
    putHeap: (view, at, row) => {
      if (bytes[row]) putNumbers(column, code, 0, data[row], 0, data[row].length, firstRow + row, view, at);
    },
  };
}

/** Writes `count` numbers of `data`, beginning with index `from`, in big-endian order at offset `at`. */
function putNumbers(
  column: ColumnData,
  code: string,
  zero: number,
  data: ArrayLike<number>,
  from: number,
  count: number,
  row: number,
  view: DataView,
  at: number,
): void {
  const [lowest, highest] = wholeLimits[code] ?? [0, 0];
  const isWhole = code in wholeLimits;
  const size = elementBytes[code];
  for (let i = 0; i < count; i++, at += size) {
    let value = data[from + i];
    if (isWhole) {
      if (Number.isNaN(value) && column.blank !== undefined) value = column.blank;
      value -= zero;
      if (!(Number.isInteger(value) && value >= lowest && value <= highest))
        throw fault(column, `the format ${column.format} cannot hold ${data[from + i]} of row ${row + 1}`);
    }
    putNumber(view, code, at, value);
  }
}

function putNumber(view: DataView, code: string, at: number, value: number): void {
  switch (code) {
    case 'I':
      view.setInt16(at, value);
      break;
    case 'J':
      view.setInt32(at, value);
      break;
    case 'E':
      view.setFloat32(at, value);
      break;
    case 'D':
      view.setFloat64(at, value);
      break;
    case 'B':
      view.setUint8(at, value);
      break;
    case 'K':
      view.setBigInt64(at, BigInt(value));
      break;
    case 'L':
      // Logical values are given as 1 and 0; NaN becomes the null of FITS, a zero byte.
      view.setUint8(at, Number.isNaN(value) ? 0 : value ? 0x54 : 0x46);
      break;
  }
}
