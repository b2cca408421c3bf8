import { FileError } from '../../base/index.js';
import { BinTable } from '../../ogip/fits/bintable.js';
import type { FitsHeader } from '../../ogip/fits/header.js';
import { withTables } from '../../ogip/fits/parts.js';
import { readFits } from '../../ogip/fits/read.js';
import type { FitsColumn, FitsTable } from '../../ogip/fits/table.js';
import { unescaped } from '../batches.js';
import { hierarchParam, structural } from '../fits.js';
import type { Column, ColumnType, TableCell, TableMeta } from '../types.js';
import { chosenColumns, type FoundColumn, type OpenTable, type ReadOptions } from './chosen.js';
import type { TableSource } from './source.js';

/** Rows that are decoded together. */
const blockRows = 8192;

/** Some rows of a table: those from `first` up to before `end` of a part of it, or of all of it. */
interface Block {
  readonly table: FitsTable;
  readonly first: number;
  readonly end: number;
}

interface FoundTable {
  readonly table: FitsTable;
  readonly rows: number;
  block(first: number, end: number): Block;
}

/**
 * The first binary table of a FITS file, or else the first ASCII one. Of a large file that is not compressed, rows are
 * read when they are needed.
 */
export async function readFitsTable(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const { file } = source;
  const { table, rows, block } = findTable(source);
  const blocks = function* () {
    for (let first = 0; first < rows; first += blockRows) yield block(first, Math.min(rows, first + blockRows));
  };
  const found = table.columns.map((column) => foundColumn(table, column));
  const vectors = found.flatMap(({ name, type }) => (type === undefined ? [name] : []));
  const chosen = chosenColumns(file, found, options, vectors).filter(({ column }) => column.type !== undefined);
  const columns = chosen.map(({ column, place }): Column => {
    const isBeyond = column.type === 'int64' && isUnsafe(blocks(), table.columns[place].name);
    return { ...column, type: isBeyond ? 'string' : (column.type as ColumnType) };
  });
  const names = chosen.map(({ place }) => table.columns[place].name);
  function* cells(): Generator<TableCell[]> {
    for (const part of blocks()) {
      const values = columns.map(({ type }, k) => columnValues(part, names[k], type));
      for (let row = 0; row < part.end - part.first; row++) yield values.map((column) => column[row]);
    }
  }
  return { columns, rows: cells(), meta: metaOf(table), vectors };
}

function findTable({ file, random }: TableSource): FoundTable {
  if (typeof random === 'string') {
    const found = withTables(random, ([, first]) => first && { rows: first.rows, table: first.part(0, 0) });
    if (found?.table.columns.every(({ repeat }) => repeat !== undefined)) {
      const part = (first: number, end: number) => withTables(random, ([, table]) => table.part(first, end));
      return { ...found, block: (first, end) => ({ table: part(first, end), first: 0, end: end - first }) };
    }
  }
  const hdus = readFits(random).hdus;
  const hdu = hdus.find(({ kind }) => kind === 'bintable') ?? hdus.find(({ isTable }) => isTable);
  if (!hdu) throw new FileError(file, 'holds no table');
  const { table } = hdu;
  return { table, rows: table.count, block: (first, end) => ({ table, first, end }) };
}

function foundColumn({ header }: FitsTable, column: FitsColumn): FoundColumn {
  const { name, index, unit } = column;
  const described = header.string(`TCOMM${index}`) ?? commentOf(header, `TTYPE${index}`);
  return {
    name,
    type: typeOf(header, column),
    unit: unit?.trim() ? unescaped(unit.trim()) : undefined,
    ucd: header.string(`TUCD${index}`),
    description: described && unescaped(described),
  };
}

const commentOf = ({ cards }: FitsHeader, keyword: string): string | undefined =>
  cards.find((card) => card.keyword === keyword)?.comment || undefined;

/** Undefined for a column whose cells hold several values, or something else than numbers, texts and truths. */
function typeOf(header: FitsHeader, { form, index, isText, repeat }: FitsColumn): ColumnType | undefined {
  if (isText) return 'string';
  if (repeat !== 1) return undefined;
  const code = /[A-Z]/.exec(form.toUpperCase())?.[0] ?? '';
  const number = (keyword: string, none: number) => header.number(keyword + index) ?? none;
  const zero = number('TZERO', 0);
  const isScaled = number('TSCAL', 1) !== 1 || !Number.isInteger(zero);
  if (code === 'L') return 'boolean';
  if ('XCM'.includes(code)) return undefined;
  if (code === 'E' && header.string('XTENSION') !== 'TABLE' && !isScaled && zero === 0) return 'float32';
  if (isScaled || 'EDF'.includes(code)) return 'float64';
  const isShort =
    code === 'B' || (code === 'J' && zero === 0) || (code === 'I' && header.string('XTENSION') !== 'TABLE');
  return isShort ? 'int32' : 'int64';
}

const isUnsafe = (blocks: Iterable<Block>, name: string): boolean => {
  for (const { table, first, end } of blocks)
    for (const value of table.read(name, Float64Array, first, end))
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return true;
  return false;
};

function columnValues({ table, first, end }: Block, name: string, type: ColumnType): TableCell[] {
  if (type !== 'string') {
    const isTruth = type === 'boolean';
    return Array.from(table.read(name, Float64Array, first, end), (value) =>
      Number.isNaN(value) ? null : isTruth ? value !== 0 : value,
    );
  }
  const isDigits = table instanceof BinTable && !table.column(name).isText;
  const texts = isDigits ? table.wholeDigits(name, first, end) : textsOf(table, name).slice(first, end);
  return texts.map((cell) => (cell === '' ? null : cell));
}

/** The texts of a whole table are decoded once. */
const decoded = new WeakMap<FitsTable, Map<string, string[]>>();
function textsOf(table: FitsTable, name: string): string[] {
  const known = decoded.get(table) ?? new Map<string, string[]>();
  decoded.set(table, known);
  if (!known.has(name)) known.set(name, table.strings(name));
  return known.get(name) as string[];
}

/** What a header says beside its structure; FITS keeps the names of keywords in capitals. */
function metaOf({ header, name }: FitsTable): TableMeta {
  const description = header.string('DESCRIPT');
  const params = header.cards.flatMap(({ keyword, value }): [string, string | number][] =>
    value === undefined || structural.test(keyword)
      ? []
      : [
          [
            unescaped(keyword.replace(hierarchParam, '').replace(/^HIERARCH /, '')),
            typeof value === 'string' ? unescaped(value) : typeof value === 'boolean' ? String(value) : value,
          ],
        ],
  );
  return {
    ...(name ? { name: unescaped(name) } : {}),
    ...(description ? { description: unescaped(description) } : {}),
    ...(params.length > 0 ? { params: Object.fromEntries(params) } : {}),
  };
}
