import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { atomicWrite, checkRunOptions, FileError, ParameterError, type RunOptions, wordsFor } from '../base/index.js';
import { figurePicture } from '../chart/picture.js';
import { figureCsv } from './csv.js';
import { reportHtml } from './html.js';
import { reportMarkdown } from './markdown.js';
import { savePicture } from './picture.js';
import { checkReport } from './schema.js';
import type { Report } from './types.js';

/** See `writeReport` of ./index.ts. */
export async function writeReport(
  report: Report,
  folder: string,
  options: Pick<RunOptions, 'signal' | 'onProgress'> = {},
): Promise<string[]> {
  if (typeof folder !== 'string')
    throw new ParameterError('folder', `folder is ${wordsFor(folder)}; the path of a folder is needed`);
  checkRunOptions(options);
  checkReport(report);
  const written: string[] = [];
  const write = (name: string, content: string) => {
    atomicWrite(join(folder, name), content);
    written.push(name);
  };
  makeFolder(join(folder, 'figures'));
  for (const figure of report.results.flatMap(({ figures }) => figures)) {
    // A picture takes a tenth of a second: between two of them, signals and progress come through.
    await setImmediate();
    options.signal?.throwIfAborted();
    const name = `figures/${figure.id}`;
    savePicture(join(folder, name), figurePicture(figure));
    written.push(`${name}.svg`, `${name}.png`);
    write(`${name}.csv`, figureCsv(figure));
    options.onProgress?.(written.length / 3);
  }
  write('results.json', `${JSON.stringify(report, null, 1)}\n`);
  write('results.sha256', `${checksumOf(report)}  results.json without "run"\n`);
  write('config.json', `${JSON.stringify(report.config, null, 2)}\n`);
  write('report.md', reportMarkdown(report));
  // Last: who finds it finds all that it speaks of.
  write('report.html', reportHtml(report));
  return written;
}

/** Of what does not differ between two runs of a config: all but `run`. The numbers are those of the file, as JSON writes them. */
function checksumOf({ run, ...results }: Report): string {
  return createHash('sha256').update(JSON.stringify(results)).digest('hex');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new FileError(folder, `cannot be made: ${(cause as Error).message}`, { cause });
  }
}
