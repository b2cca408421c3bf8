import { setImmediate as turn } from 'node:timers/promises';
import { FileError, XsiftError } from '../base/index.js';
import { concatenate, type Dataset, datasetFromPha } from '../dataset/index.js';
import { hasArea, observedResponse } from '../dataset/observedResponse.js';
import { areaScaledRmf } from '../ogip/areaRatio.js';
import type { LoadedSpectrum, LoadOptions } from '../ogip/index.js';
import { refuseIfStrict } from '../ogip/repairs.js';
import type { Response } from '../simulation/index.js';
import { bandCounts, noGoodChannel } from './bandCounts.js';
import { openSource } from './inputs/openSource.js';
import type { SpectrumSource } from './inputs/types.js';
import type { VerdictFlag } from './judge.js';
import { type Methods, type Observed, opinionsOn } from './methods.js';
import { sketchOf } from './sketch.js';
import { distinctWarnings } from './tally.js';
import { describe, giveOpinion, type SketchedVerdict, type SourceVerdict, unknownVerdict } from './verdict.js';

/** How spectra are read and chosen. */
export interface ChunkOptions extends LoadOptions {
  /** Spectra of fewer COUNTS are left out. */
  minCounts?: number;
  /** Whether results are to have what a picture shows of their spectra. */
  isDrawn?: boolean;
}

/** A spectrum that was read, with its row of the results, which waits for an opinion. */
interface Waiting {
  row: SketchedVerdict;
  spectrum: LoadedSpectrum;
  dataset: Dataset;
  /** By its files; one object for all spectra with these files. Its identity, a hash of its numbers, is made when it is asked for. */
  response: Response;
  flags: readonly VerdictFlag[];
}

/** A spectrum that someone has read already. */
export interface LoadedSource {
  file: string;
  loaded: LoadedSpectrum;
}

/**
 * Classifies some spectra, those of one response in one call of each method. Results have the probabilities of equal shares and no verdict
 * yet (`concluded`).
 *
 * @returns a list of results for each source: one, as many as a type II file has spectra, or none of a spectrum of too few counts; and the
 *   number of spectra, with those of too few counts
 */
export async function classifySpectra(
  sources: readonly (SpectrumSource | LoadedSource)[],
  methods: Methods,
  options: ChunkOptions,
  signal?: AbortSignal,
): Promise<{ rows: SketchedVerdict[][]; read: number }> {
  const results: SketchedVerdict[][] = [];
  const waiting: Waiting[] = [];
  const left = new Set<SourceVerdict>();
  for (const source of sources) {
    // Files that fail do so at once: without a pause nothing else would run between them, such as what aborts.
    await turn();
    signal?.throwIfAborted();
    const rows: SketchedVerdict[] = [];
    results.push(rows);
    for (const read of readersOf(source, options)) {
      const row = unknownVerdict(source.file, methods.classes);
      if ('passed' in source) row.passed = source.passed;
      rows.push(row);
      try {
        const one = prepared(row, read(row), methods, options);
        if (options.minCounts !== undefined && row.counts < options.minCounts) left.add(row);
        else waiting.push(one);
      } catch (error) {
        fail(row, source.file, error);
      }
    }
  }
  for (const group of grouped(waiting)) await judge(group, methods, options, signal);
  const read = results.reduce((sum, rows) => sum + rows.length, 0);
  return { rows: left.size === 0 ? results : results.map((rows) => rows.filter((row) => !left.has(row))), read };
}

/** Reads a spectrum and notes in its row what it says of itself. */
type Reader = (row: SourceVerdict) => LoadedSpectrum;

/** A reader for each spectrum of a source. What keeps a source from being opened is thrown by its only reader. */
function readersOf(source: SpectrumSource | LoadedSource, options: ChunkOptions): Reader[] {
  if ('loaded' in source) return [() => source.loaded];
  const { row: number = options.row } = source;
  const { rmf, arf, background, strict, cache } = options;
  try {
    const { count, read, companions } = openSource(source);
    const reader = (of?: number) => (row: SourceVerdict) => {
      if (of !== undefined && number === undefined) row.row = of;
      const pha = read(of);
      describe(row, pha);
      return companions(pha, { rmf, arf, background, strict, cache });
    };
    return number !== undefined || count === 1
      ? [reader(number)]
      : Array.from({ length: count }, (_, i) => reader(i + 1));
  } catch (error) {
    return [
      () => {
        throw error;
      },
    ];
  }
}

