import type { ReadonlyFloat64Array, ReadonlyInt32Array } from '../base/index.js';
import type { NativeControl } from './addon.js';
import type { AnyCounts } from './networks.js';

/** What background regions lead to expect in source regions, by groups of channels; `expected` and `levelError` are filled. */
export interface NativeExpectedBackgrounds {
  /** rows x channels, in the background regions. */
  counts: AnyCounts;
  /** Background region to source region, one a row; 0: no background. */
  scale: ReadonlyFloat64Array;
  /** Group of each channel, -1 for none. */
  groupOf: ReadonlyInt32Array;
  groups: number;
  /** rows x groups */
  expected: Float32Array;
  /** Standard deviation of the logarithm of the level, one a row. */
  levelError: Float32Array;
}

/** Smooths backgrounds of one response (native/core/simulation/smooth.h). */
export interface NativeSmoother {
  smooth(counts: ReadonlyFloat64Array, mean: Float64Array): void;
  /** The arrays stay in use until the promise settles. */
  expected(job: NativeExpectedBackgrounds, threads: number, control: NativeControl): Promise<void>;
}

declare module './addon.js' {
  interface NativeAddon {
    /** resolution: standard deviation of a line, channels; profiles: lines x channels, each with a sum of 1. */
    Smoother: new (
      resolution: ReadonlyFloat64Array,
      profiles: ReadonlyFloat64Array,
    ) => NativeSmoother;
  }
}
