// Which channels of a spectrum a response has, which of them are good, and what scales them: by hand.
import { describe, expect, test } from 'vitest';
import { MismatchError } from '../../ts/index.js';
import { areaRatio, areaScaledRmf, scaledBackground } from '../../ts/ogip/areaRatio.js';
import { channelCounts, channelQuality, checkChannels } from '../../ts/ogip/channelCounts.js';
import { FitsHeader } from '../../ts/ogip/fits/header.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type Pha, readPha, readRmf } from '../../ts/ogip/index.js';
import { smallRmf } from './fixtures.js';

const pha = (counts: number[], change: Partial<Pha> = {}): Pha => ({
  ...{ file: 's.pha', channel: Int32Array.from(counts, (_, i) => i + 1), counts: Float64Array.from(counts) },
  ...{ isRate: false, exposure: 1000, backScal: 1, areaScal: 1, content: 'TOTAL', header: new FitsHeader([]) },
  ...change,
});
const detector = { file: 'r.rmf', firstChannel: 1, detChans: 4 };
const from = (first: number, count: number) => Int32Array.from({ length: count }, (_, i) => first + i);

describe('checkChannels', () => {
  const check = (channel: Int32Array, detChans?: number) =>
    checkChannels({ file: 's.pha', channel, detChans }, detector);

  test('all channels, or some of a spectrum that says how many there are, or nothing', () => {
    expect(check(from(1, 4), 4)).toEqual([]);
    expect(check(from(2, 2), 4)).toEqual([]);
    expect(check(from(1, 2))).toEqual([]);
  });

  test.each([
    ['summed in pairs, or cut: both look like this', from(1, 2), 2, 'DETCHANS 2 and 2 stored channels, 1 to 2'],
    ['channels from 0', from(0, 4), 4, 'DETCHANS 4 and 4 stored channels, 0 to 3'],
    ['a channel too many', from(1, 5), undefined, '5 stored channels, 1 to 5'],
    ['part of a larger detector', from(1, 3), 8, 'DETCHANS 8 and 3 stored channels, 1 to 3'],
  ])('refused, with both ranges: %s', (_, channel, detChans, found) => {
    const refused = () => check(channel, detChans);
    expect(refused).toThrow(MismatchError);
    expect(refused).toThrow(`s.pha has ${found}; r.rmf has 4 channels, 1 to 4`);
  });

  test('a DETCHANS that is wrong beside the very channels of the response is a warning', () => {
    expect(check(from(1, 4), 16)).toMatchObject([{ name: 'detchans', file: 's.pha' }]);
  });
});

describe('counts and quality', () => {
  test('by the channels of the response; bad and missing ones have no counts', () => {
    const spectrum = pha([5, Number.NaN, 7], { channel: from(2, 3), quality: Int16Array.of(0, 5, 0) });
    expect([...channelCounts(spectrum, detector, 'observed')]).toEqual([0, 5, 0, 7]);
    expect([...channelQuality(spectrum, detector)!]).toEqual([-1, 0, 5, 0]);
    expect(channelQuality(pha([1, 2, 3, 4], { quality: new Int16Array(4) }), detector)).toBeUndefined();
  });

  test('bad by calibration, dubious, bad by the user, and numbers that OGIP does not know; also of the background', () => {
    const [spectrum, background] = [
      [1, 0, -1, 0],
      [0, 2, 0, 0],
    ].map((quality) => pha([1, 2, 3, 4], { quality: Int16Array.from(quality) }));
    // A negative one must not read as a channel that is not stored.
    expect([...channelQuality(spectrum, detector, background)!]).toEqual([1, 2, 1, 0]);
  });

  test('observed counts are whole, in 32 bits; expected ones are not negative', () => {
    expect([...channelCounts(pha([4e9, 1, 0, 0]), detector, 'observed')]).toEqual([4e9, 1, 0, 0]);
    expect([...channelCounts(pha([0.25, 1, 0, 0]), detector, 'expected')]).toEqual([0.25, 1, 0, 0]);
    for (const value of [0.25, -1, 2 ** 32])
      expect(() => channelCounts(pha([0, 0, value, 0]), detector, 'observed')).toThrow('channel 3 has');
    expect(() => channelCounts(pha([0, -0.5, 0, 0]), detector, 'expected')).toThrow('a background must have 0 or more');
  });

  test('rates that are counts of no time are refused as such', () => {
    const rate = () => channelCounts(pha([0.25, 0, 0, 0], { isRate: true }), detector, 'observed');
    expect(rate).toThrow('neither RATE times EXPOSURE nor STAT_ERR nor the rates themselves');
  });
});

