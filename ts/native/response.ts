import type { NativeControl } from './addon.js';

/** A native, immutable response (native/core/response/response.h). Sizes and types are checked in C++. */
export interface NativeResponse {
  /** out = flux (photons/cm2/s) x area x exposure (s): photons on the detector, one per energy bin. */
  applyArf(flux: Float64Array, exposure: number, out: Float64Array): void;
  /** expected = redistribution of photons over the channels. */
  applyRmf(photons: Float64Array, expected: Float64Array): void;
  /** Both: expected counts per channel. */
  applyResponse(flux: Float64Array, exposure: number, expected: Float64Array): void;
  /**
   * `count` spectra, flux count x energies, expected count x channels; both stay in use until the promise settles. With floats
   * the sums are in single precision.
   */
  applyBatch<Numbers extends Float64Array | Float32Array>(
    flux: Numbers,
    count: number,
    exposure: number,
    expected: Numbers,
    threads: number,
    control?: NativeControl,
  ): Promise<void>;
}

declare module './addon.js' {
  interface NativeAddon {
    /** fChan counts from 0; firstChannel is the instrument's number of that channel, for messages. */
    Response: new (
      energLo: Float64Array,
      energHi: Float64Array,
      specResp: Float64Array,
      nGrp: Int32Array,
      fChan: Int32Array,
      nChan: Int32Array,
      matrix: Float64Array,
      channels: number,
      firstChannel: number,
    ) => NativeResponse;
  }
}
