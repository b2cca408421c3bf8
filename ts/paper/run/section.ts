import type { Figure, ReportItem, ReportTable } from '../../report/index.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';

/** The result of comparing the numbers of a section with the paper's claims. */
export interface Judgement {
  /** Replaces the title of the section, where it depends on the data. */
  title?: string;
  /** What was done and what came out: paragraphs, plain text. */
  text: string[];
  items: ReportItem[];
  tables?: ReportTable[];
}

/**
 * A section of the reproduction in three parts. `compute` runs the experiment and returns plain numbers, which are
 * stored on disk; `judge` compares them with the paper's claims, and `draw` makes figures of them. Both are pure
 * functions of the numbers and the config.
 */
export interface Section<Numbers> {
  /** Id: table1, low-counts ... */
  id: string;
  title: string;
  /** Section, table or figure of the paper. */
  place: string;
  /** Estimated time, seconds on two cores: the section's part of the progress. */
  cost(config: ReproduceConfig): number;
  /** Computes the section's numbers: plain data (numbers, also NaN, text, arrays, typed arrays, objects of these). */
  compute(context: Context): Promise<Numbers> | Numbers;
  judge(numbers: Numbers, config: ReproduceConfig): Judgement;
  draw?(numbers: Numbers, config: ReproduceConfig): Figure[];
}
