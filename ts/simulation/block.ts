import { setImmediate } from 'node:timers/promises';
import { type RunOptions, sha256, XsiftError } from '../base/index.js';
import { addon, type SimulationExtras, streams, withControl } from '../native/index.js';
import type { Population, SourceGroup, SourceTable } from '../population/index.js';
import { type BoundModel, model, type PlasmaTable } from '../spectral/index.js';
import { type BackgroundPlan, drawBackgrounds } from './background.js';
import { bindToResponse } from './bind.js';
import { type DrawnResponses, drawResponses, type ResponsePlan } from './responses.js';
import { checkSources, joinSources } from './sources.js';

/** What is the same for all spectra of a simulation. */
export interface Run {
  population: Population;
  plan: ResponsePlan;
  exposure: number;
  seed: number;
  first: number;
  fluxScale: number;
  plasma?: PlasmaTable;
  backgrounds?: BackgroundPlan;
  threads: number;
  draws: Draws;
  /** Models by response and expression, as they are needed. */
  bound: Map<string, BoundModel>;
}

/** Arrays that a simulation fills; see SimulatedSpectra. */
export interface Output {
  counts: Uint16Array;
  backgroundCounts?: Uint16Array;
  backgroundScale?: Float64Array;
  expectedCounts?: Float32Array;
  expectedBackgroundCounts?: Float32Array;
  responseIndex?: Uint8Array;
  responseWeight?: Float64Array;
}

/** Seed and streams of a run's noise, backgrounds and responses; the sources themselves are drawn by the run's own seed. */
export interface Draws {
  seed: number;
  counts: number;
  background: number;
  response: number;
  backgroundCounts: number;
}

/** Sources of the same number and seed of two populations must share neither their noise nor their backgrounds and responses. */
export function drawsOf({ name }: Population, seed: number): Draws {
  const { starCounts, starBackground, starResponse, starBackgroundCounts } = streams;
  const { agnCounts, agnBackground, agnResponse, agnBackgroundCounts } = streams;
  const { otherCounts, otherBackground, otherResponse, otherBackgroundCounts } = streams;
  if (name === 'star')
    return {
      seed,
      counts: starCounts,
      background: starBackground,
      response: starResponse,
      backgroundCounts: starBackgroundCounts,
    };
  if (name === 'agn')
    return {
      seed,
      counts: agnCounts,
      background: agnBackground,
      response: agnResponse,
      backgroundCounts: agnBackgroundCounts,
    };
  return {
    seed: Number.parseInt(sha256().update(`${seed} ${name}`).digest('hex').slice(0, 13), 16),
    counts: otherCounts,
    background: otherBackground,
    response: otherResponse,
    backgroundCounts: otherBackgroundCounts,
  };
}

/** Sources of a run that are drawn and not simulated yet. */
export interface Block {
  first: number;
  /** Place of the first source in the run. */
  start: number;
  sources: SourceTable;
  counts: Uint16Array;
  extras: SimulationExtras;
  drawn: DrawnResponses;
}

/** Sources are drawn so many at a time, and then other work of the main thread has its turn: a few ms. */
const SLICE = 512;

/**
 * Draws sources start to start + size of the run, and what else is drawn for each. Between slices the main thread hands the
 * native threads their next work.
 */
export async function drawBlock(run: Run, output: Output, start: number, size: number): Promise<Block> {
  const { population, seed } = run;
  const tables: SourceTable[] = [];
  for (let done = 0; done < size; done += SLICE) {
    if (done > 0) await setImmediate();
    const count = Math.min(SLICE, size - done);
    const sources = population.sample(count, { seed, first: run.first + start + done });
    if (sources.count !== count)
      throw new XsiftError(`population ${population.identity} gave ${sources.count} of ${count}`);
    checkSources(sources, population.identity);
    tables.push(sources);
  }
  return { start, sources: joinSources(tables), ...blockOf(run, output, start, size) };
}

