import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type CatalogueOptions,
  classifyAsText,
  classifyCatalogue,
  type IfExists,
  listSources,
  type Purity,
  placed,
  type Shard,
  type SourceList,
} from '../classify/index.js';
import { agn, Classifier, type ClassifyUsing, ParameterError, stars, templateBank } from '../index.js';
import { tableFormatOf } from '../table/index.js';
import { classifierNamed, classifierWords } from './classifierNamed.js';
import { classifyHelp } from './classifyHelp.js';
import { noteUnfinished, SomeWarnings, summarise } from './classifySummary.js';
import { exitCodes, grouped, note, numberOption, runAction, strictOption, threadsOption } from './context.js';
import { checkInputs } from './output.js';
import { progressBar } from './progress.js';
import { intoStdout } from './stdout.js';

interface ClassifyOptions
  extends Pick<
    CatalogueOptions,
    'prior' | 'threshold' | 'minCounts' | 'threads' | 'row' | 'strict' | 'plots' | 'html'
  > {
  rmf?: string;
  arf?: string;
  background?: string;
  method: 'auto' | 'network' | 'bank';
  model?: string;
  band?: [number, number];
  purity?: Purity;
  columns?: string[];
  include?: string;
  cache?: string;
  files?: string;
  null?: boolean;
  out?: string;
  json?: boolean;
  overwrite?: boolean;
  resume?: boolean;
  append?: boolean;
  shard?: Shard;
}

export function classifyCommand(program: Command): void {
  const command = program
    .command('classify')
    .summary('classify observed spectra (PHA files): one row each, as CSV, FITS, VOTable, Parquet ...')
    .description(
      'Classify observed spectra: reads OGIP PHA files with their responses and backgrounds, writes a table.',
    )
    .argument(
      '[inputs...]',
      'OGIP PHA files, gzip or not, folders, quoted globs, libraries, tar archives; - is standard input',
    );
  inputOptions(command);
  methodOptions(command);
  outputOptions(command);
  threadsOption(command);
  command.option(
    '--cache <folder>',
    'keep what takes long to read of responses in a folder, for the next run with the same responses',
  );
  strictOption(
    command,
    'refuse files that are not as OGIP wants them, and verdicts with a flag: each is an ERROR of its row',
  );
  command.addHelpText('after', classifyHelp);
  command.action((inputs: string[], options: ClassifyOptions) => {
    const run = checked(command, inputs, options);
    return runAction((signal) => classify(inputs, options, { ...run, command: commandLine(command, inputs) }, signal));
  });
}

function inputOptions(command: Command): void {
  command
    .option(
      '--include <glob>',
      'of folders and archives take the files of these names, in place of the usual ones of spectra',
    )
    .option('--files <list>', 'a file with the path of a spectrum a line; - is standard input')
    .option('-0, --null', 'paths in --files end with NUL in place of a line feed, as of find -print0')
    .option('--rmf <file>', 'the RMF of all spectra, in place of their RESPFILE')
    .option('--arf <file>', 'the ARF of all spectra, in place of their ANCRFILE; none: do without')
    .option('--background <file>', 'the background of all spectra, in place of their BACKFILE; none: do without')
    .option(
      '--row <n>',
      'only this spectrum of each type II file, from 1',
      numberOption({ integer: true, min: 1, max: 2 ** 31 }),
    )
    .option('--min-counts <n>', 'no row for spectra of fewer COUNTS', numberOption({ min: 0 }))
    .option('--shard <i/n>', 'classify the i-th of n parts of the list, from 1', shardOf);
}

function methodOptions(command: Command): void {
  command
    .addOption(
      new Option('--method <name>', 'what decides: see below').choices(['auto', 'network', 'bank']).default('auto'),
    )
    .option('--model <file>', `${classifierWords} (default: star-agn)`)
    .option('--band <keV>', 'with --method bank: look at these energies alone, as 0.5-7', bandOf)
    .option('--threshold <p>', 'call a source AGN from this P_AGN on, 0 to 1', numberOption({ min: 0, max: 1 }), 0.5)
    .option(
      '--prior <shares>',
      'shares of the classes, as agn=0.1 (the others share the rest), or estimate: from all rows',
      priorOf,
    )
    .option('--purity <class=share>', 'select a sample of a class with an expected purity, as agn=0.95', purityOf);
}

