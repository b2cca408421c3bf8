import { native, ParameterError, streams } from '../native/index.js';
import { model, type SpectralModel } from '../spectral/index.js';
import { applyResponse, checkExposure, checkWhole } from './apply.js';
import type { Response } from './response.js';

/** Options of {@link fakeIt} for Poisson counts. */
export interface FakeItOptions {
  /** s */
  exposure: number;
  /** Whole number from 0 to 2^53 - 1: the same seed gives the same counts on every machine. */
  seed: number;
  /** Counts without noise: the means that `seed` would draw from. */
  expected?: false;
}

/** Options of {@link fakeIt} for expected counts. */
export interface ExpectedOptions {
  /** s */
  exposure: number;
  expected: true;
}

/**
 * One spectrum as the instrument would see it, as XSPEC's `fakeit`: counts drawn from a Poisson distribution about the
 * model's expected counts, or with `expected: true` these themselves. No background.
 *
 * @param source expression such as `tbabs(0.1)*powerlaw(1.7, 1e-4)`, or a model with its values
 * @returns one value per channel: counts, or expected counts
 * @throws ParameterError for a bad expression, parameter, exposure or seed, and for a mean above 1e9
 */
export function fakeIt(source: string | SpectralModel, response: Response, options: FakeItOptions): Uint32Array;
export function fakeIt(source: string | SpectralModel, response: Response, options: ExpectedOptions): Float64Array;
export function fakeIt(
  source: string | SpectralModel,
  response: Response,
  options: FakeItOptions | ExpectedOptions,
): Uint32Array | Float64Array {
  checkExposure(options.exposure);
  if (!options.expected) checkWhole('seed', options.seed);
  const spectralModel = typeof source === 'string' ? model(source) : source;
  const flux = spectralModel.bind(response.energLo, response.energHi).evaluate();
  const expected = applyResponse(response, flux, options.exposure);
  if (options.expected) return expected;
  const counts = new Uint32Array(response.channels);
  try {
    native.poissonCounts(expected, options.seed, streams.fakeIt, 0, counts);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ParameterError(
      'exposure',
      `${spectralModel.expression}: ${cause.message}; use a shorter exposure or a lower flux`,
      { cause },
    );
  }
  return counts;
}
