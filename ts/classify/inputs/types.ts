import type { Dataset } from '../../dataset/index.js';
import type { Column, Row } from '../../table/index.js';

/** A spectrum to classify: a PHA file, or its bytes. */
export interface SpectrumSource {
  /** Path; with `bytes` the name in results. */
  file: string;
  bytes?: Uint8Array;
  /** Of a type II file, from 1; without it each of its spectra has a verdict. */
  row?: number;
  /** Files in place of those that the spectrum names. */
  rmf?: string;
  arf?: string;
  background?: string;
  /** Cells of the list that names it, which pass to its result. */
  passed?: Row;
}

/** Spectra `first` to `first + count` of a library or a table of counts. */
export interface CountsSource {
  file: string;
  /** From 0. */
  first: number;
  count: number;
  /** One row of cells a spectrum. */
  passed?: readonly Row[];
  open(): Promise<Dataset>;
}

export type ClassifySource = SpectrumSource | CountsSource;

/** What there is to classify, in a reproducible order. */
export interface SourceList {
  passedColumns: readonly Column[];
  /** Number of sources, if it is known. */
  total?: number;
  sources: AsyncIterable<ClassifySource>;
  /** Digest of what is listed. */
  identity: string;
}
