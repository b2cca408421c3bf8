import type { Figure, ReportItem, ReportTable } from '../../report/index.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';

/** What the numbers of a section say, against the paper's claims. */
export interface Judgement {
  /** In place of the section's own, where it depends on what there was to judge. */
  title?: string;
  /** What was done and what came out: paragraphs, plain text. */
  text: string[];
  items: ReportItem[];
  tables?: ReportTable[];
}

/**
 * A section of the reproduction in three parts. `compute` runs the experiment and gives plain numbers, which are kept on disk; `judge`
 * holds them against the paper's claims and `draw` makes figures of them. Both are pure functions of the numbers and the config.
 */
export interface Section<Numbers> {
  /** table1, low-counts ... */
  id: string;
  title: string;
  /** Where in the paper. */
  place: string;
  /** Seconds on two cores, roughly: what its part of the progress is worth. */
  cost(config: ReproduceConfig): number;
  /** Numbers, also NaN, text, arrays, typed arrays, and objects of these. */
  compute(context: Context): Promise<Numbers> | Numbers;
  judge(numbers: Numbers, config: ReproduceConfig): Judgement;
  draw?(numbers: Numbers, config: ReproduceConfig): Figure[];
}
