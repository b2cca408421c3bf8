import type { ReportOpening, ReportSection } from '../report/index.js';

/** What a reader wants first: Table 1 with the paper's rows beside ours, three figures, what differs and why. */
export function openingOf(_results: readonly ReportSection[]): ReportOpening {
  return { text: [], tables: [], figures: [], differences: [] };
}
