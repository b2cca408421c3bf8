import { checkObject, FileError } from '../base/index.js';
import { areaScale, areaScaledRmf, scaledBackground } from '../ogip/areaRatio.js';
import { channelCounts, channelQuality } from '../ogip/channelCounts.js';
import type { LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { refuseIfStrict } from '../ogip/repairs.js';
import { createResponse } from '../simulation/index.js';
import type { FitOptions, FitSpectrum } from './types.js';

/**
 * A spectrum as a fit takes it: channel by channel of the response, the background's scale, AREASCAL in the exposure or, where it
 * differs from channel to channel, in the response. Channels that the file does not store are left out as bad ones are. Background
 * counts that are fractions, in the file or because their scale differs from channel to channel, are taken as expected ones.
 *
 * @throws FileError for a spectrum without an RMF, counts that are none, or scalings that are not above 0 in good channels;
 *   MismatchError for channels that are not those of the RMF.
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
  const named = { ...areaScaledRmf(pha, rmf) };
  for (const name of ['telescope', 'instrument', 'detector'] as const) named[name] ??= arf?.[name] ?? pha[name];
  const area = areaScale(pha);
  return {
    response: createResponse(named, arf, { lowestEnergy: options.lowestEnergy, strict: options.strict }),
    counts: channelCounts(pha, rmf, 'observed'),
    exposure: pha.exposure * (typeof area === 'number' ? area : 1),
    ...(background && backgroundOf(pha, background, rmf)),
    ...(pha.grouping && { grouping: byChannel(pha, rmf, pha.grouping, 0) }),
    warnings,
    quality: channelQuality(pha, rmf, background) ?? new Int16Array(rmf.detChans),
  };
}

function backgroundOf(pha: Pha, background: Pha, rmf: Rmf): Partial<FitSpectrum> {
  const { counts, scale } = scaledBackground(pha, background, rmf);
  if (counts.every(Number.isInteger)) return { backgroundCounts: counts, backgroundScale: scale };
  return { expectedBackground: counts.map((value) => value * scale) };
}

function byChannel({ channel }: Pha, rmf: Rmf, values: ArrayLike<number>, missing: number): Int16Array {
  const all = new Int16Array(rmf.detChans).fill(missing);
  for (let i = 0; i < channel.length; i++) all[channel[i] - rmf.firstChannel] = values[i];
  return all;
}
