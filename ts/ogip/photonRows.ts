import type { FileWarning } from './repairs.js';
import type { Arf, Rmf } from './types.js';

/** Edges agree when they do to this share: files keep float32, rounded to 6e-8. */
const EDGE_TOLERANCE = 1e-6;

/** Where a photon-energy grid differs from another: the row, from 0; undefined where the number of rows alone differs. */
export interface GridDifference {
  readonly row?: number;
}

/**
 * Holds the energy rows of an ARF against those of an RMF.
 *
 * @returns where they differ so much that the area cannot be used; else the warning that they differ a little; else undefined
 */
export function compareGrids(rmf: Rmf, arf: Arf): GridDifference | FileWarning | undefined {
  const rows = rmf.energLo.length;
  let largest = { row: -1, share: 0 };
  for (let row = 0; row < Math.min(rows, arf.energLo.length); row++) {
    const share = Math.max(
      shareOfBin(rmf, row, rmf.energLo[row], arf.energLo[row]),
      shareOfBin(rmf, row, rmf.energHi[row], arf.energHi[row]),
    );
    const isFirstEdge = row === 0 && shareOfBin(rmf, row, rmf.energHi[row], arf.energHi[row]) === 0;
    if (!(share <= 0.25 || (isFirstEdge && arf.energLo[0] < arf.energHi[0]))) return { row };
    if (share > largest.share) largest = { row, share };
  }
  if (rows !== arf.energLo.length) return {};
  if (largest.row < 0) return undefined;
  const { row } = largest;
  return {
    name: 'arf-edges',
    file: arf.file,
    message:
      `row ${row + 1} is ${arf.energLo[row]} to ${arf.energHi[row]} keV, in ${rmf.file} ${rmf.energLo[row]} to ` +
      `${rmf.energHi[row]} keV; the area is taken by row`,
  };
}

/** How far two edges of a row are apart, in widths of the RMF's row; 0 where single precision may make the difference. */
function shareOfBin({ energLo, energHi }: Rmf, row: number, a: number, b: number): number {
  if (Math.abs(a - b) <= EDGE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b))) return 0;
  const width = energHi[row] - energLo[row];
  return width > 0 ? Math.abs(a - b) / width : Number.POSITIVE_INFINITY;
}

/**
 * The rows of a response as models need them: rising in energy, each of them a bin (`energy-order`, `energy-row`).
 *
 * @returns the same objects where there is nothing to do
 */
export function photonRows<Area extends { length: number; [row: number]: number }>(
  rmf: Rmf,
  specResp: Area | undefined,
): { rmf: Rmf; specResp: Area | Float64Array | undefined } {
  const rows = rmf.energLo.length;
  const isDescending = runDownward(rmf);
  if (!isDescending && rmf.energLo.every((low, row) => isBin(low, rmf.energHi[row]))) return { rmf, specResp };
  const order = Array.from({ length: rows }, (_, i) => (isDescending ? rows - 1 - i : i));
  const kept = order.filter((row) => isBin(rmf.energLo[row], rmf.energHi[row]));
  const energLo = Float64Array.from(kept, (row, i) =>
    // The row before it in the file was left out: no gap stays.
    i > 0 && Math.abs(row - kept[i - 1]) > 1 ? rmf.energHi[kept[i - 1]] : rmf.energLo[row],
  );
  const energHi = Float64Array.from(kept, (row) => rmf.energHi[row]);
  return {
    rmf: { ...rmf, energLo, energHi, ...groupsOfRows(rmf, kept) },
    specResp: specResp && Float64Array.from(kept, (row) => specResp[row]),
  };
}

/** Whether two energies, keV, are the edges of a bin with photons in it. */
export const isBin = (low: number, high: number): boolean => high > Math.max(low, 0);

/** Whether energies fall from row to row. */
export function runDownward({ energLo, energHi }: Pick<Rmf, 'energLo' | 'energHi'>): boolean {
  for (let row = 1; row < energLo.length; row++)
    if (!(energLo[row] < energLo[row - 1] && energHi[row] < energHi[row - 1])) return false;
  return energLo.length > 1;
}

/** The groups and elements of some rows, in their order. */
function groupsOfRows(rmf: Rmf, rows: readonly number[]): Pick<Rmf, 'nGrp' | 'fChan' | 'nChan' | 'matrix'> {
  const [firstGroup, firstElement] = [[0], [0]];
  for (const groups of rmf.nGrp) {
    const begin = firstGroup[firstGroup.length - 1];
    firstGroup.push(begin + groups);
    let elements = firstElement[firstElement.length - 1];
    for (let g = begin; g < begin + groups; g++) elements += rmf.nChan[g];
    firstElement.push(elements);
  }
  const groups = rows.flatMap((row) => Array.from({ length: rmf.nGrp[row] }, (_, g) => firstGroup[row] + g));
  const matrix = rmf.matrix.slice();
  let filled = 0;
  for (const row of rows)
    for (let i = firstElement[row]; i < firstElement[row + 1]; i++) matrix[filled++] = rmf.matrix[i];
  return {
    nGrp: Int32Array.from(rows, (row) => rmf.nGrp[row]),
    fChan: Int32Array.from(groups, (g) => rmf.fChan[g]),
    nChan: Int32Array.from(groups, (g) => rmf.nChan[g]),
    matrix: matrix.slice(0, filled),
  };
}
