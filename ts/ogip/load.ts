import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkOptions, FileError, MismatchError, ParameterError, wordsFor } from '../base/index.js';
import { readArf } from './arf.js';
import { checkChannels } from './channelCounts.js';
import { named } from './extensions.js';
import { readPha, readSpectrumFile } from './pha.js';
import { type FileWarning, refuseIfStrict } from './repairs.js';
import { readRmf } from './rmf.js';
import type { Arf, Pha, Rmf } from './types.js';

/** Files to use in place of those that the spectrum names; `none` leaves a file out. */
export interface LoadOptions {
  rmf?: string;
  arf?: string;
  background?: string;
  /** Number of the spectrum in a type II file, from 1. */
  row?: number;
  /** Refuse files that are not as they should be ({@link repairs}) instead of reading them with a warning. */
  strict?: boolean;
}

/** A spectrum with its background and response. A field is absent if neither the file nor the caller names it. */
export interface LoadedSpectrum {
  readonly pha: Pha;
  readonly background?: Pha;
  readonly rmf?: Rmf;
  readonly arf?: Arf;
  /** The warnings of all its files. */
  readonly warnings?: readonly FileWarning[];
}

/**
 * Reads a spectrum and the files named by its RESPFILE, ANCRFILE and BACKFILE. Names are relative to the folder of the
 * spectrum; a file with or without .gz is found whichever the keyword names. A number in braces (`x.rsp{2}`) selects a
 * matrix (by EXTVER) or a row, from 1. Of several matrices without a number, the one for the time of the spectrum is taken (see
 * {@link readRmf}). If BACKFILE names the file itself or nothing, the background extension of the file is used,
 * if there is one.
 *
 * A few responses are kept for later calls, as long as their files do not change; do not modify them.
 *
 * @param file path of a PHA file, gzip or not
 * @returns the spectrum with its background, RMF and ARF, as far as there are any
 * @throws FileError if a file cannot be read, or a named file does not exist: the message has the keyword, the paths
 *   that were tried and the option to use instead. MismatchError if the background has other channels than the
 *   spectrum, or the spectrum other channels than the RMF.
 */
export function loadSpectrum(file: string, options: LoadOptions = {}): LoadedSpectrum {
  checkOptions(options);
  return loadCompanions(readPha(file, { row: options.row }), options);
}

/** The files that belong to a spectrum; see {@link loadSpectrum}. */
export function loadCompanions(pha: Pha, options: LoadOptions = {}): LoadedSpectrum {
  const rmf = locate(pha, 'RESPFILE', pha.respFile, 'rmf', options.rmf);
  const arf = locate(pha, 'ANCRFILE', pha.ancrFile, 'arf', options.arf);
  const files = {
    pha,
    background: loadBackground(pha, options.background),
    rmf: rmf && loadRmf(rmf, pha.time),
    arf: arf && cached('arf', arf, () => readArf(arf.path)),
  };
  const warnings = Object.values(files).flatMap((file) => file?.warnings ?? []);
  if (files.rmf)
    for (const spectrum of [pha, files.background]) if (spectrum) warnings.push(...checkChannels(spectrum, files.rmf));
  refuseIfStrict(options.strict, warnings);
  return { ...files, warnings };
}

/** A file, and the number in braces behind its name. */
interface Located {
  path: string;
  number?: number;
}

const parseName = (name: string): Located => {
  const match = /^(.*?)\s*\{(\d+)\}$/.exec(name);
  return match ? { path: match[1], number: Number(match[2]) } : { path: name };
};

const withoutGzip = (path: string): string => path.replace(/\.gz$/i, '');
const isFile = (path: string): boolean => statusOf(path)?.isFile() ?? false;

/**
 * The status of a file, undefined if there is none. A name from a header may be no valid path at all (too long, or with
 * a zero byte); then there is no such file either.
 */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

type Keyword = 'RESPFILE' | 'ANCRFILE' | 'BACKFILE';

