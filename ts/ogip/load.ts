import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkOptions, FileError, MismatchError, ParameterError, wordsFor } from '../base/index.js';
import { arfOf } from './arf.js';
import { checkChannels } from './channelCounts.js';
import { named } from './extensions.js';
import { FileCache } from './fileCache.js';
import { type FileKeyword, findNamed, isFile, parseName, statusOf, withoutGzip } from './findFile.js';
import { type FitsFile, readFits, readUnpacked } from './fits/read.js';
import { givenBytes, type PackedFile, unpacked } from './fits/source.js';
import { readPha, spectrumOf } from './pha.js';
import { type FileWarning, FileWarnings, refuseIfStrict } from './repairs.js';
import { type ReadRmfOptions, rmfOf } from './rmf.js';
import { cachedRmf, hasElements } from './rmfCache.js';
import type { Arf, Pha, Rmf, Source } from './types.js';

/** Files to use in place of those that the spectrum names, paths or bytes; `none` leaves a file out. */
export interface LoadOptions {
  rmf?: Source;
  arf?: Source;
  background?: Source;
  /** Number of the spectrum in a type II file, from 1. */
  row?: number;
  /** Refuse files that are not as they should be ({@link repairs}) instead of reading them with a warning. */
  strict?: boolean;
  /**
   * A folder (made if there is none) where what takes long to read of an RMF is kept for later runs, about 20 kB for each: the channels
   * and energies, and the numbers that describe the response to a network. A file is recognised by its bytes (SHA-256), so that its
   * name does not matter; only a bank of templates then unpacks a known one. Several processes may use one folder at the same time,
   * and it may be deleted at any time. Damaged entries, and those of other versions of xsift, are ignored.
   */
  cache?: string;
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
 * Bytes have no folder in which files could be found: what their keywords name is given by the options, or left out by `none`. If they
 * hold a background extension, it is used whatever BACKFILE says.
 *
 * Responses and backgrounds are kept for later calls, up to 64 MB of them, as long as their files do not change, and those of bytes as
 * long as these; do not modify them. A file of the same bytes as one that is kept is not read a second time, whatever its name.
 *
 * @param source path of a PHA file, or its bytes, gzip or not
 * @returns the spectrum with its background, RMF and ARF, as far as there are any
 * @throws FileError if a file cannot be read, the folder of `cache` cannot be written to, or a named file does not exist: the message has the keyword, the paths
 *   that were tried and the option to use instead. MismatchError if the background has other channels than the
 *   spectrum, or the spectrum other channels than the RMF.
 */
export function loadSpectrum(source: Source, options: LoadOptions = {}): LoadedSpectrum {
  checkOptions(options);
  return loadCompanions(readPha(source, { row: options.row }), options, typeof source === 'string');
}

/** The files that belong to a spectrum; see {@link loadSpectrum}. A spectrum of bytes has no folder to find them in. */
export function loadCompanions(pha: Pha, options: LoadOptions = {}, hasFolder = true): LoadedSpectrum {
  const spectrum: Spectrum = { pha, hasFolder, warnings: new FileWarnings(pha.file) };
  const rmf = locate(spectrum, 'RESPFILE', pha.respFile, 'rmf', options.rmf);
  const arf = locate(spectrum, 'ANCRFILE', pha.ancrFile, 'arf', options.arf);
  const files = {
    pha,
    background: loadBackground(spectrum, options.background),
    rmf: rmf && loadRmf(rmf, pha.time, options.cache),
    arf: arf && loadArf(arf),
  };
  const warnings = [...spectrum.warnings.list, ...Object.values(files).flatMap((file) => file?.warnings ?? [])];
  if (files.rmf)
    for (const spectrum of [pha, files.background]) if (spectrum) warnings.push(...checkChannels(spectrum, files.rmf));
  refuseIfStrict(options.strict, warnings);
  return { ...files, warnings };
}

/** The response files that are given, for spectra that name none themselves. @throws FileError, as {@link loadSpectrum} does */
export function loadGiven(options: Pick<LoadOptions, 'rmf' | 'arf'>): { rmf?: Rmf; arf?: Arf } {
  const rmf = options.rmf === undefined ? undefined : locateGiven('rmf', options.rmf);
  const arf = options.arf === undefined ? undefined : locateGiven('arf', options.arf);
  return { rmf: rmf && loadRmf(rmf, undefined, undefined), arf: arf && loadArf(arf) };
}

/** A file that was found or given, and the number in braces behind its name. */
interface Located {
  source: Source;
  number?: number;
}

interface Spectrum {
  pha: Pha;
  hasFolder: boolean;
  warnings: FileWarnings;
}

function locate(
  { pha, hasFolder, warnings }: Spectrum,
  keyword: FileKeyword,
  inFile: string | undefined,
  option: 'rmf' | 'arf' | 'background',
  given: Source | undefined,
): Located | undefined {
  if (given !== undefined) return locateGiven(option, given);
  if (inFile === undefined) return undefined;
  if (!hasFolder)
    throw new FileError(
      pha.file,
      `${keyword} is ${inFile}, and bytes have no folder to find it in; name the file with --${option} (option ${option}, a path or bytes), or say none to do without it`,
    );
  const { path, number } = findNamed(pha, keyword, inFile, warnings);
  return { source: path, number };
}

function locateGiven(option: keyof LoadOptions, given: Source): Located | undefined {
  if (typeof given === 'string') {
    const name = named(given);
    if (name === undefined) return undefined;
    const { path, number } = isFile(name) ? { path: name } : parseName(name);
    return { source: path, number };
  }
  try {
    givenBytes(given);
  } catch {
    throw new ParameterError(
      option,
      `option ${option} is ${wordsFor(given)}; the path or the bytes of a file are needed, or none`,
    );
  }
  return { source: given };
}

function loadBackground(spectrum: Spectrum, given: Source | undefined): Pha | undefined {
  const { pha, hasFolder } = spectrum;
  const isItself = (source: Source) => {
    if (!hasFolder || typeof source !== 'string') return false;
    if (withoutGzip(resolve(source)) === withoutGzip(resolve(pha.file))) return true;
    const [status, its] = [statusOf(source), statusOf(pha.file)];
    // Links to the spectrum have its number; the whole path then tells a second name of the file from a link.
    return status?.ino === its?.ino && isFile(source) && realpathSync(source) === realpathSync(pha.file);
  };
  let background: Pha | undefined;
  if (given === undefined && (pha.backFile === undefined || (!hasFolder && pha.background))) {
    background = pha.background;
  } else {
    const located = locate(spectrum, 'BACKFILE', pha.backFile, 'background', given);
    const isInFile = located !== undefined && located.number === undefined && isItself(located.source);
    // The background of row n of a type II file is row n of another one, unless BACKFILE names another row.
    background = isInFile ? pha.background : located && loadPha(located, pha.row);
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

/** Responses and backgrounds of earlier calls. */
const responses = new FileCache();

const bytesOf = (values: { readonly buffer: ArrayBufferLike; readonly byteLength: number }[]): number =>
  values.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** The matrix with the number behind the name of the file; of several without a number, that of the time of the spectrum. */
function loadRmf({ source, number }: Located, time: Pha['time'], cache: string | undefined): Rmf {
  const sizeOf = (rmf: Rmf) => {
    const { energLo, energHi, eMin, eMax, channel } = rmf;
    const elements = hasElements(rmf) ? [rmf.matrix, rmf.fChan, rmf.nChan, rmf.nGrp] : [];
    return bytesOf([energLo, energHi, eMin, eMax, channel, ...elements]);
  };
  const read = (packed: PackedFile, options: ReadRmfOptions) =>
    cache === undefined ? rmfOf(opened(packed), options) : cachedRmf(packed, options, cache);
  const load = (options: ReadRmfOptions) => {
    if (typeof source !== 'string') {
      const key = `rmf ${JSON.stringify(options)}`;
      return keptWithBytes(source, key, () => rmfOf(readFits(source), options));
    }
    const key = `rmf ${JSON.stringify([options, cache])}`;
    return responses.get(source, key, (packed) => read(packed, options), sizeOf);
  };
  const rmf = load({ index: number });
  return rmf.matrices === 1 || number !== undefined || time === undefined ? rmf : load({ time });
}

const opened = (packed: PackedFile): FitsFile => readUnpacked(unpacked(packed, true));

function loadArf({ source }: Located): Arf {
  if (typeof source !== 'string') return keptWithBytes(source, 'arf', () => arfOf(readFits(source)));
  const sizeOf = ({ energLo, energHi, specResp }: Arf) => bytesOf([energLo, energHi, specResp]);
  return responses.get(source, 'arf', (packed) => arfOf(opened(packed)), sizeOf);
}

function loadPha({ source, number }: Located, rowOfSeveral: number | undefined): Pha {
  if (typeof source !== 'string') return spectrumOf(readFits(source), number, rowOfSeveral);
  const sizeOf = ({ channel, counts, quality, grouping, statErr }: Pha) =>
    bytesOf([channel, counts, quality, grouping, statErr].filter((values) => values !== undefined));
  const key = `pha ${JSON.stringify([number, rowOfSeveral])}`;
  return responses.get(source, key, (packed) => spectrumOf(opened(packed), number, rowOfSeveral), sizeOf);
}

/** Responses of bytes, kept as long as these are, by what was asked and their name. */
const responsesOfBytes = new WeakMap<object, Map<string, Rmf | Arf>>();

function keptWithBytes<Value extends Rmf | Arf>(
  source: Exclude<Source, string>,
  asked: string,
  read: () => Value,
): Value {
  const bytes = 'bytes' in source ? source.bytes : source;
  const known = responsesOfBytes.get(bytes) ?? new Map<string, Rmf | Arf>();
  responsesOfBytes.set(bytes, known);
  const key = JSON.stringify([asked, givenBytes(source).file]);
  const value = (known.get(key) as Value | undefined) ?? read();
  known.set(key, value);
  return value;
}
