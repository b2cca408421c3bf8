// A worker thread of `classifyStream`: an entry point of its own, bundled as dist/lib/classifyWorker.js.
import { parentPort, workerData } from 'node:worker_threads';
import { methodsFrom, type Setup } from './setup.js';
import { type PictureFile, type Results, type SentWork, Worker } from './work.js';

/** Work with its number, by which the answer is known. */
export interface Question {
  id: number;
  work: SentWork;
}

/** A picture, which comes before the results that it is of. */
export interface Drawing {
  picture: PictureFile;
}

/** Results, or what a bug has thrown. */
export type Answer = { id: number } & ({ results: Results } | { failure: { message: string; stack?: string } });

const setup = workerData as Setup;
const worker = new Worker(methodsFrom(setup), setup.options, ({ path, png }) => {
  const own = new Uint8Array(png);
  parentPort!.postMessage({ picture: { path, png: own } } satisfies Drawing, [own.buffer]);
});

parentPort!.on('message', async ({ id, work }: Question) => {
  try {
    parentPort!.postMessage({ id, results: await worker.run(work) } satisfies Answer);
  } catch (error) {
    const { message, stack } = error as Error;
    parentPort!.postMessage({ id, failure: { message, stack } } satisfies Answer);
  }
});
