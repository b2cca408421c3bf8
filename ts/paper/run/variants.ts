import type { InputConvention, SettingsGiven } from '../../index.js';
import type { ReproduceConfig } from './config.js';
import type { Context, ModelResult } from './context.js';
import type { SetName } from './recipes.js';
import { iterationCost, trainIteration } from './trained.js';

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
      await context.step<VariantIteration>(
        `variant-${name}-${set}-${String(i).padStart(3, '0')}`,
        async () => {
          const { models } = await trainIteration(context, set, i, changes, Math.min(ablationModels, cvSplits));
          return { models };
        },
        iterationCost(context.config, ablationModels),
      ),
    );
  return out;
}

/** The same with another input convention; that of the config is the main run itself. */
export async function inputVariant(
  context: Context,
  set: SetName,
  convention: InputConvention,
): Promise<VariantIteration[]> {
  if (isSame(convention, context.config.input)) return mainRun(context, set);
  const { counts, scale, transform, standardise } = convention;
  const name = `input-${counts}-${scale}-${transform}${standardise ? '-standardised' : ''}`;
  return variant(context, set, name, { input: convention });
}

export const isSame = (a: InputConvention, b: InputConvention): boolean =>
  a.counts === b.counts && a.scale === b.scale && a.transform === b.transform && a.standardise === b.standardise;

/** The package's own convention: shares of the net counts, standardised. */
export const packageInput: InputConvention = { counts: 'net', scale: 'unit', transform: 'none', standardise: true };

/** The same models of the main run, to compare with. */
export async function mainRun(context: Context, set: SetName): Promise<VariantIteration[]> {
  const { ablationIterations, ablationModels, iterations } = context.config;
  const out: VariantIteration[] = [];
  for (let i = 0; i < Math.min(ablationIterations, iterations); i++)
    out.push({ models: (await context.trained(set, i)).models.slice(0, ablationModels) });
  return out;
}

/** Seconds on two cores for a variant on one dataset, roughly. */
export const variantCost = (config: ReproduceConfig): number =>
  config.ablationIterations * iterationCost(config, config.ablationModels);
