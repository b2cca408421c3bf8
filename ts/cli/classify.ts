import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  agn,
  type ClassifyFilesOptions,
  type ClassifyUsing,
  classifyFiles,
  ParameterError,
  type SourceVerdict,
  stars,
  templateBank,
} from '../index.js';
import { type PriorEstimate, thresholdForPurity } from '../metrics/index.js';
import { atomicWrite, csvTable } from '../report/index.js';
import { classifierNamed, classifierWords } from './classifierNamed.js';
import { exitCodes, note, numberOption, runAction, strictOption, warn, warnAbout } from './context.js';
import { checkOutput } from './output.js';
import { progressBar } from './progress.js';

interface ClassifyOptions extends Pick<ClassifyFilesOptions, 'prior' | 'threshold' | 'row' | 'strict'> {
  rmf?: string;
  arf?: string;
  background?: string;
  method: 'auto' | 'network' | 'bank';
  model?: string;
  purity?: Purity;
  out?: string;
  json?: boolean;
}

/** --purity agn=0.95 */
interface Purity {
  name: string;
  purity: number;
}

/** A verdict with what --purity says of it. */
type VerdictRow = SourceVerdict & { selected?: boolean };

const help = `
One row for every file. A file that cannot be classified is a row with its
reason in the column ERROR; the exit code is then 1.

Methods:
  network  a trained network (--model): fast, for spectra such as it was trained
           on
  bank     templates of stars and AGN through each spectrum's own RMF and ARF, by
           Bayes' theorem: any instrument, background and number of counts
  auto     the network where the spectrum is within its training, all channels are
           good and it is sure (0.8 or more), the bank elsewhere; without an
           effective area (ARF) the network alone. The bank sets unlike-training.

Columns: FILE, OBJECT, TELESCOP, INSTRUME, DETNAM, EXPOSURE (s), COUNTS (0.3-8
keV, source region), BACKGROUND (0.3-8 keV, scaled to the source region by
exposure, BACKSCAL and AREASCAL), NET_COUNTS, BAD_CHANNELS (share of the band's
channels that are bad by QUALITY and left out), P_STAR, P_AGN (probabilities),
VERDICT (star or agn), METHOD (network or bank), SELECTED (1 or 0, with
--purity), FLAGS, ERROR.

Flags:
  few-counts           the verdict is wrong with a chance above 0.2, as the
                       spectrum says too little
  unlike-training      no star and no AGN explains the spectrum: another kind of
                       source, pile-up, or a wrong response or background
  no-background        no background was given: all counts are taken as the
                       source's
  bad-channels         channels of the band are bad by QUALITY (1, 2, 5) and were
                       left out; BAD_CHANNELS has their share
  band-not-covered     the file's channels do not cover the band
Flags of verdicts by the network:
  no-net-counts        the background is all there is: no verdict
  instrument-mismatch  another telescope, instrument or detector than in the
                       training: the verdict is a guess
  response-differs     the same instrument as in the training with another
                       response (another position or year), which the network
                       is not told
  trained-without-background
                       the background is above a tenth of the net counts, and
                       the training had none: simulate with --background
  outside-training     fewer net counts than in the training, or an input beside
                       the channels (the response, the share of background) is
                       beyond all those of the training, or more than 15 % of the
                       channels are bad or not stored

Shares: probabilities are for as many stars as AGN, unless --prior says more.
With --prior estimate the shares are those that explain the probabilities of all
rows best (EM; rows flagged unlike-training are left out), so that nothing is
written before the last file is read; the files must be one sample.
--purity agn=0.95 selects (column SELECTED) as many sources as possible of which
95 % are expected to be AGN: those above a P_AGN that is printed with their
number and the expected completeness. Give it with a --prior that is true of the
sample. Rows flagged unlike-training are not selected.

Examples:
  xsift classify spectra/*pha* --out verdicts.csv
  xsift classify --prior estimate --purity agn=0.95 spectra/*pha* --out agn.csv
  xsift classify --rmf s.rmf --arf s.arf --background none s.pi
  xsift classify --method network --model model.json spectra/*pha*`;

