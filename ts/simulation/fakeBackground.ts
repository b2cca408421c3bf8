import { checkNumber, checkObject } from '../base/index.js';
import type { LoadedSpectrum, Pha } from '../ogip/index.js';
import { countsByChannel } from './observedBackground.js';
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
 * in the background region counts x (exposure of the fake background / that of the observed one). OGIP/92-007.
 *
 * @throws MismatchError for channels that are not the response's; FileError for counts below 0; ParameterError for a bad option.
 */
export function backgroundMeans(
  { background, backgroundScale, backgroundExposure }: FakeBackgroundOptions & { background: FakeBackground },
  response: Response,
  exposure: number,
): BackgroundMeans {
  const { source, region } = pairOf(background);
  if (backgroundScale !== undefined) checkNumber('backgroundScale', backgroundScale, { above: 0 });
  if (backgroundExposure !== undefined) checkNumber('backgroundExposure', backgroundExposure, { above: 0, max: 1e15 });
  const counts = countsByChannel(region, response);
  const size = (pha: Pha) => product(byChannel(pha, pha.backScal, response), byChannel(pha, pha.areaScal, response));
  const regionScal = size(region);
  const sourceScal = source && backgroundScale === undefined ? size(source) : product(regionScal, backgroundScale ?? 1);
  const ownExposure = backgroundExposure ?? region.exposure;
  return {
    inSource: counts.map((value, c) => value * (at(sourceScal, c) / at(regionScal, c)) * (exposure / region.exposure)),
    inRegion: counts.map((value) => value * (ownExposure / region.exposure)),
    sourceScal,
    regionScal,
    exposure: ownExposure,
    ...(region.quality && { quality: placed(region, region.quality, new Int16Array(response.channels), response) }),
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

type Scaling = number | Float64Array;
const at = (values: Scaling, c: number): number => (typeof values === 'number' ? values : values[c]);

function product(a: Scaling, b: Scaling): Scaling {
  if (typeof a === 'number') return typeof b === 'number' ? a * b : b.map((value) => value * a);
  return a.map((value, c) => value * at(b, c));
}

/** A scaling on the channels of a response; channels that the file does not store have no background, and the first one's value. */
function byChannel(pha: Pha, values: Pha['backScal'], response: Response): Scaling {
  if (typeof values === 'number') return values;
  return placed(pha, values, new Float64Array(response.channels).fill(values[0]), response);
}

function placed<Numbers extends Float64Array | Int16Array>(
  { channel }: Pha,
  values: ArrayLike<number>,
  into: Numbers,
  { firstChannel }: Response,
): Numbers {
  channel.forEach((number, i) => {
    into[number - firstChannel] = values[i];
  });
  return into;
}
