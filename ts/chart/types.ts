// Charts as plain data, from which the picture in Node, the picture in a browser and the CSV file are made. ./schema.ts
// checks them.

/** An axis of a chart; `label` is its quantity with the unit. */
export interface ChartAxis {
  label: string;
  type: 'linear' | 'log';
  /**
   * Limits, ascending. If left out, those of the data, rounded outwards; a logarithmic axis then has at most six
   * decades.
   */
  domain?: readonly [number, number];
  /**
   * For a linear axis without limits: names instead of numbers for the positions 0, 1, 2 ..., from left to right or
   * from top to bottom.
   */
  names?: string[];
}

/**
 * One data series of a chart. All arrays have the same length; NaN marks a missing number.
 *
 * - line: points joined by lines; points: markers, with error bars where `low` and `high` are given
 * - steps: a histogram, `x` the lower and `xHigh` the upper edges of its bins
 * - band: the area between `low` and `high`
 */
export interface ChartSeries {
  /** Name in the legend; '' has no entry there. Series with the same name are switched together. */
  name: string;
  kind: 'line' | 'points' | 'steps' | 'band';
  x: number[];
  /** Lower ends of horizontal error bars of points. */
  xLow?: number[];
  /** Upper edges of the bins of steps; for points the upper ends of their horizontal error bars. */
  xHigh?: number[];
  y: number[];
  low?: number[];
  high?: number[];
  /** The series belongs to the axis at the right. */
  right?: boolean;
  /** Whether the line is dashed. If one series of a chart says so, those that do not are solid. */
  dashed?: boolean;
  /** Drawn behind the others, thin and pale, without an entry in the legend: the raw numbers behind a smoothed line. */
  isFaint?: boolean;
  /** A broad line that remains visible below a narrow one: the curve that is compared with a reference. */
  isWide?: boolean;
  /** Index into the palette (6 is black); by default the position of the series in the list. */
  colour?: number;
}

/**
 * A chart with one x axis and one or two y axes. With two, a histogram is drawn pale and low behind the series of the
 * other axis, unless its own axis has limits.
 */
export interface XYChart {
  title: string;
  x: ChartAxis;
  y: ChartAxis;
  /** A second axis at the right, for series with `right`. */
  right?: ChartAxis;
  series: ChartSeries[];
  /** Named positions on x, such as spectral lines in keV; named bands from `x` to `xHigh` where that is given. */
  markers?: { x: number; xHigh?: number; name: string }[];
  /** Named horizontal lines, such as an accuracy of the paper; with `right`, `y` is a value of the right axis. */
  levels?: { y: number; name: string; right?: boolean }[];
  /** Height of the frame relative to that of other panels, such as 0.5 for residuals below a spectrum. Default 1. */
  heightRatio?: number;
}

/** A matrix of numbers shown as colours, each number also written into its cell. */
export interface HeatMap {
  title: string;
  /** Names of the columns (`x`) and rows (`y`) of `values[row][column]`; NaN marks a missing number. */
  x: { label: string; names: string[] };
  y: { label: string; names: string[] };
  values: number[][];
  /** The quantity of the numbers, with the unit. */
  label: string;
  /** Decimals of the numbers, 0 to 20. */
  decimals: number;
}

/** Numbers of points in bins of two quantities, shown as colours without numbers. */
export interface Histogram2D {
  title: string;
  x: ChartAxis;
  y: ChartAxis;
  /** Edges of the bins, ascending; `values[iy][ix]` is the number of sources in a bin. */
  xEdges: number[];
  yEdges: number[];
  values: number[][];
  label: string;
}

/** The layers of a network, to be drawn as a diagram. */
export interface NetworkDiagram {
  title: string;
  layers: { name: string; nodes: number; detail: string }[];
}

/** One panel of a figure. */
export type FigurePanel =
  | ({ kind: 'chart' } & XYChart)
  | ({ kind: 'heatmap' } & HeatMap)
  | ({ kind: 'histogram2d' } & Histogram2D)
  | ({ kind: 'network' } & NetworkDiagram);

/** A figure: one that repeats a figure of the paper, or a further one. */
export interface Figure {
  /** File name without extension, such as figure-14; figure-x-NAME for one that the paper does not have. */
  id: string;
  /** Number as it is printed: 'Figure 14'. */
  number: string;
  caption: string;
  panels: FigurePanel[];
  /** All panels show the same series: they share one legend below them. */
  hasSharedLegend?: boolean;
  /** Drawn from simulated sources that stand in for observed ones; the caption says so. */
  isStandIn?: boolean;
}

/** A drawn picture: an SVG document, and the same as PNG with twice as many pixels in each direction. */
export interface Picture {
  svg: string;
  png: Uint8Array;
}
