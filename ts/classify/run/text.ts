import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkOptions, ParameterError, packageVersion, wordsFor } from '../../base/index.js';
import { tableHeader } from '../../table/index.js';
import { checkStreamOptions } from '../classifyStream.js';
import { verdictColumns } from '../columns.js';
import { type Encoding, encode, writtenColumns } from '../encode.js';
import type { SourceList } from '../inputs/index.js';
import { type ClassifyUsing, type Methods, methodsOf } from '../methods.js';
import { writePage } from '../page/page.js';
import { addTally, emptyTally, type Tally } from '../tally.js';
import type { SourceVerdict } from '../verdict.js';
import { type CatalogueOptions, checkSample, checkSources, encodedResults } from './catalogue.js';
import { checkDrawing, type Drawing, drawingFor } from './drawing.js';
import { verdictsIn } from './lines.js';
import { looksAtAll, type Sample, sampleOf } from './sample.js';

/** Options of {@link classifyAsText}. */
export interface TextOptions extends Omit<CatalogueOptions, 'ifExists' | 'shard' | 'params'> {
  /** CSV, or the results as JSON lines with the fields of {@link SourceVerdict}. */
  format: 'csv' | 'verdicts';
  /** Of pictures and the page: 'overwrite' replaces those that are there; default 'refuse'. */
  ifExists?: 'refuse' | 'overwrite';
}

/**
 * Classifies a list of spectra and gives the table as text, piece by piece: what `xsift classify` writes to stdout. With estimated shares or a
 * purity the first piece comes after the last source; results wait in a temporary file until then.
 *
 * @returns at the end, numbers of results
 * @throws what {@link classifyStream} throws, and ParameterError for columns or classes that are none
 */
export async function* classifyAsText(
  list: SourceList,
  using: ClassifyUsing,
  options: TextOptions,
): AsyncGenerator<string, Sample & { tally: Tally }, undefined> {
  checkOptions(options);
  checkSources(list);
  const methods = methodsOf(using);
  const { classes } = methods;
  checkStreamOptions(options as object, methods);
  checkSample(options, classes);
  checkDrawing(options);
  const { format, purity, columns: chosen, html, plots, ifExists = 'refuse' } = options;
  if (format !== 'csv' && format !== 'verdicts')
    throw new ParameterError('format', `format is ${wordsFor(format)}; it must be 'csv' or 'verdicts'`);
  const shape = { classes, passed: list.passedColumns, isSelection: purity !== undefined };
  const encoding: Encoding = { ...shape, hasPlots: plots !== undefined, format, chosen };
  const columns = writtenColumns(encoding);
  const run = { ...options, drawing: drawingFor(options, { total: list.total, ifExists }) };
  if (format === 'csv') yield tableHeader('csv', columns);
  const tally = emptyTally(classes.length);
  if (!looksAtAll(options) && html === undefined) {
    for await (const rows of piecesOf(list, methods, encoding, run, tally)) yield rows;
    return { tally };
  }
  const folder = mkdtempSync(join(tmpdir(), 'xsift-classify-'));
  try {
    const file = join(folder, 'verdicts.jsonl');
    const bytes = await spool(file, piecesOf(list, methods, { ...encoding, format: 'verdicts' }, run, tally));
    const isSample = looksAtAll(options);
    const sample = isSample ? await sampleOf(verdictsIn(file, bytes), classes, options) : undefined;
    const results = async function* () {
      for await (const result of verdictsIn(file, bytes)) yield sample ? sample.conclude(result) : result;
    };
    const concluded = { ...emptyTally(classes.length), leftOut: tally.leftOut };
    let batch: SourceVerdict[] = [];
    const written = () => {
      const { rows, tally: more } = encode(batch, encoding);
      addTally(concluded, more);
      batch = [];
      return rows;
    };
    for await (const { sketch: _, ...verdict } of results()) {
      batch.push(verdict);
      if (batch.length === 512) yield written();
    }
    yield written();
    if (html !== undefined) {
      const page = { title: basename(html), columns: verdictColumns(encoding), classes, band: methods.countBand };
      const meta = { params: { xsift: packageVersion } };
      await writePage(html, { ...page, meta, tally: concluded, rows: results(), signal: options.signal });
    }
    return { tally: concluded, estimate: sample?.estimate, selection: sample?.selection };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* piecesOf(
  list: SourceList,
  methods: Methods,
  encoding: Encoding,
  options: TextOptions & { drawing: Drawing },
  sum: Tally,
): AsyncGenerator<string, void, undefined> {
  let done = 0;
  for await (const { encoded, items } of encodedResults(list.sources, list.total, methods, encoding, options)) {
    const { rows, tally, warnings } = encoded!;
    addTally(sum, tally);
    if (warnings.length > 0) options.onWarnings?.(warnings);
    done += items;
    options.onProgress?.(done, 0);
    yield rows;
  }
}

/** @returns the file's length in bytes */
async function spool(file: string, pieces: AsyncIterable<string>): Promise<number> {
  const stream = createWriteStream(file);
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  for await (const piece of pieces) if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed]);
  stream.end();
  await Promise.race([once(stream, 'close'), failed]);
  return stream.bytesWritten;
}
