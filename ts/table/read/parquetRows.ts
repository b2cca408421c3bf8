import type { ParquetParsers, SchemaTree } from 'hyparquet';
import { votableKey, yamlKey } from '../parquet.js';
import { type Column, type ColumnType, findColumn, type TableCell, type TableMeta } from '../types.js';
import { chosenColumns, type FoundColumn, type OpenTable, type ReadOptions } from './chosen.js';
import { failing, openParquet, type ParquetFile } from './parquetFile.js';
import type { TableSource } from './source.js';

/** Parquet, read row group by row group; times and dates are given as ISO 8601 writes them. */
export async function readParquetTable(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const parquet = { ...(await openParquet(source.random)), file: source.file };
  const { columns: found, meta } = await describe(parquet);
  const vectors = found.flatMap(({ name, type }) => (type === undefined ? [name] : []));
  const chosen = chosenColumns(source.file, found, options, vectors).filter(({ column }) => column.type !== undefined);
  const columns: Column[] = [];
  for (const { column, place } of chosen) {
    const isBeyond = column.type === 'int64' && (await isUnsafe(parquet, found[place].name));
    columns.push({ ...column, type: isBeyond ? 'string' : (column.type as ColumnType) });
  }
  const names = chosen.map(({ place }) => found[place].name);
  async function* rows(): AsyncGenerator<TableCell[]> {
    for (const { first, end } of groups(parquet)) {
      for (const cells of await cellsOf(parquet, names, first, end))
        yield columns.map(({ type }, k) => cellOf(type, cells[k]));
    }
  }
  return { columns, rows: rows(), meta, vectors };
}

/** Columns with their types, and what other programs and we have written of the table beside the data. */
export async function describe({
  file,
  metadata,
  tree,
}: ParquetFile): Promise<{ columns: FoundColumn[]; meta: TableMeta }> {
  const columns = tree.children.map((node) => ({ name: node.element.name, type: typeOf(node) }));
  const values = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  const [votable, yaml] = [values.get(votableKey), values.get(yamlKey)];
  const said = votable
    ? (await import('./votable.js')).parseVotableHead(file, votable)
    : yaml
      ? (await import('./ecsv.js')).parseEcsvHeader(file, yaml)
      : { columns: [], meta: {} };
  const described = columns.map((column) => {
    const { unit, ucd, description } = findColumn(said.columns, [column.name]) ?? {};
    return { ...column, unit, ucd, description };
  });
  return { columns: described, meta: said.meta };
}

/** Undefined for lists and structures. */
function typeOf({ element, children }: SchemaTree): ColumnType | undefined {
  if (children.length > 0 || element.repetition_type === 'REPEATED') return undefined;
  const { type, converted_type: converted, logical_type: logical } = element;
  const isPlain = converted === undefined || /^U?INT_/.test(converted);
  const isNumber = isPlain && (logical === undefined || logical.type === 'INTEGER');
  if (type === 'BOOLEAN') return 'boolean';
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16') return 'float64';
  if (type === 'DOUBLE') return 'float64';
  if (type === 'FLOAT') return 'float32';
  if (!isNumber) return 'string';
  if (type === 'INT32') return isUnsigned32(element) ? 'int64' : 'int32';
  return type === 'INT64' ? 'int64' : 'string';
}

const isUnsigned32 = ({ converted_type: converted, logical_type: logical }: SchemaTree['element']): boolean =>
  converted === 'UINT_32' || (logical?.type === 'INTEGER' && logical.bitWidth === 32 && !logical.isSigned);

function* groups({ groupRows }: ParquetFile): Generator<{ first: number; end: number }> {
  let first = 0;
  for (const rows of groupRows) yield { first, end: (first += rows) };
}

/** Rows `first` up to before `end`, with the cells of these columns. */
async function cellsOf(
  { file, buffer, metadata, compressors }: ParquetFile,
  columns: string[],
  rowStart: number,
  rowEnd: number,
): Promise<unknown[][]> {
  const { parquetRead } = await import('hyparquet');
  let cells: unknown[][] = [];
  const onComplete = (rows: unknown[][]) => {
    cells = rows;
  };
  const range = { rowStart, rowEnd, columns, rowFormat: 'array' as const };
  await failing(file, () => parquetRead({ file: buffer, metadata, compressors, parsers, onComplete, ...range }));
  return cells;
}

const iso = (milliseconds: number, digits = ''): string =>
  new Date(milliseconds).toISOString().replace(/\.(\d{3})Z$/, (_, fraction) => `.${fraction}${digits}Z`);

/** Values that would be objects are given as texts; microseconds are kept. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value: bigint) => iso(Number(value)) as never,
  timestampFromMicroseconds: (value: bigint) => iso(Math.floor(Number(value) / 1e3), lastDigits(value, 1000n)) as never,
  timestampFromNanoseconds: (value: bigint) =>
    iso(Math.floor(Number(value) / 1e6), lastDigits(value, 1000000n)) as never,
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10) as never,
};

const lastDigits = (value: bigint, unit: bigint): string =>
  String(((value % unit) + unit) % unit).padStart(String(unit).length - 1, '0');

async function isUnsafe(parquet: ParquetFile, name: string): Promise<boolean> {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  const isBeyond = (value: unknown) => typeof value === 'bigint' && (value > most || value < -most);
  for (const [k, { first, end }] of [...groups(parquet)].entries()) {
    const chunk = parquet.metadata.row_groups[k].columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
    const { min_value, max_value } = chunk?.meta_data?.statistics ?? {};
    if (min_value !== undefined && max_value !== undefined) {
      if (isBeyond(min_value) || isBeyond(max_value)) return true;
      continue;
    }
    if ((await cellsOf(parquet, [name], first, end)).some(([value]) => isBeyond(value))) return true;
  }
  return false;
}

function cellOf(type: ColumnType, value: unknown): TableCell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return typeof value === 'bigint' ? Number(value) : (value as TableCell);
}
