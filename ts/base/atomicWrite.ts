import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { wordsFor } from './arguments.js';
import { FileError, ParameterError } from './errors.js';
import { randomHex } from './nodeModules.js';
import { systemReason } from './systemReason.js';

/** Bytes that take the place of others, which were written before: `at` counts from the beginning of the file. */
export interface Overwrite {
  at: number;
  bytes: Uint8Array;
}

type Piece = Uint8Array | Overwrite;

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
  atomicWritePieces(file, pieces);
}

/** As {@link atomicWrite}; what is overwritten must lie in a file, see {@link canOverwrite}. */
export function atomicWritePieces(file: string, pieces: Iterable<Piece>): void {
  const made = new NewFile(file);
  try {
    for (const piece of pieces) made.write(piece);
    made.finish();
  } catch (error) {
    made.discard();
    throw error;
  }
}

/** As {@link atomicWritePieces}, for pieces that are produced asynchronously. */
export async function atomicWriteStream(file: string, pieces: AsyncIterable<Piece>): Promise<void> {
  const made = new NewFile(file);
  try {
    for await (const piece of pieces) made.write(piece);
    made.finish();
  } catch (error) {
    made.discard();
    throw error;
  }
}

/** Whether {@link Overwrite} is possible: not in a device or a pipe. A path that cannot be written is refused later. */
export function canOverwrite(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return true;
  }
}

/**
 * Writes pieces to a temporary file, which is gone when the work is done, and gives its bytes to `use`.
 *
 * @param file what the bytes are meant for; the temporary file lies in the same folder, for a device or a pipe in that of the system
 * @throws FileError if the temporary file cannot be written, and what the pieces and `use` throw
 */
export async function spooled(
  file: string,
  pieces: AsyncIterable<Piece>,
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const made = new NewFile(canOverwrite(file) ? file : join(tmpdir(), basename(file)));
  try {
    for await (const piece of pieces) made.write(piece);
    await use(createReadStream(made.path));
  } finally {
    made.discard();
  }
}

/** A file that is being written: it has its name only after `finish`. */
class NewFile {
  /** The final path. */
  readonly #target: string;
  /** The temporary one; that of a device or a pipe is final. */
  readonly path: string;
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
    this.path = isDirect ? file : join(dirname(target), temporary);
    this.#descriptor = system(file, () => openSync(this.path, isDirect ? 'w' : 'wx'));
  }

  write(piece: Piece): void {
    const { at, bytes } = piece instanceof Uint8Array ? { at: undefined, bytes: piece } : piece;
    if (!(bytes instanceof Uint8Array))
      throw new ParameterError('content', `content holds ${wordsFor(piece)}; pieces of bytes (Uint8Array) are needed`);
    for (let done = 0; done < bytes.length; ) {
      const place = at === undefined ? null : at + done;
      done += system(this.file, () => writeSync(this.#descriptor, bytes, done, bytes.length - done, place));
    }
  }

  finish(): void {
    const isTemporary = this.path !== this.#target;
    if (isTemporary) system(this.file, () => fsyncSync(this.#descriptor));
    this.#close();
    if (isTemporary) system(this.file, () => renameSync(this.path, this.#target));
  }

  discard(): void {
    this.#close();
    if (this.path === this.#target) return;
    try {
      unlinkSync(this.path);
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
