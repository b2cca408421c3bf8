import type { ReadonlyFloat32Array, ReadonlyFloat64Array, ReadonlyInt32Array } from '../base/index.js';

/** What a component does in an expression: adds a spectrum, multiplies one, or acts on the whole to its right. */
export type ComponentKind = 'additive' | 'multiplicative' | 'convolution';

/** The native side of a bound model; `ts/spectral` wraps it. */
export interface NativeModel {
  /** parameters: n x P; flux: n x E, overwritten, photons/cm2/s/bin. */
  evaluate(parameters: ReadonlyFloat64Array, flux: Float64Array): void;
  /** The first row and parameter that is out of limits (no message) or that a component refuses (with one). */
  check(parameters: ReadonlyFloat64Array): { row: number; parameter: number; message: string } | undefined;
  /** First and last energy of the grid on which it is evaluated, keV: the response's, extended to the band of cflux. */
  range(): [number, number];
}

/** Cross-sections for one abundance table; shared by all models that use it. */
export type NativeAbsorber = object;

/** Cross-sections of an element between two energies, in place of Verner's fits. */
export interface EdgeStructure {
  z: number;
  /** keV, of the first and last cross-section; the others lie evenly between them in the logarithm. */
  first: number;
  last: number;
  /** cm2. */
  sigma: ReadonlyFloat64Array;
}

/** A plasma table with one set of abundances; shared by all models that use it. */
export type NativePlasma = object;

/** The same by element, for vapec. */
export type NativePlasmaElements = object;

/** What a plasma table is made of, see `NativeAddon.Plasma`. */
export type PlasmaArguments = [
  logT: ReadonlyFloat64Array,
  edges: ReadonlyFloat64Array,
  elements: ReadonlyInt32Array,
  lines: ReadonlyFloat32Array,
  continuum: ReadonlyFloat32Array,
  abundances: ReadonlyFloat64Array,
];

declare module './addon.js' {
  interface NativeAddon {
    /** program: postfix, component names and '+' '*'; offsets: first parameter of each step; limits: low, high pairs; values: P, whose bands the grid is extended to. */
    Model: new (
      energLo: ReadonlyFloat64Array,
      energHi: ReadonlyFloat64Array,
      program: readonly string[],
      offsets: ReadonlyInt32Array,
      limits: ReadonlyFloat64Array,
      values: ReadonlyFloat64Array,
      absorber: NativeAbsorber | undefined,
      plasma: NativePlasma | undefined,
      elements: NativePlasmaElements | undefined,
    ) => NativeModel;
    /** abundances: Z = 1 to 30; structure: of tbabs and ztbabs. */
    Absorber: new (
      abundances: ReadonlyFloat64Array,
      structure: EdgeStructure[] | undefined,
    ) => NativeAbsorber;
    /** lines, continuum: elements x temperatures x bins, photons/cm2/s/bin at norm 1 and abundance 1. */
    Plasma: new (
      ...table: PlasmaArguments
    ) => NativePlasma;
    PlasmaElements: new (...table: PlasmaArguments) => NativePlasmaElements;
    modelComponents(): { name: string; kind: ComponentKind; parameters: number }[];
  }
}
