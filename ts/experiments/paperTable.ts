import type { ReportValue } from '../report/types.js';
import type { SetName } from './data.js';

/** A row of the paper's Table 1, %. */
export interface TableRow {
  item: string;
  accuracy: ReportValue;
  recall: ReportValue;
  tnr: ReportValue;
  precision: ReportValue;
  npv: ReportValue;
  /** Share of AGN that its cells imply, %. */
  agnShare: readonly [number, number];
}

/** The datasets of Table 1, in its order. */
export const tableSets = ['none', 'observed', 'reduced', 'faint'] as const satisfies readonly SetName[];
export type TableSet = (typeof tableSets)[number];

const row = (item: string, agnShare: readonly [number, number], ...cells: [number, number][]): TableRow => {
  const [accuracy, recall, tnr, precision, npv] = cells.map(([value, sd]) => ({ value, sd }));
  return { item, accuracy, recall, tnr, precision, npv, agnShare };
};

/** Hebbar & Heinke 2023, Table 1: applied to simulated spectra. */
export const paperRows: Record<TableSet, TableRow> = {
  none: row('F1', [34, 37], [88.9, 0.9], [83, 5], [92, 3], [86, 3], [91, 2]),
  observed: row('F3', [41, 46], [88.7, 0.6], [86, 3], [91, 2], [87, 2], [90, 2]),
  reduced: row('F5', [46, 48], [91.7, 0.8], [91, 2], [92, 2], [91, 2], [93, 2]),
  faint: row('F7', [49, 51], [86, 1], [86, 3], [85, 3], [85, 2], [86, 2]),
};

/** The same, applied to observed spectra; the classes are equally many. */
export const observedRows: Record<TableSet, TableRow> = {
  none: row('F2', [50, 50], [81, 3], [67, 7], [93, 5], [92, 6], [74, 4]),
  observed: row('F4', [50, 50], [89, 3], [84, 5], [95, 2], [94, 3], [85, 4]),
  reduced: row('F6', [50, 50], [91, 2], [90, 3], [92, 4], [91, 3], [91, 3]),
  faint: row('F8', [50, 50], [82, 3], [77, 4], [87, 4], [86, 4], [80, 3]),
};
