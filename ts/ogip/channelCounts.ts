import { FileError, MismatchError } from '../base/index.js';
import type { Pha, Rmf } from './types.js';

/**
 * The counts of a spectrum in all channels of its RMF; channels that the file does not store have 0.
 *
 * @param largest the largest count that a channel may have
 * @throws FileError for counts that are no whole numbers from 0 to `largest`; MismatchError for channels that the RMF does not have.
 */
export function channelCounts(pha: Pha, rmf: Rmf, largest: number): Float64Array<ArrayBuffer> {
  const { file, channel, counts, isRate, content } = pha;
  const result = new Float64Array(rmf.detChans);
  for (let i = 0; i < channel.length; i++) {
    const place = channel[i] - rmf.firstChannel;
    if (place < 0 || place >= rmf.detChans)
      throw new MismatchError(
        `${file} has a channel ${channel[i]}; ${rmf.file} has channels ${rmf.firstChannel} to ` +
          `${rmf.firstChannel + rmf.detChans - 1}: it is not the RMF of this spectrum`,
        {
          what: 'channels',
          found: channel[i],
          expected: `${rmf.firstChannel} to ${rmf.firstChannel + rmf.detChans - 1}`,
        },
      );
    // Files hold rates in single precision: times the exposure they are whole numbers up to rounding.
    const value = isRate ? roundIfNear(counts[i]) : counts[i];
    if (!Number.isInteger(value) || value < 0 || value > largest)
      throw new FileError(
        file,
        `channel ${channel[i]} has ${counts[i]} counts${content === 'NET' ? ' (HDUCLAS2 is NET)' : ''}; ` +
          `whole numbers from 0 to ${largest} are needed: observed counts, not scaled and with the background still in`,
      );
    result[place] = value;
  }
  return result;
}

const roundIfNear = (value: number): number =>
  Math.abs(value - Math.round(value)) < 1e-3 + 1e-6 * Math.abs(value) ? Math.round(value) : value;
