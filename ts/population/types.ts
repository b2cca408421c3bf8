import type { ReadonlyFloat64Array, ReadonlyUint32Array } from '../base/index.js';

/**
 * A joint distribution of source parameters for one class, that any number of sources can be drawn from. Any object of this
 * shape is one: see docs/own-classifier.md.
 */
export interface Population {
  /** Of the class: `star` and `agn` here; one's own populations have their own. */
  readonly name: string;
  /** Name, version and a hash of its numbers: what a library of spectra or a model file keeps. */
  readonly identity: string;
  /** What it is drawn from and what it leaves out, for people. */
  readonly description?: string;
  /**
   * Draws `count` sources. Source first + i depends on (seed, first + i) only, so that any split into shards gives the
   * same sources.
   *
   * @throws ParameterError for a count, seed or first that is not a whole number of at least 0.
   */
  sample(count: number, options: SampleOptions): SourceTable;
}

/** Which sources a population draws. */
export interface SampleOptions {
  /** Whole number from 0 to 2^53 - 1. */
  seed: number;
  /** Number of the first source (default 0). */
  first?: number;
}

/** Sources drawn from a population: one row each. */
export interface SourceTable {
  readonly count: number;
  /** Columns of `count` values, NaN where a property does not apply: nH (1e22 cm^-2), kT1, kT2 (keV), z, Gamma, ... */
  readonly properties: Readonly<Record<string, ReadonlyFloat64Array>>;
  /** The rows by model; every row is in one group. */
  readonly groups: readonly SourceGroup[];
}

/** The sources of a table that have the same model, with the model's parameters. */
export interface SourceGroup {
  /** Expression for `model()`; `model({ ... }).expression` makes one of an object. */
  readonly model: string;
  /** Rows of the table. */
  readonly index: ReadonlyUint32Array;
  /** index.length x P, in the order of the model's parameters. */
  readonly parameters: ReadonlyFloat64Array;
}
