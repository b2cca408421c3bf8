// What a chart is: plain data, so that every renderer, and the CSV beside the picture, says the same. ./schema.ts checks it.

/** An axis of a chart: its quantity with the unit. */
export interface ChartAxis {
  label: string;
  type: 'linear' | 'log';
  /** Limits, ascending; those of the data, rounded outwards, if left out (a logarithmic axis then has six decades at most). */
  domain?: readonly [number, number];
  /** On a linear axis without limits: names of the places 0, 1, 2 ... in place of numbers, from the left, or from above. */
  names?: string[];
}

/**
 * Numbers of one thing in a chart, all arrays equally long; NaN where there is none.
 *
 * - line: points joined; points: markers, with error bars where `low` and `high` are given
 * - steps: a histogram, `x` the lower and `xHigh` the upper edges of its bins
 * - band: the area between `low` and `high`
 */
export interface ChartSeries {
  /** In the legend, which has no entry for ''. Series of one name are switched together. */
  name: string;
  kind: 'line' | 'points' | 'steps' | 'band';
  x: number[];
  /** Ends of a horizontal bar of each of the points. */
  xLow?: number[];
  /** Upper edges of the bins of steps; of points the upper ends of their bars. */
  xHigh?: number[];
  y: number[];
  low?: number[];
  high?: number[];
  /** On the axis at the right. */
  right?: boolean;
  /** Said of one series, it is asked of all: those without it are then solid. */
  dashed?: boolean;
  /** Stands behind the others, thin and pale, and has no entry in the legend: the raw numbers behind a smoothed line. */
  isFaint?: boolean;
  /** A broad line, to be seen below a narrow one that lies on it: what is compared with a reference. */
  isWide?: boolean;
  /** Index into the palette (6 is black); its place in the list if left out. */
  colour?: number;
}

/**
 * One coordinate system. Beside a second axis, a histogram stands pale and low behind what is on the other axis, unless its axis
 * has limits of its own.
 */
export interface XYChart {
  title: string;
  x: ChartAxis;
  y: ChartAxis;
  /** A second axis at the right, for series with `right`. */
  right?: ChartAxis;
  series: ChartSeries[];
  /** Positions on x with a name, such as spectral lines in keV; a band from `x` to `xHigh` where that is given. */
  markers?: { x: number; xHigh?: number; name: string }[];
  /** Horizontal lines with a name, such as an accuracy of the paper; with `right`, at a value of the right axis. */
  levels?: { y: number; name: string; right?: boolean }[];
  /** Height of its frame over that of the other panels: 0.5 for residuals below a spectrum. Default 1. */
  heightRatio?: number;
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
  /** Decimals of the numbers, 0 to 20. */
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
export type FigurePanel =
  | ({ kind: 'chart' } & XYChart)
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
  panels: FigurePanel[];
  /** All panels show the same series: one legend below them all, none in each. */
  hasSharedLegend?: boolean;
  /** Drawn from sources that stand in for observed ones: every caption then says so. */
  isStandIn?: boolean;
}

/** A drawn picture: an SVG document, and the same as PNG with twice as many pixels a side, for screen and print. */
export interface Picture {
  svg: string;
  png: Uint8Array;
}
