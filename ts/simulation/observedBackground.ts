import { checkNumber, checkObject, checkOptions, FileError, MismatchError, ParameterError } from '../base/index.js';
import { areaRatio } from '../ogip/areaRatio.js';
import type { LoadedSpectrum, Pha } from '../ogip/index.js';
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
 * simulated, and by the areas to the source region. Of several, each spectrum takes one, all equally often.
 *
 * @param observed spectra with their backgrounds, as `loadSpectrum` gives them, or backgrounds alone (with `scale`)
 * @param response has the channels
 * @returns one shape a spectrum, on the response's channels
 * @throws FileError for a spectrum without background (when no `scale` says that it is one itself), for counts that are negative
 *   or none at all; MismatchError for channels that the response does not have; ParameterError for a bad scale or an empty list.
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
    const area = scale ?? ownScale(spectrum);
    const counts = countsByChannel(pha, response);
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

function ownScale({ pha, background }: Pick<LoadedSpectrum, 'pha' | 'background'>): number {
  if (background) return areaRatio(pha, background);
  throw new FileError(
    pha.file,
    'names no background; if it is itself one, say how large the source region is: its area over that of the background ' +
      'region, with --background-scale (option scale)',
  );
}

/**
 * Counts by the response's channels; channels that the file does not store have none.
 *
 * @throws MismatchError for channels that are not the response's; FileError for counts that are negative.
 */
export function countsByChannel({ file, channel, counts }: Pha, { channels, firstChannel }: Response): Float64Array {
  const result = new Float64Array(channels);
  channel.forEach((number, i) => {
    const place = number - firstChannel;
    if (place < 0 || place >= channels)
      throw new MismatchError(
        `${file} has a channel ${number}; the response has channels ${firstChannel} to ${firstChannel + channels - 1}`,
        { what: 'channels', expected: `${firstChannel} to ${firstChannel + channels - 1}`, found: number },
      );
    if (!(counts[i] >= 0 && counts[i] < Number.POSITIVE_INFINITY))
      throw new FileError(file, `channel ${number} has ${counts[i]} counts; a background must not be negative`);
    result[place] = counts[i];
  });
  return result;
}
