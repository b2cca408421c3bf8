import {
  closeSync,
  copyFileSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FileError, MismatchError, systemReason } from '../../base/index.js';
import { addTally, emptyTally, type Tally } from '../tally.js';
import { lock } from './lock.js';
import { differences, type RunDescription, type RunState, readState, writeState } from './state.js';

/** What to do about an output that is there already, and about an unfinished run. */
export type IfExists = 'refuse' | 'overwrite' | 'resume' | 'append';

/** Flushing to the disk takes at most this share of a run's time. */
const SHARE = 0.05;

/** The output that a run writes: beside it, until it is complete, `.part` (what is done), `.state` (how far) and `.lock` (by whom). */
export class RunOutput {
  private descriptor = -1;
  /** ms: when the next state is due. */
  private due = 0;

  private constructor(
    /** As the user named it. */
    readonly file: string,
    /** The file itself, where that is a link. */
    readonly target: string,
    readonly state: RunState,
    private readonly release: () => void,
  ) {}

  /** Where rows are until the run is complete. */
  get part(): string {
    return `${this.target}.part`;
  }

  /** Where the table is that is made of them, until it has its name. */
  get made(): string {
    return `${this.target}.made`;
  }

  /**
   * Locks an output and finds out where its run begins.
   *
   * @param header of the rows that are written as they come
   * @param base whether an output that is there is copied for rows to be added (`append`), or read at the end
   * @throws FileError for an output that is there, or in work, and not to be touched; MismatchError for an unfinished run that is another
   */
  static open(
    file: string,
    given: { run: RunDescription; classes: number; header: string; ifExists: IfExists; copiesBase: boolean },
  ): RunOutput {
    const target = targetOf(file);
    const release = lock(target);
    try {
      const state = stateFor(file, target, given);
      const output = new RunOutput(file, target, state, release);
      output.begin(given);
      return output;
    } catch (error) {
      release();
      throw error;
    }
  }

  private begin({ header, copiesBase }: { header: string; copiesBase: boolean }): void {
    const { state, part } = this;
    if (this.isNamed) return;
    const isNew = state.sources === 0 && !state.isComplete;
    const isCopied = isNew && state.isAppended && copiesBase;
    this.system(() => {
      if (isCopied) this.copyBase(header);
      this.descriptor = openSync(part, isCopied || !isNew ? 'r+' : 'w');
      const { size } = statSync(part);
      if (!isNew && size < state.bytes)
        throw new FileError(
          part,
          `has ${size} bytes, but its run has written ${state.bytes}: it was changed or the disk lost some; begin anew with --overwrite`,
        );
      if (!isNew) ftruncateSync(this.descriptor, state.bytes);
      else if (isCopied) state.bytes = size;
      else {
        state.bytes = 0;
        this.write(header);
      }
    });
    this.save();
  }

  /** Whether all is done but to name the output, or to tidy up after that: the process ended in between. */
  get isNamed(): boolean {
    return this.state.isMade || (this.state.isComplete && !existsSync(this.part));
  }

  /** @throws MismatchError for a table of other columns */
  private copyBase(header: string): void {
    const start = Buffer.alloc(Buffer.byteLength(header));
    const descriptor = openSync(this.target, 'r');
    const length = readSync(descriptor, start, 0, start.length, 0);
    const { size } = statSync(this.target);
    const end = Buffer.alloc(1);
    if (size > 0) readSync(descriptor, end, 0, 1, size - 1);
    closeSync(descriptor);
    if (start.toString('utf8', 0, length) !== header || (size > 0 && end[0] !== 0x0a))
      throw new MismatchError(`${this.file} has other columns, or says that it is of another run`, {
        what: 'settings',
        expected: header,
        found: start.toString('utf8', 0, length),
        remedy:
          'rows can be added only to a table of the same columns, made with the same options; give --out another name',
      });
    copyFileSync(this.target, this.part);
  }

