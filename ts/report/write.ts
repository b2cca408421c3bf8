import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { atomicWrite, checkRunOptions, FileError, ParameterError, type RunOptions, wordsFor } from '../base/index.js';
import { checkReproduction } from './check.js';
import { figurePicture } from './figure.js';
import { figureCsv } from './figureCsv.js';
import { reportHtml } from './html.js';
import { reportMarkdown } from './markdown.js';
import { savePicture } from './picture.js';
import type { Report } from './types.js';

/** See `writeReport` of ./index.ts. */
export async function writeReport(
  reproduction: Report,
  folder: string,
  options: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<string[]> {
  if (typeof folder !== 'string')
    throw new ParameterError('folder', `folder is ${wordsFor(folder)}; the path of a folder is needed`);
  checkRunOptions(options);
  checkReproduction(reproduction);
  const written: string[] = [];
  const write = (name: string, content: string) => {
    atomicWrite(join(folder, name), content);
    written.push(name);
  };
  makeFolder(join(folder, 'figures'));
  for (const figure of reproduction.results.flatMap(({ figures }) => figures)) {
    // A picture takes a tenth of a second: between two of them, signals and progress come through.
    await setImmediate();
    options.signal?.throwIfAborted();
    const name = `figures/${figure.id}`;
    savePicture(join(folder, name), figurePicture(figure));
    written.push(`${name}.svg`, `${name}.png`);
    write(`${name}.csv`, figureCsv(figure));
    options.onProgress?.(written.length / 3);
  }
  write('results.json', `${JSON.stringify(reproduction, null, 1)}\n`);
  write('config.json', `${JSON.stringify(reproduction.config, null, 2)}\n`);
  write('report.md', reportMarkdown(reproduction));
  // Last: who finds it finds all that it speaks of.
  write('report.html', reportHtml(reproduction));
  return written;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new FileError(folder, `cannot be made: ${(cause as Error).message}`, { cause });
  }
}
