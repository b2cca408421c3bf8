/** An axis of a chart: its quantity with the unit. */
export interface ChartAxis {
  label: string;
  type: 'linear' | 'log';
  /** Limits; those of the data, rounded outwards, if left out. */
  domain?: readonly [number, number];
}

/**
 * Numbers of one thing in a chart, all arrays equally long; NaN where there is none.
 *
 * - line: points joined; points: markers, with error bars where `low` and `high` are given
 * - steps: a histogram, `x` the lower and `xHigh` the upper edges of its bins
 * - band: the area between `low` and `high`
 */
export interface ChartSeries {
  name: string;
  kind: 'line' | 'points' | 'steps' | 'band';
  x: number[];
  xHigh?: number[];
  y: number[];
  low?: number[];
  high?: number[];
  /** On the axis at the right. */
  right?: boolean;
  dashed?: boolean;
  /** Index into the palette; its place in the list if left out. */
  colour?: number;
}

/** One coordinate system. What it shows is all here, so that every renderer, and the CSV beside the picture, says the same. */
export interface Chart {
  title: string;
  x: ChartAxis;
  y: ChartAxis;
  /** A second axis at the right, for series with `right`. */
  right?: ChartAxis;
  series: ChartSeries[];
  /** Positions on x with a name, such as spectral lines in keV. */
  markers?: { x: number; name: string }[];
  /** Horizontal lines with a name, such as an accuracy of the paper; with `right`, at a value of the right axis. */
  levels?: { y: number; name: string; right?: boolean }[];
}

/** A matrix of numbers as colours, each written into its cell. */
export interface HeatMap {
  title: string;
  /** Names of columns and rows; `values[row][column]`, NaN where there is none. */
  x: { label: string; names: string[] };
  y: { label: string; names: string[] };
  values: number[][];
  /** What the numbers are, with the unit. */
  label: string;
  /** Decimals of the numbers. */
  decimals: number;
}

/** Density of points in bins of two quantities: colours without numbers. */
export interface Histogram2D {
  title: string;
  x: ChartAxis;
  y: ChartAxis;
  /** Edges of the bins, ascending; `values[iy][ix]` are numbers of sources. */
  xEdges: number[];
  yEdges: number[];
  values: number[][];
  label: string;
}

/** Layers of a network, for its diagram. */
export interface NetworkDiagram {
  title: string;
  layers: { name: string; nodes: number; detail: string }[];
}

/** One of the pictures of a figure. */
export type Panel =
  | ({ kind: 'chart' } & Chart)
  | ({ kind: 'heatmap' } & HeatMap)
  | ({ kind: 'histogram2d' } & Histogram2D)
  | ({ kind: 'network' } & NetworkDiagram);

/** A figure of the paper, or one of ours. */
export interface Figure {
  /** File name without extension: figure-14. Figures that the paper has not: figure-x-NAME. */
  id: string;
  /** 'Figure 14'. */
  number: string;
  caption: string;
  panels: Panel[];
  /** Drawn from sources that stand in for observed ones: every caption then says so. */
  isStandIn?: boolean;
}

/** A table of the report: text cells. */
export interface ReportTable {
  id: string;
  caption: string;
  columns: string[];
  rows: string[][];
  isStandIn?: boolean;
}

/** What the paper's number, ours, or a difference of the two is worth. */
export interface Value {
  value: number;
  /** Standard deviation, over whatever the item says (20 iterations for Table 1). */
  sd?: number;
  /** Confidence interval, 95 %, where there is one instead. */
  interval?: readonly [number, number];
}

/**
 * - pass: |ours - paper| <= 2 sqrt(sd_ours^2 + sd_paper^2), or the statement holds; differs: not
 * - stand-in: computed on a stand-in for observed spectra, compared but not judged
 * - reported: the paper gives nothing to compare with
 */
export type Verdict = 'pass' | 'differs' | 'stand-in' | 'reported';

/** One testable item of the paper. */
export interface Item {
  /** Of shared list: F1, H10, K2 ...; with the quantity where it has several: F1.accuracy. */
  id: string;
  /** One line: what is compared. */
  what: string;
  /** Unit of both values: '%', 'keV', '' ... */
  unit: string;
  /** The paper's number, or its statement as text where it is not one. */
  paper?: Value | string;
  /** Ours; a statement where it is not one number. */
  ours: Value | string;
  verdict: Verdict;
  /** Where it differs or needs it: why, by which evidence. Plain sentences. */
  why?: string;
}

/** What an experiment gives; the report prints it, results.json holds it. Plain data: JSON and back changes nothing. */
export interface ExperimentResult {
  /** table1, low-counts ... */
  id: string;
  /** Section of the report. */
  title: string;
  /** The paper's place: 'Section 3.2, Figure 15'. */
  place: string;
  /** What was done and what came out: paragraphs, plain text. */
  text: string[];
  items: Item[];
  tables: ReportTable[];
  figures: Figure[];
  /** Seconds it took; not part of what is compared between runs. */
  seconds?: number;
}

/** The whole reproduction. */
export interface Reproduction {
  version: string;
  /** Everything that repeats it: see config.ts. */
  config: Record<string, unknown>;
  results: ExperimentResult[];
  /** How it ran; differs between runs of the same config. */
  run: {
    machine: string;
    threads: number;
    instructionSet: string;
    /** Wall time over all parts, those of resumed runs included, s. */
    seconds: number;
    /** Peak resident memory, bytes. */
    peakMemory: number;
    resumed: boolean;
  };
}
