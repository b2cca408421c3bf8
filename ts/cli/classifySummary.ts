import { existsSync } from 'node:fs';
import type { Sample, Tally } from '../classify/index.js';
import { type FileWarning, warningText } from '../index.js';
import { grouped, note, warn } from './context.js';

/** So many warnings of files are printed; of a whole catalogue their number is enough. */
const mostWarnings = 20;

/** The warnings of a run's files, each once. */
export class SomeWarnings {
  private readonly lines = new Set<string>();
  private more = 0;

  readonly add = (warnings: readonly FileWarning[]): void => {
    for (const line of warnings.map(warningText)) {
      if (this.lines.has(line)) continue;
      if (this.lines.size < mostWarnings) this.lines.add(line);
      else this.more++;
    }
  };

  print(): void {
    for (const line of this.lines) warn(line);
    if (this.more > 0) warn(`${grouped(this.more)} more warnings of this kind; --json has those of each spectrum`);
  }
}

/** @returns the number of spectra that failed */
export function summarise(
  { tally, estimate, selection }: Sample & { tally: Tally },
  classes: readonly string[],
  { out, json, isEstimated }: { out?: string; json?: boolean; isEstimated: boolean },
): number {
  if (estimate) notePrior(estimate);
  else if (isEstimated) warn('no spectrum has probabilities to estimate the shares of the classes from');
  if (selection) noteSelection(selection);
  const { rows, failed, undecided, leftOut, verdicts, untrainedBackground } = tally;
  const reasons = json ? 'see the field "error"' : 'see the column ERROR';
  const outcomes = [
    ...classes.map((name, k) => `${verdicts[k]} ${name}`),
    ...(undecided ? [`${undecided} without a verdict`] : []),
    ...(failed ? [`${failed} failed (${reasons})`] : []),
  ];
  // Without --out the table itself is on the screen.
  if (out) note(`${out}: ${rows} spectra: ${outcomes.join(', ')}`);
  else if (failed) note(`${failed} of ${rows} spectra failed: ${reasons}`);
  if (leftOut) note(`${leftOut} more spectra have fewer counts than --min-counts, and no row`);
  if (untrainedBackground)
    warn(
      `${untrainedBackground} of ${rows} spectra have a background above a tenth of their net counts, and the classifier was trained ` +
        'without one; one trained on libraries made with xsift simulate --background would do better on them',
    );
  return failed;
}

function notePrior({ prior, sd, spectra }: NonNullable<Sample['estimate']>): void {
  const shares = Object.keys(prior).map((name) => `${name} ${prior[name].toFixed(3)} +- ${sd[name].toFixed(3)}`);
  note(`prior estimated from ${spectra} spectra: ${shares.join(', ')}`);
}

/** Tells what is expected of the selection that --purity asks for. */
function noteSelection(selection: NonNullable<Sample['selection']>): void {
  const { name, wanted, selected, threshold, purity, completeness, highest } = selection;
  const column = `P_${name.toUpperCase()}`;
  if (selected === 0)
    warn(`no selection has an expected purity of ${wanted}: the highest ${column} is ${highest.toPrecision(4)}`);
  else
    note(
      `${column} from ${Number(threshold.toPrecision(7))} on: ${selected} selected, expected purity ` +
        `${purity.toFixed(4)}, expected completeness ${completeness.toFixed(4)}`,
    );
}

/** Says how a run that ended early goes on, if there is anything to go on with. */
export function noteUnfinished(out: string, done: number, total: number): void {
  if (done === 0 || !existsSync(`${out}.state`)) return;
  note(
    `${out}: ${grouped(done)} of ${grouped(total)} are done and kept (${out}.part); the same command with --resume goes on with the others`,
  );
}
