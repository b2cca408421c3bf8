import { checkNumber, checkObject, checkOptions, ParameterError } from '../base/index.js';
import { figurePicture } from '../chart/picture.js';
import type { Picture } from '../chart/types.js';
import type { FitResult, FittedChannels } from '../fit/index.js';
import type { PictureOptions } from './picture.js';
import { pointRanges, residualHeight, residualPanel, type SpectrumPoint, spectrumPanel } from './spectrumPanels.js';

/** Channels put together for the eye, with the counts of the model. The fit itself has its own bins. */
export interface FitPoint extends SpectrumPoint {
  model: number;
}

/** Points of at least 15 counts, as far as that does not make them wider than a third of their energy. */
export function fitPoints(channels: FittedChannels): FitPoint[] {
  const { eMin, eMax, bin, counts, expectedCounts, background, backgroundVariance } = channels;
  const ranges = pointRanges({ low: eMin, high: eMax, counts }, (c) => bin[c] >= 0);
  return ranges.map(({ first, end }) => {
    const sum = (values: Float64Array) => values.subarray(first, end).reduce((total, value) => total + value, 0);
    return {
      ...{ low: eMin[first], high: eMax[end - 1], counts: sum(counts), model: sum(expectedCounts) },
      ...{ background: sum(background), backgroundVariance: sum(backgroundVariance) },
    };
  });
}

/** See `plotFit` of ./index.ts. */
export function plotFit(fit: FitResult, options: PictureOptions = {}): Picture {
  checkObject('fit', fit, 'what fitModel gives', 'channels', 'expression');
  checkObject('fit.channels', fit.channels, 'what fitModel gives', 'bin', 'eMin', 'counts', 'expectedCounts');
  checkOptions(options);
  const points = fitPoints(fit.channels);
  if (points.length === 0) throw new ParameterError('fit', 'the fit has no channels to draw');
  const { title = fit.expression, width = 800, height = 620 } = options;
  for (const [name, pixels] of Object.entries({ width, height })) checkNumber(name, pixels, { min: 200, max: 10_000 });
  const model = { colour: 0, counts: points.map((point) => point.model) };
  const steps = {
    ...{ ...model, name: 'model', low: points.map(({ low }) => low), high: points.map(({ high }) => high) },
  };
  const panels = [
    spectrumPanel({ title, points, models: [steps], exposure: fit.channels.exposure }),
    residualPanel(points, [model]),
  ];
  // Titles, labels and the legend take some 220 px.
  const frameHeight = Math.max(60, (height - 220) / (1 + residualHeight));
  return figurePicture({ panels }, { columns: 1, width, frameHeight });
}
