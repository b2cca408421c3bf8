import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FileError } from '../base/index.js';
import type { FileWarnings } from './repairs.js';
import type { Pha } from './types.js';

/** A keyword of a spectrum that names another file, and the option that names one in its place. */
export type FileKeyword = 'RESPFILE' | 'ANCRFILE' | 'BACKFILE';
const optionOf = { RESPFILE: 'rmf', ANCRFILE: 'arf', BACKFILE: 'background' } as const;

/** Where `xsift fakeit` says from where it took a file that lay in another folder; the path begins at that of the spectrum. */
export const pathKeyword = { RESPFILE: 'XSRMF', ANCRFILE: 'XSARF' } as const;

/** A file, and the number in braces behind its name. */
export interface Located {
  path: string;
  number?: number;
}

/** Divides `x.rsp{2}`. */
export const parseName = (name: string): Located => {
  const match = /^(.*?)\s*\{(\d+)\}$/.exec(name);
  return match ? { path: match[1], number: Number(match[2]) } : { path: name };
};

export const withoutGzip = (path: string): string => path.replace(/\.gz$/i, '');
export const isFile = (path: string): boolean => statusOf(path)?.isFile() ?? false;

/**
 * The status of a file, undefined if there is none. A name from a header may be no valid path at all (too long, or with
 * a zero byte); then there is no such file either.
 */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Finds the file that a keyword of a spectrum names, gzip or not: where the keyword says, seen from the folder of the spectrum; else
 * beside the spectrum under the last part of its name, because many headers hold the path of the machine that they were made on; else
 * where `xsift fakeit` took it from.
 *
 * @throws FileError with the keyword, all paths that were tried and the option to use instead
 */
export function findNamed(pha: Pha, keyword: FileKeyword, inFile: string, warnings: FileWarnings): Located {
  const { path, number } = parseName(inFile);
  const folder = dirname(pha.file);
  // Headers of other systems have their separators.
  const beside = join(folder, basename(path.replaceAll('\\', '/')));
  const origin = keyword === 'BACKFILE' ? undefined : pha.header.string(pathKeyword[keyword]);
  const places = [resolve(folder, path), resolve(beside), ...(origin === undefined ? [] : [resolve(folder, origin)])];
  const tried = places.flatMap((place) => [place, `${place}.gz`, withoutGzip(place)]);
  const found = tried.find(isFile);
  if (found === undefined)
    throw new FileError(
      pha.file,
      `${keyword} is ${inFile}, but there is no such file (tried ${[...new Set(tried)].join(', ')}); ` +
        `name the file with --${optionOf[keyword]} (option ${optionOf[keyword]}), or say none to do without it`,
    );
  if (withoutGzip(found) === withoutGzip(places[1]) && withoutGzip(places[1]) !== withoutGzip(places[0]))
    warnings.add(
      'file-beside',
      `${keyword} is ${inFile}, where there is no file; ${found}, beside the spectrum, is used`,
    );
  return { path: found, number };
}
