import type { ReadonlyFloat32Array, ReadonlyFloat64Array, ReadonlyUint32Array } from '../base/index.js';
import type { NativeControl } from './addon.js';

/** Spectra by groups of channels, rows x groups. */
export interface NativeBankSpectra {
  counts: ReadonlyUint32Array;
  /** Expected background counts, of the same shape. */
  background?: ReadonlyFloat32Array;
  /** Standard deviation of the logarithm of its level, one a row. */
  levelError?: ReadonlyFloat32Array;
  /** rows x classes x (mean, deviation) of ln A, the source's counts; flat without. */
  prior?: ReadonlyFloat64Array;
}

/** Filled: rows x classes each; `parameters` rows x classes x parameters x (mean, 16 %, 84 %). */
export interface NativeBankResults {
  evidence: Float64Array;
  likelihood: Float64Array;
  normalisation: Float64Array;
  best: Uint32Array;
  parameters?: Float64Array;
}

/** Templates of one response (native/core/bank/bank.h). */
export interface NativeBank {
  /** Templates x parameters, NaN where a template has none. */
  setParameters(values: ReadonlyFloat64Array, parameters: number): void;
  /** The arrays stay in use until the promise settles. */
  classify(
    spectra: NativeBankSpectra,
    results: NativeBankResults,
    threads: number,
    control: NativeControl,
  ): Promise<void>;
}

declare module './addon.js' {
  interface NativeAddon {
    /** shapes: templates x groups; classEnd: number of templates up to the end of each class. */
    Bank: new (
      shapes: ReadonlyFloat32Array,
      groups: number,
      classEnd: ReadonlyUint32Array,
    ) => NativeBank;
  }
}
