import type { Context } from '../../run/context.js';
import { type TableSet, tableSets } from '../../run/recipes.js';
import { type IterationModels, inputVariant } from '../../run/variants.js';
import { type ConventionName, conventionNames, conventions } from './conventions.js';

/** The results of each convention on one dataset. */
export type Tried = Record<ConventionName, IterationModels[]>;
export type InputsNumbers = Record<TableSet, Tried>;

export async function compute(context: Context): Promise<InputsNumbers> {
  const out = {} as InputsNumbers;
  // Loops over datasets first, because only one is in memory at a time.
  for (const set of tableSets) {
    out[set] = {} as Tried;
    for (const name of conventionNames) out[set][name] = await inputVariant(context, set, conventions[name]);
  }
  return out;
}
