import { scalars } from './extensions.js';
import type { FitsTable, Ragged } from './fits/table.js';
import type { FileWarnings } from './repairs.js';
import type { Rmf } from './types.js';

/** The groups of channels of a matrix and their elements, in row order. */
export type Groups = Pick<Rmf, 'nGrp' | 'fChan' | 'nChan' | 'matrix'>;

/**
 * Reads N_GRP, F_CHAN, N_CHAN and MATRIX; groups without channels are dropped. A matrix may have millions of elements, of
 * which this keeps one copy.
 *
 * @throws FileError for a row whose groups are not all there or need more elements than it has, numbers that are no
 *   channels, and elements that are not finite.
 */
export function readGroups(table: FitsTable, warnings: FileWarnings): Groups {
  const declared = scalars(table, 'N_GRP', Int32Array);
  const first = table.ragged('F_CHAN');
  const count = table.ragged('N_CHAN');
  const { start, values } = table.raggedInPlace('MATRIX');
  const nGrp = new Int32Array(table.count);
  const fChan = new Int32Array(count.values.length);
  const nChan = new Int32Array(count.values.length);
  const isUsual = areUsual(values);
  let [groups, filled] = [0, 0];
  for (let row = 0; row < table.count; row++) {
    checkGroupNumber(table, row, declared[row], lengthOf(first, row), lengthOf(count, row));
    let needed = 0;
    for (let g = 0; g < declared[row]; g++) {
      const channels = whole(table, 'N_CHAN', row, count.values[count.start[row] + g]);
      if (channels < 0) throw table.error(`N_CHAN is ${channels} in row ${row + 1}`);
      if (channels === 0) continue;
      fChan[groups] = whole(table, 'F_CHAN', row, first.values[first.start[row] + g]);
      nChan[groups++] = channels;
      nGrp[row]++;
      needed += channels;
    }
    const length = start[row + 1] - start[row];
    if (needed > length)
      throw table.error(`row ${row + 1} has groups of ${needed} channels, but ${length} MATRIX elements`);
    if (!isUsual) checkElements(table, row, values, start[row], needed, warnings);
    // Rows of fixed length are padded after the last group; the padding is ignored.
    if (filled !== start[row]) values.copyWithin(filled, start[row], start[row] + needed);
    filled += needed;
  }
  return {
    nGrp,
    fChan: fChan.slice(0, groups),
    nChan: nChan.slice(0, groups),
    matrix: filled === values.length ? values : values.slice(0, filled),
  };
}

const lengthOf = ({ start }: Ragged, row: number): number => start[row + 1] - start[row];

function checkGroupNumber(table: FitsTable, row: number, groups: number, first: number, count: number): void {
  if (groups >= 0 && groups <= first && groups <= count) return;
  throw table.error(`row ${row + 1} has N_GRP ${groups}, but ${first} F_CHAN and ${count} N_CHAN`);
}

/** Whether all elements are finite and none is negative, so that no row need be looked at. */
function areUsual(elements: Float64Array | Float32Array): boolean {
  let i = 0;
  while (i < elements.length && elements[i] >= 0 && elements[i] < Number.POSITIVE_INFINITY) i++;
  return i === elements.length;
}

function checkElements(
  table: FitsTable,
  row: number,
  elements: Float64Array | Float32Array,
  first: number,
  count: number,
  warnings: FileWarnings,
): void {
  for (let i = first; i < first + count; i++) {
    if (elements[i] >= 0 && elements[i] < Number.POSITIVE_INFINITY) continue;
    if (!Number.isFinite(elements[i])) throw table.error(`MATRIX holds ${elements[i]} in row ${row + 1}`);
    warnings.add(
      'negative-element',
      `MATRIX holds ${elements[i]} in row ${row + 1}; elements below 0 are used as they are`,
    );
  }
}

function whole(table: FitsTable, name: string, row: number, value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
  throw table.error(`${name} is ${value} in row ${row + 1}, where a channel number is needed`);
}
