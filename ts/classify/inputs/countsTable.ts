import { FileError } from '../../base/index.js';
import type { Dataset } from '../../dataset/index.js';
import {
  type Column,
  findColumn,
  parquetLayout,
  type Row,
  readParquetColumns,
  readTable,
  type TableCell,
} from '../../table/index.js';
import { type CountRows, numbersOfCells, numbersOfColumns } from './countRows.js';
import type { SharedResponse } from './grid.js';
import { blockRows } from './library.js';
import type { CountsSource } from './types.js';

/** Columns of a table of counts beside those that pass through, in any case. */
const roles = {
  counts: ['COUNTS'],
  background: ['BACKGROUND_COUNTS', 'BKG_COUNTS'],
  scale: ['BACKGROUND_SCALE', 'BKG_SCALE'],
  exposure: ['EXPOSURE'],
} as const;

/** Names of one column a channel: COUNTS_1, COUNTS_2 ... or COUNTS1 ..., in any order. */
const perChannel = (names: readonly string[], all: readonly string[]): string[] => {
  const numbered = all.flatMap((name) => {
    const match = /^(.*?)_?(\d+)$/.exec(name);
    return match && names.includes(match[1].toUpperCase()) ? [{ name, number: Number(match[2]) }] : [];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
};

/** A table of counts, its rows not yet read. */
export interface CountsTable {
  rows: number;
  passedColumns: readonly Column[];
  blocks(): AsyncIterable<CountsSource>;
}

/** Where the counts of a table are: a column of lists (or of text), or a column a channel. */
interface Layout {
  counts: string[];
  background?: string[];
  scale?: Column;
  exposure?: Column;
  passedColumns: readonly Column[];
}

/**
 * Finds the columns of a table of counts.
 *
 * @param columns those of one value a row
 * @param lists those of lists
 * @throws FileError if there are no counts, or a background without its scale
 */
export function countsLayout(file: string, columns: readonly Column[], lists: readonly string[]): Layout {
  const names = [...columns.map(({ name }) => name), ...lists];
  const all = names.map((name) => ({ name }));
  const find = (wanted: readonly string[]): string[] | undefined => {
    const single = findColumn(all, wanted);
    if (single) return [single.name];
    const several = perChannel(wanted, names);
    return several.length > 0 ? several : undefined;
  };
  const counts = find(roles.counts);
  if (!counts) {
    const isList = findColumn(columns, ['PHA', 'FILE']) !== undefined;
    const remedy = isList
      ? 'it is a list of files: give it with --files (option files)'
      : `its columns are ${names.join(', ')}`;
    throw new FileError(file, `has no counts, neither a column COUNTS nor columns COUNTS_1, COUNTS_2 ...; ${remedy}`);
  }
  const background = find(roles.background);
  const scale = findColumn(columns, roles.scale);
  if ((background === undefined) !== (scale === undefined))
    throw new FileError(
      file,
      background
        ? 'has background counts, but no column BACKGROUND_SCALE, the factor that scales them to the source region'
        : `has a column ${scale!.name}, but no BACKGROUND_COUNTS`,
    );
  const exposure = findColumn(columns, roles.exposure);
  const used = new Set([...counts, ...(background ?? []), scale?.name, exposure?.name]);
  return { counts, background, scale, exposure, passedColumns: columns.filter(({ name }) => !used.has(name)) };
}

/** Opens a table of counts. @throws FileError if it cannot be read or holds none */
export async function openCountsTable(
  file: string,
  isParquet: boolean,
  responseOf: () => SharedResponse,
): Promise<CountsTable> {
  if (isParquet) return openParquetCounts(file, responseOf);
  const { columns, vectors } = await readTable(file);
  const lists = vectors.map((name) => ({ name }));
  if (findColumn(lists, roles.counts))
    throw new FileError(file, 'lists of counts are read from Parquet; here give COUNTS as text, or a column a channel');
  const layout = countsLayout(file, columns, []);
  const shared = responseOf();
  const wanted = [...layout.counts, ...(layout.background ?? [])].map(
    (name) => columns.find((column) => column.name === name)!,
  );
  const scalars = scalarColumns(layout);
  let rows = 0;
  for await (const _ of (await readTable(file, { columns: [wanted[0]] })).rows) rows++;
  async function* blocks(): AsyncGenerator<CountsSource> {
    const { rows: all } = await readTable(file, { columns: [...wanted, ...scalars] });
    let first = 0;
    let block: Row[] = [];
    const made = (given: readonly Row[], from: number): CountsSource => {
      const cut = (start: number, names?: readonly string[]) =>
        names &&
        numbersOfCells(
          file,
          { name: names[0], first: from },
          given.map((row) => row.slice(start, start + names.length)),
        );
      const countsOf = () => cut(0, layout.counts)!;
      const backgroundOf = () => cut(layout.counts.length, layout.background);
      return source(
        file,
        from,
        given.map((row) => row.slice(wanted.length)),
        { layout, shared, countsOf, backgroundOf },
      );
    };
    for await (const row of all) {
      block.push(row);
      if (block.length < blockRows) continue;
      yield made(block, first);
      first += block.length;
      block = [];
    }
    if (block.length > 0) yield made(block, first);
  }
  return { rows, passedColumns: layout.passedColumns, blocks };
}

/** EXPOSURE and the scale as numbers, then what passes through. */
const scalarColumns = ({ exposure, scale, passedColumns }: Layout): Column[] => [
  ...[exposure, scale].flatMap((column): Column[] => (column ? [{ ...column, type: 'float64' }] : [])),
  ...passedColumns,
];

async function openParquetCounts(file: string, responseOf: () => SharedResponse): Promise<CountsTable> {
  const { columns, lists, groupRows, rows } = await parquetLayout(file);
  const layout = countsLayout(file, columns, lists);
  const shared = responseOf();
  const names = [...layout.counts, ...(layout.background ?? [])];
  async function* blocks(): AsyncGenerator<CountsSource> {
    const scalars = scalarColumns(layout);
    const cells = scalars.length > 0 ? (await readTable(file, { columns: scalars })).rows : undefined;
    const next = cells && iteratorOf(cells);
    let start = 0;
    for (const [group, count] of groupRows.entries()) {
      // One row group is read for all of its blocks, when the first of them is opened.
      const read = once(async () => {
        for await (const found of readParquetColumns(file, names, { groups: [group] })) return found.columns;
        throw new FileError(file, `row group ${group} is missing`);
      });
      for (let first = start; first < start + count; first += blockRows) {
        const end = Math.min(first + blockRows, start + count);
        const given: Row[] = [];
        for (let row = first; row < end; row++) given.push(next ? ((await next()) ?? []) : []);
        const within = { first: first - start, end: end - start, row: first };
        const countsOf = async () => numbersOfColumns(file, (await read()).slice(0, layout.counts.length), within);
        const backgroundOf = async () =>
          layout.background && numbersOfColumns(file, (await read()).slice(layout.counts.length), within);
        yield source(file, first, given, { layout, shared, countsOf, backgroundOf });
      }
      start += count;
    }
  }
  return { rows, passedColumns: layout.passedColumns, blocks };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= read());
}

function iteratorOf(rows: AsyncIterable<Row> | Iterable<Row>): () => Promise<Row | undefined> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  return async () => {
    const { value, done } = await iterator.next();
    return done ? undefined : value;
  };
}

