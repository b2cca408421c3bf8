import { dirname } from 'node:path';
import type { LoadedSource } from '../chunk.js';
import type { CountsSource, SpectrumSource } from '../inputs/index.js';
import type { Methods } from '../methods.js';
import { setupOf } from './setup.js';
import { detachable, Threads } from './threads.js';
import { opened, type PictureFile, type Results, type Work, Worker, type WorkOptions } from './work.js';

/** Something to classify, in one of the forms that work takes. */
export type Item = SpectrumSource | LoadedSource | CountsSource;

/** Files that are classified at once: enough for calls of the methods to be worth their while, few enough for progress to be seen. */
const MOST = 32;
/** Of which pictures are made, which take a hundred times as long. */
const MOST_DRAWN = 8;
/** With fewer files than this no threads are started, which takes longer than to read them. */
const FEW = 31;
/** ms: what has come is classified when nothing more comes for so long. */
const PATIENCE = 10;

export interface RunInOrder {
  methods: Methods;
  options: WorkOptions;
  threads: number;
  /** Number of spectra, if it is known: threads are started at once for many. */
  total?: number;
  /** Place of the first item in the list, from 0; pictures are named by it. */
  begin?: number;
  /** Writes a picture; what it throws ends the run. */
  onPicture?: (picture: PictureFile) => void;
  signal?: AbortSignal;
}

/** The results of some items, in their order. */
export interface Done extends Results {
  /** Number of spectra of the list, a PHA file counting as one. */
  items: number;
}

/**
 * Classifies items in chunks, on threads, and gives the results in order. No more chunks are begun ahead of what was asked for than four
 * for each thread, of tables one for each and one.
 */
export async function* inOrder(items: AsyncIterable<Item>, run: RunInOrder): AsyncGenerator<Done, void, undefined> {
  const { signal } = run;
  const left = new AbortController();
  const desk = new Desk(run, signal ? AbortSignal.any([signal, left.signal]) : left.signal);
  const iterator = items[Symbol.asyncIterator]();
  const chunker = new Chunker(run.options.plots ? MOST_DRAWN : MOST, run.begin);
  const queue: Promise<Done>[] = [];
  let coming: Promise<IteratorResult<Item>> | undefined;
  let hasEnded = false;
  const begin = (works: Work[]) => {
    for (const work of works) {
      const done = desk.do(work);
      // It may fail while nobody waits for it yet; whoever asks for its results is told.
      done.catch(() => undefined);
      queue.push(done);
    }
  };
  try {
    signal?.throwIfAborted();
    for (;;) {
      const isRoom = queue.length < desk.room;
      if (!hasEnded && isRoom) coming ??= iterator.next();
      if (!coming && queue.length === 0) return;
      const patience = chunker.isEmpty ? undefined : PATIENCE;
      const event = await firstOf({ coming: isRoom ? coming : undefined, first: queue[0], patience, signal });
      if (event.kind === 'time') begin(chunker.flush());
      else if (event.kind === 'done') {
        queue.shift();
        yield event.done;
        signal?.throwIfAborted();
      } else if (event.next.done) {
        coming = undefined;
        hasEnded = true;
        begin(chunker.flush());
      } else {
        coming = undefined;
        begin(chunker.add(event.next.value));
      }
    }
  } finally {
    left.abort();
    await desk.close();
    // A source that is asked for its next item answers only after that: it is not waited for.
    if (!hasEnded) {
      const returned = Promise.resolve(iterator.return?.());
      if (coming) returned.catch(() => undefined);
      else await returned;
    }
  }
}

type Event = { kind: 'next'; next: IteratorResult<Item> } | { kind: 'done'; done: Done } | { kind: 'time' };

/** The first of: the next item, the first results, the end of patience, an abort. */
async function firstOf({
  coming,
  first,
  patience,
  signal,
}: {
  coming?: Promise<IteratorResult<Item>>;
  first?: Promise<Done>;
  patience?: number;
  signal?: AbortSignal;
}): Promise<Event> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    // A promise of its own, not Promise.race: a race would leave a listener on the signal's for every item.
    return await new Promise<Event>((resolve, reject) => {
      coming?.then((next) => resolve({ kind: 'next', next }), reject);
      first?.then((done) => resolve({ kind: 'done', done }), reject);
      if (coming && patience !== undefined) timer = setTimeout(() => resolve({ kind: 'time' }), patience);
      abort = () => reject(signal!.reason);
      signal?.addEventListener('abort', abort, { once: true });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort!);
  }
}