export function classifyCommand(program: Command): void {
  const command = program
    .command('classify')
    .summary('classify observed spectra (PHA files): one row a file, as CSV')
    .description('Classify observed spectra: reads OGIP PHA files with their responses and backgrounds, writes CSV.')
    .argument('<pha...>', 'OGIP PHA files, gzip or not')
    .addOption(
      new Option('--method <name>', 'what decides: see below').choices(['auto', 'network', 'bank']).default('auto'),
    )
    .option('--model <file>', `${classifierWords} (default: star-agn)`)
    .option('--rmf <file>', 'the RMF of all spectra, in place of their RESPFILE')
    .option('--arf <file>', 'the ARF of all spectra, in place of their ANCRFILE; none: do without')
    .option('--background <file>', 'the background of all spectra, in place of their BACKFILE; none: do without')
    .option(
      '--row <n>',
      'which spectrum of a type II file, from 1',
      numberOption({ integer: true, min: 1, max: 2 ** 31 }),
    )
    .option('--threshold <p>', 'call a source AGN from this P_AGN on, 0 to 1', numberOption({ min: 0, max: 1 }), 0.5)
    .option(
      '--prior <shares>',
      'shares of the classes, as agn=0.1 (the others share the rest), or estimate: from all rows',
      priorOf,
    )
    .option('--purity <class=share>', 'select a sample of a class with an expected purity, as agn=0.95', purityOf)
    .option('--out <file>', 'the table to write (default: stdout)')
    .option('--json', 'one JSON object a file instead of CSV')
    .addHelpText('after', help);
  strictOption(command).action((files: string[], options: ClassifyOptions) => {
    if (options.method === 'bank' && options.model) command.error('error: --model is for --method network or auto');
    return runAction((signal) => classify(files, options, signal));
  });
}

const share = numberOption({ above: 0, max: 1 });

/** Parses CLASS=SHARE. */
function shareOf(argument: string): [name: string, share: number] {
  const match = /^\s*([^=\s]+)\s*=\s*([^=]+)$/.exec(argument);
  if (!match) throw new InvalidArgumentError('It must be CLASS=SHARE, as agn=0.1.');
  return [match[1], share(match[2])];
}

