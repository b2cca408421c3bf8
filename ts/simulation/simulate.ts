import {
  checkNumber,
  checkObject,
  checkRunOptions,
  checkWhole,
  ParameterError,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type ReadonlyUint8Array,
  type ReadonlyUint16Array,
  type RunOptions,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import type { Population, SourceTable } from '../population/index.js';
import type { BoundModel, PlasmaTable } from '../spectral/index.js';
import { checkExposure } from './apply.js';
import { type Background, planBackgrounds } from './background.js';
import { drawBlock, drawsOf, type Output, type Run, simulateBlock } from './block.js';
import type { Response } from './response.js';
import { planResponses, type Responses } from './responses.js';
import { joinSources } from './sources.js';

/** Spectra are simulated this many at a time, so that an abort is noticed. */
const BLOCK = 4096;

/** Options of {@link simulate}. */
export interface SimulateOptions extends RunOptions {
  /** s, of every spectrum */
  exposure: number;
  /** Whole number from 0 to 2^53 - 1 */
  seed: number;
  /** Number of the first source, 0 unless this is a later shard of a larger library. */
  first?: number;
  /**
   * Background of the spectra (`embeddedBackground`, `observedBackground`); none by default. Each spectrum then has counts of
   * source and background together in its source region, and an independent draw of the background in its background region.
   * A list has one for each response, in the same order: a spectrum then has the background of its response.
   */
  background?: Background | readonly Background[];
  /** Factor on the flux of every source, 1 by default, above 0; the background stays as it is. */
  fluxScale?: number;
  /** Emissivities for apec and vapec, as in `SpectralModel.bind`; the embedded table by default. */
  plasma?: PlasmaTable;
  /** Keep the expected counts beside the counts, 4 bytes a channel, for training with `noise: 'fresh'`; default false. */
  keepExpected?: boolean;
}

/** Spectra of one class. */
export interface SimulatedSpectra {
  readonly count: number;
  readonly channels: number;
  /** count x channels, in the source region */
  readonly counts: ReadonlyUint16Array;
  /** count x channels, in the background region; with a background only. */
  readonly backgroundCounts?: ReadonlyUint16Array;
  /** count x channels, with `keepExpected`: the Poisson means of `counts`. */
  readonly expectedCounts?: ReadonlyFloat32Array;
  /** count x channels, with `keepExpected` and a background: the Poisson means of `backgroundCounts`. */
  readonly expectedBackgroundCounts?: ReadonlyFloat32Array;
  /** One a spectrum: the factor that scales the background counts to the source region. Goes with `backgroundCounts`. */
  readonly backgroundScale?: ReadonlyFloat64Array;
  /** Identity of the background, if there is one; of a list of backgrounds that of each, in the order of the responses. */
  readonly background?: string | readonly string[];
  readonly fluxScale: number;
  /** Source of the plasma table, if it was given. */
  readonly plasma?: string;
  /** What each spectrum was drawn from, before `fluxScale`: row i is spectrum i. */
  readonly sources: SourceTable;
  /** The class, and the population's identity. */
  readonly name: Population['name'];
  readonly population: string;
  /** As they were given; a blend has two. */
  readonly responses: readonly Response[];
  /** One a spectrum, of several responses: which of them it had. */
  readonly responseIndex?: ReadonlyUint8Array;
  /** One a spectrum, of a blend: the share of the first response. */
  readonly responseWeight?: ReadonlyFloat64Array;
  readonly exposure: number;
  readonly seed: number;
  readonly first: number;
}

/**
 * Simulates `count` spectra: draws sources from the population, evaluates each one's model on the response's energy grid,
 * applies the response, adds the background and draws Poisson counts, on several threads. `onProgress` counts spectra.
 *
 * Spectrum first + i depends on (population, responses, background, flux scale, exposure, seed, first + i) only: any number of
 * threads and any split into shards by `first` and `count` give the same counts.
 *
 * @param responses one, several that the spectra share at random (at most 256), or a blend of two: see {@link Responses}
 * @returns counts (count x channels), what each source was, and where all came from
 * @throws ParameterError for a bad option or a source parameter outside its model's limits.
 * @throws MismatchError for a background on other channels than the response's, responses of different channels, or another number
 *   of backgrounds than of responses.
 * @throws XsiftError naming spectrum and channel for expected counts that are no counts, or more than 65535 in a channel.
 * @throws the signal's reason when aborted.
 */
export async function simulate(
  population: Population,
  count: number,
  responses: Responses,
  options: SimulateOptions,
): Promise<SimulatedSpectra> {
  return simulateRun(prepare(population, count, responses, options), count, options);
}

/** Simulates `count` spectra from `run.first` on. */
export async function simulateRun(run: Run, count: number, options: SimulateOptions): Promise<SimulatedSpectra> {
  const { population, seed, first, exposure, backgrounds, fluxScale, plan } = run;
  const output = outputFor(count, run, options.keepExpected === true);
  const tables: SourceTable[] = [];
  const draw = (start: number) => drawBlock(run, output, start, Math.min(BLOCK, count - start));
  let block = await draw(0);
  for (let start = 0; start < count; start += BLOCK) {
    options.signal?.throwIfAborted();
    tables.push(block.sources);
    // The next sources are drawn while the native threads work on these; an error of these comes first.
    const next = start + BLOCK < count ? settled(draw(start + BLOCK)) : undefined;
    await simulateBlock(run, block, options);
    if (next) block = (await next)();
  }
  return {
    count,
    channels: plan.list[0].channels,
    ...output,
    ...(backgrounds && { background: identitiesOf(backgrounds.list, options.background) }),
    fluxScale,
    ...(run.plasma && { plasma: run.plasma.source }),
    sources: joinSources(tables),
    name: population.name,
    population: population.identity,
    responses: plan.list,
    exposure,
    seed,
    first,
  };
}

function identitiesOf(list: readonly Background[], given: SimulateOptions['background']): string | readonly string[] {
  const identities = list.map(({ identity }) => identity);
  return Array.isArray(given) ? identities : identities[0];
}

/** What a promise gives or throws, when asked for: an error that comes early waits, too. */
function settled<T>(promise: Promise<T>): Promise<() => T> {
  return promise.then(
    (made) => () => made,
    (error) => () => {
      throw error;
    },
  );
}

/** Checks the arguments of {@link simulate} and makes what all spectra share. */
export function prepare(population: Population, count: number, responses: Responses, options: SimulateOptions): Run {
  checkObject('population', population, 'a population (stars, agn)', 'name', 'identity', 'sample');
  if (typeof population.name !== 'string' || population.name === '')
    throw new ParameterError(
      'population',
      `population.name is ${wordsFor(population.name)}; the name of a class is needed`,
    );
  checkObject('options', options, '{ exposure, seed }', 'exposure', 'seed');
  checkRunOptions(options);
  const { exposure, seed, first = 0, background, fluxScale = 1, plasma } = options;
  checkWhole('count', count, 1);
  checkExposure(exposure);
  checkWhole('seed', seed);
  checkWhole('first', first);
  checkWhole('first + count', first + count);
  checkNumber('fluxScale', fluxScale, { above: 0, max: 1e300 });
  if (plasma !== undefined)
    checkObject('plasma', plasma, 'a plasma table (loadPlasma)', 'source', 'logT', 'edges', 'load');
  const plan = planResponses(responses);
  const backgrounds = background === undefined ? undefined : planBackgrounds(background, plan);
  const threads = threadBudget(options.threads);
  const draws = drawsOf(population, seed);
  const bound = new Map<string, BoundModel>();
  return { population, plan, exposure, seed, first, fluxScale, plasma, backgrounds, threads, draws, bound };
}

function outputFor(count: number, { plan, backgrounds }: Run, keepsExpected: boolean): Output {
  const { channels } = plan.list[0];
  const isDrawn = plan.list.length > 1;
  return {
    counts: allocate(Uint16Array, count, channels),
    ...(backgrounds && {
      backgroundCounts: allocate(Uint16Array, count, channels),
      backgroundScale: new Float64Array(count),
    }),
    ...(keepsExpected && { expectedCounts: allocate(Float32Array, count, channels) }),
    ...(keepsExpected && backgrounds && { expectedBackgroundCounts: allocate(Float32Array, count, channels) }),
    ...(isDrawn &&
      (plan.isBlend ? { responseWeight: new Float64Array(count) } : { responseIndex: new Uint8Array(count) })),
  };
}

function allocate<Numbers>(
  Type: { new (length: number): Numbers; BYTES_PER_ELEMENT: number },
  count: number,
  channels: number,
): Numbers {
  try {
    return new Type(count * channels);
  } catch (cause) {
    const size = ((count * channels * Type.BYTES_PER_ELEMENT) / 1e9).toFixed(1);
    throw new ParameterError(
      'count',
      `${count} spectra of ${channels} channels need ${size} GB; simulate them in shards (simulateShards)`,
      { cause },
    );
  }
}
