import { FileError } from '../base/index.js';
import type { Pha } from './types.js';

/**
 * The ratio of BACKSCAL x AREASCAL, source region over background region (OGIP/92-007). Times the ratio of the
 * exposures, it is the factor that scales background counts to the source region.
 *
 * @throws FileError for a scaling that differs from channel to channel or is not above 0, naming file and keyword.
 */
export function areaRatio(pha: Pha, background: Pha): number {
  const size = (spectrum: Pha) => scalar(spectrum, 'backScal', 'BACKSCAL') * scalar(spectrum, 'areaScal', 'AREASCAL');
  return size(pha) / size(background);
}

function scalar(spectrum: Pha, field: 'backScal' | 'areaScal', keyword: string): number {
  const values = spectrum[field];
  const value = typeof values === 'number' ? values : values[0];
  if (typeof values !== 'number' && values.some((candidate) => candidate !== value))
    throw new FileError(
      spectrum.file,
      `${keyword} differs from channel to channel; one value for the spectrum is needed: use spectra that are not combined`,
    );
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new FileError(spectrum.file, `${keyword} is ${value}; it must be above 0 to scale a background`);
}
