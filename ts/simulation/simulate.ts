import {
  native,
  ParameterError,
  type RunOptions,
  streams,
  threadBudget,
  withControl,
  XsiftError,
} from '../native/index.js';
import type { Population, SourceGroup, SourceTable } from '../population/index.js';
import { type BoundModel, model } from '../spectral/index.js';
import { checkExposure, checkWhole } from './apply.js';
import type { Response } from './response.js';
import { checkSources, joinSources } from './sources.js';

/** Sources are drawn this many at a time, so that the main thread is never busy for long and an abort is noticed. */
const BLOCK = 1024;

/** Options of {@link simulate}. */
export interface SimulateOptions extends RunOptions {
  /** s, of every spectrum */
  exposure: number;
  /** Whole number from 0 to 2^53 - 1 */
  seed: number;
  /** Number of the first source, 0 unless this is a later shard of a larger library. */
  first?: number;
  /** 1 to 1024; see `threadBudget`. The result does not depend on it. */
  threads?: number;
}

/** Spectra of one class, without background. */
export interface SimulatedSpectra {
  count: number;
  channels: number;
  /** count x channels */
  counts: Uint16Array;
  /** What each spectrum was drawn from: row i is spectrum i. */
  sources: SourceTable;
  /** The class, and the population's identity. */
  name: Population['name'];
  population: string;
  response: Response;
  exposure: number;
  seed: number;
  first: number;
}

/**
 * Simulates `count` spectra: draws sources from the population, evaluates each one's model on the response's energy grid,
 * applies the response and draws Poisson counts, on several threads. `onProgress` counts spectra.
 *
 * Spectrum first + i depends on (population, response, exposure, seed, first + i) only: any number of threads and any split
 * into shards by `first` and `count` give the same counts.
 *
 * @throws ParameterError for a bad option or a source parameter outside its model's limits.
 * @throws XsiftError naming spectrum and channel for expected counts that are no counts, or more than 65535 in a channel.
 * @throws the signal's reason when aborted.
 */
export async function simulate(
  population: Population,
  count: number,
  response: Response,
  options: SimulateOptions,
): Promise<SimulatedSpectra> {
  const { exposure, seed, first = 0, signal, onProgress } = options;
  checkWhole('count', count, 1);
  checkExposure(exposure);
  checkWhole('seed', seed);
  checkWhole('first', first);
  checkWhole('first + count', first + count);
  const run = { response, exposure, seed, first, threads: threadBudget(options.threads), stream: streamOf(population) };
  const counts = allocate(count, response.channels);
  const bound = new Map<string, BoundModel>();
  const tables: SourceTable[] = [];
  for (let start = 0; start < count; start += BLOCK) {
    signal?.throwIfAborted();
    const size = Math.min(BLOCK, count - start);
    const sources = population.sample(size, { seed, first: first + start });
    if (sources.count !== size)
      throw new XsiftError(`population ${population.identity} gave ${sources.count} of ${size}`);
    checkSources(sources, population.identity);
    const output = counts.subarray(start * response.channels, (start + size) * response.channels);
    let done = start;
    for (const group of sources.groups) {
      const progress = onProgress && ((n: number) => onProgress(done + n));
      await simulateGroup(group, bound, { ...run, first: first + start }, output, { signal, onProgress: progress });
      done += group.index.length;
    }
    tables.push(sources);
  }
  const sources = joinSources(tables);
  const { name, identity } = population;
  return {
    count,
    channels: response.channels,
    counts,
    sources,
    name,
    population: identity,
    response,
    exposure,
    seed,
    first,
  };
}

interface Run {
  response: Response;
  exposure: number;
  seed: number;
  first: number;
  threads: number;
  stream: number;
}

async function simulateGroup(
  { model: expression, index, parameters }: SourceGroup,
  bound: Map<string, BoundModel>,
  { response, exposure, seed, first, threads, stream }: Run,
  output: Uint16Array,
  options: RunOptions,
): Promise<void> {
  let boundModel = bound.get(expression);
  if (!boundModel) {
    boundModel = model(expression).bind(response.energLo, response.energHi);
    bound.set(expression, boundModel);
  }
  const handle = boundModel.native;
  boundModel.check(parameters);
  await withControl(options, async (control) => {
    const args = [handle, response.native, parameters, index, first, exposure, seed, stream] as const;
    try {
      await native.simulateCounts(...args, output, threads, control);
    } catch (cause) {
      throw new XsiftError(`${expression}: ${(cause as Error).message}`, { cause });
    }
  });
}

/** A star and an AGN of the same number and seed must not share their noise. */
function streamOf(population: Population): number {
  const stream = { star: streams.starCounts, agn: streams.agnCounts }[population.name];
  if (stream === undefined)
    throw new ParameterError('population', `population ${population.name} is neither star nor agn`);
  return stream;
}

function allocate(count: number, channels: number): Uint16Array {
  try {
    return new Uint16Array(count * channels);
  } catch (cause) {
    const size = ((count * channels * 2) / 1e9).toFixed(1);
    throw new ParameterError(
      'count',
      `${count} spectra of ${channels} channels need ${size} GB; simulate them in shards (first, count)`,
      { cause },
    );
  }
}
