import type { LikeliestSources } from '../bank/index.js';
import { type Band, bandChannels } from '../base/index.js';
import type { Dataset } from '../dataset/index.js';
import type { Sketch } from './pictures/types.js';

/** What a bank says of the likeliest source of each class. */
export interface Likeliest extends LikeliestSources {
  classes: readonly string[];
}

/** Width of a bin, as a share of its energy: CCDs resolve 2 % (6 keV) to 30 % (0.3 keV). */
const WIDTH = 0.04;

/** Four digits are more than a picture shows. */
const short = (value: number): number => Number(value.toPrecision(4));

/**
 * @param band keV: channels that are looked at, where no bank says which
 * @param likeliest of the bank, in whose groups of channels the spectrum then is
 */
export function sketchOf(dataset: Dataset, row: number, band: Band, likeliest?: Likeliest): Sketch {
  const { channels, counts, backgroundCounts, backgroundScale } = dataset;
  const groups = likeliest?.groups ?? goodChannels(dataset, row, band);
  const inGroups = (values: ArrayLike<number>) => {
    const sums = new Float64Array(groups.count);
    for (let c = 0; c < channels; c++)
      if (groups.groupOf[c] >= 0) sums[groups.groupOf[c]] += values[row * channels + c];
    return sums;
  };
  const bins = binsOf(groups);
  const binned = (values: Float64Array) =>
    bins.map((members) => short(members.reduce((total, group) => total + values[group], 0)));
  return {
    low: bins.map((members) => short(groups.eMin[members[0]])),
    high: bins.map((members) => short(groups.eMax[members[members.length - 1]])),
    counts: binned(inGroups(counts)),
    ...(backgroundCounts && {
      background: binned(inGroups(backgroundCounts)),
      backgroundScale: backgroundScale![row],
    }),
    // Without counts nothing is likelier than anything else.
    ...(likeliest?.expected.some((values) => values.some((value) => value > 0)) && {
      likeliest: Object.fromEntries(likeliest.classes.map((name, k) => [name, binned(likeliest.expected[k])])),
    }),
  };
}

type Groups = LikeliestSources['groups'];

/** Each good channel of the band as a group. */
function goodChannels({ channels, eMin, eMax, quality }: Dataset, row: number, band: Band): Groups {
  const good = Array.from(bandChannels(eMin, eMax, band)).filter((c) => !quality || quality[row * channels + c] === 0);
  const groupOf = new Int32Array(channels).fill(-1);
  for (const [group, c] of good.entries()) groupOf[c] = group;
  return {
    ...{ count: good.length, groupOf },
    eMin: Float64Array.from(good, (c) => eMin[c]),
    eMax: Float64Array.from(good, (c) => eMax[c]),
  };
}

/** The groups of each bin, ascending in energy: bins are as wide as {@link WIDTH} says, and end where channels are left out. */
function binsOf({ count, eMin, eMax }: Groups): number[][] {
  // The channels of gratings go by wavelength.
  const ascending = Array.from({ length: count }, (_, group) => group).sort((a, b) => eMin[a] - eMin[b]);
  const bins: number[][] = [];
  for (const [i, group] of ascending.entries()) {
    const bin = bins[bins.length - 1];
    const before = ascending[i - 1];
    const isGap = bin && eMin[group] - eMax[before] > 0.5 * (eMax[group] - eMin[group]);
    if (!bin || isGap || eMax[before] - eMin[bin[0]] >= WIDTH * eMin[bin[0]]) bins.push([group]);
    else bin.push(group);
  }
  return bins;
}
