import { FileError } from '../../base/index.js';
import { type TableSource, textPieces } from './source.js';

/** How the lines of a file of separated values are made. */
export interface Dialect {
  /** Between cells; of blanks there may be several. */
  delimiter: ',' | '\t' | ' ';
  /** Lines that begin with # are comments up to this one: 0 for no comments, Infinity for comments anywhere. */
  commentsTo: number;
}

/**
 * The records of separated values (RFC 4180), with the line that each begins at, from 1. Cells in quotes may hold the
 * delimiter, line breaks, and quotes written twice. Between tabs, where most programs quote nothing, only a cell that is quoted as a whole
 * has its quotes taken off, and a line is a record. Empty lines are records of one empty cell.
 *
 * @throws FileError for a quote that is not closed, and for what follows a closed one.
 */
export async function* records(
  source: TableSource,
  { delimiter, commentsTo }: Dialect,
): AsyncGenerator<{ cells: string[]; line: number }> {
  let rest = '';
  let line = 1;
  const parsed = (end: boolean): { cells: string[]; line: number }[] => {
    const found: { cells: string[]; line: number }[] = [];
    let at = 0;
    while (at < rest.length) {
      const isComment = line <= commentsTo && rest[at] === '#';
      const { next, lines } = isComment || delimiter === '\t' ? lineEnd(rest, at, end) : recordEnd(rest, at, end);
      if (next === undefined) {
        if (end) throw new FileError(source.file, `line ${line}: a quote is opened and never closed`);
        break;
      }
      const written = rest.slice(at, next).replace(/\r?\n$|\r$/, '');
      if (!isComment) found.push({ cells: cellsOf(written, delimiter, source.file, line), line });
      line += lines;
      at = next;
    }
    rest = rest.slice(at);
    return found;
  };
  for await (const piece of textPieces(source)) {
    rest += piece;
    yield* parsed(false);
  }
  yield* parsed(true);
}

function lineEnd(content: string, at: number, isLast: boolean): { next?: number; lines: number } {
  const feed = content.indexOf('\n', at);
  return { next: feed >= 0 ? feed + 1 : isLast ? content.length : undefined, lines: 1 };
}

/** Where the record that begins at `at` ends, after its line break, and how many lines it has. */
function recordEnd(content: string, at: number, isLast: boolean): { next?: number; lines: number } {
  let lines = 1;
  let from = at;
  for (;;) {
    const feed = content.indexOf('\n', from);
    const end = feed < 0 ? content.length : feed;
    const quote = content.indexOf('"', from);
    if (quote < 0 || quote >= end) return { ...lineEnd(content, from, isLast), lines };
    const close = closingQuote(content, quote);
    if (close === undefined) return { lines };
    for (let k = content.indexOf('\n', quote); k >= 0 && k < close; k = content.indexOf('\n', k + 1)) lines++;
    from = close + 1;
  }
}

function closingQuote(content: string, open: number): number | undefined {
  let close = content.indexOf('"', open + 1);
  while (close >= 0 && content[close + 1] === '"') close = content.indexOf('"', close + 2);
  return close < 0 ? undefined : close;
}

function cellsOf(record: string, delimiter: string, file: string, line: number): string[] {
  const isBlanks = delimiter === ' ';
  if (delimiter === '\t') return record.split('\t').map(unquoted);
  if (!record.includes('"')) return isBlanks ? record.trim().split(/ +/) : record.split(delimiter);
  const content = isBlanks ? record.trim() : record;
  const cells: string[] = [];
  for (let at = 0; ; ) {
    while (isBlanks && content[at] === ' ') at++;
    const isQuoted = content[at] === '"';
    const close = isQuoted ? closingQuote(content, at) : undefined;
    const delimiterAt = content.indexOf(delimiter, isQuoted ? (close ?? at) : at);
    const end = delimiterAt < 0 ? content.length : delimiterAt;
    if (!isQuoted) cells.push(content.slice(at, end));
    else if (close !== undefined && content.slice(close + 1, end).trim() === '')
      cells.push(content.slice(at + 1, close).replaceAll('""', '"'));
    else
      throw new FileError(
        file,
        `line ${line}: a cell goes on after its closing quote, or a quote in it is not doubled`,
      );
    if (delimiterAt < 0) return cells;
    at = end + 1;
  }
}

const unquoted = (cell: string): string =>
  /^"([^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
