import { selectRows } from '../../index.js';
import type { Context } from './context.js';
import type { SetName } from './recipes.js';
import { iterationSplits } from './trained.js';

/** Number of bins of P(AGN) in `PooledVerdicts.histogram`. */
export const probabilityBins = 50;

/**
 * The verdicts of the models of all iterations on their test sources. A source is in the test set of about a fifth of
 * the iterations: its verdicts are averaged, so that it counts once.
 */
export interface PooledVerdicts {
  /**
   * By row of the dataset: number of models that had the source in their test set (`asked`), and of those that called
   * it AGN.
   */
  asked: Uint16Array;
  calledAgn: Uint16Array;
  /** Mean P(AGN) over these models; NaN for rows that were in no test set. */
  probability: Float32Array;
  /** Numbers of verdicts of all models in bins of P(AGN), for stars and for AGN. */
  histogram: { star: number[]; agn: number[] };
}

export async function pooledVerdicts(context: Context, set: SetName): Promise<PooledVerdicts> {
  for (let i = 0; i < context.config.iterations; i++) await context.trained(set, i);
  return context.step(`verdicts-${set}`, () => poolVerdicts(context, set));
}

async function poolVerdicts(context: Context, set: SetName): Promise<PooledVerdicts> {
  const { config, threads, signal } = context;
  const { dataset } = await context.data.get(set);
  const asked = new Uint16Array(dataset.count);
  const calledAgn = new Uint16Array(dataset.count);
  const sum = new Float64Array(dataset.count);
  const histogram = { star: new Array(probabilityBins).fill(0), agn: new Array(probabilityBins).fill(0) };
  for (let i = 0; i < config.iterations; i++) {
    const { classifiers } = await context.trained(set, i);
    const { test } = iterationSplits(dataset, config, i);
    const spectra = selectRows(dataset, test);
    for (const classifier of classifiers) {
      const { probabilities, verdicts } = await classifier.predict(spectra, { threads, signal });
      test.forEach((row, k) => {
        if (verdicts[k] < 0) return;
        const p = probabilities[2 * k + 1];
        asked[row]++;
        calledAgn[row] += verdicts[k];
        sum[row] += p;
        const bin = Math.min(probabilityBins - 1, Math.floor(p * probabilityBins));
        histogram[dataset.labels[row] === 1 ? 'agn' : 'star'][bin]++;
      });
    }
  }
  return { asked, calledAgn, probability: Float32Array.from(sum, (s, row) => s / asked[row]), histogram };
}
