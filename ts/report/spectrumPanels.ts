import type { ChartAxis, ChartSeries, FigurePanel } from '../chart/types.js';

// A spectrum with models and residuals, as fits and verdicts show it. Data for the chart engine, in Node and in a browser.

/** Counts of a point: with fewer, its error bar says little. */
const POINT_COUNTS = 15;
/** A point is at most this wide, as a share of its energy, though it has fewer counts then. */
const WIDEST = 0.35;
/** A last point that is narrower than this joins the one before. */
const NARROWEST = 0.09;
/** Height of the residuals, of the spectrum's. */
export const residualHeight = 0.4;

/** Bins put together for the eye. */
export interface SpectrumPoint {
  /** keV */
  low: number;
  high: number;
  /** Counts: observed, and of the background in the source region with the variance that is known of it. */
  counts: number;
  background: number;
  backgroundVariance: number;
}

/** Expected counts of a source in bins, without the background. */
export interface ModelSteps {
  name: string;
  /** Index into the palette. */
  colour: number;
  /** keV */
  low: number[];
  high: number[];
  counts: number[];
}

/**
 * Places of points in bins, from `first` up to before `end`: at least 15 counts each, as far as that does not make them wider than a third of
 * their energy. A point ends before energies that no bin has.
 *
 * @param isUsed false for a bin that is left out
 */
export function pointRanges(
  bins: { low: ArrayLike<number>; high: ArrayLike<number>; counts: ArrayLike<number> },
  isUsed: (bin: number) => boolean = () => true,
): { first: number; end: number }[] {
  const { low, high, counts } = bins;
  const ranges: { first: number; end: number }[] = [];
  let first = -1;
  let sum = 0;
  const close = (end: number) => {
    if (first >= 0) ranges.push({ first, end });
    [first, sum] = [-1, 0];
  };
  for (let i = 0; i < low.length; i++) {
    if (!isUsed(i)) {
      close(i);
      continue;
    }
    if (i > 0 && low[i] - high[i - 1] > 0.5 * (high[i] - low[i])) close(i);
    if (first < 0) first = i;
    sum += counts[i];
    if (sum >= POINT_COUNTS || high[i] - low[first] >= WIDEST * low[first]) close(i + 1);
  }
  const before = ranges[ranges.length - 1];
  const isScrap = first >= 0 && before?.end === first && high[low.length - 1] - low[first] < NARROWEST * low[first];
  if (isScrap) before.end = low.length;
  else close(low.length);
  return ranges;
}

/** Data less model, in standard deviations of what the model and the background let expect. */
export const residualOf = (point: SpectrumPoint, model: number): number =>
  (point.counts - model - point.background) /
  Math.sqrt(Math.max(model + point.background, 1e-12) + point.backgroundVariance);

export interface SpectrumChart {
  title: string;
  points: readonly SpectrumPoint[];
  models: readonly ModelSteps[];
  /** s; where it is not known the spectrum is in counts/keV. */
  exposure?: number;
}

/** Data less background with their errors, the models, and the background, against energy on logarithmic axes. */
export function spectrumPanel({ title, points, models, exposure }: SpectrumChart): FigurePanel {
  const rate = (value: number, low: number, high: number) => value / (exposure ?? 1) / (high - low);
  const rateOf = (value: number, { low, high }: SpectrumPoint) => rate(value, low, high);
  const net = points.map((point) => rateOf(point.counts - point.background, point));
  const errors = points.map((point) => rateOf(Math.sqrt(Math.max(point.counts, 0) + point.backgroundVariance), point));
  const background = points.map((point) => rateOf(point.background, point));
  const modelRates = models.map(({ low, high, counts }) => counts.map((value, i) => rate(value, low[i], high[i])));
  const domain = rateDomain({
    values: [...net, ...modelRates.flat()],
    tops: net.map((value, i) => value + errors[i]),
    background,
    oneCount: points.map((point) => rateOf(1, point)).reduce((a, b) => Math.min(a, b)),
  });
  const isSeen = background.some((value) => value > domain[0]);
  const edges = { x: points.map(({ low }) => low), xHigh: points.map(({ high }) => high) };
  return {
    kind: 'chart',
    title,
    x: energies(points),
    y: { label: exposure === undefined ? 'Counts/keV' : 'Counts/s/keV', type: 'log', domain },
    series: [
      {
        ...{ kind: 'points', colour: 6 },
        name: points.some((point) => point.background > 0) ? 'data less background' : 'data',
        ...across(points),
        // A logarithmic axis has no place for 0 and less: the error bar shows without its marker, which is below the frame.
        y: net.map((value) => Math.max(value, 0.5 * domain[0])),
        low: net.map((value, i) => Math.max(value - errors[i], domain[0])),
        high: net.map((value, i) => value + errors[i]),
      },
      ...models.map(
        ({ name, colour, low, high }, m): ChartSeries => ({
          ...{ name, kind: 'steps', dashed: false, colour, x: low, xHigh: high },
          y: modelRates[m],
        }),
      ),
      ...(isSeen
        ? [{ name: 'background', kind: 'steps', colour: 1, dashed: true, ...edges, y: background } as ChartSeries]
        : []),
    ],
  };
}

/**
 * Limits of the rates: four decades at most, down to the lowest there is, but of data and models to no less than a part of a count in a point,
 * and of the background to no less than a tenth.
 */
function rateDomain(rates: {
  values: readonly number[];
  tops: readonly number[];
  background: readonly number[];
  oneCount: number;
}): [number, number] {
  const { values, tops, background, oneCount } = rates;
  const highest = [...values, ...tops, ...background].reduce((a, b) => Math.max(a, b), 0) || oneCount;
  const lowestOf = (some: readonly number[]) => some.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), highest);
  const lowest = Math.min(
    Math.max(lowestOf(values), 0.6 * oneCount),
    Math.max(lowestOf(background), 0.1 * oneCount),
    highest,
  );
  return [0.5 * Math.max(lowest, 1e-4 * highest), 1.5 * highest];
}

/** What is left of the data after each model, in standard deviations, below the spectrum. */
export function residualPanel(
  points: readonly SpectrumPoint[],
  models: readonly { colour: number; counts: readonly number[] }[],
): FigurePanel {
  const residuals = models.map(({ counts }) => points.map((point, i) => residualOf(point, counts[i])));
  const largest = 1.1 + residuals.flat().reduce((a, b) => Math.max(a, Math.abs(b)), 2);
  return {
    kind: 'chart',
    title: '',
    x: energies(points),
    y: { label: '(Data − model)/σ', type: 'linear', domain: [-largest, largest] },
    series: models.map(({ colour }, m) => ({
      ...{ name: '', kind: 'points', colour, ...across(points) },
      y: residuals[m],
      low: residuals[m].map((value) => value - 1),
      high: residuals[m].map((value) => value + 1),
    })),
    levels: [{ y: 0, name: '' }],
    heightRatio: residualHeight,
  };
}

const energies = (points: readonly SpectrumPoint[]): ChartAxis => ({
  label: 'Energy (keV)',
  type: 'log',
  domain: [points[0].low, points[points.length - 1].high],
});

const across = (points: readonly SpectrumPoint[]) => ({
  x: points.map(({ low, high }) => Math.sqrt(low * high)),
  xLow: points.map(({ low }) => low),
  xHigh: points.map(({ high }) => high),
});
