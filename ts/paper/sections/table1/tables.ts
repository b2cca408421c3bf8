import { meanAndSd } from '../../../metrics/index.js';
import type { ReportTable } from '../../../report/index.js';
import { valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import { tableMetrics } from '../../statistics/iterations.js';
import type { Row } from './row.js';

export function metricsTable(rows: Row[]): ReportTable {
  return {
    id: 'table1',
    caption:
      'Table 1, simulated rows, in %: mean ± standard deviation over the iterations, ours above the paper (in brackets). The value of an ' +
      'iteration is the mean over the models of its cross-validation, each applied to the same untouched test set.',
    columns: ['training and test spectra', ...tableMetrics.map(([, name]) => name), 'balanced accuracy', 'AGN share'],
    rows: rows.flatMap(({ title, ours, paper }) => {
      const { value, sd = 0 } = paper.positiveShare.paper;
      return [
        [
          title,
          ...tableMetrics.map(([metric]) => valueText(ours[metric])),
          valueText(ours.balancedAccuracy),
          valueText(ours.positiveShare),
        ],
        [
          `(paper, ${paper.name})`,
          ...tableMetrics.map(([metric]) => `(${valueText(paper[metric].paper)})`),
          `(${paper.balancedAccuracy.paper.value.toFixed(1)})`,
          `(${value - sd} to ${value + sd})`,
        ],
      ];
    }),
  };
}

export function spectraTable(rows: Row[]): ReportTable {
  return {
    id: 'table1-spectra',
    caption:
      'Spectra above the cut in net counts, of the simulated ones; epochs are those that a model ran and those after which its ' +
      'weights were the best, means over all models.',
    columns: [
      ...['dataset', 'spectra', 'stars', 'AGN', 'AGN share, %', 'epochs run', 'best epoch'],
      'star / AGN net counts',
    ],
    rows: rows.map(({ title, spectra, agn, iterations, brightness }) => {
      const models = iterations.flatMap((iteration) => iteration.models);
      return [
        title,
        ...[spectra, spectra - agn, agn].map((count) => count.toLocaleString('en')),
        ((100 * agn) / spectra).toFixed(1),
        meanAndSd(models.map(({ epochsRun }) => epochsRun)).mean.toFixed(1),
        meanAndSd(models.map(({ bestEpoch }) => bestEpoch)).mean.toFixed(1),
        brightness.toFixed(2),
      ];
    }),
  };
}

export function variantsTable(rows: Row[], { input }: ReproduceConfig): ReportTable {
  return {
    id: 'table1-variants',
    caption:
      'What a change of one choice does to the accuracy, in % points: the same spectra, splits and first weights with and without it; ' +
      'mean ± standard deviation over the iterations compared.',
    columns: [
      'dataset',
      input.standardise ? 'inputs not standardised' : 'inputs standardised',
      '8 hidden nodes (appendix B)',
      'shares of net counts, standardised',
    ],
    rows: rows.map(({ title, gains }) => [
      title,
      ...[gains.standardised, gains.eightNodes, gains.packageInput].map((gain) => valueText(gain, 2)),
    ]),
  };
}
