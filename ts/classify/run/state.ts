import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  FileError,
  listOf,
  number,
  oneOf,
  parseFile,
  sha256,
  string,
  systemReason,
  truth,
  whole,
} from '../../base/index.js';

/** What decides on the bytes of a run's output: names with values, for people and for comparison. */
export type RunDescription = Readonly<Record<string, string>>;

/** @returns a hash of all names and values */
export function runDigest(run: RunDescription): string {
  const sorted = Object.entries(run).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256().update(JSON.stringify(sorted)).digest('hex');
}

/** In what two runs differ, in words; empty for the same run. */
export function differences(there: RunDescription, here: RunDescription): string[] {
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  return names
    .filter((name) => there[name] !== here[name])
    .map((name) => `${name} was ${there[name] ?? 'not given'}, now ${here[name] ?? 'not given'}`);
}

const tally = v.strictObject({
  rows: whole(),
  leftOut: whole(),
  verdicts: listOf(number()),
  undecided: whole(),
  failed: whole(),
  untrainedBackground: whole(),
});

const stateFile = v.strictObject({
  format: oneOf(['xsift unfinished run']),
  run: v.record(v.string(), v.string()),
  /** Sources that are done: those of the list's beginning. */
  sources: whole(),
  /** Length of their results in the unfinished output, with its header. */
  bytes: whole(),
  tally,
  /** Whether all sources are done. */
  isComplete: truth,
  /** Whether the table that is made of their results is written, and only to be named. */
  isMade: truth,
  /** Whether the output is added to a table that is there. */
  isAppended: truth,
  /** Hash of the run. */
  digest: string,
});

/** How far a run has come. */
export type RunState = Omit<v.InferOutput<typeof stateFile>, 'format' | 'digest'>;

const format = 'xsift unfinished run';

/** @returns undefined if there is none. @throws FileError for a file that is none */
export function readState(file: string): RunState | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new FileError(file, 'is not the state of a run (no JSON); --overwrite begins anew', { cause });
  }
  const { format: _, digest, ...state } = parseFile(stateFile, json, file);
  if (digest !== runDigest(state.run))
    throw new FileError(file, 'is damaged or was edited: its digest does not fit its content; --overwrite begins anew');
  return state;
}

/** Writes a state so that the file holds the old one or the new. */
export function writeState(file: string, state: RunState): void {
  const draft = `${file}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify({ format, ...state, digest: runDigest(state.run) }, null, 2)}\n`, {
      flush: true,
    });
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new FileError(file, `cannot be written: ${systemReason(cause)}`, { cause });
  }
}
