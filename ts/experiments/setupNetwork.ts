import { bandChannels, type Dataset, defaultBand, selectRows } from '../dataset/index.js';
import { type ConfusionMatrix, confusionMatrix, type Metrics, metricsOf } from '../metrics/index.js';
import type { Classifier } from '../network/index.js';
import type { ReportItem, ReportTable } from '../report/types.js';
import { binaryCrossEntropy, logits, softmax, twoNodeCrossEntropy } from './byHand.js';
import type { Context } from './context.js';
import { responses } from './instrument.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import type { SetupPart } from './setup.js';
import { iterationSplits } from './trained.js';

/** Test spectra on which the network is worked out by hand. */
const BY_HAND = 2000;
const thresholds = [0.1, 0.5, 0.9];

/** Test spectra of the first iteration with reduced background, and what its models say of them. */
interface Judged {
  classifiers: Classifier[];
  test: Dataset;
  /** One list a model: spectra x 2. */
  probabilities: Float32Array[];
}

/** Channels, output, loss, thresholds and metrics, of trained networks: items D1, D3, D5, D8, D9, E1 to E5, J2 and J7. */
export async function setupNetwork(context: Context): Promise<SetupPart> {
  const { threads, signal } = context;
  const { classifiers } = await context.trained('reduced', 0);
  const { dataset } = await context.data.get('reduced');
  const test = selectRows(dataset, iterationSplits(dataset, context.config, 0).test);
  const probabilities: Float32Array[] = [];
  for (const classifier of classifiers)
    probabilities.push((await classifier.predict(test, { threads, signal })).probabilities);
  const judged: Judged = { classifiers, test, probabilities };
  return {
    items: [
      ...channelItems(classifiers[0]),
      ...outputItems(judged),
      ...thresholdItems(judged),
      ...metricItems(judged),
      ...conventionItems(judged),
    ],
    tables: [thresholdTable(judged)],
  };
}

