import {
  checkRunOptions,
  FileError,
  ParameterError,
  type ReadonlyUint16Array,
  wordsFor,
  XsiftError,
} from '../base/index.js';
import { bandChannels, datasetFromPha } from '../dataset/index.js';
import { type LoadOptions, loadSpectrum, type Pha } from '../ogip/index.js';
import { Classifier, type Flag, type PredictOptions } from './classifier.js';

/**
 * The classifier's result for one spectrum file. Counts are those in the classifier's count band (0.3 to 8.0 keV by
 * default).
 */
export interface SourceVerdict {
  /** Path as the caller gave it. */
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
  /** Probability of each class, in the classifier's order; NaN if there is none. */
  probabilities: number[];
  /** Name of the class; undefined where there is no probability. */
  verdict?: string;
  flags: (Flag | 'no-background')[];
  /** Why the file could not be classified; the other fields then hold what is known nevertheless. */
  error?: string;
}

/** Options of {@link classifyFiles}. */
export interface ClassifyFilesOptions extends LoadOptions, Pick<PredictOptions, 'threshold' | 'signal'> {}

/**
 * Classifies spectrum files (OGIP PHA with their responses and backgrounds, see {@link loadSpectrum}), one after the
 * other as the results are requested. A file that cannot be read or does not fit the classifier gives a result with an
 * `error` and does not end the run. The flag `no-background` means that the spectrum has no background, so that all its
 * counts are taken as net counts.
 *
 * @param files paths, as a list or as an asynchronous iterable
 * @param options.rmf, arf, background files used for all spectra in place of those that the spectra name
 * @throws ParameterError for a bad threshold; the signal's reason when aborted.
 */
export async function* classifyFiles(
  files: Iterable<string> | AsyncIterable<string>,
  classifier: Classifier,
  options: ClassifyFilesOptions = {},
): AsyncGenerator<SourceVerdict, void, undefined> {
  if (!(classifier instanceof Classifier))
    throw new ParameterError('classifier', `classifier is ${wordsFor(classifier)}; a Classifier is needed`);
  checkRunOptions(options);
  classifier.verdicts([], options.threshold);
  if (typeof files !== 'object' || files === null || !(Symbol.iterator in files || Symbol.asyncIterator in files))
    throw new ParameterError('files', `files is ${wordsFor(files)}; a list or stream of paths is needed`);
  for await (const file of files) {
    options.signal?.throwIfAborted();
    yield await classifyFile(file, classifier, options);
  }
}

async function classifyFile(
  file: string,
  classifier: Classifier,
  { threshold, signal, ...load }: ClassifyFilesOptions,
): Promise<SourceVerdict> {
  const row = unknown(file, classifier);
  try {
    const spectrum = loadSpectrum(file, load);
    describe(row, spectrum.pha);
    const dataset = datasetFromPha([spectrum]);
    const channels = bandChannels(dataset.eMin, dataset.eMax, classifier.countBand);
    const sum = (counts: ReadonlyUint16Array) => channels.reduce((total, channel) => total + counts[channel], 0);
    row.counts = sum(dataset.counts);
    row.backgroundCounts = dataset.backgroundCounts ? dataset.backgroundScale![0] * sum(dataset.backgroundCounts) : 0;
    row.netCounts = row.counts - row.backgroundCounts;
    const { probabilities, verdicts, flags } = await classifier.predict(dataset, { threshold, signal, threads: 1 });
    row.probabilities = Array.from(probabilities);
    row.verdict = classifier.classes[verdicts[0]];
    row.flags = [...flags[0]];
    if (!spectrum.background && spectrum.pha.content !== 'NET') row.flags.push('no-background');
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof XsiftError)) throw error;
    // The result has the file's name in a field of its own.
    row.error = error instanceof FileError && error.file === file ? error.reason : error.message;
  }
  return row;
}

function unknown(file: string, classifier: Classifier): SourceVerdict {
  const numbers = { exposure: NaN, counts: NaN, backgroundCounts: NaN, netCounts: NaN };
  return { file, ...numbers, probabilities: classifier.classes.map(() => NaN), flags: [] };
}

function describe(row: SourceVerdict, { object, telescope, instrument, detector, exposure }: Pha): void {
  Object.assign(row, { object, telescope, instrument, detector, exposure });
}
