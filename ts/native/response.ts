import type { ReadonlyFloat32Array, ReadonlyFloat64Array, ReadonlyInt32Array } from '../base/index.js';
import type { NativeControl } from './addon.js';

/** A native, immutable response (native/core/response/response.h). Sizes and types are checked in C++. */
export interface NativeResponse {
  /** out = flux (photons/cm2/s) x area x exposure (s): photons on the detector, one per energy bin. */
  applyArf(flux: ReadonlyFloat64Array, exposure: number, out: Float64Array): void;
  /** expected = redistribution of photons over the channels. */
  applyRmf(photons: ReadonlyFloat64Array, expected: Float64Array): void;
  /** Area and redistribution in one call: expected counts per channel. */
  applyResponse(flux: ReadonlyFloat64Array, exposure: number, expected: Float64Array): void;
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
  /**
   * What means of counts can be, n x channels, in place: negative elements of the matrix may leave a channel slightly below 0,
   * by less than 1e-3 of a spectrum's largest value, which becomes 0. Nothing else changes.
   */
  clearSlightlyNegative(expected: Float64Array | Float32Array): void;
}

declare module './addon.js' {
  interface NativeAddon {
    Response: {
      /** fChan counts from 0; firstChannel is the instrument's number of that channel, for messages. */
      new (
        energLo: ReadonlyFloat64Array,
        energHi: ReadonlyFloat64Array,
        specResp: ReadonlyFloat64Array,
        nGrp: ReadonlyInt32Array,
        fChan: ReadonlyInt32Array,
        nChan: ReadonlyInt32Array,
        matrix: ReadonlyFloat64Array | ReadonlyFloat32Array,
        channels: number,
        firstChannel: number,
      ): NativeResponse;
      /** The same matrix, shared, under another area. */
      new (response: NativeResponse, specResp: ReadonlyFloat64Array): NativeResponse;
      /** On another photon grid (edges, keV) and by groups of channels (-1: none): native/core/response/regroup.h. */
      new (
        response: NativeResponse,
        edges: ReadonlyFloat64Array,
        groupOf: ReadonlyInt32Array,
        groups: number,
      ): NativeResponse;
    };
  }
}
