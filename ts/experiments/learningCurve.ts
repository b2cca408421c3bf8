import type { Figure } from '../chart/types.js';
import { type Dataset, sampleRows } from '../dataset/index.js';
import { crossValidate } from '../network/index.js';
import type { ReportItem, ReportTable } from '../report/types.js';
import type { Context, Experiment } from './context.js';
import { numberItem, reportedItem, statementItem, valueFrom, valueText } from './measure.js';
import { seedFor } from './seeds.js';
import { iterationSplits, settingsOf } from './trained.js';

/** Accuracy of the repeats with one number of training spectra, %. */
interface Point {
  /** Spectra to learn from and to stop by, together. */
  size: number;
  test: number[];
  /** On the training spectra themselves, after the best epoch. */
  train: number[];
}

/** Share of the spectra that is set aside to stop by. */
const VALIDATION = 0.1;

/** Appendix C, figure 23: accuracy against the number of training spectra. */
export const learningCurve: Experiment = {
  id: 'learning-curve',
  title: 'Number of training spectra',
  place: 'Appendix C, figure 23',
  cost: ({ learningCurve: { sizes, repeats } }) => (sizes.reduce((a, b) => a + b, 0) * repeats) / 40_000 + 2,
  run: async (context: Context) => {
    const { dataset } = await context.data.get('reduced');
    const { test } = iterationSplits(dataset, context.config, 0);
    const pool = poolOf(dataset, test);
    const sizes = context.config.learningCurve.sizes.filter((size) => size <= pool.length);
    const left = context.config.learningCurve.sizes.filter((size) => size > pool.length);
    const points: Point[] = [];
    for (const size of sizes)
      points.push(await context.step(`learning-curve-${size}`, () => pointOf(context, dataset, test, pool, size)));
    return {
      id: learningCurve.id,
      title: learningCurve.title,
      place: learningCurve.place,
      text: [
        `${context.config.learningCurve.repeats} networks for each number of training spectra, each with spectra drawn at random from ` +
          `${pool.length} with reduced background and with first weights of its own; ${100 * VALIDATION} % of them are set aside to stop by. All are ` +
          `tested on the same ${test.length} spectra.` +
          (left.length > 0 ? ` There are no ${left.join(' and no ')} spectra to train on in this run.` : ''),
      ],
      items: points.length > 1 ? items(points, test.length) : [],
      tables: [table(points)],
      figures: [figure(points, test.length)],
    };
  },
};

/** Rows that are not tested on. */
function poolOf({ count: spectra }: Dataset, test: Uint32Array): Uint32Array {
  const isTest = new Uint8Array(spectra);
  for (const row of test) isTest[row] = 1;
  return Uint32Array.from({ length: spectra }, (_, row) => row).filter((row) => isTest[row] === 0);
}

async function pointOf(
  { config, threads, signal }: Context,
  dataset: Dataset,
  test: Uint32Array,
  pool: Uint32Array,
  size: number,
): Promise<Point> {
  const seeds = Array.from({ length: config.learningCurve.repeats }, (_, k) =>
    seedFor(config.seed, 'learning curve', size, k),
  );
  const splits = seeds.map((seed, splitIndex) => {
    const rows = sampleRows(pool, size, seed);
    const held = Math.round(VALIDATION * size);
    return {
      splitIndex,
      train: rows.subarray(held).slice().sort(),
      validation: rows.subarray(0, held).slice().sort(),
      test,
    };
  });
  const results = await crossValidate(dataset, { splits, ...settingsOf(config, 'reduced'), seeds, threads, signal });
  const point: Point = { size, test: [], train: [] };
  for (const { classifier, rows, probabilities, history } of results) {
    const verdicts = classifier.verdicts(probabilities);
    const right = rows.reduce((sum, row, k) => sum + (verdicts[k] === dataset.labels[row] ? 1 : 0), 0);
    point.test.push((100 * right) / rows.length);
    point.train.push(100 * history[classifier.model.training.bestEpoch - 1].accuracy);
  }
  return point;
}

