import {
  checkRunOptions,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type ReadonlyUint8Array,
  type ReadonlyUint16Array,
  type ReadonlyUint32Array,
  type RunOptions,
} from '../base/index.js';
import { addon, withControl } from './addon.js';

/** Spectra as planes of bytes (native/core/network/counts.h): one byte per channel as long as counts are below 256. */
export interface NativeCountRows {
  readonly rows: number;
  /**
   * Adds the given rows of `counts`, an array with `channels` numbers in each row, beginning with channel `first`. The
   * inputs of a row are its net counts over their sum, or times its factor (one for each of `rows`). Throws while the
   * rows are in use.
   */
  append<Counts extends ReadonlyUint8Array | ReadonlyUint16Array | ReadonlyUint32Array>(
    counts: Counts,
    backgroundCounts: Counts | undefined,
    backgroundScale: ReadonlyFloat64Array | undefined,
    rows: ReadonlyUint32Array,
    channels: number,
    first: number,
    factors?: ReadonlyFloat64Array,
  ): void;
}

/** Expected counts, from which training draws fresh counts in every epoch (native/core/network/expected.h). */
export interface NativeExpectedRows {
  /** Adds rows as {@link NativeCountRows.append} does: means from 0 to 1e9 of the source and the background region. */
  append(
    expected: ReadonlyFloat32Array,
    expectedBackground: ReadonlyFloat32Array | undefined,
    backgroundScale: ReadonlyFloat64Array | undefined,
    rows: ReadonlyUint32Array,
    channels: number,
    first: number,
  ): void;
}

/** Nonlinearity of the hidden layers. */
export type Activation = 'relu' | 'tanh' | 'linear';

/** One model to train (native/core/network/train.h). The arrays marked "out" are filled by the training. */
export interface NativeTrainingJob {
  /** Inputs, hidden nodes of each layer, classes. */
  sizes: readonly number[];
  /** Rows to train on. */
  train: ReadonlyUint32Array;
  /** Rows for early stopping; may be empty. */
  validation: ReadonlyUint32Array;
  /** Out: layer by layer kernel [inputs][nodes], then bias. */
  weights: Float32Array;
  /** Out: mean (and deviation) of each input over the training rows. */
  mean: Float64Array;
  deviation: Float64Array;
  /** Out: `epochs` x (loss, accuracy, validationLoss, validationAccuracy), filled while training runs. */
  history: Float64Array;
  epochs: number;
  batchSize: number;
  /** Epochs without a lower validation loss before training ends; 0 for all epochs. */
  patience: number;
  l1: number;
  /** 0 by default. */
  l2?: number;
  /** 'relu' by default. */
  activation?: Activation;
  learningRate: number;
  seed: number;
  standardise: boolean;
}

/** Complete epochs, and the one (from 1) whose weights were kept. */
export interface NativeTrainingResult {
  epochsRun: number;
  bestEpoch: number;
}

declare module './addon.js' {
  interface NativeAddon {
    CountRows: new (width: number, expected: number) => NativeCountRows;
    ExpectedRows: new (width: number, capacity: number, hasBackground: boolean) => NativeExpectedRows;
    poissonLogLikelihood(
      counts: NativeCountRows,
      expected: ReadonlyFloat64Array,
      out: Float64Array,
      threads: number,
      control: NativeControl,
    ): Promise<void>;
    trainNetworks(
      inputs: Float32Array | NativeCountRows,
      labels: ReadonlyUint8Array,
      jobs: NativeTrainingJob[],
      threads: number,
      control: NativeControl,
      expected?: NativeExpectedRows,
    ): Promise<NativeTrainingResult[]>;
    predictNetwork(
      inputs: Float32Array | NativeCountRows,
      sizes: readonly number[],
      weights: ReadonlyFloat32Array,
      mean: ReadonlyFloat64Array,
      deviation: ReadonlyFloat64Array,
      probabilities: Float32Array,
      threads: number,
      control: NativeControl,
      activation?: Activation,
    ): Promise<void>;
  }
}

