import { checkObject, FileError } from '../base/index.js';
import { areaRatio } from '../ogip/areaRatio.js';
import { channelCounts } from '../ogip/channelCounts.js';
import type { LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { refuseIfStrict } from '../ogip/repairs.js';
import { createResponse } from '../simulation/index.js';
import type { FitOptions, FitSpectrum } from './types.js';

/** Larger numbers are no counts of a channel. */
const LARGEST_COUNT = 2 ** 32 - 1;

/**
 * A spectrum as a fit takes it: channel by channel of the response, the background's scale, AREASCAL in the exposure. Channels that
 * the file does not store are left out as bad ones are.
 *
 * @throws FileError for a spectrum without an RMF, counts that are none, or scalings that differ from channel to channel.
 */
export function toFitSpectrum(spectrum: LoadedSpectrum | FitSpectrum, options: FitOptions): FitSpectrum {
  checkObject('spectrum', spectrum, 'a spectrum (loadSpectrum) or { response, counts, exposure }');
  if (!('pha' in spectrum)) return spectrum;
  const { pha, background, rmf, arf } = spectrum;
  checkObject('spectrum.pha', pha, 'a spectrum (readPha)', 'channel', 'counts', 'exposure');
  if (!rmf)
    throw new FileError(
      pha.file,
      'no RMF is known for this spectrum, and so no model can be folded; name one with --rmf (option rmf)',
    );
  const warnings = [...(pha.warnings ?? []), ...(background?.warnings ?? [])];
  refuseIfStrict(options.strict, warnings);
  const named = { ...rmf };
  for (const name of ['telescope', 'instrument', 'detector'] as const) named[name] ??= arf?.[name] ?? pha[name];
  return {
    response: createResponse(named, arf, { lowestEnergy: options.lowestEnergy, strict: options.strict }),
    counts: channelCounts(pha, rmf, LARGEST_COUNT),
    // Without a background the ratio is checked all the same: AREASCAL scales the model too.
    exposure: pha.exposure * areaScale(pha),
    ...(background && {
      backgroundCounts: channelCounts(background, rmf, LARGEST_COUNT),
      backgroundScale: (areaRatio(pha, background) * pha.exposure) / background.exposure,
    }),
    ...(pha.grouping && { grouping: byChannel(pha, rmf, pha.grouping, 0) }),
    warnings,
    quality: byChannel(pha, rmf, pha.quality ?? new Int16Array(pha.channel.length), 1),
  };
}

function areaScale({ file, areaScal }: Pha): number {
  const value = typeof areaScal === 'number' ? areaScal : areaScal[0];
  if (typeof areaScal === 'number' || areaScal.every((other) => other === value)) return value;
  throw new FileError(
    file,
    'AREASCAL differs from channel to channel; one value is needed: use a spectrum not combined',
  );
}

function byChannel({ channel }: Pha, rmf: Rmf, values: ArrayLike<number>, missing: number): Int16Array {
  const all = new Int16Array(rmf.detChans).fill(missing);
  for (let i = 0; i < channel.length; i++) all[channel[i] - rmf.firstChannel] = values[i];
  return all;
}
