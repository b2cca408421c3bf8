import { describe, expect, test } from 'vitest';
import { wstat } from '../../ts/fit/index.js';
import { createResponse, expectedCounts, loadSpectrum } from '../../ts/index.js';
import { groupChannels, sumGroups } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';

/**
 * The W statistic of 3C 273 as Sherpa's own tests assert it (sherpa/stats/tests/test_wstat.py): power law of photon index
 * 1.782 and norm 1.622e-4, no absorption. Reading, model, response, grouping and statistic all have to agree.
 */
describe.skipIf(!hasShared)('golden values of 3C 273', () => {
  const load = () => {
    const { pha, background, rmf, arf } = loadSpectrum(sharedFile('spectra/agn/3c273.pi.gz'));
    const expected = expectedCounts({
      model: 'powerlaw(1.782, 1.622e-4)',
      response: createResponse(rmf!, arf),
      exposure: pha.exposure,
    });
    const scale = (pha.exposure * (pha.backScal as number)) / (background!.exposure * (background!.backScal as number));
    // Ignored: below 0.5, 3 to 4, above 7 keV; a channel that only touches such a range is ignored too.
    const keep = (i: number) => rmf!.eMin[i] >= 0.5 && rmf!.eMax[i] <= 7 && (rmf!.eMax[i] <= 3 || rmf!.eMin[i] >= 4);
    const statistic = (group: Int32Array) => {
      const [counts, model, rest] = [pha.counts, expected, background!.counts].map((v) => sumGroups(v, group));
      return { bins: counts.length, value: wstat(counts, model, rest, scale) };
    };
    return { pha, ungrouped: { ...pha, grouping: undefined }, keep, statistic };
  };

  const same = (value: number, golden: number) => expect(Math.abs(value / golden - 1)).toBeLessThan(1e-9);

  test('all channels', () => {
    const { ungrouped, statistic } = load();
    const { bins, value } = statistic(groupChannels(ungrouped));
    expect(bins).toBe(1024);
    same(value, 652.9968167212116);
  });

  test("the file's 46 groups", () => {
    const { pha, statistic } = load();
    const { bins, value } = statistic(groupChannels(pha));
    expect(bins).toBe(46);
    same(value, 62.12275005769554);
  });

  test('375 channels of three ranges ignored', () => {
    const { ungrouped, statistic, keep } = load();
    const { bins, value } = statistic(groupChannels(ungrouped, keep));
    expect(bins).toBe(375);
    same(value, 416.0601496345599);
  });

  test('35 groups of three ranges ignored', () => {
    const { pha, statistic, keep } = load();
    const { bins, value } = statistic(groupChannels(pha, keep));
    expect(bins).toBe(35);
    same(value, 39.84715083397662);
  });
});
