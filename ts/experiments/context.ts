import type { ReportSection } from '../report/types.js';
import type { ReproduceConfig } from './config.js';
import type { Data, SetName } from './data.js';
import type { TrainedIteration } from './trained.js';

/** What an experiment works with. */
export interface Context {
  config: ReproduceConfig;
  /** The simulated datasets. */
  data: Data;
  /** Threads for native work; the budget of the process if absent. */
  threads?: number;
  signal?: AbortSignal;
  /**
   * A piece of work whose result is kept on disk: read back when a killed run goes on. The result is plain data (numbers, also NaN,
   * text, arrays, typed arrays, objects of these). At most about a minute each. `name` (a-z, 0-9, -) is unique within the run:
   * begin it with the experiment's id. `cost`: seconds on two cores, roughly, for the progress within the experiment's own cost.
   */
  step<T>(name: string, work: () => Promise<T> | T, cost?: number): Promise<T>;
  /**
   * The models of one iteration of Table 1 on a dataset: trained when first asked for, read back later (a step of its own). Do not
   * ask for it inside of another step.
   */
  trained(set: SetName, iteration: number): Promise<TrainedIteration>;
}

/** One part of the reproduction. */
export interface Experiment {
  /** table1, low-counts ...; also the id of its result. */
  id: string;
  title: string;
  /** Where in the paper. */
  place: string;
  /** Seconds on two cores, roughly: what its part of the progress is worth. */
  cost(config: ReproduceConfig): number;
  run(context: Context): Promise<ReportSection>;
}
