import {
  type Band,
  bandChannels,
  checkList,
  checkNumber,
  checkObject,
  defaultBand,
  fillChannels,
  MismatchError,
  ParameterError,
} from '../base/index.js';
import { groupChannels } from '../ogip/index.js';
import { instrumentalLines, smoothCounts } from '../simulation/index.js';
import type { FitOptions, FitSpectrum, FitStatistic } from './types.js';

/** Background counts that a bin of W must have, see {@link joinBins}. */
const BACKGROUND_COUNTS = 1;

/**
 * The noise of the background counts, as a share of that of the source's counts, up to which C with the smoothed background is as
 * good as W: errors would grow by half of it. C keeps every channel, and has no bins without a background count to be wrong in.
 */
const NOISE_SHARE = 0.02;

/** A spectrum in the bins of a fit. */
export interface BinnedSpectrum {
  statistic: FitStatistic;
  /** The bin of each channel, -1 for none. */
  bin: Int32Array;
  bins: number;
  /** Per bin. */
  counts: Float64Array;
  /** Per bin: expected counts in the source region (`cstat`), or counts in the background region (`wstat`). */
  background: Float64Array;
  /** Per bin, in the source region: that of `cstat`, or the mean that smoothing leaves of the counts. */
  expectedBackground: Float64Array;
  /** Per channel, in the source region. */
  channelBackground: Float64Array;
  /** From background to source region; 0 without background counts. */
  scale: number;
}

/**
 * Chooses statistic and bins.
 *
 * @throws ParameterError or MismatchError for what cannot be fitted: no channels in the band, no counts there, W without a background.
 */
export function binSpectrum(spectrum: FitSpectrum, options: FitOptions): BinnedSpectrum {
  checkSpectrum(spectrum);
  const { response, backgroundCounts } = spectrum;
  const { band = defaultBand, grouping = 'auto' } = options;
  const inBand = new Set(bandChannels(response.eMin, response.eMax, band));
  const scale = spectrum.backgroundScale ?? 0;
  const single = groupsOf(spectrum, grouping === 'file', inBand);
  const sumOf = (values: ArrayLike<number> | undefined) =>
    values === undefined ? 0 : Array.from(single).reduce((sum, bin, c) => sum + (bin >= 0 ? values[c] : 0), 0);
  const words = bandWords(band);
  const totals = { counts: sumOf(spectrum.counts), background: sumOf(backgroundCounts) };
  if (totals.counts === 0) throw new ParameterError('counts', `there are no counts ${words}: nothing to fit`);
  const statistic = chooseStatistic(options.statistic, spectrum, totals, words);
  const isJoined = statistic === 'wstat' && grouping === 'auto';
  const bin = isJoined ? joinBins(single, backgroundCounts!) : single;
  const bins = bin.reduce((most, number) => Math.max(most, number + 1), 0);
  const sums = (values: ArrayLike<number>) => sumBins(values, bin, bins);
  const expected = expectedBackground(spectrum);
  const channelBackground =
    statistic === 'wstat' ? Float64Array.from(backgroundCounts!, (count) => scale * count) : expected;
  return {
    statistic,
    bin,
    bins,
    counts: sums(spectrum.counts),
    background: sums(statistic === 'wstat' ? backgroundCounts! : expected),
    expectedBackground: sums(expected),
    channelBackground,
    scale: statistic === 'wstat' ? scale : 0,
  };
}

export const bandWords = ([from, to]: Band): string => `from ${from} to ${to} keV`;

/** Sums of channels over bins. */
export function sumBins(values: ArrayLike<number>, bin: Int32Array, bins: number): Float64Array {
  const sums = new Float64Array(bins);
  for (let c = 0; c < bin.length; c++) if (bin[c] >= 0) sums[bin[c]] += values[c];
  return sums;
}