describe('scalings by channel', () => {
  const source = pha([1, 1, 1, 1], {
    backScal: 2,
    areaScal: Float64Array.of(1, 0.5, 0, 1),
    quality: Int16Array.of(0, 0, 1, 0),
  });
  const background = pha([8, 4, 9, 0], { exposure: 4000, backScal: Float64Array.of(4, 4, 4, 8) });

  test('the ratio, of good channels alone', () => {
    expect([...(areaRatio(source, background) as Float64Array)]).toEqual([0.5, 0.25, Number.NaN, 0.25]);
    const even = pha([1, 1, 1, 1], { areaScal: Float64Array.of(3, 3, 0, 3), quality: Int16Array.of(0, 0, 1, 0) });
    expect(areaRatio(even, pha([1, 1, 1, 1]))).toBe(3);
    expect(() => areaRatio(pha([1, 1, 1, 1], { areaScal: Float64Array.of(1, 0, 1, 1) }), background)).toThrow(
      'AREASCAL is 0 in channel 2',
    );
  });

  test('one factor and counts that it makes right in every channel, as many as were seen', () => {
    const { counts, scale } = scaledBackground(source, background, detector);
    // Expected in the source region: 8 x 0.5 / 4 and 4 x 0.25 / 4, by the ratios and the exposures.
    [1, 0.25, 0, 0].forEach((value, c) => void expect(counts[c] * scale).toBeCloseTo(value, 12));
    expect(counts.reduce((sum, value) => sum + value)).toBeCloseTo(12, 12);
  });

  test('the same factor for all leaves the counts as they are', () => {
    const { counts, scale } = scaledBackground(pha([1, 1, 1, 1]), pha([8, 4, 9, 0], { exposure: 500 }), detector);
    expect([...counts, scale]).toEqual([8, 4, 9, 0, 2]);
  });

  test('AREASCAL of the channels goes into the matrix', () => {
    const rmf = readRmf(encodeFits(smallRmf()));
    const scaled = areaScaledRmf(source, rmf);
    // Rows see channel 1, then 3 and 4; then 2 to 4. Channel 2 has half of the area; the bad one stays.
    const factors = [1, 1, 1, 0.5, 1, 1];
    factors.forEach((factor, i) => void expect(scaled.matrix[i]).toBeCloseTo(factor * rmf.matrix[i], 12));
    expect(areaScaledRmf(source, rmf)).toBe(scaled);
    expect(areaScaledRmf(pha([1, 1, 1, 1], { areaScal: 0.5 }), rmf)).toBe(rmf);
  });

  test('a file without an area where its channels are bad is read', () => {
    const read = (quality: number[]) =>
      readPha(
        encodeFits([
          {
            name: 'SPECTRUM',
            header: [['EXPOSURE', 10]],
            columns: [
              { name: 'CHANNEL', format: 'I', data: [1, 2, 3] },
              { name: 'COUNTS', format: 'J', data: [4, 5, 6] },
              { name: 'AREASCAL', format: 'E', data: [1, 0, 0.5] },
              { name: 'QUALITY', format: 'I', data: quality },
            ],
          },
        ]),
      );
    expect(read([0, 1, 0]).areaScal).toEqual(Float64Array.of(1, 0, 0.5));
    expect(() => read([1, 0, 0])).toThrow('AREASCAL is 0 in place 2; it must be above 0');
  });
});
