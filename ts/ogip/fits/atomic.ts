import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileError, ParameterError, wordsFor } from '../../native/index.js';
import { systemReason } from './source.js';

/**
 * Writes a file so that its name holds either the old content or all of the new: to a temporary name in the same
 * folder, flushed to the disk, then renamed. A symbolic link stays one, and what it points to is replaced; a device or
 * a pipe is written to directly. An iterable is written piece by piece, so it need not fit in memory.
 *
 * @throws FileError if the file cannot be written; the temporary file is then gone. An error that the iterable throws
 *   comes through as it is, after the same cleaning up.
 */
export function atomicWrite(file: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const pieces =
    typeof content === 'string' ? [Buffer.from(content)] : content instanceof Uint8Array ? [content] : content;
  if (typeof file !== 'string') throw new ParameterError('file', `file is ${wordsFor(file)}; a path is needed`);
  if (typeof pieces?.[Symbol.iterator] !== 'function')
    throw new ParameterError('content', `content is ${wordsFor(content)}; text or bytes are needed`);
  const there = system(file, () => statSync(file, { throwIfNoEntry: false }));
  if (there?.isDirectory()) throw new FileError(file, 'cannot be written: is a folder, not a file');
  if (there && !there.isFile()) {
    writeTo(file, file, 'w', pieces);
    return;
  }
  const target = there ? system(file, () => realpathSync(file)) : file;
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeTo(file, temporary, 'wx', pieces);
    system(file, () => renameSync(temporary, target));
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made; the error to report is the one that brought us here.
    }
    throw error;
  }
}

function writeTo(file: string, path: string, mode: 'w' | 'wx', pieces: Iterable<Uint8Array>): void {
  const descriptor = system(file, () => openSync(path, mode));
  try {
    for (const piece of pieces) {
      if (!(piece instanceof Uint8Array))
        throw new ParameterError(
          'content',
          `content holds ${wordsFor(piece)}; pieces of bytes (Uint8Array) are needed`,
        );
      for (let done = 0; done < piece.length; )
        done += system(file, () => writeSync(descriptor, piece, done, piece.length - done));
    }
    if (mode === 'wx') system(file, () => fsyncSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

function system<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new FileError(file, `cannot be written: ${systemReason(cause)}`, { cause });
  }
}
