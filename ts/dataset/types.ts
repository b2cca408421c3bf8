import type {
  ReadonlyCountArray,
  ReadonlyExpectedArray,
  ReadonlyFloat32Array,
  ReadonlyFloat64Array,
  ReadonlyInt16Array,
  ReadonlyUint8Array,
  ReadonlyUint32Array,
} from '../base/index.js';

/** Where a dataset, or a part of it, comes from. Two parts with the same seed and population hold the same sources. */
export interface Provenance {
  /** Seed of the simulation; 0 for observed spectra. */
  readonly seed: number;
  /** Identity of the population the sources were drawn from, or what the spectra were read from. */
  readonly population: string;
  /** Identity of the response: telescope, instrument, detector and a hash of its numbers (see `Response.identity`). */
  readonly response: string;
  /** Version of the package that made it. */
  readonly version: string;
  /** Identity of the simulated background; absent without background and for observed spectra. */
  readonly background?: string;
  /** Factor on the fluxes of the sources in the simulation; absent means 1. */
  readonly fluxScale?: number;
  /** Source of the plasma table in the simulation; absent means the one of xsift. */
  readonly plasma?: string;
}

/** Spectra on one channel grid, with or without background: the input of a classifier. Every dataset fits this type. */
export interface Spectra {
  /** Number of spectra. */
  readonly count: number;
  /** Number of channels of each spectrum. */
  readonly channels: number;
  /** Channel edges, keV (EBOUNDS), one value for each channel. */
  readonly eMin: ReadonlyFloat64Array;
  readonly eMax: ReadonlyFloat64Array;
  /** Counts in the source region, `spectra` x `channels`, row after row. */
  readonly counts: ArrayLike<number>;
  /** Counts in the background region, same shape; present together with `backgroundScale`. */
  readonly backgroundCounts?: ArrayLike<number>;
  /** For each spectrum, the factor that scales the background counts to the source region. */
  readonly backgroundScale?: ArrayLike<number>;
  /**
   * OGIP's QUALITY, same shape, where not all channels are good: 0 is a good channel; counts of others are 0 and say nothing; -1 is a
   * channel that the spectrum's file does not store.
   */
  readonly quality?: ReadonlyInt16Array;
  /** Exposure of each spectrum, s; needed by classifiers whose inputs are rates. */
  readonly exposure?: ArrayLike<number>;
  /**
   * Numbers that describe the response of each spectrum, `spectra` x names, row after row, or one row for all; needed by
   * classifiers with the extra input `response`. Present together with their names.
   */
  readonly responseDescriptor?: ArrayLike<number>;
  readonly responseDescriptorNames?: readonly string[];
  /** Where the spectra come from; by the identities of the responses a classifier checks the instrument. */
  readonly provenance?: readonly Pick<Provenance, 'response'>[];
}

/**
 * Spectra on one channel grid, with their classes and the properties of their sources. A dataset is plain data; the
 * functions that take one return new datasets or arrays and never change their arguments.
 */
export interface Dataset {
  /** Number of spectra. */
  readonly count: number;
  /** Number of channels of each spectrum. */
  readonly channels: number;
  /** Number of the first channel, 0 or 1 (TLMIN of the CHANNEL column). */
  readonly firstChannel: number;
  /** Lower channel edges, keV (EBOUNDS), one a channel. */
  readonly eMin: ReadonlyFloat64Array;
  /** Upper channel edges, keV (EBOUNDS), one a channel. */
  readonly eMax: ReadonlyFloat64Array;
  /** Counts in the source region, `spectra` x `channels`, row after row; 32 bits wide where an observed channel has more than 65,535. */
  readonly counts: ReadonlyCountArray;
  /**
   * Counts in the background region, same shape; absent if the spectra have no background. Those of an observed background may be
   * fractions, as expected counts are.
   */
  readonly backgroundCounts?: ReadonlyExpectedArray;
  /** OGIP's QUALITY of observed spectra, same shape; absent where all channels are good. See {@link Spectra}. */
  readonly quality?: ReadonlyInt16Array;
  /**
   * For each spectrum, the factor that scales the background counts to the source region. Present together with
   * `backgroundCounts`.
   */
  readonly backgroundScale?: ReadonlyFloat64Array;
  /**
   * The Poisson means of `counts`, same shape, of simulated spectra (`simulate` with `keepExpected`): what training with
   * `noise: 'fresh'` draws from. A library file does not hold them.
   */
  readonly expectedCounts?: ReadonlyFloat32Array;
  /** The Poisson means of `backgroundCounts`. Present with both `expectedCounts` and `backgroundCounts`. */
  readonly expectedBackgroundCounts?: ReadonlyFloat32Array;
  /** Exposure of each spectrum, s; NaN where it is not known. */
  readonly exposure: ReadonlyFloat64Array;
  /**
   * Numbers that describe the response of each spectrum, `spectra` x names, row after row, or one row for all. Present
   * together with their names.
   */
  readonly responseDescriptor?: ReadonlyFloat64Array;
  readonly responseDescriptorNames?: readonly string[];
  /** Names of the classes; usually 'star' (0, the negative class) and 'agn' (1, the positive class). */
  readonly classes: readonly string[];
  /** Class of each spectrum, an index into `classes`. */
  readonly labels: ReadonlyUint8Array;
  /**
   * Source properties by name (nH in 1e22 cm^-2, kT1 in keV, z ...), one value for each spectrum; NaN where a source
   * lacks the property.
   */
  readonly properties: Readonly<Record<string, ReadonlyFloat64Array>>;
  /** Number of the source of each spectrum, counted within its class; splits keep the spectra of a source together. */
  readonly source: ReadonlyUint32Array;
  /** Where the dataset comes from: one entry for each part that was concatenated. */
  readonly provenance: readonly Provenance[];
}
