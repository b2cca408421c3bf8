import { checkNumber, checkRunOptions, defaultBand, ParameterError } from '../base/index.js';
import type { LoadedSpectrum } from '../ogip/index.js';
import { warningText } from '../ogip/repairs.js';
import { bindToResponse } from '../simulation/index.js';
import { type ModelObject, model as readModel, SpectralModel } from '../spectral/index.js';
import { type BinnedSpectrum, bandWords, binSpectrum } from './bins.js';
import { Evaluator } from './evaluator.js';
import { bandFluxes, checkFluxBands } from './fluxes.js';
import { type Minimum, minimise, type SmoothObjective } from './minimise.js';
import { makeObjective } from './objective.js';
import { type ParameterPlan, planParameters, valuesAt } from './parameters.js';
import { pauser } from './pauser.js';
import { channelsOf, judge, parametersAt } from './result.js';
import type { MinimiseOptions } from './simplex.js';
import { toFitSpectrum } from './spectrum.js';
import { findStarts, type Start } from './starts.js';
import type { FitOptions, FitResult, FitSpectrum, FittedParameter } from './types.js';

/** Share of a parameter's error by which fluxes and the expected statistic are differenced. */
const ERROR_SHARE = 0.01;

/**
 * Fits a spectral model to a spectrum: the parameters for which the C or W statistic is least (`cstat`, `wstat`), by
 * Levenberg-Marquardt with a simplex where that finds no way down, from several starting points, within XSPEC's hard limits and the temperatures of the plasma table.
 *
 * Free are the parameters that XSPEC fits by default (`isFrozen` of `modelComponents` has the others), but for `freeze`, `thaw` and
 * `tie`. With cflux, a norm that the flux takes the place of is kept.
 *
 * @param spectrum as `loadSpectrum` reads it, or counts with a response
 * @param model expression such as `tbabs*powerlaw`, object of the same, or a model; its values are where the fit begins
 * @returns values, errors, statistic, fluxes; a fit that has found no minimum says so in `isConverged`
 * @throws (rejects) ParameterError for names that the model has not (with those that it has), a spectrum without counts in the
 *   band, channels with counts that the response does not reach; FileError and MismatchError for files that do not fit each other; the
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
  const data = toFitSpectrum(spectrum, options);
  const binned = binSpectrum(data, options);
  const bands = checkFluxBands(options.fluxBands, data.response);
  const bound = bindToResponse(source, data.response, options);
  let plan = planParameters(bound, options);
  const evaluator = new Evaluator(bound, data.response, data.exposure, binned);
  const pause = pauser(signal);
  plan = keepIdleNorms(source, plan, evaluator);
  const starts = await findStarts(source, plan, evaluator, binned, pause);
  if (starts.length === 0) throw unreachable(source, data, binned, options);
  const objective = makeObjective(bound.parameters, plan, evaluator, binned, largestNorm(source, plan, starts));
  const best = await bestOf(objective, starts, { tolerance, pause });
  const found = parametersAt(bound.parameters, plan, objective, best);
  const expectedCounts = evaluator.channels(valuesAt(plan, best.point))!;
  const steps = Float64Array.from(plan.free, (k, i) => stepOf(found.parameters[k], objective.high[i]));
  const { covariance } = found;
  const beside = Array.from(steps, (step, i) => ({
    step,
    counts: step === 0 ? undefined : evaluator.bins(valuesAt(plan, best.point.with(i, best.point[i] + step))),
  }));
  return {
    expression: source.expression,
    parameters: found.parameters,
    covariance,
    ...judge(binned, expectedCounts, covariance, beside),
    isConverged: best.isConverged,
    fluxes: bandFluxes(bands, source, plan, evaluator, data.response, best.point, covariance, steps),
    channels: channelsOf(data, binned, expectedCounts),
    evaluations: evaluator.evaluations,
    warnings: [...[...(data.warnings ?? []), ...data.response.warnings].map(warningText), ...bound.warnings],
  };
}

/** The plan without free norms that change nothing: within a cflux the flux takes their place, or that of the first of several. */
function keepIdleNorms(model: SpectralModel, plan: ParameterPlan, evaluator: Evaluator): ParameterPlan {
  const norms = plan.free.filter((k) => model.parameters[k].name === 'norm' && plan.values[k] > 0);
  const here = evaluator.bins(
    valuesAt(
      plan,
      plan.free.map((k) => plan.values[k]),
    ),
  );
  if (!here) return plan;
  const isIdle = (doubled: readonly number[]) => {
    const there = evaluator.bins(
      valuesAt(
        plan,
        plan.free.map((k) => (doubled.includes(k) ? 2 : 1) * plan.values[k]),
      ),
    );
    return there?.every((value, b) => Math.abs(value - here[b]) <= 1e-9 * here[b]) ?? false;
  };
  const idle = norms.filter((norm) => isIdle([norm]));
  const others = norms.filter((norm) => !idle.includes(norm));
  if (others.length > 1 && isIdle(others)) idle.push(others[0]);
  return { ...plan, free: plan.free.filter((k) => !idle.includes(k)) };
}

/** The lowest of the minima that the starts lead to. */
async function bestOf(
  objective: SmoothObjective,
  starts: readonly Start[],
  options: MinimiseOptions,
): Promise<Minimum> {
  let best: Minimum | undefined;
  for (const { point } of starts) {
    const found = await minimise(objective, point, options);
    if (!best || found.value < best.value) best = found;
  }
  return best!;
}

function largestNorm({ parameters }: SpectralModel, { free }: ParameterPlan, starts: readonly Start[]): number {
  const norms = free.flatMap((k, i) => (parameters[k].name === 'norm' ? starts.map(({ point }) => point[i]) : []));
  return Math.max(0, ...norms) || 1;
}

/** Towards the limit that is not there; 0 for a parameter without an error. */
function stepOf({ value, error }: FittedParameter, high: number): number {
  const step = ERROR_SHARE * error;
  if (!(step > 0)) return 0;
  return value + step <= high ? step : -step;
}

/** The error for counts that no values of the model account for, naming the first such bin. */
function unreachable(
  model: SpectralModel,
  { response }: FitSpectrum,
  { bin, counts }: BinnedSpectrum,
  { band = defaultBand }: FitOptions,
): ParameterError {
  const first = counts.findIndex((count) => count > 0);
  const channel = bin.indexOf(first);
  const bins = counts.filter((count) => count > 0).length;
  return new ParameterError(
    'counts',
    `${model.expression} expects no counts, or has no value, in some of the ${bins} bins ${bandWords(band)} that have them, from ` +
      `channel ${channel + response.firstChannel} (${response.eMin[channel]} keV) on; narrow the band to where the response ` +
      'reaches, or start from other values (option start)',
  );
}
