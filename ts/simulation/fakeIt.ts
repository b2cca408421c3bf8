import { checkObject, checkWhole, ParameterError } from '../base/index.js';
import { addon, streams } from '../native/index.js';
import type { PhaData } from '../ogip/index.js';
import { type BindOptions, type ModelObject, model, SpectralModel } from '../spectral/index.js';
import { applyResponse, checkExposure, checkResponse } from './apply.js';
import { bindToResponse } from './bind.js';
import { type BackgroundMeans, backgroundMeans, type FakeBackgroundOptions } from './fakeBackground.js';
import type { Response } from './response.js';

/** Options of {@link expectedCounts}. `abundances`, `fineStructure` and `plasma` are those of `SpectralModel.bind`. */
export interface ExpectedCountsOptions
  extends BindOptions,
    Pick<FakeBackgroundOptions, 'background' | 'backgroundScale'> {
  /** Expression such as `tbabs(0.1)*powerlaw(1.7, 1e-4)`, object of the same, or a model with its values. */
  model: string | ModelObject | SpectralModel;
  response: Response;
  /** s, above 0 and at most 1e15 */
  exposure: number;
}

/** Options of {@link fakeIt}. */
export interface FakeItOptions extends ExpectedCountsOptions, FakeBackgroundOptions {
  /** Whole number from 0 to 2^53 - 1: the same seed gives the same counts on every machine. */
  seed: number;
  /** Which of the many spectra of one seed, from 0 (default): they differ in their noise alone, and do not depend on each other. */
  number?: number;
}

/** A spectrum, and what `writePha` needs to write it. Scalings and quality are those of the background that it was made with. */
export interface FakeSpectrum extends PhaData {
  channel: Int32Array;
  counts: Uint32Array;
  /** With a background only: an independent draw of it, in the background region. */
  background?: Omit<FakeSpectrum, 'background'>;
}

/**
 * Expected counts of a source, and of the background in its region if there is one: the means that {@link fakeIt} draws from.
 *
 * @returns one value a channel
 * @throws ParameterError for a bad expression, parameter or exposure; FileError as {@link bindToResponse}, and for a background
 *   with counts below 0; MismatchError for a background on other channels than the response's.
 */
export function expectedCounts(options: ExpectedCountsOptions): Float64Array {
  checkFake(options, '{ model, response, exposure }', 'model', 'response', 'exposure');
  return expectedWith(options, meansOf(options));
}

/**
 * One spectrum as the instrument would see it, as XSPEC's `fakeit`: counts drawn from a Poisson distribution about
 * {@link expectedCounts}. With a background, one of its own is drawn, too: `writePha` puts both into one file, or each into its own.
 *
 * @example
 * const { background, ...source } = fakeIt({ model: 'tbabs(0.1)*powerlaw', response, background: loadSpectrum('s.pi'), exposure: 1e5, seed: 1 });
 * writePha('fake.pha', { ...source, backFile: 'fake_bkg.pha' });
 * writePha('fake_bkg.pha', { ...background, content: 'BKG' });
 *
 * @returns counts, one value per channel, with exposure, scalings and the names of the instrument
 * @throws what {@link expectedCounts} throws; ParameterError for a bad seed, and for a mean above 1e9
 */
export function fakeIt(options: FakeItOptions): FakeSpectrum {
  checkFake(options, '{ model, response, exposure, seed }', 'model', 'response', 'exposure', 'seed');
  const { response, exposure, seed, number = 0 } = options;
  checkWhole('seed', seed);
  checkWhole('number', number);
  const means = meansOf(options);
  const { firstChannel, telescope, instrument, detector, channelType } = response;
  const channel = Int32Array.from({ length: response.channels }, (_, c) => firstChannel + c);
  const names = { telescope, instrument, detector, channelType };
  const draw = (expected: Float64Array, stream: number) => drawCounts(options, expected, stream, number);
  const source = { channel, counts: draw(expectedWith(options, means), streams.fakeIt), exposure, ...names };
  if (!means) return source;
  const { inRegion, sourceScal, regionScal, quality } = means;
  return {
    ...source,
    backScal: sourceScal,
    quality,
    background: {
      ...source,
      counts: draw(inRegion, streams.fakeItBackground),
      exposure: means.exposure,
      backScal: regionScal,
      quality,
    },
  };
}

function checkFake(options: ExpectedCountsOptions, shape: string, ...names: string[]): void {
  checkObject('options', options, shape, ...names);
  checkResponse(options.response);
  checkExposure(options.exposure);
}

function meansOf(options: ExpectedCountsOptions & FakeBackgroundOptions): BackgroundMeans | undefined {
  const { background, response, exposure } = options;
  return background === undefined ? undefined : backgroundMeans({ ...options, background }, response, exposure);
}

/** The source's counts, and the background's in the source region. */
function expectedWith(options: ExpectedCountsOptions, means: BackgroundMeans | undefined): Float64Array {
  const { response, exposure, abundances, fineStructure, plasma } = options;
  const bound = bindToResponse(spectralModel(options.model), response, { abundances, fineStructure, plasma });
  const expected = applyResponse(response, bound.evaluate(), exposure);
  return means ? expected.map((value, c) => value + means.inSource[c]) : expected;
}

function drawCounts(options: FakeItOptions, expected: Float64Array, stream: number, number: number): Uint32Array {
  options.response.native.clearSlightlyNegative(expected);
  const counts = new Uint32Array(expected.length);
  try {
    addon().poissonCounts(expected, options.seed, stream, number, counts);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const { expression } = spectralModel(options.model);
    throw new ParameterError('exposure', `${expression}: ${cause.message}; use a shorter exposure or a lower flux`, {
      cause,
    });
  }
  return counts;
}

const spectralModel = (source: string | ModelObject | SpectralModel): SpectralModel =>
  source instanceof SpectralModel ? source : model(source);
