import type { InputConvention, SettingsGiven } from '../../index.js';
import type { ReproduceConfig } from './config.js';
import type { Context, ModelResult } from './context.js';
import type { SetName } from './recipes.js';
import { iterationCost, trainIteration } from './trained.js';

/** The results of the models of one iteration, of a variant or of the main run. */
export interface IterationModels {
  models: ModelResult[];
}

/** What a variant repeats of the main run: the number of iterations, and of models in each. */
export const repeated = (config: ReproduceConfig): { iterations: number; models: number } => ({
  iterations: Math.min(config.ablationIterations, config.iterations),
  models: Math.min(config.ablationModels, config.cvSplits),
});

/**
 * Trains a variant of the main run: with the same spectra, splits and initial weights as `mainRun`, but other settings.
 * Each iteration is a step.
 *
 * @param name name of the variant, part of the steps' names; equal names must mean equal settings
 */
export async function variant(
  context: Context,
  set: SetName,
  name: string,
  changes: SettingsGiven,
): Promise<IterationModels[]> {
  const { iterations, models } = repeated(context.config);
  const out: IterationModels[] = [];
  for (let i = 0; i < iterations; i++)
    out.push(
      await context.step<IterationModels>(
        `variant-${name}-${set}-${String(i).padStart(3, '0')}`,
        async () => ({ models: (await trainIteration(context, set, i, changes, models)).models }),
        iterationCost(context.config, models),
      ),
    );
  return out;
}

/** The variant with another input convention; for the config's own convention, the main run itself. */
export async function inputVariant(
  context: Context,
  set: SetName,
  convention: InputConvention,
): Promise<IterationModels[]> {
  if (isSame(convention, context.config.input)) return mainRun(context, set);
  const { counts, scale, transform, standardise } = convention;
  const name = `input-${counts}-${scale}-${transform}${standardise ? '-standardised' : ''}`;
  return variant(context, set, name, { input: convention });
}

export const isSame = (a: InputConvention, b: InputConvention): boolean =>
  a.counts === b.counts && a.scale === b.scale && a.transform === b.transform && a.standardise === b.standardise;

/** The default convention of the package: shares of the net counts, standardised, so that brightness is no input. */
export const packageInput: InputConvention = { counts: 'net', scale: 'unit', transform: 'none', standardise: true };

/** The models of the main run that variants are compared with. */
export async function mainRun(context: Context, set: SetName): Promise<IterationModels[]> {
  const { iterations, models } = repeated(context.config);
  const out: IterationModels[] = [];
  for (let i = 0; i < iterations; i++) out.push({ models: (await context.trained(set, i)).models.slice(0, models) });
  return out;
}

/** Estimated time of a variant on one dataset, seconds on two cores. */
export function variantCost(config: ReproduceConfig): number {
  const { iterations, models } = repeated(config);
  return iterations * iterationCost(config, models);
}
