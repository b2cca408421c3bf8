import type { FileWarning } from '../ogip/index.js';
import type { Row, TableFormat } from '../table/index.js';
import { tableRows } from '../table/lines.js';
import { chosenColumns, type TableShape, type VerdictColumn, verdictColumns } from './columns.js';
import { countVerdict, distinctWarnings, emptyTally, type Tally } from './tally.js';
import type { SketchedVerdict, SourceVerdict } from './verdict.js';

/** How results are written: all of it data, which crosses to workers. */
export interface Encoding extends TableShape {
  /** A format whose rows are written as they come, or 'verdicts': the results themselves, as JSON lines. */
  format: TableFormat | 'verdicts';
  /** Names of columns; all without. */
  chosen?: readonly string[];
}

/** Results as text. */
export interface Encoded {
  rows: string;
  tally: Tally;
  warnings: FileWarning[];
}

/** @param leftOut number of spectra that were read for these results and are not among them */
export function encode(verdicts: readonly SourceVerdict[], encoding: Encoding, leftOut = 0): Encoded {
  const { classes, format } = encoding;
  const tally = emptyTally(classes.length);
  tally.leftOut = leftOut;
  for (const verdict of verdicts) countVerdict(tally, verdict, classes);
  return {
    rows: format === 'verdicts' ? verdicts.map(verdictLine).join('') : rowsAs(verdicts, encoding, format),
    tally,
    warnings: distinctWarnings(verdicts.map(({ warnings }) => warnings)),
  };
}

function rowsAs(verdicts: readonly SourceVerdict[], encoding: Encoding, format: TableFormat): string {
  const columns = writtenColumns(encoding);
  return tableRows(
    format,
    columns,
    verdicts.map((verdict) => cellsOf(verdict, columns)),
  );
}

/** The columns of a table, those that were chosen in their order. */
export function writtenColumns(encoding: Encoding): VerdictColumn[] {
  const columns = verdictColumns(encoding);
  return chosenColumns(columns, encoding.chosen).map((place) => columns[place]);
}

/** An empty text is no value, in all formats alike. */
export const cellsOf = (verdict: SourceVerdict, columns: readonly VerdictColumn[]): Row =>
  columns.map((column) => {
    const cell = column.cell(verdict, verdict.passed ?? []);
    return cell === '' ? undefined : cell;
  });

export const verdictLine = (verdict: SourceVerdict): string => `${JSON.stringify(verdict)}\n`;

const numbers = ['exposure', 'counts', 'backgroundCounts', 'netCounts', 'badChannels'] as const;

/** The result of a line: what is no number is null in JSON. */
export function verdictOfLine(line: string): SketchedVerdict {
  const verdict = JSON.parse(line) as SketchedVerdict;
  for (const name of numbers) verdict[name] ??= Number.NaN;
  verdict.probabilities = verdict.probabilities.map((p) => p ?? Number.NaN);
  return verdict;
}

/** FITS has plain ASCII alone: other characters are written as in JSON, \u00e9. */
export const inAscii = <Cell>(cell: Cell): Cell | string =>
  typeof cell === 'string'
    ? cell.replaceAll(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : cell;
