import type { ModelParameter } from '../spectral/index.js';
import { type BinnedSpectrum, sumBins } from './bins.js';
import { expectedCstat, expectedWstat, type StatisticMoments } from './expectedStatistic.js';
import { invert, varianceOf } from './linear.js';
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
  modelParameters: readonly ModelParameter[],
  plan: ParameterPlan,
  objective: SmoothObjective,
  { point, gradient, curvature }: Minimum,
): { parameters: FittedParameter[]; covariance: Float64Array } {
  const n = point.length;
  const isMoving = movable(objective, point, gradient);
  const { inverse, isIn } = invert(curvature, isMoving);
  const covariance = inverse.map((value) => 2 * value);
  const values = valuesAt(plan, point);
  const parameters = modelParameters.map(({ component, number, unit, min, max }, k): FittedParameter => {
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

/** What the statistic is for spectra of a model with these counts per bin. */
function momentsOf({ statistic, expectedBackground, scale }: BinnedSpectrum, model: Float64Array): StatisticMoments {
  if (statistic === 'wstat') return expectedWstat(model, expectedBackground, scale);
  return expectedCstat(model.map((value, b) => value + expectedBackground[b]));
}

/**
 * The statistic beside what it is for fits to spectra of the model. A fit follows the counts: with U the slopes of the logarithm of the
 * likelihood, V the covariance of the parameters and E' = Cov(C, U) the slopes of the expectation, which is taken at the fitted values,
 * C - E has the variance Var(C) - E' V E' to first order, and each parameter lowers C by 1 on average. For many counts in a bin E' is
 * 0, for few it is most of the variance: C then says little more than how many counts there are (McCullagh 1986, JASA 81, 104).
 *
 * @param beside counts of the model per bin at each parameter plus its step; undefined for a step of 0
 */
export function judge(
  binned: BinnedSpectrum,
  expectedCounts: Float64Array,
  covariance: Float64Array,
  beside: readonly { counts: Float64Array | undefined; step: number }[],
): Judgement {
  const { statistic, bin, bins, counts, channelBackground } = binned;
  const free = beside.length;
  const model = sumBins(expectedCounts, bin, bins);
  const statisticValue = statisticOf(binned, model);
  const { expectation, variance } = momentsOf(binned, model);
  const slopes = beside.map((at) =>
    at.counts ? (momentsOf(binned, at.counts).expectation - expectation) / at.step : 0,
  );
  const moments = { expectation: expectation - free, variance: variance - varianceOf(covariance, slopes) };
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  return {
    statistic,
    statisticValue,
    expectedStatistic: moments,
    goodness: (statisticValue - moments.expectation) / Math.sqrt(moments.variance),
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
