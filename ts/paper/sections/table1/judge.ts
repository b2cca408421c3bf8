import { type Metrics, meanAndSd } from '../../../metrics/index.js';
import type { ReportItem } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeLimit, judgeNumber, judgeStatement, report, signed, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { tableMetrics } from '../../statistics/iterations.js';
import type { Table1Row } from './compute.js';
import { accuracyAt, paperShare, predictiveAt, type Row, rowFrom } from './row.js';
import { metricsTable, spectraTable, variantsTable } from './tables.js';

/** Compares the cells of Table 1, its class shares, and two choices of the training with the paper. */
export function judge(numbers: Table1Row[], config: ReproduceConfig): Judgement {
  const rows = numbers.map(rowFrom);
  return {
    text: [...introduction(config, rows), ...rows.map((row) => choicesText(row, config)), populationText],
    items: [...rows.flatMap((row) => rowItems(row, config)), ...orderItems(rows)],
    tables: [metricsTable(rows), spectraTable(rows), variantsTable(rows, config)],
  };
}

function rowItems(row: Row, config: ReproduceConfig): ReportItem[] {
  const { set, paper, ours } = row;
  const { eightNodes } = row.gains;
  const asWell = paper.accuracy.paper.sd ?? 0;
  return [
    ...tableMetrics.map(([metric]) => judgeNumber(paper[metric], ours[metric], { why: () => reasons[metric](row) })),
    judgeNumber(paper.positiveShare, ours.positiveShare, { why: () => shareReason(row) }),
    judgeNumber(paper.balancedAccuracy, ours.balancedAccuracy, { why: () => balancedReason(row) }),
    judgeLimit(
      claims[`D7.${set}`],
      standardising(row, config).value,
      `${valueText(standardising(row, config))} points`,
      {
        why: () =>
          'A likely reason: standardised counts let channels with few counts take part, which the L1 term holds near zero in raw counts.',
      },
    ),
    judgeStatement(
      claims[`J1.${set}`],
      `${valueText(eightNodes, 2)} points; as well: within the paper's own standard deviation, ${asWell}`,
      Math.abs(eightNodes.value) <= asWell,
      { why: () => 'The grid of appendix C shows other numbers of nodes.' },
    ),
  ];
}

/** Gain of standardised inputs over unstandardised ones; one of the two is the config's choice, the other a variant. */
function standardising({ gains: { standardised } }: Row, { input }: ReproduceConfig) {
  return input.standardise ? { ...standardised, value: -standardised.value } : standardised;
}

/**
 * Reasons for the difference of a cell, from numbers of this run. Reasons that hold for all cells are in the section's
 * text.
 */
const reasons: Record<(typeof tableMetrics)[number][0], (row: Row) => string> = {
  accuracy: (row) => {
    const atShare = accuracyAt(row, paperShare(row));
    const { value } = row.ours.accuracy;
    return (
      `At the paper's share of AGN our recall and TNR would give ${atShare.toFixed(1)} %: the share of AGN explains ` +
      `${signed(atShare - value)} points of the ${signed(row.paper.accuracy.paper.value - value)}.`
    );
  },
  recall: scatterReason,
  tnr: scatterReason,
  precision: (row) => predictiveReason(row, 'precision'),
  npv: (row) => predictiveReason(row, 'npv'),
};

function scatterReason(row: Row): string {
  const models = row.iterations.flatMap((iteration) => iteration.models);
  const scatter = (metric: keyof Metrics) =>
    meanAndSd(models.map(({ metrics }) => 100 * metrics[metric])).sd.toFixed(1);
  return (
    `From model to model recall scatters by ${scatter('recall')} points, TNR by ${scatter('tnr')}, the accuracy by ${scatter('accuracy')}; ` +
    `the paper's recall is ${against(row, 'recall')}, its TNR ${against(row, 'tnr')}.`
  );
}

const predictiveReason = (row: Row, metric: 'precision' | 'npv'): string =>
  `Precision and NPV depend on the share of AGN: ${(100 * paperShare(row)).toFixed(0)} % in the paper's test set (implied), ` +
  `${row.ours.positiveShare.value.toFixed(1)} % here. At the paper's share our recall and TNR would give ` +
  `${predictiveAt(row, paperShare(row))[metric].toFixed(1)} %.`;

