import { checkWhole } from '../base/index.js';
import type { Population } from '../population/index.js';
import type { Responses } from './responses.js';
import { prepare, type SimulatedSpectra, type SimulateOptions, simulateRun } from './simulate.js';

/** Options of {@link simulateShards}. */
export interface SimulateShardsOptions extends SimulateOptions {
  /** Spectra of a shard (the last may have fewer), 8192 by default. */
  shardSize?: number;
}

/**
 * Simulates `count` spectra as {@link simulate} does, and hands them out in shards: any number of spectra in the memory of a
 * few shards. The next shard is simulated while one is used. `onProgress` counts the spectra of all shards. The spectra do not
 * depend on `shardSize`. Leaving the loop early stops the work.
 *
 * @returns shards in the order of their sources
 * @throws what {@link simulate} throws, when the first shard is asked for or later.
 */
export async function* simulateShards(
  population: Population,
  count: number,
  responses: Responses,
  options: SimulateShardsOptions,
): AsyncGenerator<SimulatedSpectra, void, undefined> {
  const run = prepare(population, count, responses, options);
  const { shardSize = 8192, signal, onProgress } = options;
  checkWhole('shardSize', shardSize, 1);
  const left = new AbortController();
  const begin = (start: number) => {
    const work = simulateRun({ ...run, first: run.first + start }, Math.min(shardSize, count - start), {
      ...options,
      signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
      onProgress: onProgress && ((done) => onProgress(start + done)),
    });
    // It may fail while nobody waits for it yet; whoever asks for this shard is told.
    work.catch(() => undefined);
    return work;
  };
  let work = begin(0);
  try {
    for (let start = 0; start < count; start += shardSize) {
      const shard = await work;
      if (start + shardSize < count) work = begin(start + shardSize);
      yield shard;
    }
  } finally {
    left.abort();
    await work.catch(() => undefined);
  }
}
