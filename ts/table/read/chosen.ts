import { checkList, FileError } from '../../base/index.js';
import { type Column, findColumn, type Row, type TableFormat, type TableMeta } from '../types.js';

/** The formats that are read: those that are written, and tab-separated values. */
export type ReadFormat = TableFormat | 'tsv';

/** Options of {@link readTable}. */
export interface ReadOptions {
  /** Default: found by the content. */
  format?: ReadFormat;
  /**
   * The columns to read, in this order: a name, matched exactly or else in any case, or a column, whose type then holds instead of what
   * the file says or a guess. Default all that hold one value a row.
   */
  columns?: readonly (string | Column)[];
}

/** A table whose columns are known and whose rows are still to be read. */
export interface OpenTable {
  readonly columns: Column[];
  /** To be iterated once. */
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
  readonly meta: TableMeta;
  /** Names of the columns that are left out because their cells hold several values: spectra, positions. */
  readonly vectors: readonly string[];
}

/** A column of a file; its type is open where the file does not tell. */
export type FoundColumn = Omit<Column, 'type'> & { readonly type?: Column['type'] };

/**
 * The columns that are asked for, and their places in the file.
 *
 * @param vectors those that cannot be had
 * @throws FileError for a column that is not there, with those that are
 */
export function chosenColumns(
  file: string,
  columns: readonly FoundColumn[],
  { columns: wanted }: ReadOptions,
  vectors: readonly string[] = [],
): { column: FoundColumn; place: number }[] {
  if (wanted !== undefined) checkList('columns', wanted, 'a list of names or columns');
  if (!wanted) return columns.map((column, place) => ({ column, place }));
  return wanted.map((entry) => {
    const name = typeof entry === 'string' ? entry : entry.name;
    const found = findColumn(columns, [name]);
    if (found && !vectors.includes(found.name)) {
      const typed = typeof entry === 'string' ? found : { ...found, type: entry.type };
      return { column: typed, place: columns.indexOf(found) };
    }
    if (vectors.some((vector) => vector.toLowerCase() === name.toLowerCase()))
      throw new FileError(file, `column ${name} holds several values a row; a table's cells hold one`);
    const names = columns.map((column) => column.name).join(', ') || 'none';
    throw new FileError(file, `there is no column ${name}; it has ${names}`);
  });
}
