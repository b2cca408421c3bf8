import { claims } from '../../claims/claims.js';
import type { TableSet } from '../../run/recipes.js';

const names = { none: 'F1', observed: 'F3', reduced: 'F5', faint: 'F7' } as const satisfies Record<TableSet, string>;

/**
 * The paper's numbers of a simulated row of Table 1, by metric. Its balanced accuracy and the share of AGN in its test
 * set (F10) follow from the cells; claims.ts explains how.
 */
export function paperRow(set: TableSet) {
  const name = names[set];
  return {
    name,
    accuracy: claims[`${name}.accuracy`],
    recall: claims[`${name}.recall`],
    tnr: claims[`${name}.TNR`],
    precision: claims[`${name}.precision`],
    npv: claims[`${name}.NPV`],
    balancedAccuracy: claims[`F10.${set}.balanced`],
    positiveShare: claims[`F10.${set}.share`],
  };
}
