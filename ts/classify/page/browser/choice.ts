import type { PageCell } from '../payload.js';
import type { PageData, PageRow } from './data.js';

/** Which rows are shown, and in what order. */
export interface Choice {
  search: string;
  /** A class, 'none' (no verdict), 'error', or '' for all. */
  verdict: string;
  /** A flag, 'none', 'any', or '' for all. */
  flag: string;
  minCounts: number;
  /** Number of the column, -1 for the order of the list. */
  sortBy: number;
  isDescending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/** The rows that are chosen, in order. What has no value comes last. */
export function chosenRows(data: PageData, choice: Choice): PageRow[] {
  const words = choice.search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = data.rows.filter((row) => {
    if (!hasVerdict(data, row, choice.verdict) || !hasFlag(data.flags(row), choice.flag)) return false;
    if (choice.minCounts > 0 && !(Number(data.cell(row, 'COUNTS') ?? Number.NaN) >= choice.minCounts)) return false;
    return words.every((word) => data.wordsOf(row).includes(word));
  });
  const { sortBy, isDescending } = choice;
  const sign = isDescending ? -1 : 1;
  if (sortBy < 0) return isDescending ? rows.reverse() : rows;
  return rows.sort((a, b) => {
    const [x, y] = [a.cells[sortBy], b.cells[sortBy]];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a.index - b.index;
    return sign * compared(x, y) || a.index - b.index;
  });
}

const compared = (x: Exclude<PageCell, null>, y: Exclude<PageCell, null>): number =>
  typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));

function hasVerdict(data: PageData, row: PageRow, verdict: string): boolean {
  if (verdict === '') return true;
  if (verdict === 'error') return data.cell(row, 'ERROR') !== null;
  return verdict === 'none' ? data.cell(row, 'VERDICT') === null : data.cell(row, 'VERDICT') === verdict;
}

function hasFlag(flags: readonly string[], flag: string): boolean {
  if (flag === '') return true;
  if (flag === 'none') return flags.length === 0;
  return flag === 'any' ? flags.length > 0 : flags.includes(flag);
}

/** How many rows have each flag, the most frequent first. */
export function flagCounts(data: PageData): [flag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const row of data.rows) for (const flag of data.flags(row)) counts.set(flag, (counts.get(flag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