/** The paper's number is that of so many training spectra. */
const PAPER = 100_000;

function items(points: readonly Point[], tested: number): ReportItem[] {
  const last = points[points.length - 1];
  const before = points.findLast(({ size }) => size <= last.size / 3) ?? points[0];
  const [ours, less] = [valueFrom(last.test), valueFrom(before.test)];
  const share = ours.value / 100;
  // The scatter of the repeats, and that of any test set of this size, which all repeats share.
  const sd = Math.hypot(ours.sd ?? 0, 100 * Math.sqrt((share * (1 - share)) / tested));
  const gain = ours.value - less.value;
  const error = Math.hypot(ours.sd ?? 0, less.sd ?? 0) / Math.sqrt(last.test.length);
  const overfit = valueFrom(last.train);
  if (last.size < 0.9 * PAPER) {
    const what = `accuracy with ${last.size} training spectra, reduced background (the paper: 90 % with ${PAPER})`;
    const more = `gain in accuracy from ${before.size} to ${last.size} training spectra (the paper: saturates at ${PAPER})`;
    return [
      reportedItem('H27', what, '%', { value: ours.value, sd }),
      reportedItem('H27.saturates', more, '%', { value: gain, sd: error }),
    ];
  }
  return [
    numberItem(
      'H27',
      `accuracy with ${last.size} training spectra, reduced background`,
      '%',
      { value: 90, sd: 0.8 },
      { value: ours.value, sd },
      {
        why: () =>
          `with these inputs the network has ${valueText(overfit)} % on its ${last.size} training spectra and ${valueText(ours)} % on the ${tested} ` +
          'test spectra; the section on input conventions shows what other inputs give, Table 1 the same set with all its training spectra.',
      },
    ),
    statementItem(
      'H27.saturates',
      `gain in accuracy from ${before.size} to ${last.size} training spectra`,
      'seems to saturate at 1e5',
      `${gain.toFixed(2)} ± ${error.toFixed(2)} %; saturated: below 1 %`,
      gain < 1,
      {
        why: () =>
          `accuracy on the training spectra falls from ${valueText(valueFrom(before.train))} to ${valueText(overfit)} % while that on the test ` +
          'spectra rises: the two have not met, so that more spectra would still help.',
      },
    ),
  ];
}

function table(points: readonly Point[]): ReportTable {
  return {
    id: 'learning-curve',
    caption:
      'Accuracy (%) against the number of training spectra (both classes, those to stop by included); mean and standard deviation over repeats.',
    columns: ['training spectra', 'test', 'training'],
    rows: points.map(({ size, test, train }) => [
      String(size),
      valueText(valueFrom(test), 2),
      valueText(valueFrom(train), 2),
    ]),
  };
}

function figure(points: readonly Point[], tested: number): Figure {
  const series = (name: string, of: (point: Point) => number[]) => {
    const values = points.map((point) => valueFrom(of(point)));
    return {
      name,
      kind: 'points' as const,
      x: points.map(({ size }) => size),
      y: values.map(({ value }) => value),
      low: values.map(({ value, sd }) => value - (sd ?? 0)),
      high: values.map(({ value, sd }) => value + (sd ?? 0)),
    };
  };
  return {
    id: 'figure-23',
    number: 'Figure 23',
    caption: `Accuracy on ${tested} test spectra and on the training spectra, against the number of the latter; error bars: standard deviation over repeats.`,
    panels: [
      {
        kind: 'chart',
        title: 'Learning curve',
        x: { label: 'Training spectra', type: 'log' },
        y: { label: 'Accuracy (%)', type: 'linear' },
        series: [series('test', ({ test }) => test), series('training', ({ train }) => train)],
        levels: [{ y: 90, name: 'the paper at 1e5' }],
      },
    ],
  };
}