function locate(
  pha: Pha,
  keyword: Keyword,
  inFile: string | undefined,
  option: keyof LoadOptions,
  given: string | undefined,
): Located | undefined {
  if (given !== undefined) {
    if (typeof given !== 'string')
      throw new ParameterError(option, `option ${option} is ${wordsFor(given)}; the path of a file is needed, or none`);
    const name = named(given);
    return name === undefined ? undefined : isFile(name) ? { path: name } : parseName(name);
  }
  if (inFile === undefined) return undefined;
  const { path, number } = parseName(inFile);
  const wanted = resolve(dirname(pha.file), path);
  const tried = [...new Set([wanted, `${wanted}.gz`, withoutGzip(wanted)])];
  const found = tried.find(isFile);
  if (found) return { path: found, number };
  throw new FileError(
    pha.file,
    `${keyword} is ${inFile}, but there is no such file (tried ${tried.join(', ')}); ` +
      `name the file with --${option} (option ${option}), or say none to do without it`,
  );
}

function loadBackground(pha: Pha, given: string | undefined): Pha | undefined {
  const isItself = (path: string) =>
    withoutGzip(resolve(path)) === withoutGzip(resolve(pha.file)) ||
    (isFile(path) && realpathSync(path) === realpathSync(pha.file));
  const name = parseName(String(given ?? pha.backFile ?? ''));
  const path = given === undefined ? resolve(dirname(pha.file), name.path) : name.path;
  let background: Pha | undefined;
  if (given === undefined && pha.backFile === undefined) {
    background = pha.background;
  } else if (named(name.path) && name.number === undefined && isItself(path)) {
    background = pha.background;
    if (!background)
      throw new FileError(
        pha.file,
        'BACKFILE is the file itself, but it has no second SPECTRUM extension with HDUCLAS2 = BKG; ' +
          'name the background with --background (option background), or say none to do without it',
      );
  } else {
    const located = locate(pha, 'BACKFILE', pha.backFile, 'background', given);
    // The background of row n of a type II file is row n of another one, unless BACKFILE names another row.
    background = located && readSpectrumFile(located.path, located.number, pha.row);
  }
  if (background) checkSameChannels(pha, background);
  return background;
}

function checkSameChannels(pha: Pha, background: Pha): void {
  const { channel } = background;
  if (channel.length === pha.channel.length && channel.every((number, i) => number === pha.channel[i])) return;
  const range = ({ channel }: Pha) => `${channel.length} channels, ${channel[0]} to ${channel[channel.length - 1]}`;
  const [expected, found] = [range(pha), range(background)];
  throw new MismatchError(`${pha.file} has ${expected}, its background ${background.file} ${found}`, {
    what: 'channels',
    expected,
    found,
    remedy: 'they must be the same',
  });
}

/** The matrix with the number behind the name of the file; of several without a number, that of the time of the spectrum. */
function loadRmf(located: Located, time: Pha['time']): Rmf {
  const { path, number } = located;
  const rmf = cached('rmf', located, () => readRmf(path, { index: number }));
  if (rmf.matrices === 1 || number !== undefined || time === undefined) return rmf;
  return cached('rmf', located, () => readRmf(path, { time }), time);
}

/** The responses that are kept, the most recently used last. */
const responses = new Map<string, Rmf | Arf>();
const mostResponses = 8;

function cached<T extends Rmf | Arf>(
  kind: 'rmf' | 'arf',
  { path, number }: Located,
  read: () => T,
  time?: Pha['time'],
): T {
  const status = statusOf(path);
  const key = JSON.stringify([kind, resolve(path), number ?? 0, time, status?.mtimeMs, status?.size]);
  const response = (responses.get(key) as T | undefined) ?? read();
  responses.delete(key);
  responses.set(key, response);
  if (responses.size > mostResponses) responses.delete(responses.keys().next().value!);
  return response;
}
