import type { Classifier, Dataset } from '../../index.js';
import type { Metrics } from '../../metrics/index.js';
import type { ReproduceConfig } from './config.js';
import type { SetName } from './recipes.js';

/** A simulated dataset, cut as the paper cuts it. */
export interface SimulatedSet {
  name: SetName;
  title: string;
  /** Spectra above the cut in net counts; the channels of 0.3-8 keV only. Classes: star 0, agn 1. */
  dataset: Dataset;
  /** Net counts in 0.3-8 keV of all simulated spectra, also those below the cut, by source number. */
  netCounts: { star: Float64Array; agn: Float64Array };
}

/** How a model came out. */
export interface ModelResult {
  /** Complete epochs, and the one whose weights were kept. */
  epochsRun: number;
  bestEpoch: number;
  /** On the test set. */
  metrics: Metrics;
}

/** The models of one iteration: `cvSplits` of them, each trained on its part of the same 80 % of the sources. */
export interface TrainedIteration {
  iteration: number;
  classifiers: Classifier[];
  /** One a model, on the test set, which none of them has seen. */
  models: ModelResult[];
}

/** What a section computes with. */
export interface Context {
  config: ReproduceConfig;
  /** The simulated datasets, one training and one test set at a time. */
  data: { get(name: SetName): Promise<SimulatedSet> };
  /** Threads for native work; the budget of the process if absent. */
  threads?: number;
  signal?: AbortSignal;
  /**
   * A piece of work whose result is kept on disk: read back when a killed run goes on. The result is plain data (numbers, also NaN,
   * text, arrays, typed arrays, objects of these). At most about a minute each. `name` (a-z, 0-9, -) is unique within the run:
   * begin it with the section's id. `cost`: seconds on two cores, roughly, for the progress within the section's own cost.
   */
  step<T>(name: string, work: () => Promise<T> | T, cost?: number): Promise<T>;
  /**
   * The models of one iteration of Table 1 on a dataset: trained when first asked for, read back later (a step of its own). Do not
   * ask for it inside of another step.
   */
  trained(set: SetName, iteration: number): Promise<TrainedIteration>;
}
