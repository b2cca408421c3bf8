import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { FileError, systemReason } from '../../base/index.js';
import { parseName } from '../../ogip/findFile.js';
import type { SpectrumSource } from './types.js';

/** The bytes of a list of files, and what its names are relative to. */
export interface ListBytes {
  /** Name in messages. */
  file: string;
  bytes: Uint8Array;
  /** The folder of the list, or empty: names are as they are. */
  folder: string;
}

/** @throws FileError if the list cannot be read */
export function readList(file: string): ListBytes {
  try {
    return { file, bytes: readFileSync(file), folder: dirname(file) };
  } catch (cause) {
    throw new FileError(file, `the list cannot be read: ${systemReason(cause)}`, { cause });
  }
}

/** A name of a list as a path: relative names are seen from the folder of the list. `none` is no name. */
export const inFolder = (folder: string, name: string): string =>
  folder === '' || folder === '.' || isAbsolute(name) || name.toLowerCase() === 'none' ? name : join(folder, name);

/** A spectrum by its name, which may end with the row of a type II file as in XSPEC: `x.pha{3}`. */
export function namedSource(name: string): SpectrumSource {
  const { path, number } = parseName(name);
  return number === undefined ? { file: name } : { file: path, row: number };
}

/**
 * The files of a plain list, one a line, or one before each NUL: names may hold blanks. Empty lines are passed over, and so are lines
 * that begin with # (write ./# for a file of such a name), but not with NUL. A list of 300,000 names is one array of bytes and is
 * divided as it is gone through.
 */
export function* plainList({ file, bytes, folder }: ListBytes, nul: boolean): Generator<SpectrumSource> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hasMark = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  for (let at = hasMark ? 3 : 0, line = 1; at < buffer.length; line++) {
    const next = buffer.indexOf(nul ? 0 : 10, at);
    const end = next < 0 ? buffer.length : next;
    const name = buffer.toString('utf8', at, !nul && buffer[end - 1] === 13 ? end - 1 : end);
    at = end + 1;
    if (!nul && name.includes('\0'))
      throw new FileError(
        file,
        `line ${line} holds a NUL: is it a list with NUL after each name (-0), or no list at all?`,
      );
    if (name !== '' && (nul || !name.startsWith('#'))) yield namedSource(inFolder(folder, name));
  }
}
