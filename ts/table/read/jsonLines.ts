import { FileError } from '../../base/index.js';
import type { Column, TableCell } from '../types.js';
import { chosenColumns, type OpenTable, type ReadOptions } from './chosen.js';
import { type TableSource, textPieces } from './source.js';

type Json = Record<string, unknown>;

/** What a column has been found to hold. */
interface Kinds {
  isVector: boolean;
  isText: boolean;
  isBoolean: boolean;
  isNumber: boolean;
  isWhole: boolean;
  isInt32: boolean;
}

/** JSON lines: an object for each row. Columns are found in a first pass, in the order in which they first occur. */
export async function readJsonLines(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const { file } = source;
  const kinds = new Map<string, Kinds>();
  for await (const { fields } of objects(source))
    for (const [name, value] of Object.entries(fields)) {
      if (!kinds.has(name)) kinds.set(name, newKinds());
      if (value !== null) learn(kinds.get(name) as Kinds, value);
    }
  const names = [...kinds.keys()];
  const vectors = names.filter((name) => kinds.get(name)?.isVector);
  const found = names.map((name) => ({ name, type: typeOf(kinds.get(name) as Kinds) }));
  const columns = chosenColumns(file, found, options, vectors)
    .map(({ column }) => column as Column)
    .filter(({ name }) => !vectors.includes(name));
  async function* rows(): AsyncGenerator<TableCell[]> {
    for await (const { fields, line } of objects(source))
      yield columns.map((column) => cellOf(file, column, fields[column.name], line));
  }
  return { columns, rows: rows(), meta: {}, vectors };
}

const newKinds = (): Kinds => ({
  isVector: false,
  isText: true,
  isBoolean: true,
  isNumber: true,
  isWhole: true,
  isInt32: true,
});

const isInfinity = (value: unknown): boolean => value === 'Infinity' || value === '-Infinity';

function learn(kinds: Kinds, value: unknown): void {
  kinds.isVector ||= typeof value === 'object';
  kinds.isText &&= typeof value === 'string';
  kinds.isBoolean &&= typeof value === 'boolean';
  kinds.isNumber &&= typeof value === 'number' || isInfinity(value);
  kinds.isWhole &&= Number.isSafeInteger(value);
  kinds.isInt32 &&= Math.abs(Number(value)) < 2 ** 31;
}

function typeOf({ isText, isBoolean, isNumber, isWhole, isInt32 }: Kinds): Column['type'] {
  if (isBoolean && !isText) return 'boolean';
  if (isWhole && !isText) return isInt32 ? 'int32' : 'int64';
  return isNumber && !isText ? 'float64' : 'string';
}

function cellOf(file: string, { name, type }: Column, value: unknown, line: number): TableCell {
  if (value === null || value === undefined) return null;
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  if (type === 'boolean' ? typeof value === 'boolean' : typeof value === 'number') return value as TableCell;
  if (type !== 'boolean' && isInfinity(value)) return Number(value);
  throw new FileError(file, `column ${name}, line ${line}: ${JSON.stringify(value).slice(0, 40)} is no ${type}`);
}

async function* objects(source: TableSource): AsyncGenerator<{ fields: Json; line: number }> {
  let rest = '';
  let line = 0;
  for await (const piece of textPieces(source)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() as string;
    for (const written of lines) yield* parsed(source.file, written, ++line);
  }
  yield* parsed(source.file, rest, ++line);
}

function* parsed(file: string, written: string, line: number): Generator<{ fields: Json; line: number }> {
  if (written.trim() === '') return;
  let fields: unknown;
  try {
    fields = JSON.parse(withDigits(written));
  } catch (cause) {
    throw new FileError(file, `line ${line} is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new FileError(file, `line ${line} is no JSON object; a row is one: {"name": value}`);
  yield { fields: fields as Json, line };
}

/** Whole numbers beyond 2^53, which are identifiers, as texts: as numbers they would lose digits. */
const withDigits = (written: string): string =>
  /\d{16}/.test(written)
    ? written.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
        /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
      )
    : written;
