import type { FileWarning } from '../ogip/index.js';
import type { Concludable } from './conclude.js';

/** Numbers of results, for a summary. */
export interface Tally {
  rows: number;
  /** Spectra that were left out, as they have too few counts. */
  leftOut: number;
  /** Of each class. */
  verdicts: number[];
  /** Without an error and without a verdict. */
  undecided: number;
  failed: number;
  /** With the flag `trained-without-background`. */
  untrainedBackground: number;
}

export const emptyTally = (classes: number): Tally => ({
  ...{ rows: 0, leftOut: 0, verdicts: new Array(classes).fill(0) },
  ...{ undecided: 0, failed: 0, untrainedBackground: 0 },
});

export function countVerdict(tally: Tally, { verdict, error, flags }: Concludable, classes: readonly string[]): void {
  tally.rows++;
  if (error !== undefined) tally.failed++;
  else if (verdict === undefined) tally.undecided++;
  else tally.verdicts[classes.indexOf(verdict)]++;
  if (flags.includes('trained-without-background')) tally.untrainedBackground++;
}

export function addTally(sum: Tally, more: Tally): void {
  for (const name of ['rows', 'leftOut', 'undecided', 'failed', 'untrainedBackground'] as const)
    sum[name] += more[name];
  for (const [k, number] of more.verdicts.entries()) sum.verdicts[k] += number;
}

/** The different warnings of some results. */
export function distinctWarnings(lists: Iterable<readonly FileWarning[]>): FileWarning[] {
  const found = new Map<string, FileWarning>();
  for (const list of lists) for (const warning of list) found.set(`${warning.file} ${warning.name}`, warning);
  return [...found.values()];
}