/** Simulates the sources of a block; progress counts from the run's first. */
export async function simulateBlock(run: Run, block: Block, { signal, onProgress }: RunOptions): Promise<void> {
  let done = block.start;
  for (const group of block.sources.groups)
    for (const [k, members] of byResponse(group, block.drawn, run.plan).entries()) {
      if (members.index.length === 0) continue;
      const before = done;
      const progress = onProgress && ((n: number) => onProgress(before + n));
      await simulateGroup(members, k, run, block, { signal, onProgress: progress });
      done += members.index.length;
    }
}

function blockOf(run: Run, output: Output, start: number, size: number): Omit<Block, 'start' | 'sources'> {
  const { exposure, fluxScale, backgrounds, plan } = run;
  const { seed } = run.draws;
  const first = run.first + start;
  const { channels } = plan.list[0];
  const rowsOf = <Numbers extends Uint16Array | Float32Array>(array: Numbers) =>
    array.subarray(start * channels, (start + size) * channels) as Numbers;
  const { expectedCounts, expectedBackgroundCounts } = output;
  const extras: SimulationExtras = { fluxScale, ...(expectedCounts && { expected: rowsOf(expectedCounts) }) };
  const drawn = drawResponses(plan, size, { seed, stream: run.draws.response, first });
  if (backgrounds) {
    const numbers = { seed, stream: run.draws.background, first, exposure };
    const own = drawBackgrounds(backgrounds, size, numbers, drawn.index);
    output.backgroundScale!.set(own.scale, start);
    const [stream, counts] = [run.draws.backgroundCounts, rowsOf(output.backgroundCounts!)];
    const expected = expectedBackgroundCounts && rowsOf(expectedBackgroundCounts);
    extras.background = { ...own, shapes: backgrounds.shapes, stream, counts, expected };
  }
  if (drawn.index) output.responseIndex!.set(drawn.index, start);
  if (drawn.weight) output.responseWeight!.set(drawn.weight, start);
  return { first, counts: rowsOf(output.counts), extras, drawn };
}

/** The group's sources by their response. */
function byResponse(group: SourceGroup, { index: which }: DrawnResponses, { list }: ResponsePlan): SourceGroup[] {
  if (!which) return [group];
  const width = group.parameters.length / group.index.length;
  return list.map((_, k) => {
    const members = [...group.index.keys()].filter((i) => which[group.index[i]] === k);
    const parameters = new Float64Array(members.length * width);
    members.forEach((i, place) => {
      parameters.set(group.parameters.subarray(i * width, (i + 1) * width), place * width);
    });
    return { model: group.model, index: Uint32Array.from(members, (i) => group.index[i]), parameters };
  });
}

async function simulateGroup(
  { model: expression, index, parameters }: SourceGroup,
  k: number,
  run: Run,
  { first, counts, extras, drawn: { weight } }: Block,
  options: RunOptions,
): Promise<void> {
  const { plan, exposure, threads } = run;
  const { seed } = run.draws;
  const boundModel = boundTo(run, expression, k);
  boundModel.check(parameters);
  const second = weight && {
    model: boundTo(run, expression, 1).native,
    response: plan.list[1].native,
    weight,
  };
  await withControl(options, async (control) => {
    const args = [boundModel.native, plan.list[k].native, parameters, index, first, exposure, seed] as const;
    try {
      await addon().simulateCounts(...args, run.draws.counts, counts, threads, control, { ...extras, second });
    } catch (cause) {
      throw new XsiftError(`${expression}: ${(cause as Error).message}`, { cause });
    }
  });
}

/** The model on the energies of response k. */
function boundTo({ bound, plan, plasma }: Run, expression: string, k: number): BoundModel {
  const key = `${k} ${expression}`;
  let boundModel = bound.get(key);
  if (!boundModel) {
    boundModel = bindToResponse(model(expression), plan.list[k], { plasma });
    bound.set(key, boundModel);
  }
  return boundModel;
}
