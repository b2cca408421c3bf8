export { expectedCstat, type StatisticMoments } from './expectedStatistic.js';
export { fitModel } from './fitModel.js';
export { cstat, wstat } from './statistics.js';
export type {
  FitFlag,
  FitFlux,
  FitOptions,
  FitResult,
  FitSpectrum,
  FitStatistic,
  FittedChannels,
  FittedParameter,
} from './types.js';
