import { checkNumber, checkObject, checkOptions, ParameterError } from '../base/index.js';
import { figurePicture } from '../chart/picture.js';
import type { ChartAxis, ChartSeries, FigurePanel, Picture } from '../chart/types.js';
import type { FitResult, FittedChannels } from '../fit/index.js';
import type { PictureOptions } from './picture.js';

/** Counts of a point: with fewer, its error bar says little. */
const POINT_COUNTS = 15;
/** A point is at most this wide, as a share of its energy, though it has fewer counts then. */
const WIDEST = 0.35;
/** Height of the residuals, of the spectrum's. */
const RESIDUALS = 0.4;

/** Channels put together for the eye. The fit itself has its own bins. */
export interface FitPoint {
  /** keV */
  low: number;
  high: number;
  /** Counts: observed, of the model, of the background in the source region with the variance that is known of it. */
  counts: number;
  model: number;
  background: number;
  backgroundVariance: number;
}

/** Points of at least 15 counts, as far as that does not make them wider than a third of their energy. */
export function fitPoints({
  eMin,
  eMax,
  bin,
  counts,
  expectedCounts,
  background,
  backgroundVariance,
}: FittedChannels): FitPoint[] {
  const points: FitPoint[] = [];
  let point: FitPoint | undefined;
  for (let c = 0; c < bin.length; c++) {
    if (bin[c] < 0 && point) points.push(point);
    if (bin[c] < 0) point = undefined;
    if (bin[c] < 0) continue;
    point ??= { low: eMin[c], high: eMax[c], counts: 0, model: 0, background: 0, backgroundVariance: 0 };
    point.high = eMax[c];
    point.counts += counts[c];
    point.model += expectedCounts[c];
    point.background += background[c];
    point.backgroundVariance += backgroundVariance[c];
    if (point.counts < POINT_COUNTS && point.high - point.low < WIDEST * point.low) continue;
    points.push(point);
    point = undefined;
  }
  return point ? [...points, point] : points;
}

/** Data less model, in standard deviations of what the model and the background let expect. */
export const residualOf = ({ counts, model, background, backgroundVariance }: FitPoint): number =>
  (counts - model - background) / Math.sqrt(Math.max(model + background, 1e-12) + backgroundVariance);

/** See `plotFit` of ./index.ts. */
export function plotFit(fit: FitResult, options: PictureOptions = {}): Picture {
  checkObject('fit', fit, 'what fitModel gives', 'channels', 'expression');
  checkObject('fit.channels', fit.channels, 'what fitModel gives', 'bin', 'eMin', 'counts', 'expectedCounts');
  checkOptions(options);
  const points = fitPoints(fit.channels);
  if (points.length === 0) throw new ParameterError('fit', 'the fit has no channels to draw');
  const { title = fit.expression, width = 800, height = 620 } = options;
  for (const [name, pixels] of Object.entries({ width, height })) checkNumber(name, pixels, { min: 200, max: 10_000 });
  const panels = [spectrumPanel(points, fit.channels.exposure, title), residualPanel(points)];
  // Titles, labels and the legend take some 220 px.
  const frameHeight = Math.max(60, (height - 220) / (1 + RESIDUALS));
  return figurePicture({ panels }, { columns: 1, width, frameHeight });
}

const energies = (points: readonly FitPoint[]): ChartAxis => ({
  label: 'Energy (keV)',
  type: 'log',
  domain: [points[0].low, points[points.length - 1].high],
});

function spectrumPanel(points: readonly FitPoint[], exposure: number, title: string): FigurePanel {
  const rate = (value: number, { low, high }: FitPoint) => value / exposure / (high - low);
  const net = points.map((point) => rate(point.counts - point.background, point));
  const errors = points.map((point) => rate(Math.sqrt(point.counts + point.backgroundVariance), point));
  const model = points.map((point) => rate(point.model, point));
  const background = points.map((point) => rate(point.background, point));
  const highest = Math.max(...net.map((value, i) => value + errors[i]), ...model);
  const lowest = Math.min(...[...net, ...model].filter((value) => value > 0));
  const domain = [0.5 * Math.max(lowest, highest * 1e-4), 1.5 * highest] as const;
  const steps = (name: string, y: number[], more: Partial<ChartSeries>): ChartSeries => ({
    ...{ name, kind: 'steps', x: points.map(({ low }) => low), xHigh: points.map(({ high }) => high), y },
    ...more,
  });
  const isSeen = background.some((value) => value > domain[0]);
  return {
    kind: 'chart',
    title,
    x: energies(points),
    y: { label: 'Counts/s/keV', type: 'log', domain },
    series: [
      {
        ...{
          name: points.some((point) => point.background > 0) ? 'data less background' : 'data',
          kind: 'points',
          colour: 6,
        },
        x: middles(points),
        xLow: points.map(({ low }) => low),
        xHigh: points.map(({ high }) => high),
        y: net,
        low: net.map((value, i) => Math.max(value - errors[i], domain[0])),
        high: net.map((value, i) => value + errors[i]),
      },
      steps('model', model, { colour: 0 }),
      ...(isSeen ? [steps('background', background, { colour: 1, dashed: true })] : []),
    ],
  };
}

function residualPanel(points: readonly FitPoint[]): FigurePanel {
  const y = points.map(residualOf);
  const largest = 1.1 + Math.max(2, ...y.map(Math.abs));
  return {
    kind: 'chart',
    title: '',
    x: energies(points),
    y: { label: '(Data − model)/σ', type: 'linear', domain: [-largest, largest] },
    series: [
      {
        ...{ name: '', kind: 'points', colour: 6 },
        x: middles(points),
        xLow: points.map(({ low }) => low),
        xHigh: points.map(({ high }) => high),
        y,
        low: y.map((value) => value - 1),
        high: y.map((value) => value + 1),
      },
    ],
    levels: [{ y: 0, name: '' }],
    heightRatio: RESIDUALS,
  };
}

const middles = (points: readonly FitPoint[]): number[] => points.map(({ low, high }) => Math.sqrt(low * high));
