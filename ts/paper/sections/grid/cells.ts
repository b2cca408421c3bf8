import { meanAndSd } from '../../../metrics/index.js';
import { valueFrom } from '../../claims/judging.js';
import { standardError } from '../../statistics/iterations.js';

/** The result of one combination of nodes and lambda; arrays have one number for each split of the cross-validation. */
export interface Cell {
  nodes: number;
  /** Lambda, the factor of the L1 term. */
  l1: number;
  /** Accuracy on the simulated spectra that the split holds out, and on observed spectra (or their stand-in), %. */
  simulated: number[];
  observed: number[];
  /**
   * Roughness of the first layer's weights: the sum of squared first differences, and this sum over the sum of squares.
   */
  roughness: number[];
  relativeRoughness: number[];
  epochs: number[];
  /** Number of simulated spectra on which a split was tested. */
  tested: number;
}

/** The cell that is nearest to a number of nodes and a lambda, with logarithmic distances. */
export function nearestCell(cells: readonly Cell[], nodes: number, l1: number): Cell {
  const distance = (cell: Cell) =>
    Math.abs(Math.log(cell.nodes / nodes)) + Math.abs(Math.log(Math.max(cell.l1, 1e-9) / l1));
  return cells.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}

/** The cell of the paper's choice, 10 nodes and lambda 0.001, or the nearest one. */
export const chosenCell = (cells: readonly Cell[]): Cell => nearestCell(cells, 10, 1e-3);

export const cellName = ({ nodes, l1 }: Pick<Cell, 'nodes' | 'l1'>): string => `${nodes} nodes, lambda ${l1}`;

export const sdOf = (values: readonly number[]): number => meanAndSd(values).sd;
/** Standard error of the mean over splits. */
export const errorOf = (values: readonly number[]): number => standardError(valueFrom(values), values.length);
