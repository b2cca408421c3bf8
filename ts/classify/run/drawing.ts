import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FileError, ParameterError, wordsFor } from '../../base/index.js';
import type { PictureFile } from '../parallel/work.js';
import { PictureFolder, type PicturePlaces } from '../pictures/folder.js';
import type { IfExists } from './output.js';
import { looksAtAll, type SampleOptions } from './sample.js';

/** What there is to look at beside the table. */
export interface DrawingOptions {
  /**
   * A folder for a picture (PNG) of each spectrum: data, background, the likeliest template of each class through the spectrum's own response
   * (with a bank), residuals, verdict. It is made if it is not there. The column PLOT has their names: the number in the list, from 1, then
   * that of the file.
   */
  plots?: string;
  /** A page (one HTML file) to look through the results: a table to sort and filter, and the pictures, which the page draws. */
  html?: string;
}

/** How work draws. */
export interface Drawing {
  plots?: PicturePlaces;
  onPicture?: (picture: PictureFile) => void;
  keepsSketches?: boolean;
}

/** @throws ParameterError for names that are none, and for pictures of verdicts that are known only at the end */
export function checkDrawing({ plots, html, ...options }: DrawingOptions & SampleOptions): void {
  for (const [name, value] of Object.entries({ plots, html }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw new ParameterError(name, `${name} is ${wordsFor(value)}; a path is needed`);
  if (plots !== undefined && looksAtAll(options))
    throw new ParameterError(
      'plots',
      "pictures show verdicts, and with prior 'estimate' or purity (--prior estimate, --purity) there is none before the last spectrum is read; " +
        'take a page (--html), or give the shares that were estimated (--prior agn=0.1)',
    );
}

/**
 * @param total number of spectra of the list
 * @param out the table, if it is a file
 * @throws FileError for a folder or a page that cannot be written, or is there and not to be replaced
 */
export function drawingFor(
  { plots, html }: DrawingOptions,
  { total, ifExists, out }: { total: number; ifExists: IfExists; out?: string },
): Drawing {
  const mayReplace = ifExists === 'overwrite' || ifExists === 'resume';
  if (html !== undefined) checkPage(html, mayReplace, out);
  if (plots === undefined) return { keepsSketches: html !== undefined };
  const folder = new PictureFolder(plots, mayReplace);
  return {
    plots: { folder: plots, total },
    onPicture: ({ path, png }) => folder.write(path, png),
    keepsSketches: html !== undefined,
  };
}

function checkPage(html: string, mayReplace: boolean, out?: string): void {
  if (out !== undefined && resolve(out) === resolve(html))
    throw new FileError(html, 'is the table too; give the page another name (--html)');
  const folder = dirname(html);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new FileError(html, `cannot be written: there is no folder ${folder}; name another for the page (--html)`);
  const status = statSync(html, { throwIfNoEntry: false });
  if (status && !status.isFile())
    throw new FileError(html, 'cannot be written: is not a file; --html needs the name of one');
  if (status && !mayReplace)
    throw new FileError(html, 'is there already; --overwrite replaces it, or give the page another name (--html)');
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new FileError(html, `cannot be written: no permission to write in the folder ${folder}`, { cause });
  }
}
