import type { Context } from '../../run/context.js';
import { type TableSet, tableSets } from '../../run/recipes.js';
import { type IterationModels, inputVariant, mainRun, packageInput, variant } from '../../run/variants.js';
import { median } from '../../statistics/samples.js';

/** The data of one row of Table 1. */
export interface Table1Row {
  set: TableSet;
  /** Number of spectra above the cut, and of AGN among them. */
  spectra: number;
  agn: number;
  /** Median net counts of all simulated stars over those of all AGN. */
  brightness: number;
  /** Results of all models of all iterations. */
  iterations: IterationModels[];
  /** The models of the main run that variants are compared with. */
  base: IterationModels[];
  variants: Record<'standardised' | 'eightNodes' | 'packageInput', IterationModels[]>;
}

export async function compute(context: Context): Promise<Table1Row[]> {
  const rows: Table1Row[] = [];
  for (const set of tableSets) rows.push(await computeRow(context, set));
  return rows;
}

async function computeRow(context: Context, set: TableSet): Promise<Table1Row> {
  const { dataset, netCounts } = await context.data.get(set);
  const { input, iterations: count } = context.config;
  const iterations: IterationModels[] = [];
  for (let i = 0; i < count; i++) iterations.push({ models: (await context.trained(set, i)).models });
  return {
    set,
    spectra: dataset.count,
    agn: dataset.labels.reduce((sum, label) => sum + label, 0),
    brightness: median(netCounts.star) / median(netCounts.agn),
    iterations,
    base: await mainRun(context, set),
    variants: {
      // The opposite of the config: unstandardised if the config standardises.
      standardised: await inputVariant(context, set, { ...input, standardise: !input.standardise }),
      eightNodes: await variant(context, set, 'nodes-8', { hiddenLayers: [8] }),
      packageInput: await inputVariant(context, set, packageInput),
    },
  };
}
