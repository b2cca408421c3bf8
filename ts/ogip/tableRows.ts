import { FileError } from '../base/index.js';
import type { BinTable } from './fits/bintable.js';
import { type PartialTable, withTables } from './fits/parts.js';
import type { TableModelFile } from './tableModel.js';
import type { Source } from './types.js';

/** Numbers of some rows of the grid. */
export interface TableRows {
  /** Places in the grid, the last interpolated parameter running fastest. */
  places: Int32Array;
  /** places.length x rowLength numbers: INTPSPEC, ADDSP001, ... divided by `unit` of {@link readTableRows}. */
  values: Float32Array;
}

/** Rows are read in pieces of about this size. */
const pieceBytes = 2 ** 24;

/**
 * Reads the spectra of a table model piece by piece. They are kept in single precision, in which nearly all files have them;
 * numbers of a file in double precision are divided by a power of two so that the largest is near 1.
 *
 * @param source what {@link readTableModel} read
 * @param table its result
 * @param start is called once with the power of two, before the first rows
 * @param use is called with each piece
 * @returns warnings
 * @throws FileError naming extension, row and column for a number that is not finite, or a column that does not fit the energies
 */
export function readTableRows(
  source: Source,
  table: TableModelFile,
  start: (unit: number) => void,
  use: (rows: TableRows) => void,
): string[] {
  return withTables(source, (tables, file) => {
    const spectra = tables.find(({ name }) => name.toUpperCase() === 'SPECTRA');
    if (!spectra || spectra.rows !== table.rows) throw new FileError(file, 'changed while it was in use');
    const columns = columnsOf(spectra.part(0, 0), table);
    const step = Math.max(1, Math.floor(pieceBytes / Math.max(1, spectra.header.integer('NAXIS1') ?? 0)));
    const pieces = function* () {
      for (let first = 0; first < table.rows; first += step) yield [first, Math.min(first + step, table.rows)];
    };
    const unit = columns.some(({ code }) => code === 'D') ? unitOf(spectra, pieces(), columns) : 1;
    start(unit);
    const { places, warnings } = placesOf(spectra, table);
    const isPlain = columns.every(({ code, isScaled }) => code === 'E' && !isScaled);
    for (const [first, end] of pieces()) {
      const values = isPlain
        ? singles(spectra.bytes(first, end), spectra.rowBytes, columns)
        : scaled(spectra.part(first, end), columns, unit);
      requireNumbers(values, first, columns, spectra.part(0, 0));
      use({ places: places.subarray(first, end), values });
    }
    return warnings;
  });
}

interface Column {
  name: string;
  /** Numbers used of a row, and numbers there. */
  bins: number;
  repeat: number;
  /** Type letter, bytes before it in a row, and whether TSCAL, TZERO or TNULL change its numbers. */
  code: string;
  offset: number;
  isScaled: boolean;
}

function columnsOf(spectra: BinTable, { edges, parameters }: TableModelFile): Column[] {
  const bins = edges.length - 1;
  const additional = parameters.filter(({ values }) => !values).length;
  const names = ['INTPSPEC', ...Array.from({ length: additional }, (_, k) => `ADDSP${String(k + 1).padStart(3, '0')}`)];
  return names.map((name) => {
    const { index, repeat } = spectra.column(name);
    const { code, offset, scale, zero, blank } = spectra.columns[index - 1];
    // A column of twice the length holds errors behind the values, which say nothing of the model.
    if (repeat !== bins && repeat !== 2 * bins)
      throw spectra.error(
        `column ${name} holds ${repeat ?? 'a varying number of'} values a row; ENERGIES has ${bins} bins`,
      );
    return { name, bins, repeat, code, offset, isScaled: scale !== 1 || zero !== 0 || blank !== undefined };
  });
}

/** The power of two near the largest number. */
function unitOf(spectra: PartialTable, pieces: Iterable<number[]>, columns: readonly Column[]): number {
  let largest = 0;
  for (const [first, end] of pieces) {
    const part = spectra.part(first, end);
    for (const { name } of columns)
      for (const value of part.read(name))
        if (Math.abs(value) > largest && Number.isFinite(value)) largest = Math.abs(value);
  }
  return largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
}

const lengthOf = (columns: readonly Column[]): number => columns.reduce((sum, { bins }) => sum + bins, 0);

