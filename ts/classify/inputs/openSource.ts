import { FileError, MismatchError, ParameterError, wordsFor } from '../../base/index.js';
import { givenBytes } from '../../ogip/fits/source.js';
import {
  type FileBytes,
  type LoadedSpectrum,
  type LoadOptions,
  type NamedBytes,
  openSpectra,
  type Pha,
} from '../../ogip/index.js';
import { loadCompanions } from '../../ogip/load.js';
import type { SpectrumSource } from './types.js';

/** What functions that classify take for a spectrum: a path, bytes, or a source with the files that belong to it. */
export type FileInput = string | FileBytes | NamedBytes | Blob | SpectrumSource;

/** A spectrum to classify. The name of bytes without one is `(bytes)`, and that of a File its own. */
export async function sourceOf(input: FileInput): Promise<SpectrumSource> {
  if (typeof input === 'string') return { file: input };
  if (input instanceof Blob) {
    const file = 'name' in input && typeof input.name === 'string' ? input.name : '(bytes)';
    return { file, bytes: new Uint8Array(await input.arrayBuffer()) };
  }
  if (ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return givenBytes(input);
  if (typeof input !== 'object' || input === null || typeof input.file !== 'string')
    throw new ParameterError(
      'files',
      `a file is ${wordsFor(input)}; its path, its bytes or { file, bytes } are needed`,
    );
  const { bytes, ...named } = input;
  return bytes === undefined ? named : { ...named, bytes: givenBytes({ file: input.file, bytes }).bytes };
}

/** The spectra of a source, read once, and the files that belong to each. */
export interface OpenedSource {
  /** 1, or the number of rows of a type II file. */
  readonly count: number;
  readonly isTypeII: boolean;
  /** One of them, from 1; without a number that of the source, or the only one. */
  read(row?: number): Pha;
  /** The files that belong to it, by the source, else by the options, else by the spectrum. */
  companions(pha: Pha, options?: LoadOptions): LoadedSpectrum;
}

/**
 * Opens a source. In its spectra, warnings and errors the file has the source's name, wherever it lies.
 *
 * @throws FileError if it cannot be read or holds no spectrum
 */
export function openSource(source: SpectrumSource): OpenedSource {
  const { file, path, bytes } = source;
  const place = path ?? file;
  const renaming = <T>(use: () => T): T => {
    try {
      return use();
    } catch (error) {
      throw renamed(error, place, file);
    }
  };
  const spectra = renaming(() => openSpectra(bytes ? { file, bytes } : place));
  return {
    count: spectra.count,
    isTypeII: spectra.isTypeII,
    read: (row = source.row) => renaming(() => spectra.read(row)),
    companions: (pha, options = {}) =>
      renaming(() => {
        const { rmf = options.rmf, arf = options.arf, background = options.background } = source;
        const loaded = loadCompanions(pha, { ...options, rmf, arf, background }, bytes === undefined);
        if (place === file) return loaded;
        const inPlace = words(place, file);
        const warnings = loaded.warnings?.map((warning) => ({
          ...warning,
          file: inPlace(warning.file),
          message: inPlace(warning.message),
        }));
        return { ...loaded, pha: { ...loaded.pha, file }, warnings };
      }),
  };
}

/** Replaces the folder where a file lies by where its name says that it is, as far as these differ. */
function words(place: string, file: string): (said: string) => string {
  let common = 0;
  while (common < Math.min(place.length, file.length) && place.at(-1 - common) === file.at(-1 - common)) common++;
  const [from, to] = [place.slice(0, place.length - common), file.slice(0, file.length - common)];
  return (said) => (from === '' ? said : said.replaceAll(from, to));
}

function renamed(error: unknown, place: string, file: string): unknown {
  if (place === file || !(error instanceof Error)) return error;
  const inPlace = words(place, file);
  const { cause } = error;
  if (error instanceof FileError) return new FileError(inPlace(error.file), inPlace(error.reason), { cause });
  if (error instanceof ParameterError) return new ParameterError(error.parameter, inPlace(error.message), { cause });
  if (error instanceof MismatchError) {
    const { what, expected, found, remedy, message } = error;
    const fault = remedy === undefined ? message : message.slice(0, -`; ${remedy}`.length);
    return new MismatchError(inPlace(fault), { what, expected, found, remedy }, { cause });
  }
  return error;
}
