import {
  native,
  ParameterError,
  type RunOptions,
  type SimulationExtras,
  streams,
  threadBudget,
  withControl,
  XsiftError,
} from '../native/index.js';
import type { Population, SourceGroup, SourceTable } from '../population/index.js';
import { type BoundModel, model } from '../spectral/index.js';
import { checkExposure, checkWhole } from './apply.js';
import { type Background, checkBackground, drawBackgrounds } from './background.js';
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
  /**
   * Background of the spectra (`embeddedBackground`, `observedBackground`); none by default. Each spectrum then has counts of
   * source and background together in its source region, and an independent draw of the background in its background region.
   */
  background?: Background;
  /** Factor on the flux of every source, 1 by default, above 0; the background stays as it is. */
  fluxScale?: number;
}

/** Spectra of one class. */
export interface SimulatedSpectra {
  count: number;
  channels: number;
  /** count x channels, in the source region */
  counts: Uint16Array;
  /** count x channels, in the background region; with a background only. */
  backgroundCounts?: Uint16Array;
  /** One a spectrum: the factor that scales the background counts to the source region. Goes with `backgroundCounts`. */
  backgroundScale?: Float64Array;
  /** Identity of the background, if there is one. */
  background?: string;
  fluxScale: number;
  /** What each spectrum was drawn from, before `fluxScale`: row i is spectrum i. */
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
 * applies the response, adds the background and draws Poisson counts, on several threads. `onProgress` counts spectra.
 *
 * Spectrum first + i depends on (population, response, background, flux scale, exposure, seed, first + i) only: any number of
 * threads and any split into shards by `first` and `count` give the same counts.
 *
 * @throws ParameterError for a bad option or a source parameter outside its model's limits.
 * @throws MismatchError for a background on other channels than the response's.
 * @throws XsiftError naming spectrum and channel for expected counts that are no counts, or more than 65535 in a channel.
 * @throws the signal's reason when aborted.
 */
export async function simulate(
  population: Population,
  count: number,
  response: Response,
  options: SimulateOptions,
): Promise<SimulatedSpectra> {
  const { exposure, seed, first = 0, signal, onProgress, background, fluxScale = 1 } = options;
  checkWhole('count', count, 1);
  checkExposure(exposure);
  checkWhole('seed', seed);
  checkWhole('first', first);
  checkWhole('first + count', first + count);
  if (!(fluxScale > 0 && fluxScale <= 1e300))
    throw new ParameterError('fluxScale', `fluxScale is ${fluxScale}; it must be above 0 and at most 1e300`);
  if (background) checkBackground(background, response);
  const own = streamsOf(population);
  const run = { response, exposure, seed, first, threads: threadBudget(options.threads), stream: own.counts };
  const { channels } = response;
  const counts = allocate(count, channels);
  const backgroundCounts = background && allocate(count, channels);
  const backgroundScale = background && new Float64Array(count);
  const bound = new Map<string, BoundModel>();
  const tables: SourceTable[] = [];
  for (let start = 0; start < count; start += BLOCK) {
    signal?.throwIfAborted();
    const size = Math.min(BLOCK, count - start);
    const sources = population.sample(size, { seed, first: first + start });
    if (sources.count !== size)
      throw new XsiftError(`population ${population.identity} gave ${sources.count} of ${size}`);
    checkSources(sources, population.identity);
    const part = (array: Uint16Array) => array.subarray(start * channels, (start + size) * channels);
    const extras: SimulationExtras = { fluxScale };
    if (background) {
      const drawn = drawBackgrounds(background, size, { seed, stream: own.background, first: first + start, exposure });
      backgroundScale!.set(drawn.scale, start);
      const { shapes } = background;
      extras.background = { ...drawn, shapes, stream: own.backgroundCounts, counts: part(backgroundCounts!) };
    }
    let done = start;
    for (const group of sources.groups) {
      const progress = onProgress && ((n: number) => onProgress(done + n));
      const options = { signal, onProgress: progress };
      await simulateGroup(group, bound, { ...run, first: first + start, extras }, part(counts), options);
      done += group.index.length;
    }
    tables.push(sources);
  }
  const sources = joinSources(tables);
  const { name, identity } = population;
  return {
    count,
    channels,
    counts,
    ...(background && { backgroundCounts, backgroundScale, background: background.identity }),
    fluxScale,
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
  extras: SimulationExtras;
}

async function simulateGroup(
  { model: expression, index, parameters }: SourceGroup,
  bound: Map<string, BoundModel>,
  { response, exposure, seed, first, threads, stream, extras }: Run,
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
      await native.simulateCounts(...args, output, threads, control, extras);
    } catch (cause) {
      throw new XsiftError(`${expression}: ${(cause as Error).message}`, { cause });
    }
  });
}

/** A star and an AGN of the same number and seed must not share their noise, nor their backgrounds. */
function streamsOf(population: Population): { counts: number; background: number; backgroundCounts: number } {
  const { starCounts, agnCounts, starBackground, agnBackground, starBackgroundCounts, agnBackgroundCounts } = streams;
  const own = {
    star: { counts: starCounts, background: starBackground, backgroundCounts: starBackgroundCounts },
    agn: { counts: agnCounts, background: agnBackground, backgroundCounts: agnBackgroundCounts },
  }[population.name];
  if (own === undefined)
    throw new ParameterError('population', `population ${population.name} is neither star nor agn`);
  return own;
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
