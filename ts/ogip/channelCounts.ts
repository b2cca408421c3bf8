import { FileError, MismatchError } from '../base/index.js';
import { isBad } from './grouping.js';
import type { FileWarning } from './repairs.js';
import type { Pha } from './types.js';

/** The channels of a response: those of an RMF's EBOUNDS. */
export interface DetectorChannels {
  /** What messages call it. */
  readonly file: string;
  readonly firstChannel: number;
  readonly detChans: number;
}

/** QUALITY of a channel that the file does not store. */
export const notStored = -1;

/**
 * Holds the channels of a spectrum against those of a response: DETCHANS, the stored ones and EBOUNDS.
 *
 * @returns a warning where DETCHANS is another number and yet all channels of the response are stored, no other ones
 * @throws MismatchError, with both ranges, for stored channels that the response does not have; for another DETCHANS of a spectrum that
 *   does not store all of the response's channels: they may have been summed, or be those of another detector.
 */
export function checkChannels(
  pha: Pick<Pha, 'file' | 'channel' | 'detChans'>,
  { file, firstChannel, detChans }: DetectorChannels,
): FileWarning[] {
  const { channel } = pha;
  const [first, last] = [channel[0], channel[channel.length - 1]];
  const end = firstChannel + detChans - 1;
  const expected = `${detChans} channels, ${firstChannel} to ${end}`;
  const said = pha.detChans === undefined ? '' : `DETCHANS ${pha.detChans} and `;
  const found = `${said}${channel.length} stored channels, ${first} to ${last}`;
  const refuse = (remedy: string): never => {
    throw new MismatchError(`${pha.file} has ${found}; ${file} has ${expected}: it is not the RMF of this spectrum`, {
      ...{ what: 'channels', expected, found, remedy },
    });
  };
  if (first < firstChannel || last > end) refuse('name the RMF that was made for it (--rmf, option rmf)');
  if (pha.detChans === undefined || pha.detChans === detChans) return [];
  if (channel.length < detChans)
    refuse(
      `if its channels were summed, use an RMF that was rebinned alike; if it is cut, its DETCHANS should be ${detChans}`,
    );
  const message = `DETCHANS is ${pha.detChans}; the ${detChans} stored channels are those of ${file}, and are used`;
  return [{ name: 'detchans', file: pha.file, message }];
}

/**
 * QUALITY by the channels of a response, {@link notStored} where the file stores none.
 *
 * @param background its bad channels are bad too: what to expect in them is not known
 * @returns undefined where all channels are good
 */
export function channelQuality(
  pha: Pha,
  channels: DetectorChannels,
  background?: Pha,
): Int16Array<ArrayBuffer> | undefined {
  const result = new Int16Array(channels.detChans).fill(notStored);
  for (let i = 0; i < pha.channel.length; i++) {
    const quality = pha.quality?.[i] || background?.quality?.[i] || 0;
    // No quality of a file may read as one that is not stored.
    result[pha.channel[i] - channels.firstChannel] = Math.abs(quality);
  }
  return result.some(isBad) ? result : undefined;
}

/**
 * The counts of a spectrum in all channels of a response; channels that the file does not store, and those of bad quality, have 0.
 *
 * @param kind 'observed': whole numbers up to 2^32 - 1; 'expected': fractions too, as in a background
 * @throws FileError for counts that are not of the kind; MismatchError as `checkChannels`.
 */
export function channelCounts(
  pha: Pha,
  channels: DetectorChannels,
  kind: 'observed' | 'expected',
): Float64Array<ArrayBuffer> {
  checkChannels(pha, channels);
  const { channel, counts, quality } = pha;
  const result = new Float64Array(channels.detChans);
  for (let i = 0; i < channel.length; i++) {
    if (quality && isBad(quality[i])) continue;
    const value = counts[i];
    const isFine = kind === 'observed' ? Number.isInteger(value) && value <= LARGEST : value < Infinity;
    if (!isFine || !(value >= 0)) refuse(pha, i, kind);
    result[channel[i] - channels.firstChannel] = value;
  }
  return result;
}

const LARGEST = 2 ** 32 - 1;

function refuse({ file, channel, counts, isRate, content }: Pha, i: number, kind: 'observed' | 'expected'): never {
  const what = `channel ${channel[i]} has ${counts[i]} counts${content === 'NET' ? ' (HDUCLAS2 is NET)' : ''}`;
  if (kind === 'expected') throw new FileError(file, `${what}; a background must have 0 or more`);
  const rates = isRate
    ? ', and neither RATE times EXPOSURE nor STAT_ERR nor the rates themselves tell of whole ones'
    : '';
  throw new FileError(
    file,
    `${what}${rates}; whole numbers from 0 to ${LARGEST} are needed: observed counts, not scaled and with the background still in`,
  );
}
