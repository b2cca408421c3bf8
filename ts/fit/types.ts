import type { Band, ReadonlyFloat64Array, ReadonlyInt16Array, ReadonlyInt32Array, RunOptions } from '../base/index.js';
import type { FileWarning } from '../ogip/index.js';

import type { Response } from '../simulation/index.js';
import type { BindOptions } from '../spectral/index.js';
import type { StatisticMoments } from './expectedStatistic.js';

/** What is minimised: `cstat` of counts against source and expected background, `wstat` with background counts beside them. */
export type FitStatistic = 'cstat' | 'wstat';

/** Counts with all that a fit needs; arrays have one element a channel of the response. */
export interface FitSpectrum {
  response: Response;
  /** Whole numbers, 0 or more. */
  counts: ArrayLike<number>;
  /** s */
  exposure: number;
  /** Counts of the background region. */
  backgroundCounts?: ArrayLike<number>;
  /** From background to source region: the ratio of exposure, BACKSCAL and AREASCAL. Needed with `backgroundCounts`. */
  backgroundScale?: number;
  /** Expected background counts in the source region, such as those of a model of the background; for `cstat`. */
  expectedBackground?: ArrayLike<number>;
  /** OGIP's GROUPING: 1 starts a group, -1 continues it, 0 stands alone. */
  grouping?: ReadonlyInt16Array;
  /** OGIP's QUALITY: channels other than 0 are left out. */
  quality?: ReadonlyInt16Array;
  /** What is not as it should be in the files of the counts; those of the response are in `response`. */
  warnings?: readonly FileWarning[];
}

/** Options of {@link fitModel}. Parameters are named as in {@link FittedParameter}. */
export interface FitOptions extends BindOptions, Pick<RunOptions, 'signal'> {
  /**
   * Default: `wstat` where the noise of the background counts (`backgroundScale`^2 times their sum) is above 2 % of that of the
   * counts; else `cstat`, with a background that is smoothed and then taken as known.
   */
  statistic?: FitStatistic;
  /** Channels whose centre lies in [from, to], keV; default 0.3 to 8. */
  band?: Band;
  /**
   * Bins of the fit. `auto` (default): for `cstat` the channels as they are, for `wstat` channels put together until each bin has a
   * background count. `file`: by GROUPING. `none`: the channels, whatever the statistic.
   */
  grouping?: 'auto' | 'file' | 'none';
  /** Values to begin with, and those of frozen parameters; else those of the expression. Norms are then brought to the counts. */
  start?: Readonly<Record<string, number>>;
  /** Parameters to keep at their values, beside those that XSPEC keeps by default (`isFrozen` of `modelComponents`). */
  freeze?: readonly string[];
  /** Parameters to fit that XSPEC keeps by default, such as Abundanc and Redshift. */
  thaw?: readonly string[];
  /** Parameters that have the value of another: `{ '3.Abundanc': '2.Abundanc' }`. */
  tie?: Readonly<Record<string, string>>;
  /** The fit ends where the statistic is expected to fall by less than this, above 0; default 1e-4, a hundredth of an error. */
  tolerance?: number;
  /** Bands to give fluxes in, keV, within the response's energies; default 0.5 to 8, 0.5 to 2 and 2 to 8. */
  fluxBands?: readonly Band[];
  /** keV, for RMF files that start at 0; see {@link ResponseOptions}. */
  lowestEnergy?: number;
  /** Refuse files that are not as they should be instead of fitting with a warning; see {@link ResponseOptions}. */
  strict?: boolean;
}

/**
 * What to know before an error is trusted.
 *
 * - at-limit: the value is at a limit of the parameter, and was kept there: no error
 * - near-limit: the value plus or minus its error is beyond a limit: the error is none of a normal distribution
 * - undetermined: the spectrum says nothing of this parameter beside the others: no error
 */
export type FitFlag = 'at-limit' | 'near-limit' | 'undetermined';

/** A parameter after the fit. */
export interface FittedParameter {
  /** As options and commands take it: `kT`, or `2.kT` (of the second component) where several components have one. */
  name: string;
  component: string;
  /** The component's place in the expression, from 1. */
  number: number;
  unit: string;
  value: number;
  /** One standard deviation by the curvature of the statistic at its minimum; NaN for what was not fitted, and by `flags`. */
  error: number;
  isFree: boolean;
  /** Name of the parameter whose value it has. */
  tiedTo?: string;
  flags: FitFlag[];
}

/** Energy flux of a model in a band, erg/cm2/s, with standard deviations from those of the parameters. */
export interface FitFlux {
  band: Band;
  /** As it arrives. */
  flux: number;
  error: number;
  /** The same with every nH at 0: before absorption. Equal to `flux` for a model without absorption. */
  unabsorbedFlux: number;
  unabsorbedError: number;
}

/** What {@link fitModel} finds. */
export interface FitResult {
  expression: string;
  parameters: FittedParameter[];
  /** F x F, of the F free parameters in their order; rows of parameters without an error are 0. */
  covariance: Float64Array;
  statistic: FitStatistic;
  statisticValue: number;
  /**
   * What `statisticValue` is for fits to spectra of this model: its expectation, which each free parameter lowers by 1, and its variance
   * (for `wstat` with the background smoothed as its mean).
   */
  expectedStatistic: StatisticMoments;
  /**
   * (statisticValue - expectation) / sqrt(variance): how many standard deviations the statistic is from what it is for such fits. Above
   * 3, the model is wrong (or the calibration); below -3, the counts are not Poisson. Normally distributed for many bins only.
   */
  goodness: number;
  /** Bins, and those less the free parameters. */
  bins: number;
  degreesOfFreedom: number;
  isConverged: boolean;
  /** How often the model was evaluated. */
  evaluations: number;
  fluxes: FitFlux[];
  /** Observed counts in the bins; those of the background, scaled to the source region, and the model's. */
  totals: { counts: number; background: number; model: number };
  /** What was fitted, by channel of the response. */
  channels: FittedChannels;
  /** What else there is to know: of the files ({@link FileWarning}), or such as a plasma table that ends within the response. */
  warnings: string[];
}

/** Spectrum and model by channel, one element each. */
export interface FittedChannels {
  /** keV */
  eMin: ReadonlyFloat64Array;
  eMax: ReadonlyFloat64Array;
  /** s */
  exposure: number;
  counts: Float64Array;
  /** Of the source alone. */
  expectedCounts: Float64Array;
  /** Background in the source region: expected for `cstat`, observed and scaled for `wstat`. */
  background: Float64Array;
  /** Variance of `background`: 0 where it is expected, not counted. */
  backgroundVariance: Float64Array;
  /** The bin of each channel, -1 for channels outside the fit. */
  bin: ReadonlyInt32Array;
}
