import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { atomicWrite, FileError, ParameterError, systemReason, wordsFor } from '../../base/index.js';
import type { SourceVerdict } from '../verdict.js';

/** Where pictures of a list are. */
export interface PicturePlaces {
  folder: string;
  /** Number of spectra of the whole list, a PHA file counting as one: names have as many digits. */
  total: number;
}

/** With more spectra than this each thousand has a folder of its own: programs are slow with folders of many files. */
const FLAT = 9999;

/**
 * The picture of a source: its number in the list, from 1, and the name of its file, so that no two have one name, whatever their folders, and
 * pictures have the order of the table. What is no letter, digit or one of `+-._` is `_`.
 *
 * @param number place of the source in the list, from 0
 */
export function picturePath(
  { folder, total }: PicturePlaces,
  number: number,
  { file, row }: Pick<SourceVerdict, 'file' | 'row'>,
): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const safe = base
    .replace(/\.gz$/i, '')
    .replace(/\.\w{1,8}$/, '')
    .replaceAll(/[^\w+.-]/g, '_')
    .slice(0, 120);
  const digits = String(number + 1).padStart(String(total).length, '0');
  const group = total > FLAT ? `${digits.slice(0, -3)}/` : '';
  return `${folder.replace(/(?<=[^/])\/+$/, '')}/${group}${digits}_${safe}${row === undefined ? '' : `_${row}`}.png`;
}

/** A folder that pictures are written into. */
export class PictureFolder {
  private readonly made = new Set<string>();

  /**
   * @param mayReplace whether pictures that are there are made anew
   * @throws ParameterError for a name that is none; FileError for a folder that cannot be written
   */
  constructor(
    readonly folder: string,
    private readonly mayReplace: boolean,
  ) {
    if (typeof folder !== 'string' || folder === '')
      throw new ParameterError('plots', `plots is ${wordsFor(folder)}; the name of a folder is needed`);
    if (existsSync(folder) && !statSync(folder).isDirectory())
      throw new FileError(folder, 'is a file; pictures need a folder (--plots, option plots): give it another name');
    this.make(folder);
    try {
      accessSync(folder, constants.W_OK);
    } catch (cause) {
      throw new FileError(folder, 'no permission to write in this folder; name another for pictures (--plots)', {
        cause,
      });
    }
  }

  /** @throws FileError for a picture that is there and not to be replaced, or cannot be written */
  write(path: string, png: Uint8Array): void {
    if (!this.mayReplace && existsSync(path))
      throw new FileError(
        path,
        'is there already; --overwrite makes table and pictures anew, --resume goes on with their run, or name another folder for pictures (--plots)',
      );
    this.make(dirname(path));
    atomicWrite(path, png);
  }

  private make(folder: string): void {
    if (this.made.has(folder)) return;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw new FileError(
        folder,
        `cannot be made: ${systemReason(cause)}; name another folder for pictures (--plots)`,
        {
          cause,
        },
      );
    }
    this.made.add(folder);
  }
}
