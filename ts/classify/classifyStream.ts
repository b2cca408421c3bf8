import {
  checkNumber,
  checkRunOptions,
  checkWhole,
  ParameterError,
  type RunOptions,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import { applyPrior, type Prior } from '../metrics/index.js';
import { checkThreshold } from '../network/verdict.js';
import type { LoadedSpectrum, LoadOptions } from '../ogip/index.js';
import { type FileInput, sourceOf } from './inputs/openSource.js';
import type { CountsSource } from './inputs/types.js';
import { type ClassifyUsing, type Methods, methodsOf } from './methods.js';
import { type Item, inOrder } from './parallel/inOrder.js';
import type { SourceVerdict } from './verdict.js';

/**
 * Something to classify: a PHA file by its path, its bytes or a {@link SpectrumSource}, spectra of a library or a table of counts
 * ({@link CountsSource}), or a spectrum that was read already ({@link loadSpectrum}).
 */
export type ClassifyItem = FileInput | CountsSource | LoadedSpectrum;

/** Options of {@link classifyStream}. */
export interface ClassifyStreamOptions extends LoadOptions, RunOptions {
  /** Shares of the classes among the sources, such as `{ agn: 0.1 }`; classes left out share the rest, and without a prior all are equal. */
  prior?: Prior;
  /** For two classes only: the verdict is the second class (AGN) from this probability on; default 0.5. */
  threshold?: number;
  /** Refuse files that are not as they should be, and verdicts with a flag: both are then an error of the spectrum. */
  strict?: boolean;
  /** Spectra of fewer counts in the count band have no result; default 0. */
  minCounts?: number;
  /** Number of spectra, if it is known: many are then read by several threads from the beginning. */
  total?: number;
}

/**
 * Classifies spectra as they come, and gives the results in their order. The source is read no further ahead than a few chunks of 32 for
 * each thread; ending the loop early ends the work. Files are read and classified by worker threads as soon as there are more than 31;
 * a spectrum that was read already is classified in this thread. No result depends on the number of threads. Spectra of one response that
 * come one after the other are judged in one call, which gives the same bits as one by one.
 *
 * A spectrum that cannot be read or classified gives a result with an `error` and does not end the run. A type II file gives a result for each
 * of its spectra, unless a row is chosen.
 *
 * What decides is described at {@link classifyFiles}. Counts have no files that name their response: the bank judges them if it is
 * an embedded one, or named by the options `rmf` and `arf`, and the network with it.
 *
 * @param sources a list or a stream of what to classify
 * @param using a network, a bank of templates, or both: `{ network: Classifier.load(), bank: templateBank([stars(), agn()]) }`
 * @param options.rmf, arf, background files used for all spectra in place of those that the spectra name
 * @param options.threads threads that read and classify, each with caches of its own; see `threadBudget` for the default
 * @param options.onProgress is given the number of spectra done, a type II file counting as one
 * @throws ParameterError for a bad option, an item that is none of these, or something that cannot classify; MismatchError for a network and
 *   a bank of different classes; XsiftError if a worker thread ends; the signal's reason when aborted.
 */
export async function* classifyStream(
  sources: Iterable<ClassifyItem> | AsyncIterable<ClassifyItem>,
  using: ClassifyUsing,
  options: ClassifyStreamOptions = {},
): AsyncGenerator<SourceVerdict, void, undefined> {
  const methods = methodsOf(using);
  checkStreamOptions(options, methods);
  const { prior } = options;
  if (prior !== undefined) applyPrior([], methods.classes, prior);
  yield* verdictsOf(sources, methods, options);
}

/** @throws ParameterError */
export function checkStreamOptions(options: Omit<ClassifyStreamOptions, 'prior'>, { classes }: Methods): void {
  checkRunOptions(options);
  const { threshold, minCounts, total } = options;
  checkThreshold(threshold, classes.length);
  if (minCounts !== undefined) checkNumber('minCounts', minCounts, { min: 0 });
  if (total !== undefined) checkWhole('total', total);
}

/** The results of checked options; `isDeferred`: without verdicts. */
export async function* verdictsOf(
  sources: Iterable<ClassifyItem> | AsyncIterable<ClassifyItem>,
  methods: Methods,
  options: ClassifyStreamOptions & { isDeferred?: boolean },
): AsyncGenerator<SourceVerdict, void, undefined> {
  const { signal, onProgress, threads, total, ...given } = options;
  let done = 0;
  const run = { methods, options: given, threads: threadBudget(threads), total, signal };
  for await (const { verdicts, items } of inOrder(itemsOf(sources), run)) {
    // A chunk is done at once; whoever counts files sees them one by one.
    const each = verdicts.length === items;
    for (const verdict of verdicts) {
      if (each) onProgress?.(++done);
      yield verdict;
    }
    if (!each) onProgress?.((done += items));
  }
}

async function* itemsOf(sources: Iterable<ClassifyItem> | AsyncIterable<ClassifyItem>): AsyncGenerator<Item> {
  if (
    typeof sources !== 'object' ||
    sources === null ||
    !(Symbol.iterator in sources || Symbol.asyncIterator in sources)
  )
    throw new ParameterError('sources', `sources is ${wordsFor(sources)}; a list or stream of spectra is needed`);
  for await (const source of sources) yield await itemOf(source);
}

async function itemOf(source: ClassifyItem): Promise<Item> {
  if (typeof source === 'object' && source !== null) {
    if ('pha' in source) return { file: source.pha.file, loaded: source };
    if ('open' in source) return source;
  }
  return sourceOf(source);
}
