import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { FileError, ParameterError, systemReason, wordsFor, zlib } from '../../base/index.js';
import type { Source } from '../types.js';

/**
 * Largest size of an unpacked gzip file. As 1 kB of gzip can hold 1 MB, a small file could otherwise fill all memory.
 */
const largest = 2 ** 31;

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

/** The bytes of a file, unpacked if they are gzip, and the file's name for messages. */
export function loadBytes(source: Source): { file: string; bytes: Uint8Array } {
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ParameterError(
      'source',
      `source is ${wordsFor(source)}; a file's path or its bytes (a Uint8Array) are needed`,
    );
  const file = typeof source === 'string' ? source : '(bytes)';
  let bytes: Uint8Array;
  try {
    bytes = typeof source === 'string' ? readWhole(source) : source;
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { file, bytes };
  try {
    return { file, bytes: zlib().gunzipSync(bytes, { maxOutputLength: largest, chunkSize: bufferSize(bytes) }) };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new FileError(file, `gzip data are damaged or cut short (${reason}); fetch the file again`, { cause });
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
