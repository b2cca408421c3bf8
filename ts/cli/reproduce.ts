import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { FileError, ParameterError } from '../index.js';
import { checkConfig, fullConfig, quickConfig, type ReproduceConfig, reproduce } from '../paper/index.js';
import type { Report } from '../report/index.js';
import { writeReport } from '../report/index.js';
import { note, numberOption, runAction, threadsOption } from './context.js';
import { checkFolder } from './output.js';
import { progressBar } from './progress.js';
import { formatTable } from './table.js';

interface ReproduceCommandOptions {
  out: string;
  quick?: boolean;
  config?: string;
  observed?: string;
  seed?: number;
  threads?: number;
}

const help = `
Simulates the datasets of Hebbar & Heinke 2023, trains its networks and makes
every table and figure, with the paper's numbers beside ours. In the folder:
  report.html, report.md   summary of all items, then section by section
  figures/                 each figure as .svg, .png and .csv
  results.json             every number; results.sha256 its checksum
  config.json              repeats the run: xsift reproduce --config config.json
  steps/                   finished steps; may be removed when the run is complete

The full size (100,000 stars and AGN in each dataset, 20 x 10 networks) takes
about half an hour on two quiet cores and 2 GB of memory; --quick, a tenth of
the size with wider errors, under two minutes. Ctrl-C or a kill loses about a
minute at most: the same command goes on.

Observed spectra are not part of the package. --observed takes a folder of PHA
files with a table labels.csv (FILE,CLASS[,EXTRAGALACTIC]; CLASS star or agn);
without it simulated sources stand in, and everything that rests on them says so.

Example:
  xsift reproduce --out paper --quick`;

export function reproduceCommand(program: Command): void {
  const command = program
    .command('reproduce')
    .summary('repeat the paper: every table and figure, with a report')
    .description('Repeat Hebbar & Heinke 2023, from the first simulated photon to the last figure.')
    .requiredOption('--out <folder>', 'where the report goes; that of an earlier run is replaced')
    .option('--quick', 'a tenth of the size')
    .option('--config <file>', 'the config.json of an earlier run, in place of the full size')
    .option('--observed <folder>', 'observed spectra with their table of labels')
    .option(
      '--seed <n>',
      'seed of all random numbers (default: that of the config, 1)',
      numberOption({ integer: true, min: 0, max: 2 ** 31 }),
    );
  threadsOption(command);
  command.addHelpText('after', help);
  command.action((options: ReproduceCommandOptions) => {
    if (options.quick && options.config) command.error('error: --quick and --config exclude each other');
    return runAction((signal) => reproducePaper(options, signal));
  });
}

async function reproducePaper(options: ReproduceCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, threads } = options;
  const config = configFrom(options);
  checkFolder(out, 'reproduce', isResult, { name: 'results.json', kind: 'JSON' });
  const bar = progressBar({ label: 'reproduce', total: 1, unit: 'of the work', share: true });
  const stopped = () => note(`finished steps are kept in ${join(out, 'steps')}; the same command goes on from there`);
  let reproduction: Report;
  try {
    const onProgress = ({
      done,
      total,
      resumed,
      title,
    }: {
      done: number;
      total: number;
      resumed: number;
      title: string;
    }) => bar.update(done / total, resumed / total, title);
    reproduction = await reproduce(config, { out, threads, signal, onProgress });
    await writeReport(reproduction, out, { signal });
  } catch (error) {
    if (signal.aborted) stopped();
    throw error;
  } finally {
    bar.stop();
  }
  process.stdout.write(summary(reproduction));
  console.log(
    `\nin ${out}: report.html, report.md, figures/, results.json, config.json (${clock(reproduction.run.seconds)})`,
  );
}

const clock = (seconds: number): string =>
  seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;

function configFrom({ quick, config: file, observed, seed }: ReproduceCommandOptions): ReproduceConfig {
  const config = file === undefined ? (quick ? quickConfig() : fullConfig()) : readConfig(file);
  return checkConfig({
    ...config,
    ...(seed !== undefined && { seed }),
    ...(observed !== undefined && { observed: { ...config.observed, folder: resolve(observed) } }),
  });
}

function readConfig(file: string): ReproduceConfig {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new FileError(file, `cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
  try {
    return checkConfig(given);
  } catch (cause) {
    if (!(cause instanceof ParameterError)) throw cause;
    throw new FileError(file, `is no config of a reproduction: ${cause.message}`, { cause });
  }
}

/**
 * Whether a file of this name is a result, or the temporary file of one that was being written when the run was killed.
 */
const isResult = (name: string): boolean =>
  /^(steps|figures|report\.(html|md)|(results|config)\.json|results\.sha256)$|^\.(report|results|config)\.\w+\.[0-9a-f]+\.tmp$/.test(
    name,
  );

/** The number of items with each verdict, by section. */
function summary({ results }: Report): string {
  const verdicts = ['pass', 'differs', 'tested', 'stand-in', 'reported'] as const;
  return formatTable(
    ['section', ...verdicts],
    results.map(({ title, items }) => [
      title,
      ...verdicts.map((verdict) => items.filter((item) => item.verdict === verdict).length),
    ]),
  );
}
