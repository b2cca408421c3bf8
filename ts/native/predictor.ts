import type { ReadonlyFloat32Array, ReadonlyFloat64Array } from '../base/index.js';
import type { Activation, AnyCounts, NativeInputRule } from './networks.js';

/** A network with the rule by which it takes spectra (native/core/network/predictor.h). */
export interface NativePredictor {
  /**
   * Class probabilities of rows `begin` to before `end` of `counts`, an array with `channels` numbers in each row, of which the rule's
   * begin with `first`. Background counts are of the same type; scale and exposure have one number for each spectrum, the
   * descriptors as many as the rule says. What the rule does not need may be undefined. These rows of `probabilities` (spectra x
   * classes), `extras` (spectra x extra inputs) and `sums` (spectra x (counts, background counts) of the channels from bandBegin to
   * before bandEnd) are filled; the arrays may be longer.
   */
  predict<Counts extends AnyCounts>(
    counts: Counts,
    backgroundCounts: Counts | undefined,
    backgroundScale: ReadonlyFloat64Array | undefined,
    none: undefined,
    channels: number,
    first: number,
    exposure: ReadonlyFloat64Array | undefined,
    descriptors: ReadonlyFloat32Array | undefined,
    begin: number,
    end: number,
    bandBegin: number,
    bandEnd: number,
    probabilities: Float32Array,
    extras: Float32Array,
    sums: Float64Array,
    threads: number,
  ): void;
}

declare module './addon.js' {
  interface NativeAddon {
    Predictor: new (
      rule: NativeInputRule,
      sizes: readonly number[],
      weights: ReadonlyFloat32Array,
      mean: ReadonlyFloat64Array,
      deviation: ReadonlyFloat64Array,
      activation?: Activation,
    ) => NativePredictor;
  }
}
