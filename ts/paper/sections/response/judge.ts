import type { Metrics } from '../../../metrics/index.js';
import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeNumber, judgeStatement, valueFrom, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { gainOver, percentOver, standardError } from '../../statistics/iterations.js';
import { type ResponseNumbers, type Tested, type TestSet, testSets } from './compute.js';

const metrics = [
  { key: 'accuracy', name: 'accuracy', claim: claims['H18.accuracy'] },
  { key: 'recall', name: 'recall', claim: claims['H18.recall'] },
  { key: 'tnr', name: 'TNR', claim: claims['H18.tnr'] },
] as const;

/** Compares the loss for models trained on the response of 1999-2000 and tested on a later one with the paper. */
export function judge(numbers: ResponseNumbers, config: ReproduceConfig): Judgement {
  const { tested, spectra } = numbers;
  return {
    text: [
      `${config.responseSpectra} stars and as many AGN, other sources than those of the training, with reduced background, seen ` +
        'through the ACIS-I response of 1999-2000, with which the networks were trained, and through that of cycle 19 (2018), the latest ' +
        'that is embedded. The paper takes cycle 25 (2023), which is not here and has lost more of the soft band. ' +
        `${spectra['test-shared'].count} and ${spectra['test-later'].count} of them have enough net counts. All networks of all ` +
        `${tested.length} iterations; standard deviations over iterations.`,
    ],
    items: [...metrics.map((metric) => metricItem(tested, metric)), kindItem(numbers)],
    tables: [tableOf(tested)],
  };
}

const iterationsOn = (tested: readonly Tested[], set: TestSet) =>
  tested.map((iteration) => ({ models: iteration[set] }));
const percentOn = (tested: readonly Tested[], set: TestSet, metric: keyof Metrics): ReportValue =>
  percentOver(iterationsOn(tested, set), metric);

/** Loss in a metric with the later response, % points. */
const loss = (tested: readonly Tested[], metric: keyof Metrics): ReportValue =>
  gainOver(iterationsOn(tested, 'test-shared'), iterationsOn(tested, 'test-later'), metric);

const metricItem = (tested: readonly Tested[], { key, name, claim }: (typeof metrics)[number]): ReportItem =>
  judgeNumber(claim, percentOn(tested, 'test-later', key), {
    why: () =>
      `on the training's own response the same networks have ${valueText(percentOn(tested, 'test-shared', key))} %: the change of ` +
      `response costs ${valueText(loss(tested, key))} points of ${name}.`,
  });

function kindItem({ tested, ownField, spectra }: ResponseNumbers): ReportItem {
  const [recall, tnr] = [loss(tested, 'recall'), loss(tested, 'tnr')];
  const error = Math.hypot(standardError(recall, tested.length), standardError(tnr, tested.length));
  const [before, after] = testSets.map((set) => spectra[set].hardness);
  const ofOwnField = (set: TestSet, metric: 'recall' | 'tnr') =>
    valueText(valueFrom(ownField[set].map((model) => 100 * model.metrics[metric])));
  const change = (name: string, metric: 'recall' | 'tnr') =>
    `${name} goes from ${ofOwnField('test-shared', metric)} to ${ofOwnField('test-later', metric)} %`;
  return judgeStatement(
    claims['H18.kind'],
    `${valueText(recall)} of recall, ${valueText(tnr)} of TNR; more for AGN: by two errors of the means`,
    recall.value - tnr.value > 2 * error,
    {
      why: () =>
        'with fewer soft counts a star looks more like an AGN: the median share of counts above 2 keV goes from ' +
        `${before.star.toFixed(2)} to ${after.star.toFixed(2)} for stars, from ${before.agn.toFixed(2)} to ${after.agn.toFixed(2)} for AGN. ` +
        `Of networks trained with a response for each class, as in the paper, ${change('recall', 'recall')} and ${change('TNR', 'tnr')} ` +
        '(one iteration).',
    },
  );
}

function tableOf(tested: readonly Tested[]): ReportTable {
  const titles = { 'test-shared': '1999-2000, as in the training', 'test-later': '2018 (cycle 19)' };
  return {
    id: 'response',
    caption:
      'Networks trained with the response of 1999-2000, tested on new sources through two responses (%); standard deviations over iterations.',
    columns: ['response of the test', ...metrics.map(({ name }) => name)],
    rows: [
      ...testSets.map((set) => [titles[set], ...metrics.map(({ key }) => valueText(percentOn(tested, set, key)))]),
      ['the paper, 2023 (cycle 25)', ...metrics.map(({ claim }) => valueText(claim.paper))],
    ],
  };
}
