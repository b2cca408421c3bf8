import { checkObject, checkWhole, ParameterError } from '../base/index.js';
import { addon, streams } from '../native/index.js';
import { type ModelObject, model, SpectralModel } from '../spectral/index.js';
import { applyResponse, checkExposure, checkResponse } from './apply.js';
import { bindToResponse } from './bind.js';
import type { Response } from './response.js';

/** Options of {@link fakeIt}. */
export interface FakeItOptions {
  /** s */
  exposure: number;
  /** Whole number from 0 to 2^53 - 1: the same seed gives the same counts on every machine. */
  seed: number;
}

/**
 * Expected counts of a source, one value per channel: the means that {@link fakeIt} draws from. No background.
 *
 * @param source expression such as `tbabs(0.1)*powerlaw(1.7, 1e-4)`, object of the same, or a model with its values
 * @param options.exposure s
 * @returns one value a channel
 * @throws ParameterError for a bad expression, parameter or exposure; FileError as {@link bindToResponse}
 */
export function expectedCounts(
  source: string | ModelObject | SpectralModel,
  response: Response,
  options: { exposure: number },
): Float64Array {
  checkResponse(response);
  checkObject('options', options, '{ exposure }', 'exposure');
  checkExposure(options.exposure);
  const flux = bindToResponse(spectralModel(source), response).evaluate();
  return applyResponse(response, flux, options.exposure);
}

/**
 * One spectrum as the instrument would see it, as XSPEC's `fakeit`: counts drawn from a Poisson distribution about
 * {@link expectedCounts}.
 *
 * @param source expression such as `tbabs(0.1)*powerlaw(1.7, 1e-4)`, object of the same, or a model with its values
 * @returns counts, one value per channel
 * @throws ParameterError for a bad expression, parameter, exposure or seed, and for a mean above 1e9
 */
export function fakeIt(
  source: string | ModelObject | SpectralModel,
  response: Response,
  options: FakeItOptions,
): Uint32Array {
  checkObject('options', options, '{ exposure, seed }', 'exposure', 'seed');
  checkWhole('seed', options.seed);
  const expected = expectedCounts(source, response, options);
  response.native.clearSlightlyNegative(expected);
  const counts = new Uint32Array(response.channels);
  try {
    addon().poissonCounts(expected, options.seed, streams.fakeIt, 0, counts);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const { expression } = spectralModel(source);
    throw new ParameterError('exposure', `${expression}: ${cause.message}; use a shorter exposure or a lower flux`, {
      cause,
    });
  }
  return counts;
}

const spectralModel = (source: string | ModelObject | SpectralModel): SpectralModel =>
  source instanceof SpectralModel ? source : model(source);
