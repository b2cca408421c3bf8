import { setImmediate as turn } from 'node:timers/promises';
import type { Command } from 'commander';
import { Classifier, classifyFiles, type SourceVerdict } from '../index.js';
import { atomicWrite, csvTable } from '../report/index.js';
import { exitCodes, note, numberOption, runAction, warn } from './context.js';
import { checkOutput } from './output.js';
import { progressBar } from './progress.js';

interface ClassifyOptions {
  model?: string;
  rmf?: string;
  arf?: string;
  background?: string;
  row?: number;
  threshold: number;
  out?: string;
  json?: boolean;
}

const help = `
One row for every file. A file that cannot be classified is a row with its
reason in the column ERROR; the exit code is then 1.

Columns: FILE, OBJECT, TELESCOP, INSTRUME, DETNAM, EXPOSURE (s), COUNTS (0.3-8
keV, source region), BACKGROUND (0.3-8 keV, scaled to the source region by
exposure, BACKSCAL and AREASCAL), NET_COUNTS, P_STAR, P_AGN (probabilities),
VERDICT (star or agn), FLAGS, ERROR.

Flags:
  low-counts           fewer net counts than any spectrum of the training
  no-net-counts        the background is all there is: no verdict
  no-background        no background was given: all counts are taken as the
                       source's
  instrument-mismatch  another telescope, instrument or detector than in the
                       training: the verdict is a guess
  response-differs     the same instrument as in the training with another
                       response (another position or year)
  trained-without-background
                       the background is above a tenth of the net counts, and
                       the training had none: simulate with --background
  outside-training     an input beside the channels (the response, the number of
                       counts, the share of background) is beyond all those of
                       the training

The classifier that comes with xsift is for Chandra ACIS-I as of 1999-2000. For
others, make one of your own: xsift simulate --rmf ... --arf ..., xsift train.

Examples:
  xsift classify spectra/*pha* --out verdicts.csv
  xsift classify --model model.json --rmf s.rmf --arf s.arf --background none s.pi`;

export function classifyCommand(program: Command): void {
  program
    .command('classify')
    .summary('classify observed spectra (PHA files): one row a file, as CSV')
    .description('Classify observed spectra: reads OGIP PHA files with their responses and backgrounds, writes CSV.')
    .argument('<pha...>', 'OGIP PHA files, gzip or not')
    .option('--model <file>', 'a model file written by xsift train (default: the classifier that comes with xsift)')
    .option('--rmf <file>', 'the RMF of all spectra, in place of their RESPFILE')
    .option('--arf <file>', 'the ARF of all spectra, in place of their ANCRFILE; none: do without')
    .option('--background <file>', 'the background of all spectra, in place of their BACKFILE; none: do without')
    .option(
      '--row <n>',
      'which spectrum of a type II file, from 1',
      numberOption({ integer: true, min: 1, max: 2 ** 31 }),
    )
    .option('--threshold <p>', 'call a source AGN from this P_AGN on, 0 to 1', numberOption({ min: 0, max: 1 }), 0.5)
    .option('--out <file>', 'the table to write (default: stdout)')
    .option('--json', 'one JSON object a file instead of CSV')
    .addHelpText('after', help)
    .action((files: string[], options: ClassifyOptions) => runAction((signal) => classify(files, options, signal)));
}

async function classify(files: string[], options: ClassifyOptions, signal: AbortSignal): Promise<void> {
  const { model, out, json, ...rest } = options;
  if (out) checkOutput(out, 'text', [...files, model, rest.rmf, rest.arf, rest.background]);
  const classifier = Classifier.load(model);
  const bar = progressBar({ label: 'classify', total: files.length, unit: 'spectra', quiet: json });
  const verdicts: SourceVerdict[] = [];
  try {
    for await (const verdict of classifyFiles(files, classifier, { ...rest, signal })) {
      verdicts.push(verdict);
      bar.update(verdicts.length);
      // Files that fail do so at once; this pause lets Ctrl-C be noticed between them.
      await turn();
    }
  } finally {
    bar.stop();
  }
  const table = json
    ? verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')
    : verdictTable(verdicts, classifier.classes);
  if (out) atomicWrite(out, table);
  else process.stdout.write(table);
  summarise(verdicts, classifier.classes, options);
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
export function verdictTable(verdicts: readonly SourceVerdict[], classes: readonly string[]): string {
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
  ];
  return csvTable(
    [...columns, ...classes.map((name) => `P_${name.toUpperCase()}`), 'VERDICT', 'FLAGS', 'ERROR'],
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
      ...row.probabilities.map(rounded),
      row.verdict,
      row.flags.join(' '),
      row.error,
    ]),
  );
}
