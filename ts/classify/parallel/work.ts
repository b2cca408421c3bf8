import { setImmediate as turn } from 'node:timers/promises';
import { XsiftError } from '../../base/index.js';
import { type ChunkOptions, classifySpectra, fail, type LoadedSource } from '../chunk.js';
import { type ConcludeOptions, withVerdict } from '../conclude.js';
import { CountsResponses, classifyCounts, type OpenCounts } from '../counts.js';
import { type Encoded, type Encoding, encode } from '../encode.js';
import type { CountsSource, SpectrumSource } from '../inputs/index.js';
import type { Methods } from '../methods.js';
import { type PicturePlaces, picturePath } from '../pictures/folder.js';
import { type SketchedVerdict, type SourceVerdict, unknownVerdict } from '../verdict.js';

/** What is classified at once: neighbours of the list, or spectra of one table of counts. */
export type Work =
  | ({ kind: 'spectra'; sources: readonly SpectrumSource[] } & Placed)
  | ({ kind: 'loaded'; sources: readonly LoadedSource[] } & Placed)
  | ({ kind: 'counts'; source: CountsSource } & Placed);

interface Placed {
  /** Place of the first spectrum in the list, from 0, a PHA file counting as one. */
  begin: number;
}

/** As it crosses to a worker: with the counts in it. */
export type SentWork =
  | ({ kind: 'spectra'; sources: readonly SpectrumSource[] } & Placed)
  | ({ kind: 'counts'; counts: OpenCounts } & Placed);

/** A picture, where it is to be written. */
export interface PictureFile {
  path: string;
  png: Uint8Array;
}

/** Options of the work, all of them data. */
export interface WorkOptions extends Omit<ChunkOptions, 'isDrawn'>, ConcludeOptions {
  /** Whether verdicts are made of the probabilities, or left to the end of the run (shares that are estimated). */
  isDeferred?: boolean;
  /** Results as rows of a table, in place of objects. */
  encoding?: Encoding;
  /** Where pictures of the results are to be. */
  plots?: PicturePlaces;
  /** Whether results keep what pictures are drawn of. */
  keepsSketches?: boolean;
}

/** The results of some work: as objects, or encoded. */
export interface Results {
  verdicts: SourceVerdict[];
  encoded?: Encoded;
}

/** A result with its place in the list. */
interface PlacedVerdict {
  place: number;
  verdict: SketchedVerdict;
}

/** Does work in its own thread; what it keeps (responses of counts) is for the next. */
export class Worker {
  private readonly responses: CountsResponses;
  private readonly isDrawn: boolean;

  /** @param onPicture given pictures before the results that they are of */
  constructor(
    private readonly methods: Methods,
    private readonly options: WorkOptions,
    private readonly onPicture?: (picture: PictureFile) => void,
  ) {
    this.responses = new CountsResponses(options);
    this.isDrawn = options.plots !== undefined || options.keepsSketches === true;
  }

  async run(work: SentWork | Work, signal?: AbortSignal): Promise<Results> {
    const { found, read } = await this.classify(work, signal);
    const verdicts = found.map(({ verdict }) => this.concluded(verdict));
    if (this.isDrawn) for (const [i, verdict] of verdicts.entries()) await this.draw(found[i].place, verdict, signal);
    return this.finish(verdicts, read);
  }

  /** What cannot be opened has its rows nevertheless. */
  unopened(rows: readonly SourceVerdict[]): Results {
    return this.finish(
      rows.map((row) => this.concluded(row)),
      rows.length,
    );
  }

  /** A result with its verdict, if that is not left to the end of the run. */
  private concluded(result: SketchedVerdict): SketchedVerdict {
    const { isDeferred } = this.options;
    return isDeferred ? result : withVerdict(result, this.methods.classes, this.options);
  }

  private async draw(place: number, verdict: SketchedVerdict, signal?: AbortSignal): Promise<void> {
    const { plots, keepsSketches } = this.options;
    const { sketch } = verdict;
    if (!keepsSketches) verdict.sketch = undefined;
    if (!plots || !sketch || sketch.low.length === 0) return;
    // Pictures take long: here, whatever else is to be done has its turn between them.
    await turn();
    signal?.throwIfAborted();
    const { verdictPng } = await import('../pictures/picture.js');
    const path = picturePath(plots, place, verdict);
    this.onPicture?.({ path, png: verdictPng({ ...verdict, sketch, classes: this.methods.classes }) });
    verdict.plot = path;
  }

  /** @param read number of spectra that were read for these results */
  private finish(verdicts: SketchedVerdict[], read: number): Results {
    const { encoding } = this.options;
    if (!encoding) return { verdicts };
    return { verdicts: [], encoded: encode(verdicts, encoding, read - verdicts.length) };
  }

  /** @returns results, and the number of spectra that were read for them */
  private async classify(
    work: SentWork | Work,
    signal?: AbortSignal,
  ): Promise<{ found: PlacedVerdict[]; read: number }> {
    const { methods, isDrawn, responses } = this;
    const { begin } = work;
    const options = { ...this.options, isDrawn };
    if (work.kind === 'counts') {
      const counts = 'counts' in work ? work.counts : await opened(work.source, methods.classes);
      // Rows that were not read have no pictures, and need no places.
      if (Array.isArray(counts))
        return { found: counts.map((verdict) => ({ place: begin, verdict })), read: counts.length };
      const verdicts = await classifyCounts(counts, methods, { ...options, responses }, signal);
      const found = verdicts.map((verdict) => ({ place: begin + verdict.row! - 1 - counts.first, verdict }));
      return { found, read: counts.dataset.count };
    }
    const { rows, read } = await classifySpectra(work.sources, methods, options, signal);
    const found = rows.flatMap((ofSource, i) => ofSource.map((verdict) => ({ place: begin + i, verdict })));
    return { found, read };
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