function prepared(row: SourceVerdict, spectrum: LoadedSpectrum, methods: Methods, { strict }: ChunkOptions): Waiting {
  describe(row, spectrum.pha);
  const dataset = datasetFromPha([spectrum]);
  const response = responseOf(spectrum);
  // The warnings of the files, and of the response made of them.
  row.warnings = distinctWarnings([spectrum.warnings ?? [], response.warnings ?? []]);
  refuseIfStrict(strict, row.warnings);
  const { numbers, flags, isBlind } = bandCounts(dataset, methods.countBand)(0);
  Object.assign(row, numbers);
  if (isBlind) throw noGoodChannel(methods.countBand);
  return { row, spectrum, dataset, response, flags };
}

const responseOf = ({ pha, rmf, arf }: LoadedSpectrum): Response =>
  observedResponse(pha, areaScaledRmf(pha, rmf!), arf);

/**
 * Groups that one call can judge: of one response, and with the same fields of the same types, so that joining them changes no number (a
 * spectrum without a background would get an empty one beside others that have one).
 */
function grouped(waiting: readonly Waiting[]): Waiting[][] {
  const groups = new Map<string, Waiting[]>();
  const numbers = new Map<Response, number>();
  for (const one of waiting) {
    const { counts, backgroundCounts, quality, responseDescriptor, channels, firstChannel } = one.dataset;
    const number = numbers.get(one.response) ?? numbers.size;
    numbers.set(one.response, number);
    const key = [
      ...[number, hasArea(one.spectrum), channels, firstChannel, responseDescriptor !== undefined],
      ...[counts.constructor.name, backgroundCounts?.constructor.name, quality !== undefined],
    ].join('|');
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Gives the rows of a group their opinions; where the call fails, each is judged alone, so that only those fail that must. */
async function judge(
  group: readonly Waiting[],
  methods: Methods,
  options: Pick<ChunkOptions, 'isDrawn'>,
  signal?: AbortSignal,
): Promise<void> {
  const { isDrawn } = options;
  try {
    const dataset = group.length === 1 ? group[0].dataset : concatenate(group.map((one) => one.dataset));
    const opinions = await opinionsOn({ ...observed(group[0], dataset), isDrawn }, methods, signal);
    for (const [i, { row, spectrum, flags: ofChannels }] of group.entries()) {
      giveOpinion(row, opinions[i], ofChannels);
      if (isDrawn) row.sketch = sketchOf(dataset, i, methods.countBand, opinions[i].likeliest);
      if (!spectrum.background && spectrum.pha.content !== 'NET') row.flags.push('no-background');
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (group.length > 1) for (const one of group) await judge([one], methods, options, signal);
    else {
      const [{ row, dataset }] = group;
      fail(row, row.file, error);
      // There is no verdict, but a spectrum to look at.
      if (isDrawn) row.sketch = sketchOf(dataset, 0, methods.countBand);
    }
  }
}

function observed({ spectrum, response }: Waiting, dataset: Dataset): Observed {
  const { pha, rmf } = spectrum;
  return {
    file: pha.file,
    dataset,
    ...(hasArea(spectrum) && { response: () => response }),
    missing: `no effective area is known for this spectrum: ${rmf!.file} holds none; name the ARF with --arf (option arf)`,
  };
}

/** Only what xsift says on purpose is a row's error; anything else is a bug and ends the run. */
export function fail(row: SourceVerdict, file: string, error: unknown): void {
  if (!(error instanceof XsiftError)) throw error;
  // The result has the file's name in a field of its own.
  row.error = error instanceof FileError && error.file === file ? error.reason : error.message;
}
