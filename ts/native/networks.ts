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

/** How spectra become inputs (native/core/network/inputs.h), with the words of `InputConvention`. */
export interface NativeInputRule {
  channels: number;
  /** Channels in a group; default 1. */
  group?: number;
  counts?: string;
  scale?: string;
  transform?: string;
  extra?: readonly string[];
  /** How many numbers describe a response; 0 by default. */
  descriptors?: number;
}

/** Rows of inputs that were made of counts. */
export interface NativeRows<Numbers> {
  readonly rows: number;
  /**
   * Adds the given rows of `counts`, an array with `channels` numbers in each row, beginning with channel `first`.
   * Background counts are of the same type; scale and exposure have one number for each spectrum, the descriptors as
   * many as the rule says. What the rule does not need may be undefined. Throws while the rows are in use.
   */
  append<Counts extends Numbers>(
    counts: Counts,
    backgroundCounts: Counts | undefined,
    backgroundScale: ReadonlyFloat64Array | undefined,
    rows: ReadonlyUint32Array,
    channels: number,
    first: number,
    exposure?: ReadonlyFloat64Array,
    descriptors?: ReadonlyFloat32Array,
  ): void;
  /** Fills `out` with the extra inputs of whole rows, beginning with row `first`. */
  extras(first: number, out: Float32Array): void;
}

/** Counts of whole numbers. */
export type WholeCounts = ReadonlyUint8Array | ReadonlyUint16Array | ReadonlyUint32Array;

/** Counts of any kind that the addon reads as it is. */
export type AnyCounts = WholeCounts | ReadonlyFloat32Array | ReadonlyFloat64Array;

/**
 * Spectra as planes of bytes (native/core/network/counts.h): one byte for each channel or group as long as counts are
 * below 256. For rules without a transform.
 */
export type NativeCountRows = NativeRows<WholeCounts>;

/** Inputs in single precision: for counts that are not whole, and for transforms. */
export type NativeFloatRows = NativeRows<AnyCounts>;

/**
 * Expected counts, from which training draws fresh counts in every epoch (native/core/network/expected.h): means of the
 * source and the background region, at most 1e9 in each group.
 */
export type NativeExpectedRows = Pick<NativeRows<ReadonlyFloat32Array>, 'append'>;

/** What a network can be given. */
export type NativeInputs = Float32Array | NativeCountRows | NativeFloatRows;

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
  /** Out (and in, with `isWarm`): layer by layer kernel [inputs][nodes], then bias. */
  weights: Float32Array;
  /** Out (in, with `isWarm`): mean and deviation of each input over the training rows. */
  mean: Float64Array;
  deviation: Float64Array;
  /** Out: epochs of all stages x (loss, accuracy, validationLoss, validationAccuracy), filled while training runs. */
  history: Float64Array;
  stages: readonly { epochs: number; learningRate: number }[];
  batchSize: number;
  /** Epochs without a lower validation loss before a stage ends; 0 for all epochs. */
  patience: number;
  l1: number;
  /** 0 by default. */
  l2?: number;
  /** 'relu' by default. */
  activation?: Activation;
  seed: number;
  standardise: boolean;
  /** Whether training goes on from `weights`, `mean` and `deviation` as they are. */
  isWarm?: boolean;
}

/** Complete epochs, and the one (from 1) whose weights were kept. */
export interface NativeTrainingResult {
  epochsRun: number;
  bestEpoch: number;
}

declare module './addon.js' {
  interface NativeAddon {
    /** A number stands for the rule with so many channels. */
    CountRows: new (
      rule: NativeInputRule | number,
      expected: number,
    ) => NativeCountRows;
    FloatRows: new (rule: NativeInputRule | number, expected: number) => NativeFloatRows;
    ExpectedRows: new (rule: NativeInputRule | number, expected: number, hasBackground: boolean) => NativeExpectedRows;
    poissonLogLikelihood(
      counts: NativeCountRows,
      expected: ReadonlyFloat64Array,
      out: Float64Array,
      threads: number,
      control: NativeControl,
    ): Promise<void>;
    trainNetworks(
      inputs: NativeInputs,
      answers: { labels: ReadonlyUint8Array; targets?: Float32Array; sampleWeights?: Float32Array },
      jobs: NativeTrainingJob[],
      threads: number,
      control: NativeControl,
      expected?: NativeExpectedRows,
    ): Promise<NativeTrainingResult[]>;
    predictNetwork(
      inputs: NativeInputs,
      sizes: readonly number[],
      weights: ReadonlyFloat32Array,
      mean: ReadonlyFloat64Array,
      deviation: ReadonlyFloat64Array,
      probabilities: Float32Array,
      threads: number,
      control: NativeControl,
      activation?: Activation,
      rows?: ReadonlyUint32Array,
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
 * Trains models in parallel on one set of inputs: floats (rows x sizes[0], row-major), or rows made of counts. When `signal`
 * fires, each job stops within its running batch and keeps its best weights so far: the promise then resolves with
 * `aborted` true, and jobs without a complete epoch have epochsRun 0. `onEpoch` is called, in order, for every epoch of
 * every job.
 */
export async function trainNetworks(
  inputs: NativeInputs,
  labels: ReadonlyUint8Array,
  jobs: NativeTrainingJob[],
  options: RunOptions & {
    threads: number;
    onEpoch?: (job: number, epoch: EpochNumbers) => void;
    /** Expected counts of the rows that are trained on: each epoch then trains on fresh draws. */
    expected?: NativeExpectedRows;
    /** Probabilities that the loss compares with, rows x classes, in place of the labels. */
    targets?: Float32Array;
    /** Factor on the loss of each row. */
    sampleWeights?: Float32Array;
  },
): Promise<{ results: NativeTrainingResult[]; aborted: boolean }> {
  checkRunOptions(options);
  const { signal, onProgress, onEpoch, threads, expected, targets, sampleWeights } = options;
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
      const results = await addon().trainNetworks(
        inputs,
        { labels, targets, sampleWeights },
        jobs,
        threads,
        control,
        expected,
      );
      return { results, aborted: control.cancelled };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  });
}

/** Class probabilities of the rows of `inputs`: rows x classes. Rows that hold NaN give NaN. */
export async function predictNetwork(
  inputs: NativeInputs,
  network: {
    sizes: readonly number[];
    weights: ReadonlyFloat32Array;
    mean: ReadonlyFloat64Array;
    deviation: ReadonlyFloat64Array;
    activation?: Activation;
  },
  options: RunOptions & {
    threads: number;
    /** The rows that are meant; default all. */
    rows?: ReadonlyUint32Array;
  },
): Promise<Float32Array> {
  const { sizes, weights, mean, deviation, activation } = network;
  const { threads, rows } = options;
  const count = rows?.length ?? (inputs instanceof Float32Array ? inputs.length / sizes[0] : inputs.rows);
  const probabilities = new Float32Array(count * sizes[sizes.length - 1]);
  await withControl(options, (control) =>
    addon().predictNetwork(inputs, sizes, weights, mean, deviation, probabilities, threads, control, activation, rows),
  );
  return probabilities;
}
