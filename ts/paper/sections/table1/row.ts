import type { ReportValue } from '../../../report/index.js';
import { recipes } from '../../run/recipes.js';
import { gainOver, percentOver } from '../../statistics/iterations.js';
import type { Table1Row } from './compute.js';
import { paperRow } from './paperRow.js';

const rowMetrics = ['accuracy', 'recall', 'tnr', 'precision', 'npv', 'balancedAccuracy', 'positiveShare'] as const;
type RowMetric = (typeof rowMetrics)[number];
export type VariantName = keyof Table1Row['variants'];

/** A row of Table 1 with the paper's row. */
export interface Row extends Table1Row {
  title: string;
  paper: ReturnType<typeof paperRow>;
  /** Our metrics in %: mean and standard deviation over the iterations. */
  ours: Record<RowMetric, ReportValue>;
  /** Gain in accuracy of the variants over the same models of the main run, % points. */
  gains: Record<VariantName, ReportValue>;
}

export function rowFrom(numbers: Table1Row): Row {
  const { set, iterations, base, variants } = numbers;
  const gain = (name: VariantName) => gainOver(variants[name], base, 'accuracy');
  return {
    ...numbers,
    title: recipes[set].title,
    paper: paperRow(set),
    ours: Object.fromEntries(rowMetrics.map((metric) => [metric, percentOver(iterations, metric)])) as Row['ours'],
    gains: {
      standardised: gain('standardised'),
      eightNodes: gain('eightNodes'),
      packageInput: gain('packageInput'),
    },
  };
}

/** Share of AGN in the paper's test set, 0 to 1. */
export const paperShare = ({ paper }: Row): number => paper.positiveShare.paper.value / 100;

/** The accuracy that our models would have at another share of AGN, %; recall and TNR do not depend on the share. */
export const accuracyAt = ({ ours }: Row, share: number): number =>
  share * ours.recall.value + (1 - share) * ours.tnr.value;

/** Precision and NPV at another share of AGN, %. */
export function predictiveAt({ ours }: Row, share: number): { precision: number; npv: number } {
  const [recall, tnr] = [ours.recall.value / 100, ours.tnr.value / 100];
  const [tp, fn] = [share * recall, share * (1 - recall)];
  const [tn, fp] = [(1 - share) * tnr, (1 - share) * (1 - tnr)];
  return { precision: (100 * tp) / (tp + fp), npv: (100 * tn) / (tn + fn) };
}
