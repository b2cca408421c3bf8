/** What one filter did: how many rows it removed of those left by the filters before it. */
export interface FilterStep {
  filter: string;
  removed: number;
  left: number;
  /** What Hebbar & Heinke 2023, section 2, print for it, where they do. */
  paper?: string;
}

/** A filter: its name, the rows that it removes, what the paper prints for it. */
export type Filter<Row> = readonly [name: string, removes: (row: Row) => boolean, paper?: string];

/** The rows that no filter removes, and what each of them did in turn. */
export function applyFilters<Row>(
  rows: readonly Row[],
  filters: readonly Filter<Row>[],
): { rows: Row[]; steps: FilterStep[] } {
  const steps: FilterStep[] = [];
  let left = [...rows];
  for (const [filter, removes, paper] of filters) {
    const kept = left.filter((row) => !removes(row));
    steps.push({ filter, removed: left.length - kept.length, left: kept.length, ...(paper && { paper }) });
    left = kept;
  }
  return { rows: left, steps };
}
