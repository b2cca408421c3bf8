import { parse } from 'yaml';
import { FileError } from '../../base/index.js';
import type { ColumnType, TableMeta } from '../types.js';
import type { FoundColumn, OpenTable, ReadOptions } from './chosen.js';
import { readSeparated } from './delimited.js';
import { records } from './records.js';
import { type TableSource, textPieces } from './source.js';

/** Types of ECSV and ours; what is not here holds several values or none that we know. */
const typesOf: Readonly<Record<string, ColumnType>> = {
  ...{
    bool: 'boolean',
    string: 'string',
    float16: 'float32',
    float32: 'float32',
    float64: 'float64',
    float128: 'float64',
  },
  ...{ int8: 'int32', int16: 'int32', int32: 'int32', int64: 'int64' },
  ...{ uint8: 'int32', uint16: 'int32', uint32: 'int64', uint64: 'int64' },
};

/** ECSV 1.0: CSV or values between blanks, with a header in YAML that says what the columns are. */
export async function readEcsv(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const { lines, isWhole } = await commentLines(source);
  if (!isWhole) throw new FileError(source.file, 'ends inside its ECSV header: it is cut short');
  const header = lines.slice(1).map((line) => line.replace(/^# ?/, ''));
  const { columns, vectors, meta, delimiter } = parseEcsvHeader(source.file, header.join('\n'));
  const dialect = { delimiter, commentsTo: Number.POSITIVE_INFINITY };
  for await (const { cells, line } of records(source, dialect)) {
    const names = columns.map(({ name }) => name);
    if (cells.join('\n') === names.join('\n'))
      return readSeparated(source, dialect, { columns, vectors, meta, lastLine: line }, options);
    throw new FileError(source.file, `its names of columns, ${cells.join(', ')}, are not those of its ECSV header`);
  }
  throw new FileError(source.file, 'has no line with the names of columns after its ECSV header');
}

async function commentLines(source: TableSource): Promise<{ lines: string[]; isWhole: boolean }> {
  let rest = '';
  const lines: string[] = [];
  for await (const piece of textPieces(source)) {
    const parts = (rest + piece).split(/\r?\n/);
    rest = parts.pop() as string;
    for (const line of parts) {
      if (!line.startsWith('#')) return { lines, isWhole: true };
      lines.push(line);
    }
  }
  return { lines, isWhole: rest !== '' && !rest.startsWith('#') };
}

/** What the YAML of an ECSV header says, which astropy writes into Parquet files as well. */
export function parseEcsvHeader(
  file: string,
  yaml: string,
): { columns: FoundColumn[]; vectors: string[]; meta: TableMeta; delimiter: ',' | ' ' } {
  const header = asObject(parsed(file, yaml));
  const entries = Array.isArray(header.datatype) ? header.datatype.map(asObject) : [];
  if (entries.length === 0) throw new FileError(file, 'its ECSV header has no datatype of any column');
  const delimiter = header.delimiter ?? ' ';
  if (delimiter !== ',' && delimiter !== ' ')
    throw new FileError(file, `its ECSV header has the delimiter ${JSON.stringify(delimiter)}; ECSV has "," or " "`);
  const isVector = (entry: Fields) => entry.subtype !== undefined || !(String(entry.datatype) in typesOf);
  return {
    columns: entries.map((entry): FoundColumn => {
      const { unit, description, meta } = entry;
      const ucd = asObject(meta).ucd;
      return {
        name: String(entry.name),
        type: typesOf[String(entry.datatype)],
        unit: unit === undefined ? undefined : String(unit),
        ucd: ucd === undefined ? undefined : String(ucd),
        description: description === undefined ? undefined : String(description),
      };
    }),
    vectors: entries.filter(isVector).map(({ name }) => String(name)),
    meta: metaOf(asObject(header.meta)),
    delimiter,
  };
}

type Fields = Record<string, unknown>;

/** A mapping as an object; of an ordered one, which may be a list of single entries, all. */
function asObject(value: unknown): Fields {
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) return Object.assign({}, ...value.map(asObject));
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function parsed(file: string, yaml: string): unknown {
  try {
    // Tags such as !astropy.table.SerializedColumn are unknown, what is under them is read all the same.
    // Columns named y and n are truths in YAML 1.1, but not to astropy.
    return parse(yaml, { version: '1.2', customTags: ['omap'], logLevel: 'error' });
  } catch (cause) {
    throw new FileError(file, `its ECSV header is no YAML: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}

/** Texts and numbers as they are, anything else as JSON. */
function metaOf(fields: Fields): TableMeta {
  const { name, description, ...others } = fields;
  const params = Object.entries(others).map(([key, value]) => [
    key,
    typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : JSON.stringify(value),
  ]);
  return {
    ...(name === undefined ? {} : { name: String(name) }),
    ...(description === undefined ? {} : { description: String(description) }),
    ...(params.length > 0 ? { params: Object.fromEntries(params) } : {}),
  };
}
