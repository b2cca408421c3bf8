/** Good channels to either side of bad ones that say what to expect in them. */
const REACH = 16;

/** What a spectrum is filled by. */
export interface FillOptions {
  /** Whether a channel is bad. */
  isBad: (channel: number) => boolean;
  /** First channel, and the one after the last: what lies beyond stays as it is and says nothing. Default: all. */
  first?: number;
  end?: number;
  /** What a spectrum looks like, above 0; default: flat. */
  shape?: ArrayLike<number>;
}

/**
 * A copy of counts by channel in which bad channels have what the others lead to expect: a shape times the ratio of counts to shape in up
 * to 16 good channels on either side, on a straight line between the two sides. Without a good channel they have 0.
 */
export function fillChannels(
  counts: ArrayLike<number>,
  { isBad, first = 0, end = counts.length, shape }: FillOptions,
): Float64Array<ArrayBuffer> {
  const filled = Float64Array.from(counts);
  const ratio = (from: number, step: 1 | -1): number | undefined => {
    let [sum, expected, good] = [0, 0, 0];
    for (let c = from; c >= first && c < end && good < REACH; c += step) {
      if (isBad(c)) continue;
      sum += counts[c];
      expected += shape?.[c] ?? 1;
      good++;
    }
    return good > 0 ? sum / expected : undefined;
  };
  for (let from = first, to = first; from < end; from = to) {
    to = from + 1;
    if (!isBad(from)) continue;
    while (to < end && isBad(to)) to++;
    const below = ratio(from - 1, -1);
    const above = ratio(to, 1);
    for (let c = from; c < to; c++) {
      const share = (c - from + 1) / (to - from + 1);
      const level = (1 - share) * (below ?? above ?? 0) + share * (above ?? below ?? 0);
      filled[c] = level * (shape?.[c] ?? 1);
    }
  }
  return filled;
}
