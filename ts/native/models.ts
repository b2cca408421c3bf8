import { native } from './addon.js';

export type ComponentKind = 'additive' | 'multiplicative' | 'convolution';

/** The native side of a bound model; `ts/spectral` wraps it. */
export interface NativeModel {
  /** parameters: n x P; flux: n x E, overwritten, photons/cm2/s/bin. */
  evaluate(parameters: Float64Array, flux: Float64Array): void;
  /** The first row and parameter that is out of limits (no message) or that a component refuses (with one). */
  check(parameters: Float64Array): { row: number; parameter: number; message: string } | undefined;
}

/** Cross-sections for one abundance table; shared by all models that use it. */
export type NativeAbsorber = {};

declare module './addon.js' {
  interface NativeAddon {
    /** program: postfix, component names and '+' '*'; offsets: first parameter of each step; limits: low, high pairs. */
    Model: new (
      energLo: Float64Array,
      energHi: Float64Array,
      program: string[],
      offsets: Int32Array,
      limits: Float64Array,
      absorber: NativeAbsorber | undefined,
    ) => NativeModel;
    /** abundances: Z = 1 to 30. */
    Absorber: new (
      abundances: Float64Array,
    ) => NativeAbsorber;
    modelComponents(): { name: string; kind: ComponentKind; parameters: number }[];
  }
}

export const NativeAbsorber = native.Absorber;
export const NativeModel = native.Model;
export const nativeComponents = () => native.modelComponents();