function outputOptions(command: Command): void {
  command
    .option('--out <file>', 'the table to write, by its extension; - is stdout (default: CSV on stdout)')
    .option('--columns <names>', 'columns and their order, with commas between', (names) => names.split(','))
    .option(
      '--plots <folder>',
      'a picture (PNG) of each spectrum, with the likeliest star and AGN; column PLOT names it',
    )
    .option('--html <file>', 'a page to look through the results: table, filters, pictures')
    .option('--json', 'on stdout, one JSON object a spectrum instead of CSV')
    .option('--overwrite', 'replace an output that is there')
    .option('--append', 'add rows to an output that is there')
    .option('--resume', 'go on with a run that was stopped or killed; begin one if there is none');
}

/** What the options say of the run; usage errors end it here. */
function checked(command: Command, inputs: string[], options: ClassifyOptions) {
  const usage = (message: string) => command.error(`error: ${message}`);
  const { method, model, band, files, json } = options;
  if (inputs.length === 0 && files === undefined) usage('name spectra, or a list of them (--files)');
  if (method === 'bank' && model) usage('--model is for --method network or auto');
  if (method !== 'bank' && band)
    usage('--band is for --method bank: a network has the band that it was trained with; train one of another band');
  const ways = (['overwrite', 'append', 'resume'] as const).filter((way) => options[way]);
  if (ways.length > 1) usage(`--${ways[0]} and --${ways[1]} exclude each other`);
  const isFile = options.out !== undefined && options.out !== '-';
  const isDrawn = options.plots !== undefined || options.html !== undefined;
  const way = options.shard ? 'shard' : ways.find((name) => name !== 'overwrite' || !isDrawn);
  if (!isFile && way) usage(`--${way} needs --out with the name of a file`);
  if (options.html !== undefined && options.append)
    usage('--html and --append exclude each other: a page is of the rows of one run');
  if (isFile && json) usage('--json writes to stdout; for a file use --out NAME.jsonl');
  if (json && options.columns) usage('--columns is for tables, not for --json');
  try {
    const { html, shard: part, plots, prior, purity } = options;
    const { out, ...others } = placed({ out: isFile ? options.out : undefined, html, shard: part }, process.env);
    if (out !== undefined) tableFormatOf(out);
    if (plots !== undefined && (prior === 'estimate' || purity))
      usage(
        `--plots and ${purity ? '--purity' : '--prior estimate'} exclude each other: verdicts are known only at the end; take --html, or name the shares`,
      );
    return { ...others, out, ifExists: (ways[0] ?? 'refuse') as IfExists };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return usage(error.message);
  }
}

const share = numberOption({ above: 0, max: 1 });

/** Parses CLASS=SHARE. */
function shareOf(argument: string): [name: string, share: number] {
  const match = /^\s*([^=\s]+)\s*=\s*([^=]+)$/.exec(argument);
  if (!match) throw new InvalidArgumentError('It must be CLASS=SHARE, as agn=0.1.');
  return [match[1], share(match[2])];
}

function priorOf(argument: string): CatalogueOptions['prior'] {
  if (argument === 'estimate') return 'estimate';
  const shares = argument.split(',').map(shareOf);
  if (new Set(shares.map(([name]) => name)).size < shares.length)
    throw new InvalidArgumentError('It names a class twice.');
  return Object.fromEntries(shares);
}

function purityOf(argument: string): Purity {
  const [name, purity] = shareOf(argument);
  return { name, purity };
}

function bandOf(argument: string): [number, number] {
  const match = /^\s*([\d.]+)\s*-\s*([\d.]+)\s*$/.exec(argument);
  const [low, high] = [Number(match?.[1]), Number(match?.[2])];
  if (!(low >= 0 && high > low)) throw new InvalidArgumentError('It must be LO-HI in keV, as 0.5-7.');
  return [low, high];
}

export function shardOf(argument: string): Shard {
  const match = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(argument);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!(index >= 1 && index <= count)) throw new InvalidArgumentError('It must be i/n with i from 1 to n, as 2/8.');
  return { index, count };
}

/** The network, the bank of templates, or both, and what they are called. */
function methodOf({ method, model, band }: ClassifyOptions): { using: ClassifyUsing; classes: readonly string[] } {
  const bank = () => templateBank([stars(), agn()], { band });
  if (method === 'bank') {
    const using = bank();
    return { using, classes: using.classes };
  }
  const network = classifierNamed(model);
  return { using: method === 'network' ? network : { network, bank: bank() }, classes: network.classes };
}

