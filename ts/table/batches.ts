import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileError, ParameterError, wordsFor } from '../base/index.js';
import { type CheckedCell, RowChecker } from './cells.js';
import type { Column, Row, TableFormat, TableMeta } from './types.js';

/** Rows that are encoded together. */
const batchRows = 4096;

/** What {@link writeTable} is to write. */
export interface TableContent {
  /** Default: what the file's extension says ({@link tableFormatOf}). */
  format?: TableFormat;
  columns: readonly Column[];
  /**
   * The rows from the first on, each time it is called. FITS and VOTable go over them twice, first for their number and the
   * lengths of the texts: both times they must be the same.
   */
  rows: () => Iterable<Row> | AsyncIterable<Row>;
  meta?: TableMeta;
  /** Stops the writing soon after the signal fires; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A table on its way into a file. */
export interface TableJob {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly rows: () => Iterable<Row> | AsyncIterable<Row>;
  readonly meta: TableMeta;
  readonly signal?: AbortSignal;
}

/**
 * The checked rows in batches. Between two of them other work of the process has its turn, so that a signal can fire.
 *
 * @throws ParameterError for a cell that its column cannot hold; the signal's reason once it has fired
 */
export async function* batches(job: TableJob, size = batchRows): AsyncGenerator<CheckedCell[][]> {
  const checker = new RowChecker(job.columns, `${job.file}: `);
  const rows = job.rows();
  let batch: CheckedCell[][] = [];
  const isAsync = typeof (rows as AsyncIterable<Row>)?.[Symbol.asyncIterator] === 'function';
  if (!isAsync && typeof (rows as Iterable<Row>)?.[Symbol.iterator] !== 'function')
    throw new ParameterError('rows', `rows gives ${wordsFor(rows)}; lists of cells that can be iterated are needed`);
  if (isAsync) {
    for await (const row of rows as AsyncIterable<Row>) {
      batch.push(checker.check(row));
      if (batch.length < size) continue;
      yield* turn(job, batch);
      batch = [];
    }
  } else {
    for (const row of rows as Iterable<Row>) {
      batch.push(checker.check(row));
      if (batch.length < size) continue;
      yield* turn(job, batch);
      batch = [];
    }
  }
  yield* turn(job, batch);
}

async function* turn({ signal }: TableJob, batch: CheckedCell[][]): AsyncGenerator<CheckedCell[][]> {
  signal?.throwIfAborted();
  if (batch.length > 0) yield batch;
  await nextTurn();
  signal?.throwIfAborted();
}

/** What has to be known of the rows before the first of them can be written. */
export interface Survey {
  readonly rows: number;
  /** Of each column of texts: the length of the longest in UTF-16 units, and whether all are plain ASCII. */
  readonly texts: readonly { readonly longest: number; readonly isAscii: boolean }[];
}

/** Goes over all rows. `inspect` may throw for a text that cannot be written. */
export async function survey(
  job: TableJob,
  inspect?: (cell: string, column: Column, row: number) => void,
): Promise<Survey> {
  const { columns } = job;
  const texts = columns.map(() => ({ longest: 0, isAscii: true }));
  const places = columns.flatMap(({ type }, k) => (type === 'string' ? k : []));
  let rows = 0;
  for await (const batch of batches(job))
    for (const row of batch) {
      rows++;
      for (const k of places) {
        const cell = row[k] as string | null;
        if (cell === null) continue;
        inspect?.(cell, columns[k], rows);
        const found = texts[k];
        found.longest = Math.max(found.longest, cell.length);
        found.isAscii &&= isAscii(cell);
      }
    }
  return { rows, texts };
}

const isAscii = (cell: string): boolean => !/\P{ASCII}/u.test(cell);

/** An error for rows that were others when they were written than when they were looked at. */
export const changedRows = (file: string, before: number, now: number): FileError =>
  new FileError(file, `cannot be written: rows() gave ${before} rows at first and ${now} then; it must repeat them`);

/** Characters that metadata cannot hold in a format, written as JSON writes them (`\u00e9`). */
export const escaped = (content: string, unfit: RegExp): string =>
  content.replaceAll(unfit, (char) =>
    Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );

/** The text that {@link escaped} has made. */
export const unescaped = (content: string): string =>
  content.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
