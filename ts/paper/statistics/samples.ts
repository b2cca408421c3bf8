import { meanAndSd } from '../../metrics/index.js';
import type { ChartAxis, ChartSeries, FigurePanel } from '../../report/index.js';

// Numbers that describe a sample, and their histograms.

/** Values that are numbers: NaN stands where a property does not apply. */
export const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter(Number.isFinite);

/** Columns that are given in 1e22 cm^-2, as log10 in cm^-2; sources without one are left out. */
export const logColumns = (nH: ArrayLike<number>): number[] => finite(nH).map((value) => 22 + Math.log10(value));

/** Linear between order statistics (type 7 of Hyndman & Fan 1996); NaN of nothing. `share` from 0 to 1. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), share);
}

export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const next = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[next] - sorted[low]);
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * A statistic of a sample, its standard error, and the standard deviation it would have in samples of `size`: from the scatter over
 * disjoint samples of that size. With the size of a catalogue this is how exact a number can be that was read off it.
 */
export function statisticOf(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  size: number,
): { value: number; sd: number; sdAtSize: number } {
  const samples = Math.max(2, Math.floor(values.length / size));
  const length = Math.floor(values.length / samples);
  const results = Array.from({ length: samples }, (_, k) => statistic(values.slice(k * length, (k + 1) * length)));
  const { sd } = meanAndSd(results);
  return { value: statistic(values), sd: sd / Math.sqrt(samples), sdAtSize: sd * Math.sqrt(length / size) };
}

/** Pearson's correlation with its standard error (1 - r^2) / sqrt(n - 1); pairs with a NaN are left out. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): { r: number; sd: number; pairs: number } {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i] + y[i])) continue;
    n++;
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    syy += y[i] * y[i];
    sxy += x[i] * y[i];
  }
  const r = (sxy - (sx * sy) / n) / Math.sqrt((sxx - (sx * sx) / n) * (syy - (sy * sy) / n));
  return { r, sd: (1 - r * r) / Math.sqrt(n - 1), pairs: n };
}

/** Largest distance of two cumulative distributions (Kolmogorov and Smirnov). */
export function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, largest] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

/** `bins` + 1 edges from `low` to `high`, equally spaced, or in the logarithm. */
export function edgesOf(low: number, high: number, bins: number, inLog = false): number[] {
  const at = (i: number) => (inLog ? low * (high / low) ** (i / bins) : low + ((high - low) * i) / bins);
  return Array.from({ length: bins + 1 }, (_, i) => at(i));
}

/** Numbers of values in each bin [edge, next edge), the last one closed; what lies outside counts in none. */
export function countsIn(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(values[i], edges);
    if (bin >= 0) counts[bin]++;
  }
  return counts;
}

/** The bin [edge, next edge) of a value, the last one closed; -1 outside, and for NaN. */
export function binOf(value: number, edges: readonly number[]): number {
  const last = edges.length - 1;
  if (!(value >= edges[0] && value <= edges[last])) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * A histogram as a series: numbers of values, or with `density` such that its area is 1 (bins outside the edges counting in the
 * whole, widths as they are on the axis: in dex with `inLog`).
 */
export function histogram(
  name: string,
  values: ArrayLike<number>,
  edges: readonly number[],
  { density = false, inLog = false } = {},
): ChartSeries {
  const counts = countsIn(values, edges);
  const width = (i: number) => (inLog ? Math.log10(edges[i + 1] / edges[i]) : edges[i + 1] - edges[i]);
  const total = finite(values).length;
  return {
    name,
    kind: 'steps',
    x: edges.slice(0, -1),
    xHigh: edges.slice(1),
    y: density ? counts.map((n, i) => n / total / width(i)) : counts,
  };
}

/** Numbers of pairs in each cell; pairs with a NaN count in none. */
export function histogram2D(
  title: string,
  axes: { x: ChartAxis; y: ChartAxis },
  pairs: { x: ArrayLike<number>; y: ArrayLike<number> },
  edges: { x: number[]; y: number[] },
): FigurePanel {
  const values = edges.y.slice(1).map(() => new Array<number>(edges.x.length - 1).fill(0));
  for (let i = 0; i < pairs.x.length; i++) {
    const [column, row] = [binOf(pairs.x[i], edges.x), binOf(pairs.y[i], edges.y)];
    if (column >= 0 && row >= 0) values[row][column]++;
  }
  return { kind: 'histogram2d', title, ...axes, xEdges: edges.x, yEdges: edges.y, values, label: 'Number of sources' };
}
