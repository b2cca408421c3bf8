import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeNumber, judgeStatement, report, valueFrom, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { type LearningCurveNumbers, type Point, stoppingShare } from './compute.js';

/** Number of training spectra of the paper's accuracy. */
const paperSize = 100_000;
/** A run with at least this number of training spectra is compared with the paper. */
const comparedSize = 0.9 * paperSize;
/** Gain, in % points, that counts as none, because the paper says "about 90 %". */
const saturatedGain = 1;

/** Compares the accuracy against the number of training spectra with appendix C, figure 23. */
export function judge(numbers: LearningCurveNumbers, { learningCurve }: ReproduceConfig): Judgement {
  const { pool, tested, points } = numbers;
  const missing = learningCurve.sizes.filter((size) => size > pool);
  return {
    text: [
      `${learningCurve.repeats} networks for each number of training spectra, each with spectra drawn at random from ` +
        `${pool} with reduced background and with first weights of its own; ${100 * stoppingShare} % of them are set aside to stop by. All are ` +
        `tested on the same ${tested} spectra.` +
        (missing.length > 0 ? ` There are no ${missing.join(' and no ')} spectra to train on in this run.` : ''),
    ],
    items: points.length > 1 ? items(points, tested) : [],
    tables: [tableOf(points)],
  };
}

/**
 * Two points of the curve: the largest number of training spectra, and the largest one at least three times smaller (or
 * the smallest of all).
 */
interface Compared {
  last: Point;
  before: Point;
  accuracy: ReportValue;
  gain: ReportValue;
}

function items(points: readonly Point[], tested: number): ReportItem[] {
  const last = points[points.length - 1];
  const before = points.findLast(({ size }) => size <= last.size / 3) ?? points[0];
  const [ours, less] = [valueFrom(last.test), valueFrom(before.test)];
  const share = ours.value / 100;
  // The scatter of the repeats, and the sampling error of the test set, which all repeats share.
  const sd = Math.hypot(ours.sd ?? 0, 100 * Math.sqrt((share * (1 - share)) / tested));
  const error = Math.hypot(ours.sd ?? 0, less.sd ?? 0) / Math.sqrt(last.test.length);
  const compared = {
    ...{ last, before, accuracy: { value: ours.value, sd } },
    gain: { value: ours.value - less.value, sd: error },
  };
  return last.size < comparedSize ? reportedItems(compared) : judgedItems(compared, tested);
}

const accuracyText = ({ last }: Compared) => `accuracy with ${last.size} training spectra, reduced background`;
const gainText = ({ last, before }: Compared) =>
  `gain in accuracy from ${before.size} to ${last.size} training spectra`;

function reportedItems(compared: Compared): ReportItem[] {
  const paper = `(the paper: ${claims.H27.paper.value} % with ${paperSize})`;
  const paperGain = `(the paper: saturates at ${paperSize})`;
  return [
    report(claims.H27, compared.accuracy, { what: `${accuracyText(compared)} ${paper}` }),
    // The item has no unit where the paper's value is in words.
    { ...report(claims['H27.saturates'], compared.gain, { what: `${gainText(compared)} ${paperGain}` }), unit: '%' },
  ];
}

function judgedItems(compared: Compared, tested: number): ReportItem[] {
  const { last, before, accuracy, gain } = compared;
  const onTraining = valueText(valueFrom(last.train));
  return [
    judgeNumber(claims.H27, accuracy, {
      what: accuracyText(compared),
      why: () =>
        `with these inputs the network has ${onTraining} % on its ${last.size} training spectra and ${valueText(valueFrom(last.test))} % on ` +
        `the ${tested} test spectra; the section on input conventions shows what other inputs give, Table 1 the same set with all its ` +
        'training spectra.',
    }),
    judgeStatement(
      claims['H27.saturates'],
      `${valueText(gain, 2)} %; saturated: below ${saturatedGain} %`,
      gain.value < saturatedGain,
      {
        what: gainText(compared),
        why: () =>
          `accuracy on the training spectra falls from ${valueText(valueFrom(before.train))} to ${onTraining} % while that on the test ` +
          'spectra rises: the two have not met, so that more spectra would still help.',
      },
    ),
  ];
}

const tableOf = (points: readonly Point[]): ReportTable => ({
  id: 'learning-curve',
  caption:
    'Accuracy (%) against the number of training spectra (both classes, those to stop by included); mean and standard deviation over repeats.',
  columns: ['training spectra', 'test', 'training'],
  rows: points.map(({ size, test, train }) => [
    String(size),
    valueText(valueFrom(test), 2),
    valueText(valueFrom(train), 2),
  ]),
});
