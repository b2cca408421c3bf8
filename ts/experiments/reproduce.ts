import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import {
  atomicWrite,
  checkList,
  checkOptions,
  checkRunOptions,
  FileError,
  ParameterError,
  packageVersion,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import { instructionSet } from '../native/index.js';
import type { Report, ReportSection } from '../report/types.js';
import { checkConfig, configHash, type ReproduceConfig } from './config.js';
import type { Context, Experiment } from './context.js';
import { Data, type SetName } from './data.js';
import { experiments } from './list.js';
import { observedDigest, readObserved } from './observedFolder.js';
import { observedSet } from './observedSet.js';
import { Steps } from './steps.js';
import { trainedIteration } from './trained.js';

/** How far a reproduction is. */
export interface ReproduceProgress {
  /** Of `total`, both in seconds of two quiet cores as they were guessed beforehand. */
  done: number;
  total: number;
  /** Part of `done` that an earlier run had finished. */
  resumed: number;
  /** What is being done. */
  title: string;
}

/** Options of {@link reproduce}. */
export interface ReproduceOptions {
  /**
   * Folder for finished steps (`steps/` in it, by a hash of the config, the version of the package and the observed spectra): a run
   * that was stopped or killed goes on from them. Whoever changes the code and not the version must remove them. Without it nothing is
   * kept.
   */
  out?: string;
  threads?: number;
  /** Stops the run; finished steps stay. */
  signal?: AbortSignal;
  onProgress?: (progress: ReproduceProgress) => void;
  /** Ids of the experiments to run; all by default. */
  only?: readonly string[];
}

/** How the runs of a config have gone so far. */
interface Log {
  seconds: number;
  peakMemory: number;
}

/**
 * Repeats Hebbar & Heinke 2023: simulates its datasets, trains its networks, and gives every table and figure with the paper's numbers
 * beside. The results depend on the config alone, not on threads, nor on whether the run was interrupted. `writeReport` writes them.
 *
 * @param config `fullConfig()` (tens of minutes on two cores), `quickConfig()` (a tenth of the size), or one of your own
 * @throws ParameterError for a bad config or an unknown id; FileError for observed spectra or stored steps that cannot be read; the signal's
 *   reason when stopped.
 */
export async function reproduce(config: ReproduceConfig, options: ReproduceOptions = {}): Promise<Report> {
  const checked = checkConfig(config);
  checkOptions(options);
  const { out, signal, onProgress, only } = options;
  // Its onProgress is another one than that of batches.
  checkRunOptions({ signal, threads: options.threads });
  if (only !== undefined) checkList('only', only, 'a list of ids of experiments');
  if (out !== undefined && typeof out !== 'string')
    throw new ParameterError('out', `out is ${wordsFor(out)}; the path of a folder is needed`);
  const threads = threadBudget(options.threads);
  const chosen = only === undefined ? experiments : only.map(experimentNamed);
  const observed = await observedKey(checked);
  const folder = out === undefined ? undefined : join(out, 'steps', `${configHash(checked)}${observed}`);
  const steps = new Steps(folder, signal);
  const clock = new Clock(folder && `${folder}.log`);
  const resumed = steps.finished().length > 0;
  const progress = new Progress(chosen, checked, onProgress);
  const context = contextFor(checked, steps, progress, { threads, signal, clock });
  const results: ReportSection[] = [];
  for (const experiment of chosen) {
    progress.begin(experiment);
    results.push(await steps.run(`result-${experiment.id}`, () => experiment.run(context)));
    progress.end(experiment);
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
    opening: { text: [], tables: [], figures: [], differences: [] },
    results,
    run: { machine, threads, instructionSet: instructionSet(), seconds, peakMemory, resumed },
  };
}

/**
 * Observed spectra are part of what decides the results: steps of other ones, by the same name, are not read back. Throws before
 * the work, not after it, for those that cannot be used.
 */
async function observedKey(config: ReproduceConfig): Promise<string> {
  const { folder } = config.observed;
  if (folder === undefined) return '';
  await observedSet({ config });
  return `-${observedDigest(readObserved(folder))}`;
}

function experimentNamed(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found) return found;
  throw new ParameterError(
    'only',
    `there is no experiment "${id}"; there are ${experiments.map((one) => one.id).join(', ')}`,
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
    data: new Data(config, { threads, signal }),
    threads,
    signal,
    async step(name, work, cost = 0) {
      const before = steps.resumed;
      const result = await steps.run(name, work);
      // Asked for again later, a step costs nothing and is no progress.
      if (!seen.has(name)) {
        progress.step(cost, steps.resumed > before);
        if (steps.resumed === before) clock.write();
      }
      seen.add(name);
      return result;
    },
    trained: (set: SetName, iteration: number) => trainedIteration(context, set, iteration),
  };
  return context;
}

/** Adds up what is done: by step within an experiment, and never beyond its share. */
class Progress {
  private before = 0;
  private within = 0;
  private resumed = 0;
  private readonly total: number;
  private current?: Experiment;

  constructor(
    chosen: readonly Experiment[],
    private readonly config: ReproduceConfig,
    private readonly report?: (progress: ReproduceProgress) => void,
  ) {
    this.total = chosen.reduce((sum, experiment) => sum + experiment.cost(config), 0);
  }

  begin(experiment: Experiment): void {
    this.current = experiment;
    this.within = 0;
    this.tell();
  }

  step(cost: number, isResumed: boolean): void {
    const most = this.current?.cost(this.config) ?? 0;
    const gain = Math.min(cost, most - this.within);
    this.within += gain;
    if (isResumed) this.resumed += gain;
    this.tell();
  }

  end(experiment: Experiment): void {
    this.before += experiment.cost(this.config);
    this.within = 0;
    this.tell();
  }

  private tell(): void {
    const { before, within, total, resumed, current } = this;
    this.report?.({ done: before + within, total, resumed, title: current?.title ?? '' });
  }
}

/** Wall time and peak memory, summed over the runs of a config in a file beside its steps. */
class Clock {
  private readonly start = performance.now();
  private readonly earlier: Log;
  private written = this.start;

  constructor(private readonly file?: string) {
    this.earlier = file && existsSync(file) ? readLog(file) : { seconds: 0, peakMemory: 0 };
  }

  read(): Log {
    // maxRSS is in kB on every system.
    return {
      seconds: this.earlier.seconds + (performance.now() - this.start) / 1000,
      peakMemory: Math.max(this.earlier.peakMemory, process.resourceUsage().maxRSS * 1024),
    };
  }

  /** Every few seconds, as a write waits for the disk; `atOnce` at the end. */
  write(atOnce = false): void {
    const now = performance.now();
    if (!this.file || (!atOnce && now - this.written < 5000)) return;
    this.written = now;
    atomicWrite(this.file, `${JSON.stringify(this.read())}\n`);
  }
}

function readLog(file: string): Log {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new FileError(file, 'cannot be read back; remove this file: it only adds up the time of earlier runs', {
      cause,
    });
  }
}