interface Block {
  layout: Layout;
  shared: SharedResponse;
  countsOf(): CountRows | Promise<CountRows>;
  backgroundOf(): CountRows | undefined | Promise<CountRows | undefined>;
}

/** A block of rows, of which the scalar cells are known. */
function source(file: string, first: number, cells: readonly Row[], block: Block): CountsSource {
  const { layout, shared } = block;
  const number = (cell: TableCell) => (typeof cell === 'number' ? cell : Number.NaN);
  const column = (place: number) => Float64Array.from(cells, (row) => number(row[place]));
  const places = [layout.exposure, layout.scale].filter((role) => role !== undefined).length;
  const exposure = layout.exposure ? column(0) : new Float64Array(cells.length).fill(Number.NaN);
  const scale = layout.scale && column(places - 1);
  return {
    file,
    first,
    count: cells.length,
    passed: cells.map((row) => row.slice(places)),
    ...(shared.response && { response: shared.response }),
    open: async () => {
      const [counts, background] = [await block.countsOf(), await block.backgroundOf()];
      checkWidth(file, counts, shared, first);
      if (background) checkWidth(file, background, shared, first);
      checkPositive(file, 'EXPOSURE', layout.exposure && exposure, first, false);
      checkPositive(file, layout.scale?.name ?? '', scale, first, true);
      return dataset(shared, { counts, background, scale, exposure });
    },
  };
}

function checkWidth(file: string, { name, width }: CountRows, { grid }: SharedResponse, first: number): void {
  if (width === grid.channels) return;
  throw new FileError(file, `row ${first + 1}: ${name} has ${width} channels, its response ${grid.channels}`);
}

function checkPositive(
  file: string,
  name: string,
  values: Float64Array | undefined,
  first: number,
  isZeroAllowed: boolean,
): void {
  const bad = values?.findIndex(
    (value) => !(value < Number.POSITIVE_INFINITY && (isZeroAllowed ? value >= 0 : value > 0)),
  );
  if (bad === undefined || bad < 0) return;
  throw new FileError(
    file,
    `row ${first + bad + 1}: ${name} is ${values![bad]}; it must be ${isZeroAllowed ? '0 or more' : 'above 0'}`,
  );
}

function dataset(
  { grid, described }: SharedResponse,
  {
    counts,
    background,
    scale,
    exposure,
  }: { counts: CountRows; background?: CountRows; scale?: Float64Array; exposure: Float64Array },
): Dataset {
  const { count } = counts;
  return {
    count,
    ...grid,
    counts: counts.values,
    ...(background && { backgroundCounts: background.values, backgroundScale: scale }),
    ...described,
    exposure,
    classes: ['unknown'],
    labels: new Uint8Array(count),
    properties: {},
    source: Uint32Array.from({ length: count }, (_, i) => i),
  };
}
