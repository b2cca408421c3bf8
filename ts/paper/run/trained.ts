import {
  Classifier,
  type ClassifierModel,
  type CvResult,
  type CvSplit,
  crossValidate,
  cvSplits,
  type Dataset,
  type SettingsGiven,
  splitBySource,
} from '../../index.js';
import { confusionMatrix, type Metrics, metricsOf } from '../../metrics/index.js';
import type { ReproduceConfig } from './config.js';
import type { Context, ModelResult, TrainedIteration } from './context.js';
import { cutOf, type SetName } from './recipes.js';
import { seedFor } from './seeds.js';

/** Measured time to train the models of one iteration, seconds on two cores. */
export const iterationCost = ({ spectraPerClass, cvSplits }: ReproduceConfig, models = cvSplits): number =>
  spectraPerClass * (8e-6 + 1.05e-5 * models);

/** The settings of a training, from the config. */
export function settingsOf(config: ReproduceConfig, set: SetName): SettingsGiven {
  return { ...config.training, input: config.input, minimumNetCounts: cutOf(set, config) };
}

/**
 * The test rows of an iteration, and the training splits of the other rows. A source that is in several datasets may be
 * a test source in one and a training source in another.
 */
export function iterationSplits(
  dataset: Dataset,
  config: ReproduceConfig,
  iteration: number,
): { test: Uint32Array; splits: CvSplit[] } {
  const { train, validation: test } = splitBySource(dataset, config.testShare, {
    seed: seedFor(config.seed, 'test share', iteration),
  });
  const seed = seedFor(config.seed, 'cross-validation', iteration);
  const splits = cvSplits(dataset, config.cvSplits, { seed, rows: train }).map((split) => ({ ...split, test }));
  return { test, splits };
}

/**
 * Trains the models of an iteration, or the first `models` of them, with the config's settings except for `changes`.
 * Initial weights and splits do not depend on the changes, so that differences are due to them.
 */
export async function trainIteration(
  context: Pick<Context, 'config' | 'data' | 'threads' | 'signal'>,
  set: SetName,
  iteration: number,
  changes: SettingsGiven = {},
  models = context.config.cvSplits,
): Promise<{ classifiers: Classifier[]; models: ModelResult[] }> {
  const { config, threads, signal } = context;
  const { dataset } = await context.data.get(set);
  const splits = iterationSplits(dataset, config, iteration).splits.slice(0, models);
  const seeds = splits.map(({ splitIndex }) => seedFor(config.seed, 'network', iteration, splitIndex));
  const settings = { ...settingsOf(config, set), ...changes };
  const results = await crossValidate(dataset, { splits, ...settings, seeds, threads, signal });
  return {
    classifiers: results.map(({ classifier }) => classifier),
    models: results.map((result) => modelResult(dataset, result)),
  };
}

function modelResult({ labels }: Dataset, { classifier, rows, probabilities }: CvResult): ModelResult {
  const { epochsRun, bestEpoch } = classifier.model.training;
  const verdicts = classifier.verdicts(probabilities);
  const truth = Uint8Array.from(rows, (row) => labels[row]);
  return { epochsRun, bestEpoch, metrics: metricsOf(confusionMatrix(truth, verdicts)) };
}

/** The metrics of each classifier on test sets, whose sources are in no training set. */
export async function metricsOn<Name extends SetName>(
  { data, threads, signal }: Pick<Context, 'data' | 'threads' | 'signal'>,
  classifiers: readonly Classifier[],
  testSets: readonly Name[],
): Promise<Record<Name, { metrics: Metrics }[]>> {
  const out = {} as Record<Name, { metrics: Metrics }[]>;
  for (const set of testSets) {
    const { dataset } = await data.get(set);
    out[set] = [];
    for (const classifier of classifiers) {
      const { verdicts } = await classifier.predict(dataset, { threads, signal });
      out[set].push({ metrics: metricsOf(confusionMatrix(dataset.labels, verdicts)) });
    }
  }
  return out;
}

/** The stored result of an iteration. */
interface Stored {
  classifiers: ClassifierModel[];
  models: ModelResult[];
}

/** See `Context.trained`. */
export async function trainedIteration(
  context: Pick<Context, 'config' | 'data' | 'threads' | 'signal' | 'step'>,
  set: SetName,
  iteration: number,
): Promise<TrainedIteration> {
  const stored = await context.step<Stored>(
    `trained-${set}-${String(iteration).padStart(3, '0')}`,
    async () => {
      const { classifiers, models } = await trainIteration(context, set, iteration);
      return { classifiers: classifiers.map(({ model }) => model), models };
    },
    iterationCost(context.config),
  );
  return { iteration, classifiers: stored.classifiers.map((model) => new Classifier(model)), models: stored.models };
}
