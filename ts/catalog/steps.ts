/** What one filter removed from the rows that the filters before it had left. */
export interface FilterStep {
  filter: string;
  removed: number;
  left: number;
  /** The number that Hebbar & Heinke 2023 give for this filter in section 2, if any. */
  paper?: string;
}

/** A filter: its name, the rows that it removes, and the number that the paper gives for it. */
export type Filter<Row> = readonly [name: string, removes: (row: Row) => boolean, paper?: string];

/** The rows that no filter removes, and what each filter removed in turn. */
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
