import type { ReadonlyFloat64Array, ReadonlyUint32Array } from '../base/index.js';
import type { NativeControl } from './addon.js';
import type { NativeModel } from './models.js';
import type { NativeResponse } from './response.js';

/** Parts of a simulation that may be left out; arrays `by row` have one value for each row of the output. */
export interface SimulationExtras {
  /** Factor on every source's flux, above 0. */
  fluxScale?: number;
  /** rows x channels, filled with the mean counts in the source region; in use until the promise settles. */
  expected?: Float32Array;
  /** The other end of a blend, and by row the weight of the first. */
  second?: { model: NativeModel; response: NativeResponse; weight: ReadonlyFloat64Array };
  /** By row: which of the shapes (n x channels), the level that makes it counts in the source region, source over background region. */
  background?: {
    shapes: ReadonlyFloat64Array;
    shape: ReadonlyUint32Array;
    level: ReadonlyFloat64Array;
    scale: ReadonlyFloat64Array;
    stream: number;
    /** rows x channels, filled with the background region's counts; in use until the promise settles. */
    counts: Uint16Array;
    /** The same shape, filled with their means. */
    expected?: Float32Array;
  };
}

/**
 * Simulates one spectrum for each of n parameter sets (n x P) into row `rows[i]` of `output` (rows x channels); its number,
 * and so its place in the random stream, is first + rows[i]. `output` stays in use until the promise settles.
 */
export type NativeSimulate = (
  model: NativeModel,
  response: NativeResponse,
  parameters: ReadonlyFloat64Array,
  rows: ReadonlyUint32Array,
  first: number,
  exposure: number,
  seed: number,
  stream: number,
  output: Uint16Array,
  threads: number,
  control?: NativeControl,
  extras?: SimulationExtras,
) => Promise<void>;

declare module './addon.js' {
  interface NativeAddon {
    simulateCounts: NativeSimulate;
    /** Draws counts[c] for mean expected[c] (0 to 1e9) from the uniforms at (seed, stream, item, c). */
    poissonCounts(
      expected: ReadonlyFloat64Array,
      seed: number,
      stream: number,
      item: number,
      counts: Uint32Array,
    ): void;
  }
}
