import type { Sketch } from '../pictures/types.js';

// What the page of a catalogue is given: data alone, read by its script. Rows are in blocks, each as gzip in base64, so that a page of many
// rows is small, and spectra are unpacked when they are looked at.

export interface PageColumn {
  name: string;
  unit?: string;
  description?: string;
  isNumber: boolean;
}

export type PageCell = string | number | null;

export interface PageHead {
  columns: PageColumn[];
  /** Names of the columns that are shown at first. */
  shown: string[];
  classes: string[];
  /** keV: of the histograms in the table. */
  band: [number, number];
}

/** Rows of the table. */
export interface RowBlock {
  cells: PageCell[][];
  /** For each row the net counts by energy, a digit to the base of 36 for each of equal steps of ln E; '' where there is no spectrum. */
  histograms: string[];
}

/** Spectra of the rows of a block; null where there is none. */
export interface SpectrumBlock {
  /** Energies of bins, which most spectra share. */
  energies: Pick<Sketch, 'low' | 'high'>[];
  spectra: ((Omit<Sketch, 'low' | 'high'> & { energies: number }) | null)[];
}
