import type { ColumnChunk, ColumnMetaData, SchemaTree } from 'hyparquet';
import { checkList, checkOptions, FileError } from '../../base/index.js';
import { type Column, findColumn, type TableMeta } from '../types.js';
import { openParquet, type ParquetFile } from './parquetFile.js';
import { type ParquetNumbers, readNumbers } from './parquetNumbers.js';
import { describe } from './parquetRows.js';

/** The numbers of one column in the rows of one row group. */
export interface ParquetColumn {
  readonly name: string;
  /**
   * One after the other, of the type of the file (`Uint16Array` of uint16 and so on); 64-bit integers, and integers
   * some of which are missing, as doubles. What is missing is NaN.
   */
  readonly values: ParquetNumbers;
  /** Of a column of lists: row r has the values start[r] up to before start[r + 1]. A list that is missing has none. */
  readonly start?: Uint32Array;
}

/** Some columns in one row group of a Parquet file. */
export interface ParquetRowGroup {
  readonly group: number;
  /** The number in the file of its first row, from 0. */
  readonly first: number;
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
}

/** What a Parquet file holds. */
export interface ParquetLayout {
  readonly rows: number;
  /** Rows of each row group. */
  readonly groupRows: readonly number[];
  /** Columns with one value a row. */
  readonly columns: readonly Column[];
  /** Names of the columns of lists of numbers. */
  readonly lists: readonly string[];
  readonly meta: TableMeta;
}

/**
 * What a Parquet file holds, from its footer alone.
 *
 * @param source path or bytes
 * @throws FileError if it is no Parquet file.
 */
export async function parquetLayout(source: string | Uint8Array): Promise<ParquetLayout> {
  const parquet = await openParquet(source);
  const { columns, meta } = await describe(parquet);
  const { groupRows, tree } = parquet;
  return {
    rows: groupRows.reduce((sum, rows) => sum + rows, 0),
    groupRows,
    columns: columns.filter((column): column is Column => column.type !== undefined),
    lists: tree.children
      .filter((node) => leafOf(node)?.some(({ element }) => element.repetition_type === 'REPEATED'))
      .map(({ element }) => element.name),
    meta,
  };
}

/**
 * Columns of numbers and of lists of numbers, such as counts in channels, row group by row group: the fast way into a
 * large table.
 *
 * @param source path or bytes
 * @param names each is matched exactly, or else in any case; the columns are given in this order
 * @param options.groups numbers of the row groups to read, from 0; default all. Each can be read without those before it.
 * @throws FileError for a column that is not there or holds no numbers, and for damaged data.
 */
export async function* readParquetColumns(
  source: string | Uint8Array,
  names: readonly string[],
  options: { groups?: readonly number[] } = {},
): AsyncGenerator<ParquetRowGroup> {
  checkList('names', names, 'a list of names of columns');
  checkOptions(options);
  const { groups } = options;
  if (groups !== undefined) checkList('groups', groups, 'a list of numbers of row groups');
  const parquet = await openParquet(source);
  const { file, groupRows, metadata, tree } = parquet;
  const leaves = names.map((name) => numericLeaf(file, tree, name));
  const firsts = groupRows.map((_, k) => groupRows.slice(0, k).reduce((sum, rows) => sum + rows, 0));
  for (const group of groups ?? groupRows.keys()) {
    if (metadata.row_groups[group] === undefined)
      throw new FileError(file, `there is no row group ${group}; it has ${groupRows.length}, from 0`);
    const columns: ParquetColumn[] = [];
    for (const path of leaves) {
      const wanted = path.at(-1)?.path.join('.');
      const chunk = metadata.row_groups[group].columns.find(
        ({ meta_data }) => meta_data?.path_in_schema.join('.') === wanted,
      );
      columns.push(await columnOf(parquet, path, chunk, groupRows[group]));
    }
    yield { group, first: firsts[group], rows: groupRows[group], columns };
  }
}

/** The nodes from a column down to its values, if it has one kind of them and is no list of lists. */
function leafOf(node: SchemaTree): SchemaTree[] | undefined {
  const path = [node];
  for (let at = node; at.children.length > 0; at = at.children[0], path.push(at))
    if (at.children.length > 1) return undefined;
  const isNumber = ['INT32', 'INT64', 'FLOAT', 'DOUBLE'].includes(path.at(-1)?.element.type ?? '');
  const lists = path.filter(({ element }) => element.repetition_type === 'REPEATED').length;
  return isNumber && lists <= 1 ? path : undefined;
}

function numericLeaf(file: string, tree: SchemaTree, name: string): SchemaTree[] {
  const named = tree.children.map((node) => ({ name: node.element.name, node }));
  const found = findColumn(named, [name]);
  if (!found) {
    const there = named.map((column) => column.name).join(', ');
    throw new FileError(file, `there is no column ${name}; it has ${there}`);
  }
  const path = leafOf(found.node);
  if (!path) throw new FileError(file, `column ${found.name} holds neither numbers nor lists of numbers`);
  return path;
}

async function columnOf(
  parquet: ParquetFile,
  path: readonly SchemaTree[],
  chunk: ColumnChunk | undefined,
  rows: number,
): Promise<ParquetColumn> {
  const { name } = path[0].element;
  const meta = chunk?.meta_data;
  if (!meta) throw new FileError(parquet.file, `column ${name}: its data are in another file`);
  const { start, end } = rangeOf(meta);
  const bytes = new Uint8Array(await parquet.buffer.slice(start, end));
  try {
    return { name, ...(await readNumbers(bytes, meta, path, rows, parquet.compressors)) };
  } catch (cause) {
    throw new FileError(parquet.file, `column ${name}: ${(cause as Error).message}`, { cause });
  }
}

function rangeOf(meta: ColumnMetaData): { start: number; end: number } {
  const { data_page_offset, dictionary_page_offset, total_compressed_size } = meta;
  const start = Number(dictionary_page_offset || data_page_offset);
  return { start, end: start + Number(total_compressed_size) };
}
