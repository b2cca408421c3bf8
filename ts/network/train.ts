import { checkRunOptions, threadBudget } from '../base/index.js';
import { type Dataset, type Split, splitBySource } from '../dataset/index.js';
import { epochsIn, trainNetworks } from '../native/index.js';
import type { Classifier } from './classifier.js';
import { type EpochLog, settingsOf, type TrainingOptions } from './options.js';
import { classifierOf, jobFor, prepare } from './prepare.js';
import type { TrainingSettings } from './settings.js';

/**
 * Trains a classifier: a dense network with softmax, cross-entropy with L1 and L2 on the hidden kernels, Adam,
 * mini-batches, early stopping on held-out sources (Hebbar & Heinke 2023, section 2.1). See {@link InputConvention} for
 * the inputs.
 *
 * The weights depend on the dataset, the settings and the seed only. When `signal` fires, the best weights so far are
 * kept and the promise resolves with `aborted` true; if no epoch was complete, it rejects with the signal's reason.
 * `onProgress` is given the number of epochs done.
 *
 * @returns the classifier; the losses and accuracies of each epoch; whether training was stopped by the signal
 * @throws ParameterError naming an option out of its limits, or a class without enough spectra.
 * @throws MismatchError when `validationData` or `initialClassifier` has other channels or classes, or
 *   `initialClassifier` other hidden layers or inputs.
 */
export async function train(
  dataset: Dataset,
  options: TrainingOptions = {},
): Promise<{ classifier: Classifier; history: EpochLog[]; aborted: boolean }> {
  const settings = settingsOf(options);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  const { signal, onProgress, onEpoch, validationData } = options;
  const prepared = prepare(dataset, settings, options);
  const split = validationData
    ? { train: prepared.rows, validation: prepared.extraRows }
    : holdOut(dataset, prepared.rows, settings);
  const job = jobFor(prepared, settings, split);
  const { inputs, labels } = prepared;
  const report = onEpoch && ((_: number, log: EpochLog) => onEpoch(log));
  const { expected, targets, sampleWeights } = prepared;
  const { results, aborted } = await trainNetworks(inputs, labels, [job], {
    signal,
    onProgress,
    onEpoch: report,
    threads,
    expected,
    targets,
    sampleWeights,
  });
  if (results[0].epochsRun === 0) signal?.throwIfAborted();
  const classifier = classifierOf(prepared, job, settings, { ...results[0], aborted });
  return { classifier, history: epochsIn(job.history), aborted };
}

/** Divides rows into those for training and those for early stopping. */
export const holdOut = (dataset: Dataset, rows: Uint32Array, { validationShare, seed }: TrainingSettings): Split =>
  validationShare === 0
    ? { train: rows, validation: new Uint32Array(0) }
    : splitBySource(dataset, validationShare, { rows, seed });
