import { closeSync, fsyncSync, openSync, realpathSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { wordsFor } from './arguments.js';
import { FileError, ParameterError } from './errors.js';
import { randomHex } from './nodeModules.js';
import { systemReason } from './systemReason.js';

/**
 * Writes a file so that its name always has either the old content or all of the new: the content goes to a temporary
 * name in the same folder, is flushed to the disk and then renamed. A symbolic link stays a link, and the file that it
 * points to is replaced; a device or a pipe is written to directly. An iterable is written piece by piece, so it need
 * not fit in memory.
 *
 * @throws FileError if the file cannot be written; the temporary file is then gone. An error that the iterable throws
 *   comes through as it is, after the same cleaning up.
 */
export function atomicWrite(file: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const pieces =
    typeof content === 'string' ? [Buffer.from(content)] : content instanceof Uint8Array ? [content] : content;
  if (typeof pieces?.[Symbol.iterator] !== 'function')
    throw new ParameterError('content', `content is ${wordsFor(content)}; text or bytes are needed`);
  const made = new NewFile(file);
  try {
    for (const piece of pieces) made.write(piece);
    made.finish();
  } catch (error) {
    made.discard();
    throw error;
  }
}

/** As {@link atomicWrite}, for pieces that are produced asynchronously. */
export async function atomicWriteStream(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const made = new NewFile(file);
  try {
    for await (const piece of pieces) made.write(piece);
    made.finish();
  } catch (error) {
    made.discard();
    throw error;
  }
}

/** A file that is being written: it has its name only after `finish`. */
class NewFile {
  /** The final path, and the temporary one until then; a device or a pipe has no other. */
  readonly #target: string;
  readonly #path: string;
  readonly #descriptor: number;
  #isOpen = true;

  constructor(readonly file: string) {
    if (typeof file !== 'string') throw new ParameterError('file', `file is ${wordsFor(file)}; a path is needed`);
    const there = system(file, () => statSync(file, { throwIfNoEntry: false }));
    if (there?.isDirectory()) throw new FileError(file, 'cannot be written: is a folder, not a file');
    const isDirect = there !== undefined && !there.isFile();
    const target = there && !isDirect ? system(file, () => realpathSync(file)) : file;
    const temporary = `.${basename(target).slice(0, 200)}.${randomHex(6)}.tmp`;
    this.#target = target;
    this.#path = isDirect ? file : join(dirname(target), temporary);
    this.#descriptor = system(file, () => openSync(this.#path, isDirect ? 'w' : 'wx'));
  }

  write(piece: Uint8Array): void {
    if (!(piece instanceof Uint8Array))
      throw new ParameterError('content', `content holds ${wordsFor(piece)}; pieces of bytes (Uint8Array) are needed`);
    for (let done = 0; done < piece.length; )
      done += system(this.file, () => writeSync(this.#descriptor, piece, done, piece.length - done));
  }

  finish(): void {
    const isTemporary = this.#path !== this.#target;
    if (isTemporary) system(this.file, () => fsyncSync(this.#descriptor));
    this.#close();
    if (isTemporary) system(this.file, () => renameSync(this.#path, this.#target));
  }

  discard(): void {
    this.#close();
    if (this.#path === this.#target) return;
    try {
      unlinkSync(this.#path);
    } catch {
      // Another process has removed it; the error to report is the one that led here.
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

function system<T>(file: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new FileError(file, `cannot be written: ${systemReason(cause)}`, { cause });
  }
}