function priorOf(argument: string): ClassifyFilesOptions['prior'] {
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

/** The network, the bank of templates, or both, and their classes. */
function methodOf({ method, model }: ClassifyOptions): { using: ClassifyUsing; classes: readonly string[] } {
  const bank = () => templateBank([stars(), agn()]);
  if (method === 'bank') {
    const using = bank();
    return { using, classes: using.classes };
  }
  const network = classifierNamed(model);
  return { using: method === 'network' ? network : { network, bank: bank() }, classes: network.classes };
}

async function classify(files: string[], options: ClassifyOptions, signal: AbortSignal): Promise<void> {
  const { method: _, model, purity, out, json, ...rest } = options;
  if (out) checkOutput(out, 'text', [...files, model, rest.rmf, rest.arf, rest.background]);
  const { using, classes } = methodOf(options);
  if (purity && !classes.includes(purity.name))
    throw new ParameterError(
      'purity',
      `--purity names the class ${purity.name}; the classes are ${classes.join(', ')}`,
    );
  const bar = progressBar({ label: 'classify', total: files.length, unit: 'spectra', quiet: json });
  let estimate: PriorEstimate | undefined;
  const onPrior = (given: PriorEstimate) => {
    estimate = given;
  };
  const onProgress = (done: number) => bar.update(done);
  let verdicts: VerdictRow[] = [];
  try {
    for await (const verdict of classifyFiles(files, using, { ...rest, signal, onProgress, onPrior }))
      verdicts.push(verdict);
  } finally {
    bar.stop();
  }
  for (const { warnings } of verdicts) warnAbout(warnings);
  if (estimate) notePrior(estimate);
  else if (rest.prior === 'estimate') warn('no spectrum has probabilities to estimate the shares of the classes from');
  if (purity) verdicts = selected(verdicts, classes, purity);
  const table = json
    ? verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')
    : verdictTable(verdicts, classes);
  if (out) atomicWrite(out, table);
  else process.stdout.write(table);
  summarise(verdicts, classes, options);
}

function notePrior({ prior, sd, spectra }: PriorEstimate): void {
  const shares = Object.keys(prior).map((name) => `${name} ${prior[name].toFixed(3)} +- ${sd[name].toFixed(3)}`);
  note(`prior estimated from ${spectra} spectra: ${shares.join(', ')}`);
}

/** Marks the rows of the selection that --purity asks for, and tells what is expected of it. */
function selected(
  verdicts: readonly SourceVerdict[],
  classes: readonly string[],
  { name, purity }: Purity,
): VerdictRow[] {
  const p = verdicts.map(({ probabilities, flags }) =>
    flags.includes('unlike-training') ? NaN : probabilities[classes.indexOf(name)],
  );
  const selection = thresholdForPurity(p, purity);
  const column = `P_${name.toUpperCase()}`;
  if (selection.selected === 0)
    warn(
      `no selection has an expected purity of ${purity}: the highest ${column} is ` +
        `${Math.max(0, ...p.filter((value) => !Number.isNaN(value))).toPrecision(4)}`,
    );
  else
    note(
      `${column} from ${rounded(selection.threshold)} on: ${selection.selected} selected, expected purity ` +
        `${selection.purity.toFixed(4)}, expected completeness ${selection.completeness.toFixed(4)}`,
    );
  return verdicts.map((verdict, row) => ({ ...verdict, selected: p[row] >= selection.threshold }));
}

/** A summary on stderr; without --out only of failures, because the table itself is on the screen. */
function summarise(
  verdicts: readonly SourceVerdict[],
  classes: readonly string[],
  { out, json }: ClassifyOptions,
): void {
  const count = (holds: (row: SourceVerdict) => boolean) => verdicts.filter(holds).length;
  const failed = count(({ error }) => error !== undefined);
  const none = count(({ error, verdict }) => error === undefined && verdict === undefined);
  const reasons = json ? 'see the field "error"' : 'see the column ERROR';
  const outcomes = [
    ...classes.map((name) => `${count(({ verdict }) => verdict === name)} ${name}`),
    ...(none ? [`${none} without a verdict`] : []),
    ...(failed ? [`${failed} failed (${reasons})`] : []),
  ];
  if (out) note(`${out}: ${verdicts.length} spectra: ${outcomes.join(', ')}`);
  else if (failed) note(`${failed} of ${verdicts.length} files failed: ${reasons}`);
  const unlike = count(({ flags }) => flags.includes('trained-without-background'));
  if (unlike)
    warn(
      `${unlike} of ${verdicts.length} spectra have a background above a tenth of their net counts, and the classifier was trained ` +
        'without one; one trained on libraries made with xsift simulate --background would do better on them',
    );
  if (failed) process.exitCode = exitCodes.failed;
}

/** Seven digits are enough for all of these numbers: probabilities are in single precision. */
const rounded = (value: number): number => Number(value.toPrecision(7));

/** The verdicts as CSV, with a column of probabilities for each class: P_STAR, P_AGN. */
export function verdictTable(verdicts: readonly VerdictRow[], classes: readonly string[]): string {
  const columns = [
    'FILE',
    'OBJECT',
    'TELESCOP',
    'INSTRUME',
    'DETNAM',
    'EXPOSURE',
    'COUNTS',
    'BACKGROUND',
    'NET_COUNTS',
    'BAD_CHANNELS',
  ];
  const isSelection = verdicts.some((row) => row.selected !== undefined);
  return csvTable(
    [
      ...columns,
      ...classes.map((name) => `P_${name.toUpperCase()}`),
      ...['VERDICT', 'METHOD', ...(isSelection ? ['SELECTED'] : []), 'FLAGS', 'ERROR'],
    ],
    verdicts.map((row) => [
      row.file,
      row.object,
      row.telescope,
      row.instrument,
      row.detector,
      rounded(row.exposure),
      row.counts,
      rounded(row.backgroundCounts),
      rounded(row.netCounts),
      rounded(row.badChannels),
      ...row.probabilities.map(rounded),
      row.verdict,
      row.method,
      ...(isSelection ? [row.selected ? 1 : 0] : []),
      row.flags.join(' '),
      row.error,
    ]),
  );
}