const shareReason = ({ agn, spectra, brightness }: Row): string =>
  `${agn.toLocaleString('en')} of ${spectra.toLocaleString('en')} simulated spectra above the cut are AGN. The share is set by how many ` +
  `stars and AGN have enough counts at the same fluxes: here the median star has ${brightness.toFixed(1)} times the counts of the median ` +
  'AGN, in the paper about 5 times (its Figure 9).';

const balancedReason = (row: Row): string =>
  `It does not depend on the share of AGN: the paper's recall is ${against(row, 'recall')}, its TNR ${against(row, 'tnr')}.`;

/** The difference between our number and the paper's, in words. */
function against({ paper, ours }: Row, metric: 'accuracy' | 'recall' | 'tnr'): string {
  const gap = paper[metric].paper.value - ours[metric].value;
  return `${Math.abs(gap).toFixed(1)} points ${gap < 0 ? 'below' : 'above'} ours`;
}

function orderItems(rows: Row[]): ReportItem[] {
  const [none, reduced] = ['none', 'reduced'].map((set) => rows.find((row) => row.set === set) as Row);
  const gap = reduced.ours.accuracy.value - none.ours.accuracy.value;
  const spread = Math.hypot(reduced.ours.accuracy.sd ?? 0, none.ours.accuracy.sd ?? 0);
  const atPaperShares = accuracyAt(reduced, paperShare(reduced)) - accuracyAt(none, paperShare(none));
  return [
    judgeStatement(claims['F1.order'], `${signed(gap)} ± ${spread.toFixed(1)} points`, gap > 0, {
      why: () =>
        'Both sets show the same sources with the same source counts, to which a background can only add noise. At the ' +
        `paper's shares of AGN our two rows would differ by ${signed(atPaperShares)} points` +
        (atPaperShares > gap ? ": part of the paper's order can come from its class shares." : '.'),
    }),
    report(claims['B17.table1'], { value: none.brightness }),
  ];
}

function introduction(
  { iterations, cvSplits, testShare, input, spectraPerClass }: ReproduceConfig,
  rows: Row[],
): string[] {
  const best = rows.toSorted((a, b) => b.ours.accuracy.value - a.ours.accuracy.value)[0];
  return [
    `${spectraPerClass.toLocaleString('en')} stars and as many AGN were simulated for each dataset, the same sources in all four. ` +
      `In each of ${iterations} iterations ${(100 * testShare).toFixed(0)} % of the sources of each class were set apart; the rest was ` +
      `divided by source into ${cvSplits} parts, and ${cvSplits} networks were trained, each without one part, by which its training was ` +
      'stopped. Each was then applied once to the sources set apart. An iteration counts with the mean of its networks; tables give ' +
      'mean and standard deviation over the iterations.',
    `The inputs are ${input.counts} counts per channel${input.standardise ? ', standardised' : ', not standardised, as in the paper'}. ` +
      'Raw counts let the network use the brightness of a source; the section on input conventions shows what that is worth.',
    `The highest accuracy, ${valueText(best.ours.accuracy)} %, is that with ${best.title}. Shares of AGN differ from the ` +
      "paper's, on which accuracy, precision and NPV depend; the balanced accuracy does not depend on them.",
  ];
}

/** The effects of the choices that the paper leaves open, for one row. */
function choicesText(row: Row, config: ReproduceConfig): string {
  const { title, gains } = row;
  return (
    `${title[0].toUpperCase()}${title.slice(1)}: the paper's accuracy is ${against(row, 'accuracy')}. Changing the inputs to standardised ` +
    `shares of the net counts is worth ${valueText(gains.packageInput)} points, standardising alone ` +
    `${valueText(standardising(row, config))}, 8 nodes instead of 10 ${valueText(gains.eightNodes)}.`
  );
}

const populationText =
  'What these choices do not account for is not traced further here. The population is a likely part of it: the AGN catalogue is not ' +
  'embedded, and its printed distributions leave open how fluxes, columns and indices go together.';
