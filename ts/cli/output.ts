import { accessSync, closeSync, constants, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError } from '../index.js';

/** What a command writes. */
export type OutputKind = 'FITS' | 'JSON' | 'text';

/**
 * Checks before the work, not after it, that a result can be written. A file of the same kind is replaced, as by running a
 * command again; what can only be a slip is refused: writing over an input of the same command, or over a file of another
 * kind (`classify --out *.pha` puts the table in the place of the first spectrum).
 *
 * @throws FileError saying why `file` cannot or should not be written.
 */
export function checkOutput(file: string, kind: OutputKind, inputs: readonly (string | undefined)[] = []): void {
  const status = statusOf(file);
  if (status?.isDirectory()) throw new FileError(file, 'cannot be written: is a folder, not a file');
  // A device or a pipe takes anything.
  if (status && !status.isFile()) return;
  const folder = dirname(status ? realpathSync(file) : file);
  if (!statusOf(folder)?.isDirectory()) throw new FileError(file, `cannot be written: there is no folder ${folder}`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new FileError(file, `cannot be written: no permission to write in the folder ${folder}`, { cause });
  }
  if (!status) return;
  const isOutput = (input: string) => {
    const other = statusOf(input);
    return other?.ino === status.ino && other.dev === status.dev;
  };
  if (inputs.some((input) => input !== undefined && isOutput(input)))
    throw new FileError(file, 'is an input of this command and would be overwritten; give --out another name');
  const found = kindOf(file);
  if (found && found !== kind)
    throw new FileError(
      file,
      `is there already and holds ${found}, not ${kind}; give --out another name, or remove it first`,
    );
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Undefined for an empty file, which anything may replace. */
function kindOf(file: string): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(16);
    const text = start.toString('latin1', 0, readSync(descriptor, start, {}));
    if (text === '') return undefined;
    if (text.startsWith('SIMPLE  =')) return 'FITS';
    if (text.startsWith('\x1f\x8b')) return 'gzip data';
    if (text.startsWith('{\n')) return 'JSON';
    return 'text';
  } finally {
    closeSync(descriptor);
  }
}
