import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { FileError, ParameterError, systemReason, wordsFor, zlib } from '../../base/index.js';
import type { Source } from '../types.js';

/**
 * Largest size of an unpacked gzip file. As 1 kB of gzip can hold 1 MB, a small file could otherwise fill all memory.
 */
const largest = 2 ** 31;

/** What is called for in messages when something else was given. */
const sourceWords = "a file's path or its bytes (a Uint8Array, an ArrayBuffer, or { file, bytes }) are needed";

/** The bytes of a file, unpacked if they are gzip, and the file's name for messages. */
export function loadBytes(source: Source): { file: string; bytes: Uint8Array } {
  const { file, bytes } = typeof source === 'string' ? { file: source, bytes: readPath(source) } : givenBytes(source);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes };
  try {
    return { file, bytes: zlib().gunzipSync(bytes, { maxOutputLength: largest }) };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new FileError(file, `gzip data are damaged or cut short (${reason}); fetch the file again`, { cause });
  }
}

/** Bytes that were given instead of a path, without a copy, and their name. */
export function givenBytes(source: Exclude<Source, string>): { file: string; bytes: Uint8Array } {
  // A Blob has a method of the name `bytes`.
  const isBlob = typeof Blob !== 'undefined' && (source as unknown) instanceof Blob;
  const isNamed = !isBlob && typeof source === 'object' && source !== null && 'bytes' in source;
  const { file, bytes } = isNamed ? source : { file: '(bytes)', bytes: source };
  if (typeof file === 'string' && bytes instanceof Uint8Array) return { file, bytes };
  if (typeof file === 'string' && bytes instanceof ArrayBuffer) return { file, bytes: new Uint8Array(bytes) };
  throw new ParameterError(
    'source',
    `source is ${wordsFor(source)}; ${isBlob ? `${sourceWords}: await blob.arrayBuffer()` : sourceWords}`,
  );
}

/** Whether a file begins as gzip files do. @throws FileError if it cannot be read */
export function isGzip(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const start = new Uint8Array(2);
      return readSync(descriptor, start, 0, 2, 0) === 2 && start[0] === 0x1f && start[1] === 0x8b;
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

function readPath(file: string): Uint8Array {
  try {
    return readWhole(file);
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

/**
 * Reads a file of any size. Node cannot read files of 2 GiB or more in one call, and a library of a million spectra is
 * larger.
 */
function readWhole(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    // A pipe is reported with size 0.
    if (size < largest) return readFileSync(descriptor);
    const bytes = new Uint8Array(size);
    let done = 0;
    for (let read = 1; read > 0 && done < size; done += read)
      read = readSync(descriptor, bytes, done, Math.min(size - done, 2 ** 30), done);
    return bytes.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}
