import { ParameterError, type RunOptions, wordsFor } from '../base/index.js';
import { applyPrior, estimatePrior, type Prior, type PriorEstimate } from '../metrics/index.js';
import { type ClassifyStreamOptions, checkStreamOptions, verdictsOf } from './classifyStream.js';
import { withVerdict } from './conclude.js';
import type { FileInput } from './inputs/openSource.js';
import { type ClassifyUsing, methodsOf } from './methods.js';
import type { SourceVerdict } from './verdict.js';

/** Options of {@link classifyFiles}. */
export interface ClassifyFilesOptions extends Omit<ClassifyStreamOptions, 'prior'>, RunOptions {
  /**
   * Shares of the classes among the sources, such as `{ agn: 0.1 }`; classes left out share the rest, and without a prior
   * all shares are equal. 'estimate': the shares are estimated from the probabilities of all files but those flagged
   * `unlike-training` ({@link estimatePrior}), so that the first result comes after the last file was read.
   */
  prior?: Prior | 'estimate';
  /** With `prior: 'estimate'`: given the estimate, before the first result; not called if no file has probabilities. */
  onPrior?: (estimate: PriorEstimate) => void;
}

/**
 * Classifies spectrum files (OGIP PHA with their responses and backgrounds, see {@link loadSpectrum}), as {@link classifyStream} does, also
 * with shares of the classes that are estimated from all of them. A file that cannot be read or classified gives a result with an
 * `error` and does not end the run.
 *
 * With a network and a bank, each verdict is by the network where it is sure (a probability of 0.8 or more at equal
 * shares) and the spectrum is within its training: its channels, instrument, and none of the flags `outside-training`,
 * `response-differs`, `trained-without-background`, `bad-channels` and `band-not-covered`. All others are by the bank, through the spectrum's own response.
 * Where no effective area is known (no ARF, and an RMF without area) there is the network alone. A network among whose
 * inputs is the response is given {@link responseDescriptor} of the file's own.
 *
 * @param files paths, bytes (Uint8Array, ArrayBuffer, Blob, `{ file, bytes }` with a name for the result) or `{ file, bytes?, row?, rmf?,
 *   arf?, background? }`, as a list or as an asynchronous iterable
 * @param using a network, a bank of templates, or both: `{ network: Classifier.load(), bank: templateBank([stars(), agn()]) }`
 * @param options.rmf, arf, background files used for all spectra in place of those that the spectra name
 * @param options.onProgress is given the number of files done
 * @throws ParameterError for a bad threshold or prior, or something that cannot classify; MismatchError for a network
 *   and a bank of different classes; the signal's reason when aborted.
 */
export async function* classifyFiles(
  files: Iterable<FileInput> | AsyncIterable<FileInput>,
  using: ClassifyUsing,
  options: ClassifyFilesOptions = {},
): AsyncGenerator<SourceVerdict, void, undefined> {
  const methods = methodsOf(using);
  const { classes } = methods;
  checkStreamOptions(options, methods);
  const { prior, onPrior, ...rest } = options;
  if (prior !== undefined && prior !== 'estimate') applyPrior([], classes, prior);
  if (typeof files !== 'object' || files === null || !(Symbol.iterator in files || Symbol.asyncIterator in files))
    throw new ParameterError('files', `files is ${wordsFor(files)}; a list or stream of paths or bytes is needed`);
  if (prior !== 'estimate') {
    yield* verdictsOf(files, methods, { ...rest, prior });
    return;
  }
  const table: SourceVerdict[] = [];
  for await (const row of verdictsOf(files, methods, { ...rest, isDeferred: true })) table.push(row);
  const estimate = estimateOf(table, classes);
  if (estimate) onPrior?.(estimate);
  for (const row of table) yield withVerdict(row, classes, { ...rest, prior: estimate?.prior });
}

function estimateOf(table: readonly SourceVerdict[], classes: readonly string[]): PriorEstimate | undefined {
  const usable = table.filter(
    ({ probabilities, flags }) => !probabilities.some(Number.isNaN) && !flags.includes('unlike-training'),
  );
  if (usable.length === 0) return undefined;
  return estimatePrior(
    usable.flatMap(({ probabilities }) => probabilities),
    classes,
  );
}