/** Numbers in single precision as they stand in the file, with their bytes turned round: most of a large table's time. */
function singles(bytes: Uint8Array, rowBytes: number, columns: readonly Column[]): Float32Array {
  const rows = rowBytes === 0 ? 0 : bytes.length / rowBytes;
  const values = new Float32Array(rows * lengthOf(columns));
  const target = Buffer.from(values.buffer);
  for (let row = 0, at = 0; row < rows; row++)
    for (const { offset, bins } of columns) {
      const from = row * rowBytes + offset;
      target.set(bytes.subarray(from, from + 4 * bins), at);
      at += 4 * bins;
    }
  // Every machine that the native core runs on is little-endian.
  target.swap32();
  return values;
}

function scaled(part: BinTable, columns: readonly Column[], unit: number): Float32Array {
  const rowLength = lengthOf(columns);
  const values = new Float32Array(part.count * rowLength);
  let start = 0;
  for (const { name, bins, repeat } of columns) {
    const read = part.read(name);
    for (let row = 0; row < part.count; row++)
      for (let i = 0; i < bins; i++) values[row * rowLength + start + i] = read[row * repeat + i] / unit;
    start += bins;
  }
  return values;
}

function requireNumbers(values: Float32Array, firstRow: number, columns: readonly Column[], spectra: BinTable): void {
  let odd = 0;
  // What is infinite or no number leaves no 0 when it is taken from itself.
  while (odd < values.length && values[odd] - values[odd] === 0) odd++;
  if (odd === values.length) return;
  const rowLength = lengthOf(columns);
  const { bins } = columns[0];
  const [row, at] = [firstRow + Math.floor(odd / rowLength), odd % rowLength];
  const { name } = columns[Math.floor(at / bins)];
  throw spectra.error(`row ${row + 1}: column ${name} is ${values[odd]} in energy bin ${(at % bins) + 1}`);
}

/**
 * Where each row stands in the grid. The memo's order has the last parameter run fastest, and XSPEC takes rows so without a look
 * at PARAMVAL. Where PARAMVAL names each point once but in another order, it is followed; where it does not, it is ignored.
 */
function placesOf(spectra: PartialTable, table: TableModelFile): { places: Int32Array; warnings: string[] } {
  const inOrder = Int32Array.from({ length: table.rows }, (_, row) => row);
  const grid = table.parameters.flatMap(({ values }) => (values ? [values] : []));
  const first = spectra.part(0, 0);
  if (grid.length === 0 || !first.find('PARAMVAL')) return { places: inOrder, warnings: [] };
  const { repeat } = first.column('PARAMVAL');
  if (repeat !== grid.length)
    return {
      places: inOrder,
      warnings: [
        `table-order: column PARAMVAL holds ${repeat ?? 'a varying number of'} values a row, there are ${grid.length} interpolated parameters; rows are taken in their order, as XSPEC does`,
      ],
    };
  const found = new Int32Array(table.rows);
  const seen = new Uint8Array(table.rows);
  let odd: number | undefined;
  for (let start = 0; start < table.rows && odd === undefined; start += 4096) {
    const end = Math.min(start + 4096, table.rows);
    const values = spectra.column('PARAMVAL', start, end).read('PARAMVAL');
    for (let row = start; row < end; row++) {
      const place = placeOf(grid, values, (row - start) * grid.length);
      if (place === undefined || seen[place]) {
        odd = row;
        break;
      }
      found[row] = place;
      seen[place] = 1;
    }
  }
  if (odd !== undefined)
    return {
      places: inOrder,
      warnings: [
        `table-order: PARAMVAL of row ${odd + 1} of SPECTRA is no point of the grid of PARAMETERS or one that was there before; rows are taken in their order, the last parameter running fastest, as XSPEC does`,
      ],
    };
  const moved = found.findIndex((place, row) => place !== row);
  if (moved < 0) return { places: inOrder, warnings: [] };
  return {
    places: found,
    warnings: [
      `table-order: the rows of SPECTRA are not in the order of OGIP 92-009 (the last parameter running fastest), from row ${moved + 1} on; they are placed by PARAMVAL, which XSPEC does not look at`,
    ],
  };
}

function placeOf(grid: readonly Float64Array[], values: Float64Array, at: number): number | undefined {
  let place = 0;
  for (let k = 0; k < grid.length; k++) {
    const nodes = grid[k];
    const value = values[at + k];
    const span = nodes.length > 1 ? nodes[nodes.length - 1] - nodes[0] : Math.abs(nodes[0]);
    const node = nodes.findIndex((known) => Math.abs(known - value) <= 1e-6 * Math.max(Math.abs(known), 1e-3 * span));
    if (node < 0) return undefined;
    place = place * nodes.length + node;
  }
  return place;
}