/** Channels of 0.3-8 keV, counted from the response's EBOUNDS, and those of a trained network. */
function channelItems({ model }: Classifier): ReportItem[] {
  const { eMin, eMax, identity } = responses().training;
  const [from, to] = defaultBand;
  const count = (isIn: (low: number, high: number) => boolean) => eMin.filter((low, c) => isIn(low, eMax[c])).length;
  const inside = count((low, high) => low >= from && high <= to);
  const overlap = count((low, high) => high > from && low < to);
  const centre = bandChannels(eMin, eMax).length;
  const { channels } = model.input;
  const [first, last] = [channels[0], channels[channels.length - 1]];
  const [telescope, instrument, detector] = identity.split(' ');
  const of = `channels of ${from}-${to} keV of the training response`;
  return [
    numberItem(
      'D1.centre',
      `${of}: centre in the band, as the inputs are chosen`,
      '',
      { value: 527 },
      { value: centre },
    ),
    reportedItem('D1.inside', `${of}: all of the channel in the band`, '', { value: inside }),
    reportedItem('D1.overlap', `${of}: some of the channel in the band`, '', { value: overlap }),
    statementItem(
      'J7',
      'input channels of a trained network, and the detector',
      '527 channels, said to be of ACIS-S; the fields were seen by ACIS-I',
      `${model.network.sizes[0]} inputs: channels ${first} to ${last}, which its file lists; the response is that of ${telescope} ${instrument}, ${detector}`,
      model.network.sizes[0] === 527 && first === 22 && last === 548,
    ),
  ];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const power = (value: number): string => (value === 0 ? '0' : value.toExponential(0));

function outputItems({ classifiers, test, probabilities }: Judged): ReportItem[] {
  const rows = Uint32Array.from({ length: Math.min(BY_HAND, test.count) }, (_, row) => row);
  const spectra = selectRows(test, rows);
  const nodes = logits(classifiers[0], spectra);
  const pairs = nodes.map(softmax);
  const given = Array.from(rows, (row) => [probabilities[0][2 * row], probabilities[0][2 * row + 1]]);
  const most = (of: (row: number) => number) => rows.reduce((high, row) => Math.max(high, Math.abs(of(row))), 0);
  const byHand = most((row) => given[row][1] - pairs[row][1]);
  const asSigmoid = most((row) => sigmoid(nodes[row][1] - nodes[row][0]) - given[row][1]);
  const sums = most((row) => given[row][0] + given[row][1] - 1);
  const agn = given.map((pair) => pair[1]);
  const [two, one] = [twoNodeCrossEntropy(spectra.labels, given), binaryCrossEntropy(spectra.labels, agn)];
  const of = `${rows.length} test spectra`;
  return [
    statementItem(
      'D3',
      `output: the probabilities of a trained network beside ReLU, two nodes and softmax by hand (${of})`,
      'Dense(2), softmax, binary cross-entropy of probabilities (from_logits=False)',
      `the same to ${power(byHand)}; both sum to 1 within ${power(sums)}`,
      byHand < 1e-5 && sums < 1e-5,
    ),
    statementItem(
      'D5.loss',
      `cross-entropy averaged over both nodes beside eq. (1), which has p(AGN) alone (${of})`,
      'equal',
      `${two.toFixed(6)} and ${one.toFixed(6)}, which differ by ${power(Math.abs(two - one))}`,
      Math.abs(two - one) < 1e-6,
    ),
    statementItem(
      'D5.sigmoid',
      `p(AGN) beside the sigmoid of the difference of the two nodes (${of})`,
      'equal',
      `differ by at most ${power(asSigmoid)}`,
      asSigmoid < 1e-5,
    ),
    statementItem(
      'J2',
      'one sigmoid output (section 2.1) or two nodes with softmax (figure 7, appendix B)',
      'both are printed',
      `two with softmax, ${classifiers[0].model.network.sizes.join('-')}: by D5 one node with the difference of both weights gives the same ` +
        'probabilities and the same loss',
      asSigmoid < 1e-5 && Math.abs(two - one) < 1e-6,
    ),
  ];
}

/** The verdicts of all models, as one matrix. */
function matrixAt({ classifiers, test, probabilities }: Judged, threshold: number): ConfusionMatrix {
  const sum = confusionMatrix([], []);
  for (const [k, classifier] of classifiers.entries()) {
    const own = confusionMatrix(test.labels, classifier.verdicts(probabilities[k], threshold));
    for (const key of Object.keys(sum) as (keyof ConfusionMatrix)[]) sum[key] += own[key];
  }
  return sum;
}

function thresholdItems(judged: Judged): ReportItem[] {
  const at = thresholds.map((threshold) => metricsOf(matrixAt(judged, threshold)));
  const rises = (metric: keyof Metrics) => at.every((own, k) => k === 0 || own[metric] > at[k - 1][metric]);
  const falls = (metric: keyof Metrics) => at.every((own, k) => k === 0 || own[metric] < at[k - 1][metric]);
  const values = (metric: keyof Metrics) => at.map((own) => (100 * own[metric]).toFixed(1)).join(', ');
  return [
    statementItem(
      'D8',
      `thresholds ${thresholds.join(', ')} of p(AGN), reduced background: precision; recall; %`,
      'higher: purer AGN; lower: fewer lost',
      `${values('precision')}; ${values('recall')}`,
      rises('precision') && falls('recall'),
      { why: () => 'Among so few test spectra a threshold changes too few verdicts.' },
    ),
    separateItem(judged),
  ];
}

/** Both classes by a threshold of their own: what is below both has no class. */
function separateItem(judged: Judged): ReportItem {
  const least = 0.8;
  const [agn, star] = [matrixAt(judged, least), matrixAt(judged, 1 - least)];
  const plain = metricsOf(matrixAt(judged, 0.5));
  const [precision, npv] = [metricsOf(agn).precision, metricsOf(star).npv];
  const called = agn.truePositive + agn.falsePositive + star.trueNegative + star.falseNegative;
  const all = agn.truePositive + agn.falsePositive + agn.trueNegative + agn.falseNegative;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return statementItem(
    'D9',
    `a threshold of each class: AGN from p(AGN) = ${least} on, stars from p(star) = ${least} on`,
    'two output nodes allow to change the threshold of each class',
    `precision ${percent(precision)}, NPV ${percent(npv)}, ${percent(1 - called / all)} left without a class (at 0.5: ${percent(plain.precision)}, ` +
      `${percent(plain.npv)}, none); predict gives both probabilities, its option threshold is one number`,
    precision > plain.precision && npv > plain.npv,
    { why: () => 'Among so few test spectra a threshold changes too few verdicts.' },
  );
}

const formulas = [
  [
    'E1',
    'accuracy',
    'accuracy',
    '(TP + TN) / (TP + TN + FP + FN)',
    ({ tp, tn, fp, fn }: Counts) => (tp + tn) / (tp + tn + fp + fn),
  ],
  ['E2', 'recall', 'recall', 'TP / (TP + FN)', ({ tp, fn }: Counts) => tp / (tp + fn)],
  ['E3', 'tnr', 'TNR', 'TN / (TN + FP)', ({ tn, fp }: Counts) => tn / (tn + fp)],
  ['E4', 'precision', 'precision', 'TP / (TP + FP)', ({ tp, fp }: Counts) => tp / (tp + fp)],
  ['E5', 'npv', 'NPV', 'TN / (TN + FN)', ({ tn, fn }: Counts) => tn / (tn + fn)],
] as const;

interface Counts {
  tp: number;
  tn: number;
  fp: number;
  fn: number;
}

/** Counted one by one from labels and probabilities, at 0.5. */
function countByHand({ test: { labels }, probabilities: [own] }: Judged): Counts {
  const counts: Counts = { tp: 0, tn: 0, fp: 0, fn: 0 };
  labels.forEach((label, row) => {
    const p = own[2 * row + 1];
    if (Number.isNaN(p)) return;
    const called = p >= 0.5;
    if (label === 1) counts[called ? 'tp' : 'fn']++;
    else counts[called ? 'fp' : 'tn']++;
  });
  return counts;
}

function metricItems(judged: Judged): ReportItem[] {
  const { classifiers, test, probabilities } = judged;
  const metrics = metricsOf(confusionMatrix(test.labels, classifiers[0].verdicts(probabilities[0])));
  const counts = countByHand(judged);
  const { tp, tn, fp, fn } = counts;
  return formulas.map(([id, metric, name, text, formula]) => {
    const value = formula(counts);
    return statementItem(
      id,
      `${name} of the first network on its test set against its equation (TP ${tp}, TN ${tn}, FP ${fp}, FN ${fn})`,
      `${text} = ${value.toFixed(6)}`,
      metrics[metric].toFixed(6),
      metrics[metric] === value,
    );
  });
}

/** Parts of the test set in which an equation divides 0 by 0. */
function conventionItems({ classifiers, test, probabilities }: Judged): ReportItem[] {
  const verdicts = classifiers[0].verdicts(probabilities[0]);
  const of = (metric: keyof Metrics, isIn: (row: number) => boolean) => {
    const rows = Array.from(verdicts.keys()).filter(isIn);
    const matrix = confusionMatrix(
      rows.map((row) => test.labels[row]),
      rows.map((row) => verdicts[row]),
    );
    return `${metricsOf(matrix)[metric]}`;
  };
  const cases: [id: string, what: string, ours: string][] = [
    ['E1.none', 'accuracy of no spectra', of('accuracy', () => false)],
    ['E2.none', 'recall of stars alone', of('recall', (row) => test.labels[row] === 0)],
    ['E3.none', 'TNR of AGN alone', of('tnr', (row) => test.labels[row] === 1)],
    ['E4.none', 'precision where nothing was called AGN', of('precision', (row) => verdicts[row] === 0)],
    ['E5.none', 'NPV where nothing was called star', of('npv', (row) => verdicts[row] === 1)],
  ];
  return cases.map(([id, what, ours]) =>
    reportedItem(
      id,
      `0/0: ${what}`,
      '',
      ours === 'NaN' ? 'not a number' : ours,
      id === 'E1.none'
        ? 'Where there is nothing to divide by nothing can be said, neither 0 nor 1: so in all five.'
        : undefined,
    ),
  );
}

function thresholdTable(judged: Judged): ReportTable {
  const { classifiers, test } = judged;
  return {
    id: 'setup-thresholds',
    caption:
      `Purity against completeness, in %: ${classifiers.length} networks of the first iteration with reduced background, on its ${test.count} test ` +
      'spectra, pooled. A source is called AGN from this p(AGN) on.',
    columns: ['threshold', 'precision', 'recall', 'NPV', 'TNR', 'accuracy'],
    rows: thresholds.map((threshold) => {
      const metrics = metricsOf(matrixAt(judged, threshold));
      const cell = (metric: keyof Metrics) => (100 * metrics[metric]).toFixed(1);
      return [`${threshold}`, cell('precision'), cell('recall'), cell('npv'), cell('tnr'), cell('accuracy')];
    }),
  };
}
