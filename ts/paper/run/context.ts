import type { Classifier, Dataset } from '../../index.js';
import type { Metrics } from '../../metrics/index.js';
import type { ReproduceConfig } from './config.js';
import type { SetName } from './recipes.js';

/** A simulated dataset, with the paper's cut in net counts. */
export interface SimulatedSet {
  name: SetName;
  title: string;
  /** Spectra above the cut in net counts; the channels of 0.3-8 keV only. Classes: star 0, agn 1. */
  dataset: Dataset;
  /** Net counts in 0.3-8 keV of all simulated spectra, including those below the cut, by source number. */
  netCounts: { star: Float64Array; agn: Float64Array };
}

/** Result of one model. */
export interface ModelResult {
  /** Number of complete epochs, and the epoch whose weights were kept. */
  epochsRun: number;
  bestEpoch: number;
  /** Metrics on the test set. */
  metrics: Metrics;
}

/** The `cvSplits` models of one iteration, each trained on its part of the same 80 % of the sources. */
export interface TrainedIteration {
  iteration: number;
  classifiers: Classifier[];
  /** The result of each model on the test set, which no model has seen. */
  models: ModelResult[];
}

/** What the `compute` of a section works with. */
export interface Context {
  config: ReproduceConfig;
  /** The simulated datasets; one training and one test set are in memory at a time. */
  data: { get(name: SetName): Promise<SimulatedSet> };
  /** Threads for native work; by default the budget of the process. */
  threads?: number;
  signal?: AbortSignal;
  /**
   * A piece of work whose result is stored on disk and read back when a killed run continues. The result is plain data
   * (numbers, also NaN, text, arrays, typed arrays, objects of these). A step should take at most about a minute.
   * `name` (a-z, 0-9, -) must be unique within the run: begin it with the section's id. `cost` is the time of the step
   * in seconds on two cores, roughly; it serves to show progress.
   */
  step<T>(name: string, work: () => Promise<T> | T, cost?: number): Promise<T>;
  /**
   * The models of one iteration of Table 1 on a dataset: trained at the first call, read back later. As this is a step
   * itself, it must not be called within another step.
   */
  trained(set: SetName, iteration: number): Promise<TrainedIteration>;
}
