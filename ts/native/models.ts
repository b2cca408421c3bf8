import type { ReadonlyFloat32Array, ReadonlyFloat64Array, ReadonlyInt32Array } from '../base/index.js';

/** What a component does in an expression: it adds a spectrum, multiplies one, or changes the spectrum to its right. */
export type ComponentKind = 'additive' | 'multiplicative' | 'convolution';

/** The native object behind a `BoundModel` of ts/spectral. */
export interface NativeModel {
  /** parameters: n x P; flux: n x E, overwritten, photons/cm2/s/bin. */
  evaluate(parameters: ReadonlyFloat64Array, flux: Float64Array): void;
  /**
   * The first row and parameter that is out of its limits (empty message) or refused by a component (with its message).
   */
  check(parameters: ReadonlyFloat64Array): { row: number; parameter: number; message: string } | undefined;
  /**
   * First and last energy of the grid on which the model is evaluated, keV: that of the response, extended to the band
   * of cflux.
   */
  range(): [number, number];
}

/** Absorption cross-sections for one abundance table, shared by all models that use it. */
export type NativeAbsorber = object;

/** Cross-sections of an element between two energies, which replace Verner's fits there. */
export interface EdgeStructure {
  z: number;
  /** Energies of the first and the last cross-section, keV; the others are evenly spaced in the logarithm. */
  first: number;
  last: number;
  /** cm2. */
  sigma: ReadonlyFloat64Array;
}

/** A plasma table with one set of abundances; shared by all models that use it. */
export type NativePlasma = object;

/** The same, by element, for vapec. */
export type NativePlasmaElements = object;

/** The numbers of a table model (OGIP 92-009); shared by all models that use it. */
export interface NativeTableModel {
  /** Writes the rows `places`, each of spectra x bins numbers. A row is written once. */
  fill(places: ReadonlyInt32Array, values: ReadonlyFloat32Array): void;
}

/** A table in a model, with the model's value below and above its energies; NaN for none. */
export interface TableInModel {
  table: NativeTableModel;
  low: number;
  high: number;
}

/** Arguments of the constructors of plasma tables; see `NativeAddon.Plasma`. */
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
    /**
     * program: component names and '+' '*' in postfix order; offsets: first parameter of each step; limits: pairs of
     * low and high; values: the P parameter values for which the grid is extended (the band of cflux, what zashift moves);
     * tables: of each component that is a table, in the program's order.
     */
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
      tables?: readonly TableInModel[],
    ) => NativeModel;
    /**
     * edges: keV; nodes: the values of all axes; counts, logarithmic: of each axis; roles: of each parameter k of axis k or
     * -1 - k of additional spectrum k; unit: what a stored 1 stands for.
     */
    TableModel: new (
      edges: ReadonlyFloat64Array,
      nodes: ReadonlyFloat64Array,
      counts: ReadonlyInt32Array,
      logarithmic: ReadonlyInt32Array,
      roles: ReadonlyInt32Array,
      hasEscale: boolean,
      hasRedshift: boolean,
      unit: number,
    ) => NativeTableModel;
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