/** Makes work of items: neighbours of one kind together, few at first, so that the first results come soon. */
class Chunker {
  private items: (SpectrumSource | LoadedSource)[] = [];
  private size = 1;

  /** @param begin place of the next item in the list */
  constructor(
    private readonly most: number,
    private begin = 0,
  ) {}

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  add(item: Item): Work[] {
    if ('open' in item) {
      const before = this.flush();
      return [...before, { kind: 'counts', source: item, begin: this.passed(item.count) }];
    }
    const isOther = this.items.length > 0 && 'loaded' in this.items[0] !== 'loaded' in item;
    const before = isOther ? this.flush() : [];
    this.items.push(item);
    return this.items.length < this.size ? before : [...before, ...this.flush()];
  }

  flush(): Work[] {
    const { items } = this;
    if (items.length === 0) return [];
    this.items = [];
    this.size = Math.min(this.most, 2 * this.size);
    const begin = this.passed(items.length);
    return 'loaded' in items[0]
      ? [{ kind: 'loaded', sources: items as LoadedSource[], begin }]
      : [{ kind: 'spectra', sources: items as SpectrumSource[], begin }];
  }

  /** The place of the first of so many items, those after it being the next. */
  private passed(count: number): number {
    this.begin += count;
    return this.begin - count;
  }
}

/** Has work done: by threads where there is much of it, else here, one after the other. */
class Desk {
  private threads?: Threads;
  private readonly own: Worker;
  private before: Promise<unknown> = Promise.resolve();
  private opening: Promise<unknown> = Promise.resolve();
  private begun = 0;
  private isTable = false;

  constructor(
    private readonly run: RunInOrder,
    private readonly signal: AbortSignal,
  ) {
    this.own = new Worker(run.methods, run.options, run.onPicture);
    if (run.threads > 1 && (run.total ?? 0) > FEW) this.start();
  }

  /** Chunks that may be under way: a table's are read here, some thousand rows each, and few at a time for the memory that they take. */
  get room(): number {
    if (!this.threads) return 1;
    return this.isTable ? this.run.threads + 1 : 4 * this.run.threads;
  }

  async do(work: Work): Promise<Done> {
    const items = work.kind === 'counts' ? work.source.count : work.sources.length;
    this.begun += items;
    this.isTable = work.kind === 'counts';
    if (!this.threads && this.run.threads > 1 && this.begun > FEW) this.start();
    return { ...(await this.results(work)), items };
  }

  async close(): Promise<void> {
    await this.threads?.close();
    await this.before.catch(() => undefined);
  }

  private start(): void {
    const { methods, options, threads, onPicture } = this.run;
    this.threads = new Threads(setupOf(methods, options), threads, onPicture);
  }

  private results(work: Work): Promise<Results> {
    if (!this.threads || work.kind === 'loaded') return this.here(work);
    if (work.kind === 'spectra') return this.threads.run(work, dirname(work.sources[0].file));
    // A response that no option names cannot cross to another thread.
    if (work.source.response && this.run.options.rmf === undefined) return this.here(work);
    return this.counts(work, this.threads);
  }

  /** Counts are read here, one table after the other, and classified by a thread. */
  private async counts({ source, begin }: Extract<Work, { kind: 'counts' }>, threads: Threads): Promise<Results> {
    const open = this.opening.then(() => opened(source, this.run.methods.classes));
    this.opening = open.catch(() => undefined);
    const counts = await open;
    if (Array.isArray(counts)) return this.own.unopened(counts);
    const { response: _, ...plain } = counts;
    const sent = { ...plain, dataset: detachable(counts.dataset) };
    return threads.run({ kind: 'counts', counts: sent, begin }, source.file);
  }

  private here(work: Work): Promise<Results> {
    const done = this.before.then(() => this.own.run(work, this.signal));
    this.before = done.catch(() => undefined);
    return done;
  }
}
