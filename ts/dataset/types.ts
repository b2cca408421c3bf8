import type {
  ReadonlyFloat32Array,
  ReadonlyFloat64Array,
  ReadonlyUint8Array,
  ReadonlyUint16Array,
  ReadonlyUint32Array,
} from '../base/index.js';

/** Where (part of) a dataset came from. Two parts with the same seed and population hold the same sources. */
export interface Provenance {
  /** Seed of the simulation; 0 for observed spectra. */
  readonly seed: number;
  /** Identity of the population the sources were drawn from, or what the spectra were read from. */
  readonly population: string;
  /** Identity of the response: telescope, instrument, detector and a hash of its numbers (see `Response.identity`). */
  readonly response: string;
  /** Version of the package that made it. */
  readonly version: string;
  /** Identity of the simulated background; absent without one, and for observed spectra. */
  readonly background?: string;
  /** Factor that the sources' fluxes were simulated with; absent is 1. */
  readonly fluxScale?: number;
}

/** Spectra on one channel grid, with or without a background: what a classifier looks at. A dataset is one. */
export interface Spectra {
  /** Number of spectra. */
  readonly count: number;
  /** Channels of each spectrum. */
  readonly channels: number;
  /** Channel edges, keV (EBOUNDS), one a channel. */
  readonly eMin: ReadonlyFloat64Array;
  readonly eMax: ReadonlyFloat64Array;
  /** Counts in the source region, `spectra` x `channels`, row after row. */
  readonly counts: ArrayLike<number>;
  /** Counts in the background region, same shape; goes with `backgroundScale`. */
  readonly backgroundCounts?: ArrayLike<number>;
  /** One a spectrum: the factor that scales the background counts to the source region. */
  readonly backgroundScale?: ArrayLike<number>;
  /** Exposure of each spectrum, s: for classifiers whose inputs are rates. */
  readonly exposure?: ArrayLike<number>;
  /** Where they came from; the identities of the responses tell whether a classifier knows the instrument. */
  readonly provenance?: readonly Pick<Provenance, 'response'>[];
}

/**
 * Spectra with their classes and the properties of their sources, all on one channel grid. Plain data: nothing here is
 * derived, and every function of this folder returns a new dataset or array and leaves its arguments alone.
 */
export interface Dataset {
  /** Number of spectra. */
  readonly count: number;
  /** Channels of each spectrum. */
  readonly channels: number;
  /** Number of the first channel, 0 or 1 (TLMIN of the CHANNEL column). */
  readonly firstChannel: number;
  /** Lower channel edges, keV (EBOUNDS), one a channel. */
  readonly eMin: ReadonlyFloat64Array;
  /** Upper channel edges, keV (EBOUNDS), one a channel. */
  readonly eMax: ReadonlyFloat64Array;
  /** Counts in the source region, `spectra` x `channels`, row after row. */
  readonly counts: ReadonlyUint16Array;
  /** Counts in the background region, same shape. Absent: no background was taken. */
  readonly backgroundCounts?: ReadonlyUint16Array;
  /** One a spectrum: the factor that scales the background counts to the source region. Goes with `backgroundCounts`. */
  readonly backgroundScale?: ReadonlyFloat64Array;
  /**
   * The Poisson means of `counts`, same shape, of simulated spectra (`simulate` with `keepExpected`): what training with
   * `noise: 'fresh'` draws from. A library file does not hold them.
   */
  readonly expectedCounts?: ReadonlyFloat32Array;
  /** The Poisson means of `backgroundCounts`. Goes with both of these. */
  readonly expectedBackgroundCounts?: ReadonlyFloat32Array;
  /** Exposure of each spectrum, s. */
  readonly exposure: ReadonlyFloat64Array;
  /** Names of the classes; in the main job 'star' (0, negative) and 'agn' (1, positive). */
  readonly classes: readonly string[];
  /** Class of each spectrum, an index into `classes`. */
  readonly labels: ReadonlyUint8Array;
  /** Source properties by name (nH in 1e22 cm^-2, kT1 in keV, z ...), one value a spectrum; NaN where it has none. */
  readonly properties: Readonly<Record<string, ReadonlyFloat64Array>>;
  /** Number of the source behind each spectrum, counted within its class; splits go by it. */
  readonly source: ReadonlyUint32Array;
  /** What it was made from: one entry for each part that was concatenated. */
  readonly provenance: readonly Provenance[];
}

/** An energy band [from, to], keV. */
export type Band = readonly [number, number];

/** The band of the paper: 0.3 to 8.0 keV. */
export const defaultBand: Band = [0.3, 8.0];
