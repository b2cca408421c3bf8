import { FileError } from '../../base/index.js';
import type { Column, TableCell, TableMeta } from '../types.js';
import { chosenColumns, type FoundColumn, type OpenTable, type ReadOptions } from './chosen.js';
import { type Facts, learn, newFacts, parsedCell, typeOf } from './guess.js';
import { type Dialect, records } from './records.js';
import type { TableSource } from './source.js';

/** What a file of separated values says of its columns before the rows. */
export interface Heading {
  columns: FoundColumn[];
  /** Columns whose cells hold several values. */
  vectors?: readonly string[];
  meta?: TableMeta;
  /** Lines up to this one are no rows. */
  lastLine: number;
}

/** Comma-separated values (RFC 4180) with a line of names; comment lines (#) may stand before it. */
export async function readCsv(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const heading = await plainHeading(source, ',');
  return readSeparated(source, { delimiter: ',', commentsTo: heading.lastLine }, heading, options);
}

/**
 * Tab-separated values: a line of names, and in files of VizieR and Starlink comment lines (#), and a line of dashes, which units may
 * stand before; those may lack cells at the ends of lines.
 */
export async function readTsv(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const heading = await plainHeading(source, '\t');
  const commentsTo = heading.hasDashes ? Number.POSITIVE_INFINITY : heading.lastLine;
  return readSeparated(source, { delimiter: '\t', commentsTo }, heading, options, heading.hasDashes);
}

/** Records among which a line of dashes may be. */
const headRecords = 100;
const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
const isDashes = (cells: readonly string[]): boolean => cells.every((cell) => /^\s*-+\s*$/.test(cell));

async function plainHeading(source: TableSource, delimiter: ',' | '\t'): Promise<Heading & { hasDashes: boolean }> {
  const head: { cells: string[]; line: number }[] = [];
  for await (const record of records(source, { delimiter, commentsTo: Number.POSITIVE_INFINITY })) {
    if (head.length === 0 && isBlank(record.cells)) continue;
    head.push(record);
    if (delimiter === ',' || isDashes(record.cells) || head.length === headRecords) break;
  }
  // Starlink's tab-separated tables have lines of other things before the names.
  const dashed = head.find(({ cells }) => isDashes(cells));
  const first = head.filter(({ cells }) => !(dashed && dashed.cells.length > 1 && cells.length === 1));
  if (first.length === 0) throw new FileError(source.file, 'has no line with the names of columns');
  const names = first[0].cells.map((name, k) => name.trim() || `col${k + 1}`);
  const dashes = dashed ? first.indexOf(dashed) : -1;
  if (dashes === 0) throw new FileError(source.file, `line ${first[0].line} is one of dashes, without names before it`);
  const units = dashes > 1 ? first[1].cells : [];
  const columns = names.map((name, k) => ({ name, unit: units[k]?.trim() || undefined }));
  return { columns, lastLine: first[Math.max(dashes, 0)].line, hasDashes: dashes > 0 };
}

/** The rows of separated values; types that are not declared are found in a first pass over the file. */
export async function readSeparated(
  source: TableSource,
  dialect: Dialect,
  { columns, vectors = [], meta = {}, lastLine }: Heading,
  options: ReadOptions,
  mayBeShort = false,
): Promise<OpenTable> {
  const { file } = source;
  const isSingle = columns.length === 1;
  async function* rows(): AsyncGenerator<string[]> {
    let row = 0;
    for await (const { cells, line } of records(source, dialect)) {
      if (line <= lastLine) continue;
      if (cells.length === 1 && !isSingle && (cells[0].trim() === '' || (mayBeShort && cells[0] === '[EOD]'))) continue;
      row++;
      if (cells.length !== columns.length && !(mayBeShort && cells.length < columns.length))
        throw new FileError(
          file,
          `row ${row} (line ${line}) has ${cells.length} cells; there are ${columns.length} columns`,
        );
      yield mayBeShort ? cells.map((cell) => cell.trim()) : cells;
    }
  }
  const names = new Set(vectors);
  const chosen = chosenColumns(file, columns, options, vectors).filter(({ column }) => !names.has(column.name));
  const facts = chosen.map(newFacts);
  // A declared int64 may hold what is beyond 2^53.
  if (chosen.some(({ column: { type } }) => type === undefined || type === 'int64'))
    for await (const cells of rows()) learnAll(facts, chosen, cells);
  const typed = chosen.map(({ column, place }, k) => ({
    place,
    column: { ...column, type: decided(column.type, facts[k]) } satisfies Column,
  }));
  async function* values(): AsyncGenerator<TableCell[]> {
    let row = 0;
    for await (const cells of rows()) {
      row++;
      yield typed.map(({ column, place }) => parsedCell(file, column, cells[place] ?? '', row));
    }
  }
  return { columns: typed.map(({ column }) => column), rows: values(), meta, vectors };
}

function learnAll(facts: readonly Facts[], chosen: readonly { place: number }[], cells: readonly string[]): void {
  for (let k = 0; k < chosen.length; k++) {
    const cell = cells[chosen[k].place]?.trim();
    if (cell) learn(facts[k], cell);
  }
}

const decided = (declared: Column['type'] | undefined, facts: Facts): Column['type'] =>
  declared === undefined ? typeOf(facts) : declared === 'int64' && facts.isWhole && !facts.isSafe ? 'string' : declared;
