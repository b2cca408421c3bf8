import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FileError } from '../index.js';

/** The kinds of files that commands write. */
export type OutputKind = 'FITS' | 'JSON' | 'text' | 'a classifier' | 'ONNX' | 'a zip file';

/**
 * Checks, before the work begins, that a result can be written. A file of the same kind is replaced, as when a command
 * is run again. Refused is what can only be a mistake: overwriting an input of the same command, or a file of another
 * kind (the shell turns `classify --out *.pha` into an output named like the first spectrum).
 *
 * @throws FileError saying why `file` cannot or should not be written.
 */
export function checkOutput(file: string, kind: OutputKind, inputs: readonly (string | undefined)[] = []): void {
  const status = statusOf(file);
  if (status?.isDirectory()) throw new FileError(file, 'cannot be written: is a folder, not a file');
  // A device or a pipe can be written to in any case.
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

/** @throws FileError if an output is an input of the same command */
export function checkInputs(file: string, inputs: readonly (string | undefined)[]): void {
  const status = statusOf(file);
  if (!status?.isFile()) return;
  for (const input of inputs) {
    const other = input === undefined ? undefined : statusOf(input);
    if (other?.ino === status.ino && other.dev === status.dev)
      throw new FileError(file, 'is an input of this command and would be overwritten; give --out another name');
  }
}

/**
 * Checks, before the work begins, that a folder of results can be made, and that nothing in it but results of an
 * earlier run would be replaced.
 *
 * @param result name of a file that the command writes there, and its kind
 * @throws FileError saying why the folder cannot or should not be used.
 */
export function checkFolder(
  folder: string,
  command: string,
  isResult: (name: string) => boolean,
  result: { name: string; kind: OutputKind },
): void {
  const isThere = existsSync(folder);
  if (isThere && !statSync(folder).isDirectory())
    throw new FileError(folder, 'is a file; give --out the name of a folder');
  const other = isThere && readdirSync(folder).find((name) => !isResult(name));
  if (other)
    throw new FileError(
      folder,
      `holds other things than results of ${command} (such as ${other}); give --out a folder of its own`,
    );
  checkOutput(isThere ? join(folder, result.name) : resolve(folder), result.kind);
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The kind of a file by its first bytes; undefined for an empty file, which any output may replace. */
function kindOf(file: string): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(16);
    const head = start.toString('latin1', 0, readSync(descriptor, start, {}));
    if (head === '') return undefined;
    if (head.startsWith('SIMPLE  =')) return 'FITS';
    if (head.startsWith('\x1f\x8b')) return 'gzip data';
    if (head.startsWith('PK\x03\x04')) return 'a zip file';
    if (head.includes('\x12\x05xsift')) return 'ONNX';
    if (head[8] === '{') return 'a classifier';
    if (head.startsWith('{\n')) return 'JSON';
    return 'text';
  } finally {
    closeSync(descriptor);
  }
}
