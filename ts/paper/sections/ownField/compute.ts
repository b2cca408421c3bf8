import type { Metrics } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import type { SetName } from '../../run/recipes.js';
import { metricsOn, trainIteration } from '../../run/trained.js';
import { mainRun, repeated } from '../../run/variants.js';

export const trainingSets = ['reduced', 'own-field'] as const satisfies readonly SetName[];
export const testSets = ['test-shared', 'test-own-field', 'test-swapped'] as const satisfies readonly SetName[];
export type TrainingSet = (typeof trainingSets)[number];
export type TestSet = (typeof testSets)[number];

/** Results of the models of one iteration on each test set. */
export type Applied = Record<TestSet, { metrics: Metrics }[]>;
/** By training set, one entry for each iteration. */
export type OwnFieldNumbers = Record<TrainingSet, Applied[]>;

export async function compute(context: Context): Promise<OwnFieldNumbers> {
  await mainRun(context, 'reduced'); // its models are needed below, and steps must not be nested
  return { reduced: await applied(context, 'reduced'), 'own-field': await applied(context, 'own-field') };
}

async function applied(context: Context, set: TrainingSet): Promise<Applied[]> {
  const { iterations, models } = repeated(context.config);
  const out: Applied[] = [];
  for (let i = 0; i < iterations; i++) {
    const trained = set === 'reduced' ? (await context.trained(set, i)).classifiers.slice(0, models) : undefined;
    out.push(
      await context.step(`own-field-${set}-${i}`, async () => {
        const classifiers = trained ?? (await trainIteration(context, set, i, {}, models)).classifiers;
        return metricsOn(context, classifiers, testSets);
      }),
    );
  }
  return out;
}
