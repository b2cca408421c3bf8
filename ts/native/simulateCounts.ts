import type { ReadonlyFloat64Array, ReadonlyUint32Array } from '../base/index.js';
import type { NativeControl } from './addon.js';
import type { NativeModel } from './models.js';
import type { NativeResponse } from './response.js';

/** Optional arguments of a simulation. Arrays "by row" have one value for each row of the output. */
export interface SimulationExtras {
  /** Factor on every source's flux, above 0. */
  fluxScale?: number;
  /** rows x channels, to be filled with the mean counts in the source region; in use until the promise settles. */
  expected?: Float32Array;
  /** The second response of a blend with the model bound to it, and by row the weight of the first. */
  second?: { model: NativeModel; response: NativeResponse; weight: ReadonlyFloat64Array };
  /**
   * The background. By row: `shape`, an index into the n shapes (n x channels); `level`, the factor that makes the
   * shape mean counts in the source region; `scale`, source region over background region.
   */
  background?: {
    shapes: ReadonlyFloat64Array;
    shape: ReadonlyUint32Array;
    level: ReadonlyFloat64Array;
    scale: ReadonlyFloat64Array;
    stream: number;
    /** rows x channels, to be filled with the counts in the background region; in use until the promise settles. */
    counts: Uint16Array;
    /** The same size, to be filled with their means. */
    expected?: Float32Array;
  };
}

/**
 * Simulates one spectrum for each of n parameter sets (n x P) into row `rows[i]` of `output` (rows x channels); its
 * number, which selects its random numbers, is first + rows[i]. `output` stays in use until the promise settles.
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
