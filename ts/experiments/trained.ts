import { cvSplits, type Dataset, splitBySource } from '../dataset/index.js';
import { type Classifier, type ClassifierModel, type TrainingSettings, trainSplits } from '../network/index.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';
import { cutOf, type SetName } from './data.js';
import { seedFor } from './seeds.js';

/** The models of one iteration: `cvSplits` of them, each trained on its part of the same 80 % of the sources. */
export interface TrainedIteration {
  iteration: number;
  classifiers: Classifier[];
  /** Epochs that each ran, and the one whose weights were kept. */
  epochs: { run: number; best: number }[];
  /** Rows of the dataset that none of them has seen: the test set. */
  test: Uint32Array;
  /** P(AGN) of each model for the test rows. */
  probabilities: Float32Array[];
}

/** Settings of a training, from the config. */
export function settingsOf(config: ReproduceConfig, set: SetName): Partial<TrainingSettings> {
  return { ...config.training, input: config.input, minimumNetCounts: cutOf(set, config) };
}

/** The untouched test rows of an iteration and the training splits of the rest. The same sources in every dataset have the same side. */
export function iterationSplits(
  dataset: Dataset,
  config: ReproduceConfig,
  iteration: number,
  splits = config.cvSplits,
) {
  const { train, validation: test } = splitBySource(dataset, config.testShare, {
    seed: seedFor(config.seed, 'test share', iteration),
  });
  const parts = cvSplits(dataset, splits, { seed: seedFor(config.seed, 'cross-validation', iteration), rows: train });
  return { test, parts };
}
