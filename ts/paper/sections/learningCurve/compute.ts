import { crossValidate, type Dataset, sampleRows } from '../../../index.js';
import type { Context } from '../../run/context.js';
import { seedFor } from '../../run/seeds.js';
import { iterationSplits, settingsOf } from '../../run/trained.js';

/** Share of the training spectra that is set aside for early stopping. */
export const stoppingShare = 0.1;

/** Accuracies of all repeats with one number of training spectra, %. */
export interface Point {
  /** Number of training spectra, including those for early stopping. */
  size: number;
  test: number[];
  /** Accuracy on the training spectra themselves, after the best epoch. */
  train: number[];
}

export interface LearningCurveNumbers {
  /** Number of spectra from which training spectra are drawn, and number of test spectra, the same for all networks. */
  pool: number;
  tested: number;
  /** The points, with ascending numbers of training spectra. */
  points: Point[];
}

export async function compute(context: Context): Promise<LearningCurveNumbers> {
  const { config } = context;
  const { dataset } = await context.data.get('reduced');
  const { test } = iterationSplits(dataset, config, 0);
  const tested = new Set(test);
  const pool = Uint32Array.from({ length: dataset.count }, (_, row) => row).filter((row) => !tested.has(row));
  const sizes = config.learningCurve.sizes.filter((size) => size <= pool.length).sort((a, b) => a - b);
  const points: Point[] = [];
  for (const size of sizes)
    points.push(await context.step(`learning-curve-${size}`, () => pointOf(context, dataset, test, pool, size)));
  return { pool: pool.length, tested: test.length, points };
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
  const held = Math.round(stoppingShare * size);
  const splits = seeds.map((seed, splitIndex) => {
    const rows = sampleRows(pool, size, seed);
    return { splitIndex, train: rows.slice(held).sort(), validation: rows.slice(0, held).sort(), test };
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
