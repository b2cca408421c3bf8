import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { FileError, randomHex, systemReason } from '../../base/index.js';

/** Who writes an output. */
export interface Holder {
  host: string;
  pid: number;
  /** Of the machine's last start (Linux). */
  boot?: string;
  /** When the process began, in ticks since then (Linux): a number of a process is given again. */
  began?: string;
}

/** What this machine knows of processes. */
export interface Machine {
  host: string;
  boot?: string;
  /** `began` of a process ('' if the system does not say), undefined if there is none. */
  processOf(pid: number): string | undefined;
}

/**
 * Whether the holder of a lock still runs: 'gone' if it was a process of this machine that is no more; 'elsewhere' if it is one of
 * another machine, which nobody here can know.
 */
export function stateOf(holder: Holder, machine: Machine): 'running' | 'gone' | 'elsewhere' {
  if (holder.host !== machine.host) return 'elsewhere';
  if (holder.boot !== undefined && machine.boot !== undefined && holder.boot !== machine.boot) return 'gone';
  const began = machine.processOf(holder.pid);
  if (began === undefined) return 'gone';
  return holder.began && began && holder.began !== began ? 'gone' : 'running';
}

const thisMachine: Machine = {
  host: hostname(),
  boot: contentOf('/proc/sys/kernel/random/boot_id')?.trim(),
  processOf(pid) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    }
    // Field 22; the second is a name in brackets, which may hold anything.
    return (
      contentOf(`/proc/${pid}/stat`)
        ?.replace(/^.*\) /s, '')
        .split(' ')[19] ?? ''
    );
  },
};

/**
 * Locks an output, so that no second process writes it: a file beside it names host and process. The lock of a process of this machine that
 * is no more is taken over.
 *
 * @returns what releases it
 * @throws FileError if another process has it, with its name and the remedy
 */
export function lock(file: string, machine: Machine = thisMachine): () => void {
  const path = `${file}.lock`;
  const { host, boot } = machine;
  const own: Holder = { host, pid: process.pid, boot, began: machine.processOf(process.pid) };
  const content = JSON.stringify({ ...own, by: randomHex(8) });
  // Another process may take over the same stale lock at the same moment: one of the two then finds a new one.
  for (let tries = 0; tries < 5; tries++) {
    if (create(path, content)) return () => release(path, content);
    const there = contentOf(path);
    if (there === undefined) continue;
    const holder = holderIn(there);
    if (!holder || stateOf(holder, machine) !== 'gone') throw held(file, path, holder, machine);
    setAside(path, there);
  }
  throw new FileError(file, `cannot be locked: other processes take ${path} at the same time; try again`);
}

/** A file that comes into being with its content, or not at all. @returns whether it was made */
function create(path: string, content: string): boolean {
  const draft = `${path}.${randomHex(6)}`;
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems have no links.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS')
      return createPlain(path, content);
    throw new FileError(path, `cannot be written: ${systemReason(cause)}`, { cause });
  } finally {
    remove(draft);
  }
}

function createPlain(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new FileError(path, `cannot be written: ${systemReason(cause)}`, { cause });
  }
}

/** Removes a stale lock; one that another process has put in its place meanwhile is put back. */
function setAside(path: string, stale: string): void {
  const aside = `${path}.${randomHex(6)}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (contentOf(aside) !== stale) linkSync(aside, path);
  } catch {
    // A third process has locked it meanwhile.
  }
  remove(aside);
}

function release(path: string, content: string): void {
  if (contentOf(path) === content) remove(path);
}

function held(file: string, path: string, holder: Holder | undefined, machine: Machine): FileError {
  if (!holder) return new FileError(file, `is locked: ${path} names no process; if none writes ${file}, remove it`);
  const { host, pid } = holder;
  if (host === machine.host)
    return new FileError(file, `is being written by process ${pid} on this machine (${path}); wait for it, or stop it`);
  return new FileError(
    file,
    `is being written by process ${pid} on ${host} (${path}); if there is no such process any more, remove ${path}`,
  );
}

function holderIn(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Holder;
    return typeof holder?.host === 'string' && Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process has removed it.
  }
}
