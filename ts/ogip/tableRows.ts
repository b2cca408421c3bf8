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
      for (let first = 0; first < table.rows; first += step)
        yield { first, part: spectra.part(first, Math.min(first + step, table.rows)) };
    };
    const isDouble = columns.some(({ name }) => /D/i.test(spectra.part(0, 0).column(name).form));
    const unit = isDouble ? unitOf(pieces(), columns) : 1;
    start(unit);
    const places = placesOf(spectra, table);
    for (const { first, part } of pieces())
      use({ places: places.places.subarray(first, first + part.count), values: valuesOf(part, first, columns, unit) });
    return places.warnings;
  });
}

interface Column {
  name: string;
  /** Numbers used of a row, and numbers there. */
  bins: number;
  repeat: number;
}

function columnsOf(spectra: BinTable, { edges, parameters }: TableModelFile): Column[] {
  const bins = edges.length - 1;
  const additional = parameters.filter(({ values }) => !values).length;
  const names = ['INTPSPEC', ...Array.from({ length: additional }, (_, k) => `ADDSP${String(k + 1).padStart(3, '0')}`)];
  return names.map((name) => {
    const { repeat } = spectra.column(name);
    // A column of twice the length holds errors behind the values, which say nothing of the model.
    if (repeat !== bins && repeat !== 2 * bins)
      throw spectra.error(
        `column ${name} holds ${repeat ?? 'a varying number of'} values a row; ENERGIES has ${bins} bins`,
      );
    return { name, bins, repeat };
  });
}

/** The power of two near the largest number. */
function unitOf(pieces: Iterable<{ part: BinTable }>, columns: readonly Column[]): number {
  let largest = 0;
  for (const { part } of pieces)
    for (const { name } of columns)
      for (const value of part.read(name)) if (Math.abs(value) > largest && Number.isFinite(value)) largest = Math.abs(value);
  return largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
}

function valuesOf(part: BinTable, firstRow: number, columns: readonly Column[], unit: number): Float32Array {
  const rowLength = columns.reduce((sum, { bins }) => sum + bins, 0);
  const values = new Float32Array(part.count * rowLength);
  let offset = 0;
  for (const { name, bins, repeat } of columns) {
    const read = unit === 1 ? part.read(name, Float32Array) : part.read(name);
    for (let row = 0; row < part.count; row++) {
      const at = row * rowLength + offset;
      for (let i = 0; i < bins; i++) {
        const value = read[row * repeat + i] / unit;
        values[at + i] = value;
        if (!Number.isFinite(values[at + i]))
          throw part.error(`row ${firstRow + row + 1}: column ${name} is ${value * unit} in energy bin ${i + 1}`);
      }
    }
    offset += bins;
  }
  return values;
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
    const values = spectra.part(start, end).read('PARAMVAL');
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
