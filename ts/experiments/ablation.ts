import type { SettingsGiven } from '../network/index.js';
import type { Context } from './context.js';
import type { SetName } from './data.js';
import { type ModelResult, trainIteration } from './trained.js';

/** One iteration of a variant: its models, and those of the main run that had the same spectra and the same first weights. */
export interface VariantIteration {
  models: ModelResult[];
}

/**
 * Trains a variant of the main run: the first `ablationModels` models of the first `ablationIterations` iterations, with other
 * settings. Each iteration is a step.
 *
 * @param name of the variant, part of the steps' names; equal names must mean equal settings
 */
export async function variant(
  context: Context,
  set: SetName,
  name: string,
  changes: SettingsGiven,
): Promise<VariantIteration[]> {
  const { ablationIterations, ablationModels, cvSplits } = context.config;
  const out: VariantIteration[] = [];
  for (let i = 0; i < ablationIterations; i++)
    out.push(
      await context.step<VariantIteration>(`variant-${name}-${set}-${String(i).padStart(3, '0')}`, async () => {
        const { models } = await trainIteration(context, set, i, changes, Math.min(ablationModels, cvSplits));
        return { models };
      }),
    );
  return out;
}

/** The same models of the main run, to compare with. */
export async function mainRun(context: Context, set: SetName): Promise<VariantIteration[]> {
  const { ablationIterations, ablationModels, iterations } = context.config;
  const out: VariantIteration[] = [];
  for (let i = 0; i < Math.min(ablationIterations, iterations); i++)
    out.push({ models: (await context.trained(set, i)).models.slice(0, ablationModels) });
  return out;
}

/** Share of the cost of the main run's iterations that a variant has. */
export const variantShare = ({ config }: Pick<Context, 'config'>): number =>
  (config.ablationIterations * config.ablationModels) / config.cvSplits;
