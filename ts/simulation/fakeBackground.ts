import { checkNumber, checkObject, ParameterError } from '../base/index.js';
import { areaRatio } from '../ogip/areaRatio.js';
import { channelCounts } from '../ogip/channelCounts.js';
import { isBad } from '../ogip/grouping.js';
import type { LoadedSpectrum, Pha } from '../ogip/index.js';
import { checkExposure } from './apply.js';
import type { Response } from './response.js';

/** A background spectrum, or a spectrum with its background, whose BACKSCAL and AREASCAL are then those of the fake source. */
export type FakeBackground = Pha | Pick<LoadedSpectrum, 'pha' | 'background'>;

/** How a background enters a fake spectrum. */
export interface FakeBackgroundOptions {
  /** Observed background, whose counts are taken as means as they are, noise and all, as XSPEC does; none by default. */
  background?: FakeBackground;
  /**
   * Source region over background region in BACKSCAL x AREASCAL. By default that of the spectrum that the background came with; 1
   * for a background by itself, as XSPEC has it.
   */
  backgroundScale?: number;
  /** s, of the fake background; by default that of the observed one. */
  backgroundExposure?: number;
}

/** The means of a background on the channels of a response, and what the fake files say of it. */
export interface BackgroundMeans {
  /** Mean counts in the source region, one a channel. */
  readonly inSource: Float64Array;
  /** Mean counts in the background region, one a channel. */
  readonly inRegion: Float64Array;
  /** BACKSCAL of the source and of the background region; AREASCAL is part of it. */
  readonly sourceScal: number | Float64Array;
  readonly regionScal: number | Float64Array;
  /** s, of the fake background */
  readonly exposure: number;
  /** QUALITY of the observed background, one a channel, if it has any. */
  readonly quality?: Int16Array;
}

/**
 * The means that counts of source and background region are drawn about: in the source region
 * counts x (BACKSCAL x AREASCAL of the source / those of the background) x (exposure of the source / that of the observed background),
 * in the background region counts x (exposure of the fake background / that of the observed one). OGIP/92-007. Channels of bad
 * QUALITY, and those that the file does not store, have none.
 *
 * @throws MismatchError for channels that are not the response's; FileError for counts below 0 or a scaling that is not above 0;
 *   ParameterError for a bad option.
 */
export function backgroundMeans(
  { background, backgroundScale, backgroundExposure }: FakeBackgroundOptions & { background: FakeBackground },
  response: Response,
  exposure: number,
): BackgroundMeans {
  const { source, region } = pairOf(background);
  if (source && source.channel.length !== region.channel.length)
    throw new ParameterError('background', 'the background has other channels than the spectrum that it came with');
  if (backgroundScale !== undefined) checkNumber('backgroundScale', backgroundScale, { above: 0 });
  if (backgroundExposure !== undefined) checkExposure(backgroundExposure, 'backgroundExposure');
  const { channels, firstChannel, rmfFile } = response;
  const counts = channelCounts(region, { file: rmfFile, firstChannel, detChans: channels }, 'expected');
  const place = (i: number) => region.channel[i] - firstChannel;
  // A ratio to a region of size 1.
  const regionSize = areaRatio(region, { ...region, backScal: 1, areaScal: 1 });
  const ratio = source && backgroundScale === undefined ? areaRatio(source, region) : (backgroundScale ?? 1);
  const ownExposure = backgroundExposure ?? region.exposure;
  const inSource = new Float64Array(channels);
  const inRegion = new Float64Array(channels);
  const quality = new Int16Array(channels);
  for (let i = 0; i < region.channel.length; i++) {
    const worst = region.quality?.[i] || source?.quality?.[i] || 0;
    quality[place(i)] = worst;
    if (isBad(worst)) continue;
    inSource[place(i)] = counts[place(i)] * at(ratio, i) * (exposure / region.exposure);
    inRegion[place(i)] = counts[place(i)] * (ownExposure / region.exposure);
  }
  const onResponse = (valueAt: (i: number) => number) => scalingOf(region.channel.length, valueAt, place, channels);
  return {
    inSource,
    inRegion,
    sourceScal: onResponse((i) => at(ratio, i) * at(regionSize, i)),
    regionScal: onResponse((i) => at(regionSize, i)),
    exposure: ownExposure,
    ...(quality.some((value) => value !== 0) && { quality }),
  };
}

/** The background, and the spectrum that it came with, if any. */
function pairOf(given: FakeBackground): { source?: Pha; region: Pha } {
  const what = 'a background (readPha) or a spectrum with its background (loadSpectrum)';
  checkObject('background', given, what);
  const { pha, background } = 'pha' in given ? given : { pha: given, background: given.background };
  checkObject('background', background ?? pha, what, 'channel', 'counts', 'exposure');
  return background ? { source: pha, region: background } : { region: pha };
}

const at = (values: number | Float64Array, i: number): number => (typeof values === 'number' ? values : values[i]);

/** One number if all stored channels have the same; else one for each of the response's, the first one's where there is none. */
function scalingOf(
  stored: number,
  valueAt: (i: number) => number,
  place: (i: number) => number,
  channels: number,
): number | Float64Array {
  const values = Float64Array.from({ length: stored }, (_, i) => valueAt(i));
  const known = values.filter((value) => !Number.isNaN(value));
  const result = new Float64Array(channels).fill(known[0] ?? 1);
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) result[place(i)] = value;
  });
  return known.every((value) => value === known[0]) ? result[0] : result;
}
