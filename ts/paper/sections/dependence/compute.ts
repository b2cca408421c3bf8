import type { Context } from '../../run/context.js';
import { pooledVerdicts } from '../../run/pooledVerdicts.js';
import { type TestSourceColumns, testSources } from '../../run/testSources.js';

export interface DependenceNumbers {
  /** The test sources of the dataset with reduced background. */
  sources: TestSourceColumns;
  /** Numbers of verdicts of all models in bins of P(AGN), from 0 to 1, by the class of the source. */
  histogram: { star: number[]; agn: number[] };
}

export async function compute(context: Context): Promise<DependenceNumbers> {
  const sources = await testSources(context, 'reduced');
  const { histogram } = await pooledVerdicts(context, 'reduced');
  return { sources, histogram };
}
