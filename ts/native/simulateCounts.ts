import type { NativeControl } from './addon.js';
import type { NativeModel } from './models.js';
import type { NativeResponse } from './response.js';

/**
 * Simulates one spectrum for each of n parameter sets (n x P) into row `rows[i]` of `output` (rows x channels); its number,
 * and so its place in the random stream, is first + rows[i]. `output` stays in use until the promise settles.
 */
export type NativeSimulate<Output> = (
  model: NativeModel,
  response: NativeResponse,
  parameters: Float64Array,
  rows: Uint32Array,
  first: number,
  exposure: number,
  seed: number,
  stream: number,
  output: Output,
  threads: number,
  control?: NativeControl,
) => Promise<void>;

declare module './addon.js' {
  interface NativeAddon {
    simulateCounts: NativeSimulate<Uint16Array>;
    simulateExpected: NativeSimulate<Float64Array>;
    /** Draws counts[c] for mean expected[c] (0 to 1e9) from the uniforms at (seed, stream, item, c). */
    poissonCounts(expected: Float64Array, seed: number, stream: number, item: number, counts: Uint32Array): void;
  }
}
