import { meanAndSd } from '../../../metrics/index.js';
import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { report, signed, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import { recipes, type TableSet, tableSets } from '../../run/recipes.js';
import type { Judgement } from '../../run/section.js';
import { isSame } from '../../run/variants.js';
import { percentOver, tableMetrics } from '../../statistics/iterations.js';
import { paperRow } from '../table1/paperRow.js';
import type { InputsNumbers, Tried } from './compute.js';
import { type ConventionName, conventionNames, conventions } from './conventions.js';

/** Reports the accuracy with each input convention; the paper does not say which one it uses. */
export function judge(numbers: InputsNumbers, config: ReproduceConfig): Judgement {
  return {
    text: paragraphs(numbers, config),
    items: tableSets.map((set) => rangeItem(set, numbers[set])),
    tables: tableSets.map((set) => tableOf(set, numbers[set], config)),
  };
}

const accuracy = (tried: Tried, name: ConventionName) => percentOver(tried[name], 'accuracy');

function rangeItem(set: TableSet, tried: Tried): ReportItem {
  const ascending = conventionNames
    .map((name) => ({ name, value: accuracy(tried, name).value }))
    .sort((a, b) => a.value - b.value);
  const [lowest, highest] = [ascending[0], ascending[ascending.length - 1]];
  return report(
    claims[`K2.${set}`],
    `${lowest.value.toFixed(1)} to ${highest.value.toFixed(1)} (${highest.name}); the paper has ${valueText(paperRow(set).accuracy.paper)}`,
  );
}

const isOfConfig = (name: ConventionName, { input }: ReproduceConfig): boolean => isSame(conventions[name], input);

function tableOf(set: TableSet, tried: Tried, config: ReproduceConfig): ReportTable {
  return {
    id: `inputs-${set}`,
    caption:
      `Table 1's row for ${recipes[set].title} under each input convention, in %: mean ± standard deviation over ${config.ablationIterations} iterations of ` +
      `${config.ablationModels} networks each, same spectra and first weights. Epochs: run, and those after which the weights were the best. ` +
      'Marked *: the convention of the other experiments.',
    columns: ['inputs', ...tableMetrics.map(([, name]) => name), 'balanced accuracy', 'epochs run', 'best epoch'],
    rows: conventionNames.map((name) => {
      const models = tried[name].flatMap((iteration) => iteration.models);
      const meanEpoch = (key: 'epochsRun' | 'bestEpoch') =>
        meanAndSd(models.map((model) => model[key])).mean.toFixed(0);
      return [
        `${name}${isOfConfig(name, config) ? ' *' : ''}`,
        ...tableMetrics.map(([metric]) => valueText(percentOver(tried[name], metric))),
        valueText(percentOver(tried[name], 'balancedAccuracy')),
        meanEpoch('epochsRun'),
        meanEpoch('bestEpoch'),
      ];
    }),
  };
}

function paragraphs(numbers: InputsNumbers, config: ReproduceConfig): string[] {
  const main = conventionNames.find((name) => isOfConfig(name, config)) ?? 'of the config';
  const gains = tableSets.map((set) => {
    const [raw, shares] = [accuracy(numbers[set], 'total counts'), accuracy(numbers[set], 'unit sum, standardised')];
    return `${signed(shares.value - raw.value)} (${recipes[set].title})`;
  });
  return [
    'The paper does not say whether the inputs are total or net counts, or rescaled. The other experiments use one convention ' +
      `(${main}); here each is tried on the same spectra.`,
    'Raw counts let a network use how bright a source is: at equal fluxes stars have more counts, which is a property of this sample and not ' +
      'of stars. The scale of the inputs also sets how strong the L1 term is: shares of counts that sum to 1 are about 1/527 each, and ' +
      `lambda = ${config.training.l1} then holds the weights near zero (accuracy ${valueText(accuracy(numbers.reduced, 'unit sum'))} % with reduced background).`,
    'The package by itself uses shares of the net counts, standardised: brightness is then no input, so that a classifier holds for samples of ' +
      'other depth; the background is taken off; and few epochs are needed. Against total counts its accuracy is ' +
      `${gains.join(', ')} points.`,
  ];
}
