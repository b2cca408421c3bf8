import { existsSync } from 'node:fs';
import type { Worker as Thread } from 'node:worker_threads';
import { packageFile, XsiftError } from '../../base/index.js';
import type { Dataset } from '../../dataset/index.js';
import type { Setup } from './setup.js';
import type { Answer, Drawing, Question } from './thread.js';
import type { PictureFile, Results, SentWork } from './work.js';

/** Threads run bundled code, whoever starts them. */
const entry = packageFile('dist/lib/classifyWorker.js');

/** Work that a thread has at once: one that it does, and one that waits, so that it need not. */
const AT_ONCE = 2;

interface Asked {
  work: SentWork;
  resolve: (results: Results) => void;
  reject: (reason: unknown) => void;
}

interface Member {
  thread: Thread;
  asked: Map<number, Asked>;
  /** What its last work was about: neighbours share responses, which it has read already. */
  field: string;
}

/** Worker threads, each of which reads and classifies. */
export class Threads {
  private readonly members: Member[];
  private readonly waiting: (Asked & { field: string })[] = [];
  private next = 0;
  private failure?: Error;

  constructor(
    setup: Setup,
    count: number,
    private readonly onPicture?: (picture: PictureFile) => void,
  ) {
    if (!existsSync(entry))
      throw new XsiftError(
        `the code of the worker threads (${entry}) is not there: a bundle of xsift needs its folder dist/lib beside data; ` +
          'or use one thread (--threads 1, option threads)',
      );
    this.members = Array.from({ length: count }, () => this.start(setup));
  }

  /** @param field of what the work is about, such as a folder */
  run(work: SentWork, field: string): Promise<Results> {
    return new Promise((resolve, reject) => {
      if (this.failure) reject(this.failure);
      else {
        this.waiting.push({ work, field, resolve, reject });
        this.handOut();
      }
    });
  }

  async close(): Promise<void> {
    this.failure ??= new XsiftError('the worker threads were stopped');
    await Promise.all(this.members.map(({ thread }) => thread.terminate()));
  }

  private start(setup: Setup): Member {
    const thread = new (process.getBuiltinModule('node:worker_threads').Worker)(entry, { workerData: setup });
    const member: Member = { thread, asked: new Map(), field: '' };
    thread.on('message', (message: Answer | Drawing) => {
      if ('picture' in message) this.save(message.picture);
      else this.take(member, message);
    });
    thread.on('error', (cause) => this.fail(member, cause));
    thread.on('exit', (code) => this.fail(member, undefined, code));
    return member;
  }

  private handOut(): void {
    while (this.waiting.length > 0) {
      const free = this.members.filter(({ asked }) => asked.size < AT_ONCE);
      if (free.length === 0) return;
      const { field, ...asked } = this.waiting.shift()!;
      const member =
        free.find((one) => one.field === field) ?? free.reduce((a, b) => (b.asked.size < a.asked.size ? b : a));
      member.field = field;
      const id = this.next++;
      member.asked.set(id, asked);
      const question: Question = { id, work: asked.work };
      member.thread.postMessage(question, asked.work.kind === 'counts' ? buffersOf(asked.work.counts.dataset) : []);
    }
  }

  private take(member: Member, answer: Answer): void {
    const asked = member.asked.get(answer.id)!;
    member.asked.delete(answer.id);
    if ('results' in answer) asked.resolve(answer.results);
    else {
      const bug = new Error(answer.failure.message);
      bug.stack = answer.failure.stack;
      asked.reject(bug);
    }
    this.handOut();
  }

  /** Pictures are written here and not by the threads, which are ended at any moment; one that cannot be written ends the run. */
  private save(picture: PictureFile): void {
    if (this.failure) return;
    try {
      this.onPicture?.(picture);
    } catch (error) {
      this.failWith(error as Error);
    }
  }

  private failWith(failure: Error): void {
    this.failure = failure;
    for (const { asked } of this.members) for (const { reject } of asked.values()) reject(failure);
    for (const { reject } of this.waiting) reject(failure);
  }

  /** A thread that ends while it has work, or before it had any, ends the run. */
  private fail(member: Member, cause: Error | undefined, code?: number): void {
    if (this.failure) return;
    const [first] = member.asked.values();
    const about = first === undefined ? '' : ` while it classified ${describe(first.work)}`;
    const reason = cause?.message ?? `exit code ${code}`;
    const failure = new XsiftError(
      `a worker thread ended${about}: ${reason}; run it again with fewer threads (--threads, option threads) if memory is short, ` +
        'or with 1 to find the file that ends it',
      { cause },
    );
    this.failWith(failure);
  }
}

function describe(work: SentWork): string {
  if (work.kind === 'counts') return `${work.counts.file}, spectra from ${work.counts.first + 1} on`;
  const { file } = work.sources[0];
  return work.sources.length === 1 ? file : `${file} to ${work.sources[work.sources.length - 1].file}`;
}

const isArray = (value: unknown): value is Float64Array => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Counts with memory of their own, which can be given away: those of a source may be views, or shared by several sources. */
export function detachable(dataset: Dataset): Dataset {
  const { expectedCounts: _, expectedBackgroundCounts: __, properties, ...kept } = dataset;
  const copies = Object.entries(kept).map(([name, value]) => [name, isArray(value) ? value.slice() : value]);
  const needed = ['response', 'responseWeight'].filter((name) => name in properties);
  const numbers = needed.map((name) => [name, properties[name].slice()]);
  return { ...Object.fromEntries(copies), properties: Object.fromEntries(numbers) } as Dataset;
}

const buffersOf = (dataset: Dataset): ArrayBuffer[] =>
  [...Object.values(dataset), ...Object.values(dataset.properties)]
    .filter(isArray)
    .map(({ buffer }) => buffer as ArrayBuffer);
