import { XsiftError } from '../../base/index.js';
import { type ChunkOptions, classifySpectra, fail, type LoadedSource } from '../chunk.js';
import { type ConcludeOptions, withVerdict } from '../conclude.js';
import { CountsResponses, classifyCounts, type OpenCounts } from '../counts.js';
import { type Encoded, type Encoding, encode } from '../encode.js';
import type { CountsSource, SpectrumSource } from '../inputs/index.js';
import type { Methods } from '../methods.js';
import { type SourceVerdict, unknownVerdict } from '../verdict.js';

/** What is classified at once: neighbours of the list, or spectra of one table of counts. */
export type Work =
  | { kind: 'spectra'; sources: readonly SpectrumSource[] }
  | { kind: 'loaded'; sources: readonly LoadedSource[] }
  | { kind: 'counts'; source: CountsSource };

/** As it crosses to a worker: with the counts in it. */
export type SentWork = { kind: 'spectra'; sources: readonly SpectrumSource[] } | { kind: 'counts'; counts: OpenCounts };

/** Options of the work, all of them data. */
export interface WorkOptions extends ChunkOptions, ConcludeOptions {
  /** Whether verdicts are made of the probabilities, or left to the end of the run (shares that are estimated). */
  isDeferred?: boolean;
  /** Results as rows of a table, in place of objects. */
  encoding?: Encoding;
}

/** The results of some work: as objects, or encoded. */
export interface Results {
  verdicts: SourceVerdict[];
  encoded?: Encoded;
}

/** Does work in its own thread; what it keeps (responses of counts) is for the next. */
export class Worker {
  private readonly responses: CountsResponses;

  constructor(
    private readonly methods: Methods,
    private readonly options: WorkOptions,
  ) {
    this.responses = new CountsResponses(options);
  }

  async run(work: SentWork | Work, signal?: AbortSignal): Promise<Results> {
    const { verdicts, read } = await this.classify(work, signal);
    return this.finish(verdicts, read);
  }

  /**
   * Verdicts of probabilities, as far as they are not left to the end of the run.
   *
   * @param read number of spectra that were read for them
   */
  finish(results: readonly SourceVerdict[], read = results.length): Results {
    const { isDeferred, encoding } = this.options;
    const { classes } = this.methods;
    const verdicts = isDeferred ? [...results] : results.map((result) => withVerdict(result, classes, this.options));
    if (!encoding) return { verdicts };
    return { verdicts: [], encoded: encode(verdicts, encoding, read - verdicts.length) };
  }

  /** @returns results, and the number of spectra that were read for them */
  private async classify(work: SentWork | Work, signal?: AbortSignal) {
    if (work.kind === 'counts') {
      const counts = 'counts' in work ? work.counts : await opened(work.source, this.methods.classes);
      if (Array.isArray(counts)) return { verdicts: counts, read: counts.length };
      const verdicts = await classifyCounts(
        counts,
        this.methods,
        { ...this.options, responses: this.responses },
        signal,
      );
      return { verdicts, read: counts.dataset.count };
    }
    const found = await classifySpectra(work.sources, this.methods, this.options, signal);
    return { verdicts: found.rows.flat(), read: found.read };
  }
}

/** Counts that are read, or the rows of what cannot be read. */
export async function opened(source: CountsSource, classes: readonly string[]): Promise<OpenCounts | SourceVerdict[]> {
  const { file, first, count, passed, response } = source;
  try {
    return { file, first, passed, response, dataset: await source.open() };
  } catch (error) {
    if (!(error instanceof XsiftError)) throw error;
    return Array.from({ length: count }, (_, i) => {
      const row: SourceVerdict = { ...unknownVerdict(file, classes), row: first + i + 1 };
      if (passed) row.passed = passed[i];
      fail(row, file, error);
      return row;
    });
  }
}
