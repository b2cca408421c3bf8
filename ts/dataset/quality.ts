import { type Band, bandChannels } from '../base/index.js';
import type { Spectra } from './types.js';

/**
 * What a spectrum's channels say against a verdict:
 * - `bad-channels`: channels of the band are bad (QUALITY) and were left out;
 * - `band-not-covered`: the stored channels do not cover the band: the file stores some of its channels not, or the detector's energies
 *   (EBOUNDS) begin above it or end below it.
 */
export type ChannelFlag = 'bad-channels' | 'band-not-covered';

/** The channels of a spectrum in a band. */
export interface BandQuality {
  /** Of the channels in the band: the share that is bad, and that is not stored, 0 to 1. */
  bad: number;
  missing: number;
  flags: ChannelFlag[];
}

/**
 * The quality of the channels of spectra in a band, keV: a function of the row.
 *
 * @param inside indices of the band's channels, where they are known
 * @throws ParameterError for a band without a channel
 */
export function bandQuality(
  { channels, eMin, eMax, quality }: Pick<Spectra, 'channels' | 'eMin' | 'eMax' | 'quality'>,
  band: Band,
  inside = bandChannels(eMin, eMax, band),
): (row: number) => BandQuality {
  const isReached = reaches(eMin, eMax, inside, band);
  const judged = (bad: number, missing: number): BandQuality => {
    const flags: ChannelFlag[] = [];
    if (bad > 0) flags.push('bad-channels');
    if (missing > 0 || !isReached) flags.push('band-not-covered');
    return { bad: bad / inside.length, missing: missing / inside.length, flags };
  };
  if (!quality) {
    const good = judged(0, 0);
    return () => good;
  }
  return (row) => {
    let [bad, missing] = [0, 0];
    for (const c of inside) {
      const value = quality[row * channels + c];
      if (value > 0) bad++;
      else if (value < 0) missing++;
    }
    return judged(bad, missing);
  };
}

/** Whether the energies of the band's channels reach its ends, to a channel's width: the band's edges are seldom those of channels. */
function reaches(
  eMin: ArrayLike<number>,
  eMax: ArrayLike<number>,
  inside: ArrayLike<number>,
  [from, to]: Band,
): boolean {
  const [first, last] = [inside[0], inside[inside.length - 1]];
  return eMin[first] - from <= eMax[first] - eMin[first] && to - eMax[last] <= eMax[last] - eMin[last];
}
