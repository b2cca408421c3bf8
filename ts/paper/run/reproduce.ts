import { cpus } from 'node:os';
import { join } from 'node:path';
import { instructionSet, ParameterError, packageVersion, threadBudget } from '../../index.js';
import type { Report, ReportSection } from '../../report/index.js';
import { openingOf } from '../claims/opening.js';
import { sections } from '../sections/list.js';
import { Clock } from './clock.js';
import { checkConfig, configHash, type ReproduceConfig } from './config.js';
import type { Context } from './context.js';
import { SimulatedData } from './data.js';
import { observedKey } from './observedSet.js';
import { Progress, type ReproduceProgress } from './progress.js';
import type { Section } from './section.js';
import { Steps } from './steps.js';
import { trainedIteration } from './trained.js';

/** Options of {@link reproduce}. */
export interface ReproduceOptions {
  /**
   * Folder in which finished steps are stored (in `steps/`, by a hash of the config, of the running build and of the
   * observed spectra): a run that was stopped or killed continues from them. Without it nothing is stored.
   */
  out?: string;
  threads?: number;
  /** Stops the run; finished steps remain stored. */
  signal?: AbortSignal;
  onProgress?: (progress: ReproduceProgress) => void;
  /** Ids of the sections to run; all by default. */
  only?: readonly string[];
}

/**
 * Repeats Hebbar & Heinke 2023: simulates its datasets, trains its networks, and returns every table and figure with
 * the paper's numbers beside ours. The results depend on the config alone, not on threads or interruptions.
 * `writeReport` writes them.
 *
 * @param config `fullConfig()` (tens of minutes on two cores), `quickConfig()` (a tenth of the size), or one of your own
 * @throws ParameterError for a bad config or an unknown id; FileError for observed spectra or stored steps that cannot
 *   be read; the signal's reason when aborted.
 */
export async function reproduce(config: ReproduceConfig, options: ReproduceOptions = {}): Promise<Report> {
  const checked = checkConfig(config);
  const { out, signal, onProgress, only, threads } = checkOptions(options);
  const chosen = only === undefined ? sections : only.map(sectionNamed);
  // Observed spectra determine the results, too. They are read first, so that spectra that cannot be used are an error
  // before the work begins.
  const observed = await observedKey(checked);
  const folder = out === undefined ? undefined : join(out, 'steps', `${configHash(checked)}${observed}`);
  const steps = new Steps(folder, signal);
  const clock = new Clock(folder && `${folder}.log`);
  const resumed = steps.finished().length > 0;
  const progress = new Progress(chosen, checked, onProgress);
  const context = contextFor(checked, steps, progress, { threads, signal, clock });
  const results: ReportSection[] = [];
  for (const section of chosen) {
    progress.begin(section);
    results.push(await runSection(section, context, steps));
    progress.end(section);
    clock.write();
  }
  clock.write(true);
  const { seconds, peakMemory } = clock.read();
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} processors`;
  return {
    title: 'Stars and AGN by their X-ray spectra: Hebbar & Heinke (2023) repeated',
    version: packageVersion,
    config: { ...checked },
    repeat: 'xsift reproduce --config config.json --out again',
    opening: openingOf(results),
    results,
    run: { machine, threads, instructionSet: instructionSet(), seconds, peakMemory, resumed },
  };
}

function checkOptions(options: ReproduceOptions): ReproduceOptions & { threads: number } {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ParameterError(
      'options',
      `options is ${String(options)}; an object is needed, such as { out: 'folder' }`,
    );
  const { out, only, signal, onProgress } = options;
  if (only !== undefined && !Array.isArray(only))
    throw new ParameterError('only', `only is ${String(only)}; a list of ids of sections is needed`);
  if (out !== undefined && typeof out !== 'string')
    throw new ParameterError('out', `out is ${String(out)}; the path of a folder is needed`);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new ParameterError('signal', `signal is ${String(signal)}; an AbortSignal is needed`);
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new ParameterError('onProgress', `onProgress is ${String(onProgress)}; a function is needed`);
  return { ...options, threads: threadBudget(options.threads) };
}

/** Computes a section, or reads its stored numbers, and makes its part of the report. */
export async function runSection<Numbers>(
  { id, title, place, compute, judge, draw }: Section<Numbers>,
  context: Context,
  steps: Steps,
): Promise<ReportSection> {
  const numbers = await steps.run(`numbers-${id}`, () => compute(context));
  const { title: shownTitle = title, text, items, tables = [] } = judge(numbers, context.config);
  return { id, title: shownTitle, place, text, items, tables, figures: draw?.(numbers, context.config) ?? [] };
}

function sectionNamed(id: string): Section<unknown> {
  const found = sections.find((section) => section.id === id);
  if (found) return found;
  throw new ParameterError(
    'only',
    `there is no section "${id}"; there are ${sections.map((known) => known.id).join(', ')}`,
  );
}

function contextFor(
  config: ReproduceConfig,
  steps: Steps,
  progress: Progress,
  { threads, signal, clock }: { threads: number; signal?: AbortSignal; clock: Clock },
): Context {
  const seen = new Set<string>();
  const context: Context = {
    config,
    data: new SimulatedData(config, { threads, signal }),
    threads,
    signal,
    async step(name, work, cost = 0) {
      const before = steps.resumed;
      const result = await steps.run(name, work);
      // A step that is requested again takes no time and is no progress.
      if (!seen.has(name)) {
        progress.step(cost, steps.resumed > before);
        if (steps.resumed === before) clock.write();
      }
      seen.add(name);
      return result;
    },
    trained: (set, iteration) => trainedIteration(context, set, iteration),
  };
  return context;
}
