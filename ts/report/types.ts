import type { Figure } from '../chart/types.js';

/** A table of the report: text cells. */
export interface ReportTable {
  /** Unique in the report, and a file name. */
  id: string;
  caption: string;
  columns: string[];
  /** Each as long as `columns`. */
  rows: string[][];
  /** Made of sources that stand in for observed ones: its caption then says so. */
  isStandIn?: boolean;
}

/** What the paper's number, ours, or a difference of the two is worth. */
export interface ReportValue {
  value: number;
  /** Standard deviation, over whatever the item says (20 iterations for Table 1). */
  sd?: number;
  /** Confidence interval, 95 %, where there is one instead. */
  interval?: readonly [number, number];
}

/**
 * - pass: |ours - paper| <= 2 sqrt(sd_ours^2 + sd_paper^2), or the statement holds; differs: not
 * - tested: a statement about the package itself, which the named test of its suite holds
 * - stand-in: computed on a stand-in for observed spectra, compared but not judged
 * - reported: the paper gives nothing to compare with
 */
export type Verdict = 'pass' | 'differs' | 'tested' | 'stand-in' | 'reported';

/** A number or statement of a publication beside ours. */
export interface ReportItem {
  /** Its code in the list of the paper's items: F1, H10, K2 ...; with the quantity where it has several: F1.accuracy. */
  id: string;
  /** Its plain name, one line: what is compared. */
  what: string;
  /** Unit of both values: '%', 'keV', '' ... */
  unit: string;
  /** The paper's number, or its statement as text where it is not one. */
  paper?: ReportValue | string;
  /** Ours; a statement where it is not one number. */
  ours: ReportValue | string;
  verdict: Verdict;
  /** Where it differs or needs it: why, by which evidence. Plain sentences. */
  why?: string;
}

/** A section: what was done and what came out. Plain data: JSON and back changes nothing. */
export interface ReportSection {
  /** table1, low-counts ... */
  id: string;
  title: string;
  /** Where in the publication: 'Section 3.2, Figure 15'. */
  place: string;
  /** Paragraphs, plain text. */
  text: string[];
  items: ReportItem[];
  tables: ReportTable[];
  figures: Figure[];
}

/** What a reader wants first: a few tables and figures of the sections, and what differs in a line each. */
export interface ReportOpening {
  /** Paragraphs, plain text. */
  text: string[];
  /** Ids of tables and figures that are shown here too. */
  tables: string[];
  figures: string[];
  /** What differs and why, a line each. */
  differences: string[];
}

/** How a report came about; differs between runs of the same config. */
export interface ReportRun {
  machine: string;
  threads: number;
  instructionSet: string;
  /** Wall time over all parts, those of resumed runs included, s. */
  seconds: number;
  /** Peak resident memory, bytes. */
  peakMemory: number;
  resumed: boolean;
}

/** Results with the publication's beside them, and all that repeats them. */
export interface Report {
  title: string;
  /** Of the package. */
  version: string;
  /** Everything that decides the numbers. */
  config: Record<string, unknown>;
  /** The command that repeats it from `config.json`. */
  repeat: string;
  opening: ReportOpening;
  results: ReportSection[];
  run: ReportRun;
}
