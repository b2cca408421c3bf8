import { checkNumber, checkObject, checkOptions, FileError, fillChannels, ParameterError } from '../base/index.js';
import { scaledBackground } from '../ogip/areaRatio.js';
import { channelCounts, channelQuality } from '../ogip/channelCounts.js';
import type { LoadedSpectrum } from '../ogip/index.js';
import { checkResponse } from './apply.js';
import { type Background, backgroundIdentity } from './background.js';
import type { Response } from './response.js';
import { instrumentalLines, smoothCounts } from './smooth.js';

/** Options of {@link observedBackground}. */
export interface ObservedBackgroundOptions {
  /**
   * Source region over background region (area alone, exposures apart). By default it is that of each spectrum:
   * BACKSCAL x AREASCAL of its source over those of its background. Needed when a background comes without its source.
   */
  scale?: number;
  /**
   * true (default): the observed counts are smoothed first, see docs/embedded-data.md. false: they are taken as means as
   * they are, as XSPEC's `fakeit` does, which puts their noise into every spectrum on top of the spectrum's own.
   */
  smooth?: boolean;
  /** Energies of instrumental lines that smoothing keeps, keV; by default those of ACIS for a response of ACIS, else none. */
  lines?: readonly number[];
}

/**
 * Observed backgrounds for simulated spectra, as XSPEC's `fakeit` uses a background file: scaled to the exposure that is
 * simulated, and by the areas to the source region. Of several, each spectrum takes one, all equally often. Counts may be fractions, as
 * those of a modelled background are. Channels of bad QUALITY have what the
 * others lead to expect.
 *
 * @param observed spectra with their backgrounds, as `loadSpectrum` gives them, or backgrounds alone (with `scale`)
 * @param response has the channels
 * @returns one shape a spectrum, on the response's channels
 * @throws FileError for a spectrum without background (when no `scale` says that it is one itself), for counts that are negative
 *   or none at all; MismatchError for channels that are not the response's; ParameterError for a bad scale or an empty list.
 */
export function observedBackground(
  observed: Pick<LoadedSpectrum, 'pha' | 'background'> | readonly Pick<LoadedSpectrum, 'pha' | 'background'>[],
  response: Response,
  options: ObservedBackgroundOptions = {},
): Background {
  checkResponse(response);
  checkOptions(options);
  const list = Array.isArray(observed) ? observed : [observed as LoadedSpectrum];
  for (const [k, spectrum] of list.entries())
    checkObject(list.length > 1 ? `observed[${k}]` : 'observed', spectrum, 'a spectrum (loadSpectrum)', 'pha');
  const { scale, smooth = true, lines = instrumentalLines(response) } = options;
  if (list.length === 0) throw new ParameterError('observed', 'there is no background to use; give one or more');
  if (scale !== undefined) checkNumber('scale', scale, { above: 0 });
  const { channels } = response;
  const shapes = new Float64Array(list.length * channels);
  const measured = list.map((spectrum, k) => {
    const pha = spectrum.background ?? spectrum.pha;
    const { counts, area } = measuredBackground(spectrum, response, scale);
    const total = counts.reduce((sum, value) => sum + value, 0);
    if (!(total > 0)) throw new FileError(pha.file, 'holds no counts, so it says nothing about the background');
    const mean = smooth ? smoothCounts(counts, response, lines) : counts;
    shapes.set(
      mean.map((value) => value / total),
      k * channels,
    );
    return { scale: area, rate: (area * total) / pha.exposure };
  });
  const numbers = {
    shapes,
    weight: new Float64Array(list.length).fill(1),
    rate: Float64Array.from(measured, (spectrum) => spectrum.rate),
    dex: 0,
    scale: Float64Array.from(measured, (spectrum) => spectrum.scale),
  };
  const name = list.length === 1 ? (list[0].background ?? list[0].pha).file : `${list.length} observed backgrounds`;
  return { identity: backgroundIdentity(`${name} ${smooth ? 'smoothed' : 'as-drawn'}`, numbers), channels, ...numbers };
}

/** Counts by the response's channels, and the ratio of the areas of source and background region. */
function measuredBackground(
  { pha, background }: Pick<LoadedSpectrum, 'pha' | 'background'>,
  { channels, firstChannel, rmfFile }: Response,
  scale: number | undefined,
): { counts: Float64Array; area: number } {
  const detector = { file: rmfFile, firstChannel, detChans: channels };
  const filled = (counts: Float64Array, quality: Int16Array | undefined) =>
    quality ? fillChannels(counts, { isBad: (c) => quality[c] > 0 }) : counts;
  if (scale !== undefined) {
    const own = background ?? pha;
    return { counts: filled(channelCounts(own, detector, 'expected'), channelQuality(own, detector)), area: scale };
  }
  if (!background)
    throw new FileError(
      pha.file,
      'names no background; if it is itself one, say how large the source region is: its area over that of the background ' +
        'region, with --background-scale (option scale)',
    );
  const scaled = scaledBackground(pha, background, detector);
  return {
    counts: filled(scaled.counts, channelQuality(pha, detector, background)),
    area: (scaled.scale * background.exposure) / pha.exposure,
  };
}