  add(rows: string, sources: number, tally: Tally): void {
    this.system(() => this.write(rows));
    this.state.sources += sources;
    addTally(this.state.tally, tally);
    if (performance.now() > this.due) this.save();
  }

  private write(rows: string): void {
    const bytes = Buffer.from(rows);
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.state.bytes + done);
    this.state.bytes += bytes.length;
  }

  /** All sources are done. */
  complete(): void {
    this.state.isComplete = true;
    this.save();
  }

  /** Flushes the rows and then says how many there are: what a state counts is on the disk. */
  save(): void {
    const begin = performance.now();
    this.system(() => fdatasyncSync(this.descriptor));
    writeState(`${this.target}.state`, this.state);
    const end = performance.now();
    this.due = end + (end - begin) / SHARE;
  }

  /** The table that was made of the rows stands in their place. */
  setMade(): void {
    this.state.isMade = true;
    this.save();
  }

  /** Gives the rows, or the table that was made of them, the output's name. */
  finish(): void {
    this.close();
    const complete = this.state.isMade ? this.made : this.part;
    if (existsSync(complete)) this.system(() => renameSync(complete, this.target));
    for (const name of [this.part, this.made, `${this.target}.state`]) rmSync(name, { force: true });
    this.release();
  }

  /** Keeps what is done, for a later run; of a run that did nothing, nothing. */
  stop(): void {
    if (this.descriptor >= 0 && this.state.sources > 0) this.save();
    this.close();
    if (!this.state.isMade) rmSync(this.made, { force: true });
    if (this.state.sources === 0 && !this.state.isComplete)
      for (const name of [this.part, `${this.target}.state`]) rmSync(name, { force: true });
    this.release();
  }

  private close(): void {
    if (this.descriptor >= 0) closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private system(call: () => void): void {
    try {
      call();
    } catch (cause) {
      if (cause instanceof FileError) throw cause;
      throw new FileError(this.file, `cannot be written: ${systemReason(cause)}`, { cause });
    }
  }
}

/** The file itself where the name is a link. @throws FileError for a folder, or a name in none */
export function targetOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status && !status.isFile())
    throw new FileError(file, 'cannot be written: is not a file; --out - writes to stdout');
  const target = status ? realpathSync(file) : resolve(file);
  if (!statSync(dirname(target), { throwIfNoEntry: false })?.isDirectory())
    throw new FileError(file, `cannot be written: there is no folder ${dirname(target)}`);
  return target;
}

/** The state of the unfinished run that goes on, or that of a new one. */
function stateFor(
  file: string,
  target: string,
  { run, classes, ifExists }: { run: RunDescription; classes: number; ifExists: IfExists },
): RunState {
  const isThere = existsSync(target);
  const fresh: RunState = {
    ...{ run: { ...run }, sources: 0, bytes: 0, tally: emptyTally(classes), isComplete: false, isMade: false },
    isAppended: ifExists === 'append' && isThere,
  };
  const part = `${target}.part`;
  if (ifExists === 'overwrite') {
    for (const name of [part, `${target}.made`, `${target}.state`]) rmSync(name, { force: true });
    return fresh;
  }
  const state = readState(`${target}.state`);
  if (state) {
    if (ifExists !== 'resume')
      throw new FileError(
        file,
        `has an unfinished run (${state.sources} sources are in ${part}); --resume goes on with it, --overwrite begins anew`,
      );
    const others = differences(state.run, run);
    if (others.length > 0)
      throw new MismatchError(`the unfinished run of ${file} is another one: ${others.join('; ')}`, {
        what: 'settings',
        expected: Object.values(state.run),
        found: Object.values(run),
        remedy: 'give it the same options, or begin anew with --overwrite',
      });
    return state;
  }
  if (isThere && ifExists === 'refuse')
    throw new FileError(
      file,
      'is there already; --overwrite replaces it, --append adds rows, or give --out another name',
    );
  if (isThere && ifExists === 'resume')
    throw new FileError(
      file,
      'is there already, and no unfinished run is beside it: there is nothing to resume; --overwrite makes it anew',
    );
  return fresh;
}
