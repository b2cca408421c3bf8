import { setImmediate as turn } from 'node:timers/promises';
import { checkRunOptions, FileError, ParameterError, wordsFor, XsiftError } from '../base/index.js';
import { bandChannels, bandQuality, type ChannelFlag, type Dataset, datasetFromPha } from '../dataset/index.js';
import { observedResponse } from '../dataset/observedResponse.js';
import { applyPrior, estimatePrior, type Prior, type PriorEstimate } from '../metrics/index.js';
import type { PredictOptions } from '../network/index.js';
import { checkThreshold } from '../network/verdict.js';
import { areaScaledRmf } from '../ogip/areaRatio.js';
import { isBad } from '../ogip/grouping.js';
import type { LoadedSpectrum, LoadOptions, Pha } from '../ogip/index.js';
import { type FileWarning, refuseIfStrict } from '../ogip/repairs.js';
import { type FileInput, openSource, sourceOf } from './inputs/index.js';
import { concluded, type Method, type VerdictFlag } from './judge.js';
import { type ClassifyUsing, type Methods, methodsOf, opinionOn } from './methods.js';

/**
 * The result for one spectrum file. Counts are those in the count band (0.3 to 8.0 keV by default), in channels of good quality; of a
 * file whose response could not be read, `counts` are those of all its good channels.
 */
export interface SourceVerdict {
  /** Path as the caller gave it, or the name of bytes: `(bytes)` where they have none. */
  file: string;
  object?: string;
  telescope?: string;
  instrument?: string;
  detector?: string;
  /** s */
  exposure: number;
  /** Counts in the source region. */
  counts: number;
  /** Background scaled to the source region by exposure, BACKSCAL and AREASCAL; 0 without a background. */
  backgroundCounts: number;
  /** counts - backgroundCounts; may be negative. */
  netCounts: number;
  /** Share of the band's channels that are bad (QUALITY) and were left out, 0 to 1. */
  badChannels: number;
  /** Probability of each class, in the order of the network's classes, or of the bank's without one; NaN if there is none. */
  probabilities: number[];
  /** Name of the class; undefined where there is no probability. */
  verdict?: string;
  /** What the probabilities are by; undefined for a file that could not be classified. */
  method?: Method;
  flags: VerdictFlag[];
  /** How the files of the spectrum were read where they are not as they should be. */
  warnings: readonly FileWarning[];
  /** Why the file could not be classified; the other fields then hold what is known nevertheless. */
  error?: string;
}

/** Options of {@link classifyFiles}. */
export interface ClassifyFilesOptions extends LoadOptions, Pick<PredictOptions, 'threshold' | 'signal' | 'onProgress'> {
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
 * Classifies spectrum files (OGIP PHA with their responses and backgrounds, see {@link loadSpectrum}), one after the
 * other as the results are requested. A file that cannot be read or classified gives a result with an `error` and does
 * not end the run.
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
  checkRunOptions(options);
  const { prior, threshold, onPrior } = options;
  checkThreshold(threshold, classes.length);
  if (prior !== undefined && prior !== 'estimate') applyPrior([], classes, prior);
  if (typeof files !== 'object' || files === null || !(Symbol.iterator in files || Symbol.asyncIterator in files))
    throw new ParameterError('files', `files is ${wordsFor(files)}; a list or stream of paths or bytes is needed`);
  const rows = rowsOf(files, methods, options);
  if (prior !== 'estimate') {
    for await (const row of rows) yield { ...row, ...concluded(row, classes, { prior, threshold }) };
    return;
  }
  const table: SourceVerdict[] = [];
  for await (const row of rows) table.push(row);
  const estimate = estimateOf(table, classes);
  if (estimate) onPrior?.(estimate);
  for (const row of table) yield { ...row, ...concluded(row, classes, { prior: estimate?.prior, threshold }) };
}

/** The files with their probabilities for classes of equal shares, without verdicts. */
async function* rowsOf(
  files: Iterable<FileInput> | AsyncIterable<FileInput>,
  methods: Methods,
  options: ClassifyFilesOptions,
): AsyncGenerator<SourceVerdict, void, undefined> {
  const { signal, onProgress } = options;
  let done = 0;
  for await (const file of files) {
    // Files that fail do so at once: without a pause nothing else would run between them, such as what aborts.
    await turn();
    signal?.throwIfAborted();
    const row = await classifyFile(file, methods, options);
    onProgress?.(++done);
    yield row;
  }
}

async function classifyFile(input: FileInput, methods: Methods, options: ClassifyFilesOptions): Promise<SourceVerdict> {
  const { rmf, arf, background, row: number, strict, cache, signal } = options;
  const source = await sourceOf(input);
  const { file } = source;
  const row = unknown(file, methods.classes);
  try {
    const opened = openSource(source);
    const pha = opened.read(source.row ?? number);
    describe(row, pha);
    const spectrum = opened.companions(pha, { rmf, arf, background, strict, cache });
    const dataset = datasetFromPha([spectrum]);
    row.warnings = allWarnings(spectrum);
    refuseIfStrict(strict, row.warnings);
    const ofChannels = count(row, dataset, methods);
    const { flags, ...opinion } = await opinionOn(spectrum, dataset, methods, signal);
    Object.assign(row, { ...opinion, flags: [...new Set([...flags, ...ofChannels])] });
    if (!spectrum.background && spectrum.pha.content !== 'NET') row.flags.push('no-background');
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof XsiftError)) throw error;
    // The result has the file's name in a field of its own.
    row.error = error instanceof FileError && error.file === file ? error.reason : error.message;
  }
  return row;
}

function unknown(file: string, classes: readonly string[]): SourceVerdict {
  const numbers = { exposure: NaN, counts: NaN, backgroundCounts: NaN, netCounts: NaN, badChannels: NaN };
  return { file, ...numbers, probabilities: classes.map(() => NaN), flags: [], warnings: [] };
}

/** The warnings of the files, and of the response made of them. */
function allWarnings({ pha, rmf, arf, warnings = [] }: LoadedSpectrum): FileWarning[] {
  const { warnings: ofResponse = [] } = observedResponse(pha, areaScaledRmf(pha, rmf!), arf);
  const all = [...warnings, ...ofResponse];
  return [...new Map(all.map((warning) => [`${warning.file} ${warning.name}`, warning])).values()];
}

/** What a spectrum says by itself; without a response there is no band to count in. */
function describe(row: SourceVerdict, pha: Pha): void {
  const { object, telescope, instrument, detector, exposure, quality } = pha;
  const counts = pha.counts.reduce((sum, value, i) => sum + (isBad(quality?.[i] ?? 0) ? 0 : value), 0);
  Object.assign(row, { object, telescope, instrument, detector, exposure, counts });
}

/** @returns the flags of the spectrum's channels */
function count(row: SourceVerdict, dataset: Dataset, { countBand }: Methods): ChannelFlag[] {
  const channels = bandChannels(dataset.eMin, dataset.eMax, countBand);
  const { bad, missing, flags } = bandQuality(dataset, countBand)(0);
  row.badChannels = bad;
  const sum = (counts: ArrayLike<number>) => channels.reduce((total, channel) => total + counts[channel], 0);
  row.counts = sum(dataset.counts);
  row.backgroundCounts = dataset.backgroundCounts ? dataset.backgroundScale![0] * sum(dataset.backgroundCounts) : 0;
  row.netCounts = row.counts - row.backgroundCounts;
  if (bad + missing === 1)
    throw new ParameterError(
      'quality',
      `no channel from ${countBand.join(' to ')} keV is good: all are bad by their QUALITY or not stored`,
    );
  return flags;
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
