import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { FileError, ParameterError, systemReason, wordsFor, zlib } from '../../base/index.js';
import type { Source } from '../types.js';

/**
 * Largest size of an unpacked gzip file. As 1 kB of gzip can hold 1 MB, a small file could otherwise fill all memory.
 */
const largest = 2 ** 31;

/** What is called for in messages when something else was given. */
const sourceWords = "a file's path or its bytes (a Uint8Array, an ArrayBuffer, or { file, bytes }) are needed";

/** No gzip data unpack to more than this times their size (zlib's documentation, "Maximum Compression Factor"). */
const mostExpansion = 1032;

/**
 * Size of the buffers to unpack into: one that holds all where the last four bytes (ISIZE, RFC 1952) tell the truth. They are a hint
 * and not believed: a small file never makes a large buffer, and what does not fit goes into further ones.
 */
function bufferSize(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const said = bytes.length < 18 ? 0 : view.getUint32(bytes.length - 4, true);
  // zlib asks for another buffer when one is just full.
  return Math.min(Math.max(said + 64, 2 ** 16), mostExpansion * bytes.length, largest - 1);
}

/** The bytes of a file. */
export interface LoadedBytes {
  /** Its name for messages. */
  file: string;
  bytes: Uint8Array;
  /** Whether nobody else has these bytes, so that they may be changed. */
  isOwn: boolean;
}

/** A file whose bytes were read, gzip or not. */
export interface PackedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Whether the next file is read into the same memory. */
  readonly isScratch: boolean;
}

/** Reads a file as it is. @throws FileError if it cannot be read. */
export function readPacked(file: string): PackedFile {
  try {
    return { file, ...packedBytes(file) };
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

/** The bytes of a file, unpacked if they are gzip. */
export function loadBytes(source: Source): LoadedBytes {
  if (typeof source === 'string') return unpacked(readPacked(source), true);
  return unpacked({ ...givenBytes(source), isScratch: false }, false);
}

/** @param isOwn whether nobody else has the packed bytes */
export function unpacked({ file, bytes, isScratch }: PackedFile, isOwn: boolean): LoadedBytes {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes: isScratch ? bytes.slice() : bytes, isOwn };
  try {
    const whole = zlib().gunzipSync(bytes, { maxOutputLength: largest, chunkSize: bufferSize(bytes) });
    return { file, bytes: whole, isOwn: true };
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

/**
 * What gzip files of up to this size are read into: packed bytes are needed for a moment, and fresh memory for those of each file takes
 * as long as to read them.
 */
let scratch = new Uint8Array(0);
const largestScratch = 2 ** 24;

function packedBytes(file: string): Omit<PackedFile, 'file'> {
  if (!/\.gz$/i.test(file)) return { bytes: readWhole(file), isScratch: false };
  const descriptor = openSync(file, 'r');
  try {
    const status = fstatSync(descriptor);
    const { size } = status;
    if (!status.isFile() || size === 0 || size >= largestScratch)
      return { bytes: readDescriptor(descriptor), isScratch: false };
    if (scratch.length <= size) scratch = new Uint8Array(Math.max(2 * size, 2 ** 20));
    let done = 0;
    // One byte more than said: a file that grows is read as far as it goes below.
    for (let read = 1; read > 0 && done <= size; done += read)
      read = readSync(descriptor, scratch, done, size + 1 - done, done);
    if (done > size) return { bytes: readDescriptor(descriptor), isScratch: false };
    return { bytes: scratch.subarray(0, done), isScratch: true };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a file of any size. Node cannot read files of 2 GiB or more in one call, and a library of a million spectra is
 * larger.
 */
function readWhole(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    return readDescriptor(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readDescriptor(descriptor: number): Uint8Array {
  const { size } = fstatSync(descriptor);
  // A pipe is reported with size 0.
  if (size < largest) return readFileSync(descriptor);
  const bytes = new Uint8Array(size);
  let done = 0;
  for (let read = 1; read > 0 && done < size; done += read)
    read = readSync(descriptor, bytes, done, Math.min(size - done, 2 ** 30), done);
  return bytes.subarray(0, done);
}
