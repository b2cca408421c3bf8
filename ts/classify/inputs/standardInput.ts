import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { FileError, stream, zlib } from '../../base/index.js';

export const standardInputName = '(standard input)';

/** Most bytes of a PHA file or a list on standard input: more is no such thing. */
const most = 2 ** 31 - 1;

/** What bytes are by their beginning. */
export type Content = 'fits' | 'tar' | 'gzip' | 'other';

/** The header of a tar archive: `ustar` at its place, or (in the oldest form) the sum of its bytes. */
function isTar(start: Uint8Array): boolean {
  if (start.length < 512) return false;
  const header = Buffer.from(start.buffer, start.byteOffset, 512);
  if (header.toString('latin1', 257, 262) === 'ustar') return true;
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return header[0] !== 0 && Number.parseInt(header.toString('latin1', 148, 156), 8) === sum;
}

export function contentOf(start: Uint8Array): Content {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (Buffer.from(start.subarray(0, 9)).toString('latin1') === 'SIMPLE  =') return 'fits';
  return isTar(start) ? 'tar' : 'other';
}

/** Bytes as they come, unpacked if they are gzip, and what they are. */
export interface Unpacked {
  content: Exclude<Content, 'gzip'>;
  bytes: AsyncIterable<Uint8Array>;
}

/** @throws FileError for damaged gzip data, when the bytes are read */
export async function unpacked(given: AsyncIterable<Uint8Array>, file: string): Promise<Unpacked> {
  const packed = await peeked(given);
  if (contentOf(packed.start) !== 'gzip') return { content: contentOf(packed.start) as 'other', bytes: packed.bytes };
  const { start, bytes } = await peeked(gunzipped(packed.bytes, file));
  const content = contentOf(start);
  return { content: content === 'gzip' ? 'other' : content, bytes };
}

async function* gunzipped(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const gunzip = zlib().createGunzip();
  const source = stream().Readable.from(bytes, { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    const reason = (cause as Error).message;
    throw new FileError(file, `gzip data are damaged or cut short (${reason}); fetch the file again`, { cause });
  } finally {
    source.destroy();
  }
}

/** The first 512 bytes (fewer at the end), and all bytes with these. */
async function peeked(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < 512) {
    const { value, done } = await iterator.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  async function* whole() {
    if (start.length > 0) yield start;
    try {
      for (let { value, done } = await iterator.next(); !done; { value, done } = await iterator.next()) yield value;
    } finally {
      await iterator.return?.();
    }
  }
  return { start, bytes: whole() };
}

/** All bytes in one array. @throws FileError where these are too many for a list or a spectrum */
export async function gathered(bytes: AsyncIterable<Uint8Array>, file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > most)
      throw new FileError(file, `holds more than ${most} bytes; write them to a file and give its path`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** What a file holds, by its beginning, unpacked if it is gzip; `other` if it cannot be read. */
export function contentOfFile(file: string): Exclude<Content, 'gzip'> {
  const start = new Uint8Array(2 ** 16);
  let length = 0;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, start, 0, start.length, 0);
    } finally {
      closeSync(descriptor);
    }
    const content = contentOf(start.subarray(0, length));
    if (content !== 'gzip') return content;
    const { gunzipSync, constants } = zlib();
    const inner = gunzipSync(start.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    const unpackedContent = contentOf(inner);
    return unpackedContent === 'gzip' ? 'other' : unpackedContent;
  } catch {
    return 'other';
  }
}

/** The bytes of a file as they come. */
export const fileStream = (file: string): AsyncIterable<Uint8Array> =>
  createReadStream(file, { highWaterMark: 2 ** 18 });
