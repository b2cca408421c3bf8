import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkOptions, FileError, MismatchError, ParameterError, wordsFor } from '../base/index.js';
import { readArf } from './arf.js';
import { checkChannels } from './channelCounts.js';
import { named } from './extensions.js';
import { type FileKeyword, findNamed, isFile, type Located, parseName, statusOf, withoutGzip } from './findFile.js';
import { readPha, readSpectrumFile } from './pha.js';
import { type FileWarning, FileWarnings, refuseIfStrict } from './repairs.js';
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
 * spectrum; a file with or without .gz is found whichever the keyword names. Where there is no such file, one beside the
 * spectrum with the last part of the name is taken, with a warning: many headers hold paths of another machine. A number in
 * braces (`x.rsp{2}`) selects a matrix (by EXTVER) or a row, from 1. Of several matrices without a number, the one for the time
 * of the spectrum is taken (see {@link readRmf}). If BACKFILE names the file itself or nothing, the background extension of the file is used,
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
  const found = new FileWarnings(pha.file);
  const rmf = locate(pha, 'RESPFILE', pha.respFile, 'rmf', options.rmf, found);
  const arf = locate(pha, 'ANCRFILE', pha.ancrFile, 'arf', options.arf, found);
  const files = {
    pha,
    background: loadBackground(pha, options.background, found),
    rmf: rmf && loadRmf(rmf, pha.time),
    arf: arf && cached('arf', arf, () => readArf(arf.path)),
  };
  const warnings = [...found.list, ...Object.values(files).flatMap((file) => file?.warnings ?? [])];
  if (files.rmf)
    for (const spectrum of [pha, files.background]) if (spectrum) warnings.push(...checkChannels(spectrum, files.rmf));
  refuseIfStrict(options.strict, warnings);
  return { ...files, warnings };
}

/** The response files that are given by name, for spectra that name none themselves. @throws FileError, as loadSpectrum does */
export function loadGiven(options: Pick<LoadOptions, 'rmf' | 'arf'>): { rmf?: Rmf; arf?: Arf } {
  const located = (option: 'rmf' | 'arf') => {
    const name = options[option] === undefined ? undefined : named(options[option]);
    return name === undefined ? undefined : isFile(name) ? { path: name } : parseName(name);
  };
  const [rmf, arf] = [located('rmf'), located('arf')];
  return { rmf: rmf && loadRmf(rmf, undefined), arf: arf && cached('arf', arf, () => readArf(arf.path)) };
}

function locate(
  pha: Pha,
  keyword: FileKeyword,
  inFile: string | undefined,
  option: keyof LoadOptions,
  given: string | undefined,
  warnings: FileWarnings,
): Located | undefined {
  if (given !== undefined) {
    if (typeof given !== 'string')
      throw new ParameterError(option, `option ${option} is ${wordsFor(given)}; the path of a file is needed, or none`);
    const name = named(given);
    return name === undefined ? undefined : isFile(name) ? { path: name } : parseName(name);
  }
  return inFile === undefined ? undefined : findNamed(pha, keyword, inFile, warnings);
}

function loadBackground(pha: Pha, given: string | undefined, warnings: FileWarnings): Pha | undefined {
  const isItself = (path: string) =>
    withoutGzip(resolve(path)) === withoutGzip(resolve(pha.file)) ||
    (isFile(path) && realpathSync(path) === realpathSync(pha.file));
  let background: Pha | undefined;
  if (given === undefined && pha.backFile === undefined) {
    background = pha.background;
  } else {
    const located = locate(pha, 'BACKFILE', pha.backFile, 'background', given, warnings);
    const isInFile = located !== undefined && located.number === undefined && isItself(located.path);
    // The background of row n of a type II file is row n of another one, unless BACKFILE names another row.
    background = isInFile ? pha.background : located && readSpectrumFile(located.path, located.number, pha.row);
    if (isInFile && !background)
      throw new FileError(
        pha.file,
        'BACKFILE is the file itself, but it has no second SPECTRUM extension with HDUCLAS2 = BKG; ' +
          'name the background with --background (option background), or say none to do without it',
      );
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
