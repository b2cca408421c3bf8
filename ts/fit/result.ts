import type { SpectralModel } from '../spectral/index.js';
import { type BinnedSpectrum, sumBins } from './bins.js';
import { expectedCstat, expectedWstat } from './expectedStatistic.js';
import { invert } from './linear.js';
import { type Minimum, movable, type SmoothObjective } from './minimise.js';
import { statisticOf } from './objective.js';
import type { ParameterPlan } from './parameters.js';
import { valuesAt } from './parameters.js';
import type { FitFlag, FitResult, FitSpectrum, FittedChannels, FittedParameter } from './types.js';

/**
 * The parameters with their errors, and the covariance of the free ones: twice the inverse of the expected curvature of the
 * statistic, which is minus two logarithms of a likelihood.
 */
export function parametersAt(
  model: SpectralModel,
  plan: ParameterPlan,
  objective: SmoothObjective,
  { point, gradient, curvature }: Minimum,
): { parameters: FittedParameter[]; covariance: Float64Array } {
  const n = point.length;
  const isMoving = movable(objective, point, gradient);
  const { inverse, isIn } = invert(curvature, isMoving);
  const covariance = inverse.map((value) => 2 * value);
  const values = valuesAt(plan, point);
  const parameters = model.parameters.map(({ component, number, unit, min, max }, k): FittedParameter => {
    const i = plan.free.indexOf(k);
    const isFree = i >= 0;
    const error = isFree && isIn[i] ? Math.sqrt(covariance[i * n + i]) : NaN;
    const value = values[k];
    const flags: FitFlag[] = [];
    if (isFree && !isMoving[i]) flags.push('at-limit');
    else if (isFree && !isIn[i]) flags.push('undetermined');
    else if (isFree && (value - error < min || value + error > max)) flags.push('near-limit');
    const tiedTo = plan.source[k] === k ? {} : { tiedTo: plan.names[plan.source[k]] };
    return { name: plan.names[k], component, number, unit, value, error, isFree, ...tiedTo, flags };
  });
  return { parameters, covariance };
}

type Judgement = Pick<
  FitResult,
  'statistic' | 'statisticValue' | 'expectedStatistic' | 'goodness' | 'bins' | 'degreesOfFreedom' | 'totals'
>;

/** The statistic beside what it is for spectra of the model. */
export function judge(binned: BinnedSpectrum, expectedCounts: Float64Array, free: number): Judgement {
  const { statistic, bin, bins, counts, expectedBackground, channelBackground, scale } = binned;
  const model = sumBins(expectedCounts, bin, bins);
  const statisticValue = statisticOf(binned, model);
  const moments =
    statistic === 'cstat'
      ? expectedCstat(model.map((value, b) => value + expectedBackground[b]))
      : expectedWstat(model, expectedBackground, scale);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  return {
    statistic,
    statisticValue,
    expectedStatistic: moments,
    goodness: (statisticValue + free - moments.expectation) / Math.sqrt(moments.variance),
    bins,
    degreesOfFreedom: bins - free,
    totals: {
      counts: total(counts),
      background: total(sumBins(channelBackground, bin, bins)),
      model: total(model),
    },
  };
}

/** What was fitted, by channel. */
export function channelsOf(
  { response, counts, exposure }: FitSpectrum,
  { statistic, bin, channelBackground, scale }: BinnedSpectrum,
  expectedCounts: Float64Array,
): FittedChannels {
  return {
    eMin: response.eMin,
    eMax: response.eMax,
    exposure,
    counts: Float64Array.from(counts),
    expectedCounts,
    background: channelBackground,
    // Of scale x counts.
    backgroundVariance: channelBackground.map((value) => (statistic === 'wstat' ? scale * value : 0)),
    bin,
  };
}