/** Numbers of one epoch in `history`. */
const recordLength = 4;

/** One epoch in the history of a job; the validation numbers are NaN without validation rows. */
export interface EpochNumbers {
  /** From 1. */
  epoch: number;
  loss: number;
  accuracy: number;
  validationLoss: number;
  validationAccuracy: number;
}

/**
 * The epochs that are complete in the history. The loss of an epoch is written last, so that an epoch with a loss is
 * complete.
 */
export function epochsIn(history: Float64Array): EpochNumbers[] {
  const epochs: EpochNumbers[] = [];
  for (let at = 0; at < history.length && !Number.isNaN(history[at]); at += recordLength) {
    const [loss, accuracy, validationLoss, validationAccuracy] = history.subarray(at, at + recordLength);
    epochs.push({ epoch: at / recordLength + 1, loss, accuracy, validationLoss, validationAccuracy });
  }
  return epochs;
}

export const newHistory = (epochs: number): Float64Array => new Float64Array(epochs * recordLength).fill(NaN);

/** The number of parameters of a network with these sizes. */
export const parameterCount = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, nodes, layer) => sum + (sizes[layer] + 1) * nodes, 0);

/**
 * Trains models in parallel on one set of inputs: floats (rows x sizes[0], row-major), or rows of counts. When `signal`
 * fires, each job stops within its running batch and keeps its best weights so far: the promise then resolves with
 * `aborted` true, and jobs without a complete epoch have epochsRun 0. `onEpoch` is called, in order, for every epoch of
 * every job.
 */
export async function trainNetworks(
  inputs: Float32Array | NativeCountRows,
  labels: ReadonlyUint8Array,
  jobs: NativeTrainingJob[],
  options: RunOptions & {
    threads: number;
    onEpoch?: (job: number, epoch: EpochNumbers) => void;
    /** Expected counts of the same rows: each epoch then trains on fresh draws. */
    expected?: NativeExpectedRows;
  },
): Promise<{ results: NativeTrainingResult[]; aborted: boolean }> {
  checkRunOptions(options);
  const { signal, onProgress, onEpoch, threads, expected } = options;
  signal?.throwIfAborted();
  const reported = jobs.map(() => 0);
  const report = (done: number) => {
    if (onEpoch)
      jobs.forEach((job, index) => {
        for (const epoch of epochsIn(job.history).slice(reported[index])) {
          reported[index] = epoch.epoch;
          onEpoch(index, epoch);
        }
      });
    onProgress?.(done);
  };
  // The signal is not passed to withControl, which would reject: the weights learnt so far are to be kept.
  return await withControl({ onProgress: report }, async (control) => {
    const abort = () => control.cancel();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const results = await addon().trainNetworks(inputs, labels, jobs, threads, control, expected);
      return { results, aborted: control.cancelled };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  });
}

/** Class probabilities of the rows of `inputs`: rows x classes. Rows that hold NaN give NaN. */
export async function predictNetwork(
  inputs: Float32Array | NativeCountRows,
  network: {
    sizes: readonly number[];
    weights: ReadonlyFloat32Array;
    mean: ReadonlyFloat64Array;
    deviation: ReadonlyFloat64Array;
    activation?: Activation;
  },
  options: RunOptions & { threads: number },
): Promise<Float32Array> {
  const { sizes, weights, mean, deviation, activation } = network;
  const rows = inputs instanceof Float32Array ? inputs.length / sizes[0] : inputs.rows;
  const probabilities = new Float32Array(rows * sizes[sizes.length - 1]);
  await withControl(options, (control) =>
    addon().predictNetwork(
      inputs,
      sizes,
      weights,
      mean,
      deviation,
      probabilities,
      options.threads,
      control,
      activation,
    ),
  );
  return probabilities;
}
