import { checkOptions, FileError, ParameterError, wordsFor } from '../../base/index.js';
import type { OpenTable, ReadFormat, ReadOptions } from './chosen.js';
import { readCsv, readTsv } from './delimited.js';
import { readFitsTable } from './fits.js';
import { readJsonLines } from './jsonLines.js';
import { openSource, type TableSource } from './source.js';

const formats: readonly ReadFormat[] = ['csv', 'tsv', 'ecsv', 'jsonl', 'fits', 'votable', 'parquet'];

/**
 * Opens a table: CSV, tab-separated values (as of VizieR too), ECSV, JSON lines, FITS (binary or ASCII), VOTable
 * (TABLEDATA, BINARY, BINARY2) or Parquet, gzip or not. The format is found by the content, whatever the name. Columns whose cells hold
 * several values are left out, see `vectors`.
 *
 * The types of CSV, TSV and JSON lines are guessed in a first pass over all rows: boolean (true, false), int32, int64, float64, or else
 * string; whole numbers with leading zeros (007) are names. Whole numbers beyond 2^53, such as source_id of Gaia, are given as
 * strings in every format, so that no digit is lost.
 *
 * @param input path, or bytes
 * @returns columns, the rows, which are read while they are iterated, and what is said of the table
 * @throws FileError if it cannot be read or holds no table, for a column that is not there, and, while rows are iterated, for a value
 *   that is not of its column's type, naming column and row (from 1)
 */
export async function readTable(input: string | Uint8Array, options: ReadOptions = {}): Promise<OpenTable> {
  checkOptions(options);
  if (options.format !== undefined && !formats.includes(options.format))
    throw new ParameterError('format', `format is ${wordsFor(options.format)}; those known are ${formats.join(', ')}`);
  const source = await openSource(input);
  switch (options.format ?? sniffed(source)) {
    case 'csv':
      return readCsv(source, options);
    case 'tsv':
      return readTsv(source, options);
    case 'jsonl':
      return readJsonLines(source, options);
    case 'fits':
      return readFitsTable(source, options);
    // Their libraries are loaded when they are needed.
    case 'ecsv':
      return (await import('./ecsv.js')).readEcsv(source, options);
    case 'votable':
      return (await import('./votable.js')).readVotable(source, options);
    case 'parquet':
      return (await import('./parquetRows.js')).readParquetTable(source, options);
  }
}

/** The format of a table by its first bytes. @throws FileError for none that is known */
function sniffed({ file, head }: TableSource): ReadFormat {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1');
  if (start.startsWith('SIMPLE  =')) return 'fits';
  if (start.startsWith('PAR1')) return 'parquet';
  const content = start.replace(/^\xef\xbb\xbf/, '');
  if (/^\s*</.test(content)) {
    if (/<(\w+:)?VOTABLE\b/.test(Buffer.from(head).toString('latin1'))) return 'votable';
    throw new FileError(file, 'is XML, but no VOTable');
  }
  if (content.startsWith('# %ECSV')) return 'ecsv';
  if (/[^\P{Cc}\t\r\n\x80-\x9f]/u.test(content))
    throw new FileError(file, `is no table that is read: it is none of ${formats.join(', ')}`);
  if (/^\s*\{/.test(content)) return 'jsonl';
  const names = content.split(/\r?\n/).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  if (/^-+ *(\t *-+ *)+\r?$/m.test(content)) return 'tsv';
  const number = (char: string) => names.split(char).length;
  return number('\t') > 1 && number('\t') >= number(',') ? 'tsv' : 'csv';
}
