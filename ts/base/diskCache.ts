import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsFor } from './arguments.js';
import { FileError, ParameterError } from './errors.js';
import { randomHex, sha256 } from './nodeModules.js';
import { systemReason } from './systemReason.js';

/** What entries look like; another version finds none of this one. */
const format = 'xsift-cache-1';

const hashOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = sha256();
  // The lengths keep apart what would run together.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
};

/**
 * Small results that later runs take from a folder instead of making them anew. Any number of processes may use one folder: an
 * entry is written under a name of its own and renamed, and all that write it write the same. An entry that is damaged or cut short (its
 * checksum says so) counts as none and is written again; any entry may be deleted at any time.
 */
export class DiskCache {
  constructor(readonly folder: string) {
    if (typeof folder !== 'string' || folder === '')
      throw new ParameterError('cache', `cache is ${wordsFor(folder)}; the path of a folder is needed`);
  }

  /** @param parts what the result depends on: all that would change it, its kind and its form too */
  static key(...parts: (string | Uint8Array)[]): string {
    return hashOf(format, ...parts);
  }

  /** The text of an entry; undefined if there is none. */
  read(key: string): string | undefined {
    let content: string;
    try {
      content = readFileSync(this.#place(key).file, 'utf8');
    } catch {
      // That it cannot be read is no reason to fail: it is made anew, and writing it tells what is wrong.
      return undefined;
    }
    const end = content.indexOf('\n');
    const text = content.slice(end + 1);
    return end > 0 && content.slice(0, end) === hashOf(key, text) ? text : undefined;
  }

  /** @throws FileError if the folder cannot be written to. */
  write(key: string, text: string): void {
    const { folder, file } = this.#place(key);
    const temporary = `${file}.${randomHex(6)}`;
    try {
      mkdirSync(folder, { recursive: true });
      try {
        writeFileSync(temporary, `${hashOf(key, text)}\n${text}`);
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    } catch (cause) {
      const remedy = 'name another folder with --cache (option cache), or do without';
      throw new FileError(this.folder, `cannot be used as a cache: ${systemReason(cause)}; ${remedy}`, { cause });
    }
  }

  /** Folders of at most some thousand entries each, for the file systems that are slow with more. */
  #place(key: string): { folder: string; file: string } {
    const folder = join(this.folder, key.slice(0, 2));
    return { folder, file: join(folder, key.slice(2, 34)) };
  }
}
