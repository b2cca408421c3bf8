import { setImmediate as turn } from 'node:timers/promises';
import { checkNumber, checkRunOptions, ParameterError } from '../base/index.js';
import type { LoadedSpectrum } from '../ogip/index.js';
import { applyResponse, bindToResponse } from '../simulation/index.js';
import { type ModelObject, model as readModel, SpectralModel } from '../spectral/index.js';
import { type BinnedSpectrum, bandWords, binSpectrum } from './bins.js';
import { Evaluator } from './evaluator.js';
import { expectedStatistic } from './expectedStatistic.js';
import { bandFluxes, checkFluxBands } from './fluxes.js';
import { invert } from './linear.js';
import { type Minimum, minimise, movable, type Objective } from './minimise.js';
import { makeObjective, statisticOf } from './objective.js';
import { type ParameterPlan, planParameters, valuesAt } from './parameters.js';
import { toFitSpectrum } from './spectrum.js';
import { findStarts, type Start } from './starts.js';
import type { FitFlag, FitOptions, FitResult, FitSpectrum, FittedChannels, FittedParameter } from './types.js';

/** Share of a parameter's error by which fluxes are differenced. */
const FLUX_STEP = 0.01;
/** A fit gives way to other work this often, ms. */
const TURN = 20;

/**
 * Fits a spectral model to a spectrum: the parameters for which the C or W statistic is least (`cstat`, `wstat`), by
 * Levenberg-Marquardt with a simplex where that finds no way down, from several starting points, within XSPEC's hard limits.
 *
 * Free are the parameters that XSPEC fits by default (`isFrozen` of `modelComponents` has the others), but for `freeze`, `thaw` and
 * `tie`. With cflux, a norm that the flux takes the place of is kept.
 *
 * @param spectrum as `loadSpectrum` reads it, or counts with a response
 * @param model expression such as `tbabs*powerlaw`, object of the same, or a model; its values are where the fit begins
 * @returns values, errors, statistic, fluxes; a fit that has found no minimum says so in `isConverged`
 * @throws (rejects) ParameterError for names that the model has not (with those that it has), a spectrum without counts in the
 *   band, channels with counts that the response does not reach; FileError and MismatchError as {@link datasetFromPha}; the
 *   signal's reason when aborted.
 */
export async function fitModel(
  spectrum: LoadedSpectrum | FitSpectrum,
  model: string | ModelObject | SpectralModel,
  options: FitOptions = {},
): Promise<FitResult> {
  checkRunOptions(options);
  const { tolerance = 1e-4, signal } = options;
  checkNumber('tolerance', tolerance, { above: 0 });
  signal?.throwIfAborted();
  const source = model instanceof SpectralModel ? model : readModel(model);
  let plan = planParameters(source, options);
  const data = toFitSpectrum(spectrum, options);
  const binned = binSpectrum(data, options);
  const bands = checkFluxBands(options.fluxBands, data.response);
  const bound = bindToResponse(source, data.response, options);
  const evaluator = new Evaluator(bound, data.response, data.exposure, binned);
  const pause = pauser(signal);
  plan = keepIdleNorms(source, plan, evaluator);
  const starts = await findStarts(source, plan, evaluator, binned, pause);
  if (starts.length === 0) throw unreachable(source, data, binned, options);
  const objective = makeObjective(source, plan, evaluator, binned, largestNorm(source, plan, starts));
  const best = await bestOf(objective, starts, { tolerance, pause });
  const found = parametersAt(source, plan, objective, best);
  const expectedCounts = evaluator.channels(valuesAt(plan, best.point))!;
  const steps = Float64Array.from(plan.free, (k, i) => stepOf(found.parameters[k], objective, i));
  const { covariance } = found;
  return {
    expression: source.expression,
    parameters: found.parameters,
    covariance,
    ...judge(binned, expectedCounts, plan.free.length),
    isConverged: best.isConverged,
    fluxes: bandFluxes(bands, source, plan, evaluator, data.response, best.point, covariance, steps),
    channels: channelsOf(data, binned, expectedCounts),
    evaluations: evaluator.evaluations,
    warnings: [...bound.warnings],
  };
}