/** Tables of counts say nothing of the energies of their channels: without an RMF they are taken to be the network's. */
function channelsOf(using: ClassifyUsing) {
  const network = using instanceof Classifier ? using : 'network' in using ? using.network : undefined;
  if (!network) return undefined;
  const { channels, eMin, eMax } = network.model.input;
  return { firstChannel: channels[0], eMin, eMax };
}

/** Options that change nothing in the table: a run that was resumed, or done in shards, says the same as any other. */
const aside = ['out', 'overwrite', 'append', 'resume', 'shard', 'threads', 'json', 'cache', 'html'];

/** The command, as the table says it, without the names of many inputs. */
function commandLine(command: Command, inputs: readonly string[]): string {
  const words: string[] = [];
  for (const option of command.options) {
    const name = option.attributeName();
    if (aside.includes(name) || command.getOptionValueSource(name) !== 'cli') continue;
    words.push(option.long!);
    const value = command.getOptionValue(name) as unknown;
    if (typeof value !== 'boolean') words.push(wordsOf(value));
  }
  const named = inputs.length <= 5 ? inputs : [...inputs.slice(0, 2), `... (${inputs.length} names)`];
  return ['xsift classify', ...words, ...named].join(' ');
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(typeof value[0] === 'number' ? '-' : ',');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('purity' in value) return `${(value as Purity).name}=${(value as Purity).purity}`;
  return Object.entries(value)
    .map(([name, share]) => `${name}=${share}`)
    .join(',');
}

interface Run {
  out?: string;
  html?: string;
  shard?: Shard;
  ifExists: IfExists;
  command: string;
}

async function classify(
  inputs: string[],
  options: ClassifyOptions,
  { out, html, shard, ifExists, command }: Run,
  signal: AbortSignal,
): Promise<void> {
  const { method, model, json, include, files, null: nul, rmf, arf, background, row, strict, cache } = options;
  for (const file of [out, html])
    if (file !== undefined) checkInputs(file, [...inputs, files, model, rmf, arf, background]);
  const { using, classes } = methodOf(options);
  const list = await listSources(inputs, { include, files, nul, rmf, arf, channels: channelsOf(using) });
  for (const { reason, count, first } of list.leftOut) note(leftOutWords(reason, count, first));
  const total = totalOf(list, shard);
  const bar = progressBar({ label: 'classify', total, unit: 'spectra', quiet: json });
  const warnings = new SomeWarnings();
  const { prior, threshold, purity, columns, minCounts, threads, plots } = options;
  let done = 0;
  const run = {
    ...{
      rmf,
      arf,
      background,
      row,
      strict,
      cache,
      prior,
      threshold,
      purity,
      columns,
      minCounts,
      threads,
      plots,
      html,
      signal,
    },
    onWarnings: warnings.add,
    onProgress: (now: number, before = 0) => {
      if (before > 0 && done === 0) note(`${out}: goes on after ${grouped(before)} of ${grouped(total)}`);
      done = now;
      bar.update(now, before);
    },
  };
  try {
    const summary =
      out === undefined
        ? await intoStdout(
            classifyAsText(list, using, {
              ...run,
              format: json ? 'verdicts' : 'csv',
              ifExists: ifExists === 'overwrite' ? ifExists : 'refuse',
            }),
          )
        : await classifyCatalogue(list, using, out, {
            ...{ ...run, ifExists, shard },
            params: { command, method, ...(method !== 'bank' && { model: model ?? 'star-agn' }) },
          });
    bar.stop();
    warnings.print();
    if (!summary) return;
    const failed = summarise(summary, classes, { out, json, isEstimated: prior === 'estimate' });
    if (failed) process.exitCode ??= exitCodes.failed;
  } catch (error) {
    bar.stop();
    warnings.print();
    if (out !== undefined) noteUnfinished(out, done, total);
    throw error;
  } finally {
    list.close();
  }
}

const totalOf = ({ total }: SourceList, shard?: Shard): number => (shard ? Math.ceil(total / shard.count) : total);

const leftOutWords = (reason: string, count: number, first: string): string =>
  reason === 'background'
    ? `${count} files are named as backgrounds and left out (${first}); --include takes what it names`
    : `${count} files are grouped or packed copies of others and left out (${first}); --include takes what it names`;
