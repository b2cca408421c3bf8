import type { Command } from 'commander';
import { atomicWrite, Classifier, classifyFiles, csvTable, type SourceVerdict } from '../index.js';
import { exitCodes, note, numberOption, runAction } from './context.js';
import { progressBar } from './progress.js';

interface ClassifyOptions {
  model?: string;
  rmf?: string;
  arf?: string;
  background?: string;
  threshold: number;
  out?: string;
  json?: boolean;
}

export function classifyCommand(program: Command): void {
  program
    .command('classify')
    .description('classify observed spectra: one row a file, as CSV')
    .argument('<pha...>', 'OGIP PHA files, gzip or not')
    .option('--model <file>', 'a model file written by xsift train (default: the one that comes with xsift)')
    .option('--rmf <file>', 'the RMF of all spectra, in place of their RESPFILE')
    .option('--arf <file>', 'the ARF of all spectra, in place of their ANCRFILE')
    .option('--background <file>', 'the background of all spectra, in place of their BACKFILE; none: do without')
    .option('--threshold <p>', 'call a source AGN from this probability on', numberOption({ min: 0, max: 1 }), 0.5)
    .option('--out <file>', 'the table to write (default: stdout)')
    .option('--json', 'one JSON object a file instead of CSV')
    .addHelpText(
      'after',
      '\nA file that cannot be classified is a row with its reason in the column "error"; the exit code is then 1.' +
        '\nCounts are those of 0.3-8 keV; BACKGROUND is scaled to the source region. Flags: low-counts, no-net-counts,' +
        '\nno-background, instrument-mismatch (another telescope, instrument or detector than in training),' +
        '\nresponse-differs (the same instrument with another response).',
    )
    .action((files: string[], options: ClassifyOptions) => runAction((signal) => classify(files, options, signal)));
}

async function classify(files: string[], options: ClassifyOptions, signal: AbortSignal): Promise<void> {
  const { model, out, json, ...rest } = options;
  const classifier = Classifier.load(model);
  const bar = progressBar({ label: 'classify', total: files.length, unit: 'spectra', quiet: json });
  const verdicts: SourceVerdict[] = [];
  try {
    for await (const verdict of classifyFiles(files, classifier, { ...rest, signal })) {
      verdicts.push(verdict);
      bar.update(verdicts.length);
    }
  } finally {
    bar.stop();
  }
  const table = json
    ? verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join('')
    : verdictTable(verdicts, classifier.classes);
  if (out) atomicWrite(out, table);
  else process.stdout.write(table);
  const failed = verdicts.filter(({ error }) => error !== undefined).length;
  if (out) note(`${out}: ${verdicts.length - failed} spectra classified, ${failed} failed`);
  if (failed) process.exitCode = exitCodes.failed;
}

/** The verdicts as CSV, one column a class: P_STAR, P_AGN. */
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
      row.exposure,
      row.counts,
      row.backgroundCounts,
      row.netCounts,
      ...row.probabilities,
      row.verdict,
      row.flags.join(' '),
      row.error,
    ]),
  );
}
