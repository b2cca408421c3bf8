import { native } from './addon.js';

export type ComponentKind = 'additive' | 'multiplicative' | 'convolution';

/** The native side of a bound model; `ts/spectral` wraps it. */
export interface NativeModel {
  /** parameters: n x P; flux: n x E, overwritten, photons/cm2/s/bin. */
  evaluate(parameters: Float64Array, flux: Float64Array): void;
  /** The first row and parameter that is out of limits (no message) or that a component refuses (with one). */
  check(parameters: Float64Array): { row: number; parameter: number; message: string } | undefined;
}

declare module './addon.js' {
  interface NativeAddon {
    /** program: postfix, component names and '+' '*'; offsets: first parameter of each step; limits: low, high pairs. */
    Model: new (
      energLo: Float64Array,
      energHi: Float64Array,
      program: string[],
      offsets: Int32Array,
      limits: Float64Array,
    ) => NativeModel;
    modelComponents(): { name: string; kind: ComponentKind; parameters: number }[];
  }
}

export const NativeModel = native.Model;
export const nativeComponents = () => native.modelComponents();