function checkSpectrum(spectrum: FitSpectrum): void {
  checkObject(
    'spectrum',
    spectrum,
    '{ response, counts, exposure } or a spectrum (loadSpectrum)',
    'response',
    'counts',
  );
  const { response, backgroundCounts, backgroundScale, expectedBackground: expected, grouping, quality } = spectrum;
  checkObject('response', response, 'a response (createResponse)', 'native', 'eMin', 'channels');
  const lists = { counts: spectrum.counts, backgroundCounts, expectedBackground: expected, grouping, quality };
  for (const [name, values] of Object.entries(lists)) {
    if (values === undefined) continue;
    checkList(name, values, 'an array of a number per channel');
    if (values.length !== response.channels) {
      const sides = { expected: response.channels, found: values.length };
      const message = `${name} has ${values.length} channels, the response ${response.channels}`;
      throw new MismatchError(message, { what: 'channels', ...sides });
    }
    if (name === 'grouping' || name === 'quality') continue;
    const mustBeWhole = name !== 'expectedBackground';
    for (let c = 0; c < values.length; c++)
      if (!(values[c] >= 0 && values[c] < Infinity) || (mustBeWhole && !Number.isInteger(values[c])))
        throw new ParameterError(
          name,
          `${name}[${c}] is ${values[c]}; it must be ${mustBeWhole ? 'a whole number, 0 or more: observed counts' : 'finite, 0 or more'}`,
        );
  }
  if (backgroundCounts !== undefined) checkNumber('backgroundScale', backgroundScale, { above: 0 });
}

function chooseStatistic(
  wanted: FitStatistic | undefined,
  { backgroundCounts, backgroundScale: scale = 0, expectedBackground: expected }: FitSpectrum,
  { counts, background }: { counts: number; background: number },
  words: string,
): FitStatistic {
  if (wanted !== undefined && wanted !== 'cstat' && wanted !== 'wstat')
    throw new ParameterError('statistic', `statistic is ${wanted}; it must be cstat or wstat`);
  if (wanted === 'wstat' && backgroundCounts === undefined)
    throw new ParameterError('statistic', 'wstat needs the counts of a background; give one, or use cstat');
  if (wanted === 'wstat' && background === 0)
    throw new ParameterError('statistic', `wstat needs background counts, and there are none ${words}; use cstat`);
  return wanted ?? (expected === undefined && scale ** 2 * background > NOISE_SHARE * counts ? 'wstat' : 'cstat');
}

/** The background that C is given: the caller's, or the observed one smoothed, as `observedBackground` does it for simulations. */
function expectedBackground(spectrum: FitSpectrum): Float64Array {
  const { response, backgroundCounts, backgroundScale, expectedBackground: expected } = spectrum;
  if (expected !== undefined) return Float64Array.from(expected);
  if (backgroundCounts === undefined) return new Float64Array(response.channels);
  const { quality } = spectrum;
  const known = fillChannels(backgroundCounts, { isBad: (c) => quality !== undefined && quality[c] !== 0 });
  const mean = smoothCounts(known, response, instrumentalLines(response));
  return mean.map((value) => backgroundScale! * value);
}

/** Good channels of the band, alone or by GROUPING. */
function groupsOf({ response, grouping, quality }: FitSpectrum, isByFile: boolean, inBand: Set<number>): Int32Array {
  if (isByFile && grouping === undefined)
    throw new ParameterError('grouping', 'the spectrum has no GROUPING; leave out the option grouping, or use auto');
  const channel = Int32Array.from({ length: response.channels }, (_, c) => c + response.firstChannel);
  const group = groupChannels({ channel, quality, grouping: isByFile ? grouping : undefined }, (c) => inBand.has(c));
  if (group.every((number) => number < 0))
    throw new ParameterError('quality', 'all channels of the band are bad by their QUALITY: nothing to fit');
  return group;
}

/**
 * Bins that follow each other put together until each has a background count: where it has none, W takes the background for 0 or
 * for what the model leaves of the counts, and the model becomes too faint (XSPEC manual, appendix B; XSPEC's `cstat1b` does the
 * same).
 */
function joinBins(bin: Int32Array, backgroundCounts: ArrayLike<number>): Int32Array {
  const joined = new Int32Array(bin.length).fill(-1);
  let [number, sum, last] = [0, 0, -1];
  for (let c = 0; c < bin.length; c++) {
    if (bin[c] < 0) continue;
    if (sum >= BACKGROUND_COUNTS && bin[c] !== last) [number, sum] = [number + 1, 0];
    last = bin[c];
    joined[c] = number;
    sum += backgroundCounts[c];
  }
  // What is left at the end goes with the bin before it.
  if (sum < BACKGROUND_COUNTS && number > 0)
    for (let c = bin.length - 1; c >= 0 && (joined[c] < 0 || joined[c] === number); c--)
      if (joined[c] === number) joined[c] = number - 1;
  return joined;
}
