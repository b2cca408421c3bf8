import { type Band, ParameterError } from '../base/index.js';
import { bandChannels, bandQuality, type ChannelFlag, type Dataset } from '../dataset/index.js';
import type { SourceVerdict } from './verdict.js';

/** What the channels of a spectrum in the count band hold. */
export interface BandCounts {
  numbers: Pick<SourceVerdict, 'badChannels' | 'counts' | 'backgroundCounts' | 'netCounts'>;
  flags: readonly ChannelFlag[];
  /** Whether no channel of the band is good, so that nothing can be said. */
  isBlind: boolean;
}

/** The counts of spectra in a band, keV: a function of the row. @throws ParameterError for a band without a channel */
export function bandCounts(dataset: Dataset, band: Band): (row: number) => BandCounts {
  const { channels, counts, backgroundCounts, backgroundScale } = dataset;
  const inside = bandChannels(dataset.eMin, dataset.eMax, band);
  const qualityOf = bandQuality(dataset, band, inside);
  const [first, end] = [inside[0], inside[inside.length - 1] + 1];
  const isOneRange = end - first === inside.length;
  const sum = (numbers: ArrayLike<number>, start: number) => {
    let total = 0;
    if (isOneRange) for (let c = start + first; c < start + end; c++) total += numbers[c];
    else for (const c of inside) total += numbers[start + c];
    return total;
  };
  return (row) => {
    const { bad, missing, flags } = qualityOf(row);
    const all = sum(counts, row * channels);
    const background = backgroundCounts ? backgroundScale![row] * sum(backgroundCounts, row * channels) : 0;
    const numbers = { badChannels: bad, counts: all, backgroundCounts: background, netCounts: all - background };
    return { numbers, flags, isBlind: bad + missing === 1 };
  };
}

export const noGoodChannel = (band: Band): ParameterError =>
  new ParameterError(
    'quality',
    `no channel from ${band.join(' to ')} keV is good: all are bad by their QUALITY or not stored`,
  );
