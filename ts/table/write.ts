import {
  atomicWriteStream,
  checkObject,
  checkRunOptions,
  type Overwrite,
  ParameterError,
  wordsFor,
} from '../base/index.js';
import { writeFitsPieces } from '../ogip/fits/write.js';
import { batches, type TableContent, type TableJob } from './batches.js';
import { fitsPieces } from './fits.js';
import { lineWriter, tableHeader } from './lines.js';
import { parquetPieces } from './parquet.js';
import { checkColumns, checkFormat, checkMeta, type TableFormat, tableFormatOf } from './types.js';
import { votablePieces } from './votable.js';

/**
 * Writes a table: CSV (RFC 4180), ECSV 1.0, JSON lines, a FITS binary table (standard 4.0), VOTable 1.4 (BINARY2) or
 * Parquet. Units, UCDs, descriptions and `meta` are written where the format has a place for them; CSV and JSON lines have none.
 * The file is written row by row to a temporary name and renamed, so memory does not grow with the number of rows and an
 * error leaves an old file as it was.
 *
 * What is lost: CSV, ECSV and FITS take an empty text for none, FITS has no blanks at the end of one, and readers of CSV
 * and JSON lines have to guess types. Nothing else is.
 *
 * @throws ParameterError for an unknown extension, and for a cell that its column or the format cannot hold, naming file,
 *   column and row (from 1): FITS has plain ASCII texts only. FileError if the file cannot be written. What `rows` throws
 *   comes through as it is.
 */
export async function writeTable(file: string, content: TableContent): Promise<void> {
  checkObject('content', content, 'a table with its columns and rows', 'columns', 'rows');
  const { format = tableFormatOf(file), columns, rows, meta = {}, signal } = content;
  checkRunOptions({ signal });
  checkFormat(format);
  checkColumns(columns);
  checkMeta(meta);
  if (typeof rows !== 'function')
    throw new ParameterError('rows', `rows is ${wordsFor(rows)}; a function that gives the rows is needed`);
  const job: TableJob = { file, columns, rows, meta, signal };
  signal?.throwIfAborted();
  if (format === 'fits') await writeFitsPieces(file, fitsPieces(job));
  else await atomicWriteStream(file, pieces(format, job));
}

function pieces(format: Exclude<TableFormat, 'fits'>, job: TableJob): AsyncIterable<Uint8Array | Overwrite> {
  if (format === 'votable') return votablePieces(job);
  if (format === 'parquet') return parquetPieces(job);
  return linePieces(format, job);
}

async function* linePieces(format: TableFormat, job: TableJob): AsyncGenerator<Uint8Array> {
  yield Buffer.from(tableHeader(format, job.columns, job.meta));
  const line = lineWriter(format, job.columns);
  for await (const batch of batches(job)) yield Buffer.from(batch.map(line).join(''));
}
