import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { FileError, ParameterError, systemReason, wordsFor, zlib } from '../../base/index.js';
import { loadBytes } from '../../ogip/fits/source.js';

/** Bytes at the beginning by which formats are told apart; the header of a table may be longer. */
const headBytes = 2 ** 16;
const pieceBytes = 2 ** 18;

/** The bytes of a table, unpacked if they are gzip. */
export interface TableSource {
  /** Its name for messages. */
  readonly file: string;
  readonly head: Uint8Array;
  /** All bytes, in pieces; it can be called again. */
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Where bytes can be read at any place: a path, or the bytes themselves. */
  readonly random: string | Uint8Array;
}

/**
 * Opens a file or bytes. Of a regular file pieces are read when they are asked for; what comes through a pipe is kept in memory.
 *
 * @throws FileError if the file cannot be read or is empty.
 */
export async function openSource(input: string | Uint8Array): Promise<TableSource> {
  if (typeof input !== 'string' && !(input instanceof Uint8Array))
    throw new ParameterError(
      'input',
      `input is ${wordsFor(input)}; a file's path or its bytes (a Uint8Array) are needed`,
    );
  const isOnDisk = typeof input === 'string' && isRegular(input);
  const source = isOnDisk ? await onDisk(input) : inMemory(input);
  if (source.head.length === 0) throw new FileError(source.file, 'the file is empty');
  return source;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function isRegular(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

function inMemory(input: string | Uint8Array): TableSource {
  const { file, bytes } = loadBytes(input);
  return { file, head: bytes.subarray(0, headBytes), random: bytes, pieces: () => piecesOf(bytes) };
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function onDisk(file: string): Promise<TableSource> {
  const start = startOf(file);
  if (!isGzip(start))
    return {
      file,
      head: start,
      random: file,
      pieces: () => failing(file, createReadStream(file, { highWaterMark: pieceBytes })),
    };
  const pieces = () =>
    failing(file, createReadStream(file, { highWaterMark: pieceBytes }).compose(zlib().createGunzip()));
  const first: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces()) {
    first.push(piece);
    if ((length += piece.length) >= headBytes) break;
  }
  // A packed file has to be unpacked as a whole to be read at any place.
  return {
    file,
    head: Buffer.concat(first).subarray(0, headBytes),
    pieces,
    get random() {
      return loadBytes(file).bytes;
    },
  };
}

function startOf(file: string): Uint8Array {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = new Uint8Array(headBytes);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, headBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

async function* failing(file: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (cause) {
    const isPacked = String((cause as NodeJS.ErrnoException).code).startsWith('Z_');
    const reason = isPacked
      ? `gzip data are damaged or cut short (${(cause as Error).message}); fetch the file again`
      : `cannot be read: ${systemReason(cause)}`;
    throw new FileError(file, reason, { cause });
  }
}

/** The text of a source in pieces, without byte order mark. @throws FileError for bytes that are no UTF-8 */
export async function* textPieces(source: TableSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new FileError(source.file, 'is not text in UTF-8; convert it: iconv -f latin1 -t utf-8', { cause });
    }
  };
  for await (const bytes of source.pieces()) yield decode(bytes);
  yield decode();
}
