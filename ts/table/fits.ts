import { type Overwrite, ParameterError } from '../base/index.js';
import type { HeaderEntry } from '../ogip/fits/cards.js';
import type { ColumnData } from '../ogip/fits/columns.js';
import { TableWriter } from '../ogip/fits/tableWriter.js';
import { primaryHeader } from '../ogip/fits/write.js';
import { batches, changedRows, escaped, type Survey, survey, type TableJob } from './batches.js';
import { blankInt32, blankInt64, type CheckedCell } from './cells.js';
import type { Column } from './types.js';

/** What FITS does not allow in texts. */
const unfit = /[^\x20-\x7e]/;
const plain = (content: string): string => escaped(content, new RegExp(unfit, 'g'));

/**
 * Keywords that say something else in the header of a table than what a parameter of that name would say. Such a parameter is
 * written as HIERARCH PARAM and its name, one whose name is no keyword as HIERARCH and its name.
 */
export const structural =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|[PG]COUNT|TFIELDS|THEAP|EXT(NAME|VER|LEVEL|END)|BLOCKED|INHERIT|CHECKSUM|DATASUM|END|COMMENT|HISTORY|CONTINUE|LONGSTRN|DESCRIPT|T(TYPE|FORM|UNIT|NULL|SCAL|ZERO|DISP|DIM|UCD|COMM|LMIN|LMAX|DMIN|DMAX|UTYP|XTYP)\d+|)$/;

const keywordOf = (param: string): string => {
  const keyword = plain(param).toUpperCase();
  if (structural.test(keyword)) return `${hierarchParam}${plain(param)}`;
  return /^[A-Z0-9_-]{1,8}$/.test(keyword) ? keyword : `HIERARCH ${plain(param).replaceAll('=', '\\u003d')}`;
};
export const hierarchParam = 'HIERARCH PARAM ';

/**
 * A binary table (FITS standard 4.0, section 7.3) in a file of its own. Texts are plain ASCII and have no trailing
 * blanks there; a text that is empty is one that has no value. What the header says of the table is written with escapes
 * (`\u00e9`) where it is not ASCII.
 *
 * @throws ParameterError for a text that FITS cannot hold, naming file, column and row.
 */
export async function* fitsPieces(job: TableJob): AsyncGenerator<Uint8Array | Overwrite> {
  const { file, columns, meta } = job;
  if (columns.length > 999) throw new ParameterError('columns', `${file}: ${columns.length} columns; FITS allows 999`);
  for (const { name } of columns)
    if (unfit.test(name))
      throw new ParameterError(name, `${file}: the name of column ${name} is not plain ASCII; ${remedy}`);
  const seen = await survey(job, (cell, { name }, row) => {
    const bad = unfit.exec(cell);
    if (bad) throw new ParameterError(name, `${file}: column ${name}, row ${row}: ${notPlain(bad[0])}; ${remedy}`);
  });
  const primary = primaryHeader();
  const table = {
    name: plain(meta.name ?? 'TABLE'),
    columns: parts(columns, seen, []),
    header: headerEntries(job),
  };
  const writer = new TableWriter(table, seen.rows);
  yield primary;
  yield writer.head;
  let rows = 0;
  for await (const batch of batches(job)) {
    rows += batch.length;
    if (rows > seen.rows) throw changedRows(file, seen.rows, rows);
    yield* writer.body(parts(columns, seen, batch));
  }
  if (rows < seen.rows) throw changedRows(file, seen.rows, rows);
  yield* writer.tail();
  yield { at: primary.length, bytes: writer.sealedHead };
}

const notPlain = (char: string): string => `the text holds ${JSON.stringify(char)}, FITS allows plain ASCII text only`;
const remedy = 'write ECSV, VOTable or Parquet, or leave the column out';

function headerEntries({ columns, meta }: TableJob): HeaderEntry[] {
  const described = columns.flatMap(({ ucd, description }, k): HeaderEntry[] => [
    [`TUCD${k + 1}`, ucd && plain(ucd)],
    [`TCOMM${k + 1}`, description && plain(description)],
  ]);
  const params = Object.entries(meta.params ?? {}).map(
    ([name, value]): HeaderEntry => [keywordOf(name), typeof value === 'string' ? plain(value) : value],
  );
  return [['DESCRIPT', meta.description && plain(meta.description)], ...described, ...params];
}

const forms: Readonly<Record<Column['type'], string>> = {
  string: 'A',
  float64: 'D',
  float32: 'E',
  int32: 'J',
  int64: 'K',
  boolean: 'L',
};

/** The columns of some rows as the encoder takes them. */
const parts = (columns: readonly Column[], { texts }: Survey, rows: readonly CheckedCell[][]): ColumnData[] =>
  columns.map(({ name, type, unit }, k): ColumnData => {
    const field = { name, unit: unit && plain(unit) };
    if (type === 'string')
      return {
        ...field,
        format: `${Math.max(1, texts[k].longest)}A`,
        isTerminated: true,
        data: rows.map((row) => (row[k] as string) ?? ''),
      };
    const data = Float64Array.from(rows, (row) => (row[k] === null ? Number.NaN : Number(row[k])));
    const blank = type === 'int32' ? blankInt32 : type === 'int64' ? blankInt64 : undefined;
    return { ...field, format: forms[type], data, blank };
  });
