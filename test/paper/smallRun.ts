import { quickConfig, type ReproduceConfig } from '../../ts/paper/index.js';
import type { Context } from '../../ts/paper/run/context.js';
import { SimulatedData } from '../../ts/paper/run/data.js';
import { Steps } from '../../ts/paper/run/steps.js';
import { trainedIteration } from '../../ts/paper/run/trained.js';

/** A config of a few seconds: some hundred spectra, three epochs. */
export const smallConfig = (changes: Partial<ReproduceConfig> = {}): ReproduceConfig =>
  quickConfig({
    spectraPerClass: 200,
    iterations: 2,
    cvSplits: 2,
    ablationIterations: 2,
    ablationModels: 1,
    responseSpectra: 150,
    training: { ...quickConfig().training, epochs: 3, patience: 2 },
    observed: { perClass: 15, faintPerClass: 20, standInSpectra: 150 },
    ...changes,
  });

/** What a section computes with, without the engine around it. Nothing is kept on disk; networks are trained once. */
export function smallContext(config: ReproduceConfig, threads = 1): Context {
  const steps = new Steps();
  const trained = new Map<string, ReturnType<typeof trainedIteration>>();
  const context: Context = {
    config,
    threads,
    data: new SimulatedData(config, { threads }),
    step: (name, work) => steps.run(name, work),
    trained(set, iteration) {
      const key = `${set} ${iteration}`;
      const known = trained.get(key) ?? trainedIteration(context, set, iteration);
      trained.set(key, known);
      return known;
    },
  };
  return context;
}
