import type { FitsHeader } from './fits/header.js';

/** A file by its path, or its bytes. Gzip is recognised by content, not by name. */
export type Source = string | Uint8Array;

/**
 * An observed spectrum (OGIP/92-007): counts per detector channel. Arrays have one element per stored channel; a file
 * may store fewer than `detChans` channels, so go by `channel`, not by position.
 */
export interface Pha {
  /** Path as the caller gave it. */
  file: string;
  /** Row of a type II file, counted from 1 as in XSPEC's `file{row}`; undefined for type I. */
  row?: number;
  /** Channel numbers, ascending; the lowest is 0 or 1 depending on the instrument. */
  channel: Int32Array;
  /** Counts per channel: COUNTS, or RATE times `exposure`. Negative values occur in background-subtracted files. */
  counts: Float64Array;
  /** The file holds RATE, not COUNTS. */
  isRate: boolean;
  /** s, above zero. */
  exposure: number;
  /** Size of the extraction region, per channel where the file has a BACKSCAL vector; 1 if the file says nothing. */
  backScal: number | Float64Array;
  /** Factor on the effective area, per channel where the file has an AREASCAL vector; 1 if the file says nothing. */
  areaScal: number | Float64Array;
  /** 1 starts a group, -1 continues it, 0 is no grouping. */
  grouping?: Int16Array;
  /** 0 good, 1 bad by calibration, 2 dubious by calibration, 5 bad by the user. */
  quality?: Int16Array;
  /** Standard deviation in counts (STAT_ERR, times `exposure` in a RATE file). */
  statErr?: Float64Array;
  /** POISSERR: errors are Poissonian. Undefined if the file says nothing. */
  poissErr?: boolean;
  /** HDUCLAS2: total, background-subtracted or background alone; TOTAL if the file says nothing. */
  content: 'TOTAL' | 'NET' | 'BKG';
  /** RESPFILE, ANCRFILE, BACKFILE as the file has them; undefined for blank and `none`. */
  respFile?: string;
  ancrFile?: string;
  backFile?: string;
  telescope?: string;
  instrument?: string;
  detector?: string;
  object?: string;
  /** CHANTYPE: PHA or PI. */
  channelType?: string;
  /** Number of channels the detector has (DETCHANS; the number of stored channels if absent). */
  detChans: number;
  /** Header of the SPECTRUM extension. */
  header: FitsHeader;
  /** The second SPECTRUM extension with HDUCLAS2 = BKG in the same file, as Chandra's level-3 products have it. */
  background?: Pha;
}

/**
 * A redistribution matrix (OGIP CAL/GEN/92-002, 92-002a): for each photon-energy row, groups of consecutive channels
 * and their probabilities. Groups without channels are left out.
 */
export interface Rmf {
  file: string;
  /** Photon-energy bins, keV, one per row. */
  energLo: Float64Array;
  energHi: Float64Array;
  /** Channel groups per row. */
  nGrp: Int32Array;
  /** First channel number of each group, as in F_CHAN: its place in `eMin` is fChan - firstChannel. In row order. */
  fChan: Int32Array;
  /** Channels of each group, at least 1. In row order. */
  nChan: Int32Array;
  /** Probabilities (cm2 with `includesArea`), sum(nChan) of them, in row and group order. */
  matrix: Float64Array;
  /** Number of the first channel, 0 or 1 (TLMIN of F_CHAN; see readRmf for files without it). */
  firstChannel: number;
  /** Number of channels: rows of EBOUNDS. */
  detChans: number;
  /** EBOUNDS: channel numbers (firstChannel, firstChannel + 1, ...) and their nominal energies, keV. */
  channel: Int32Array;
  eMin: Float64Array;
  eMax: Float64Array;
  telescope?: string;
  instrument?: string;
  detector?: string;
  /** The matrix holds the effective area too (HDUCLAS3 = FULL or extension SPECRESP MATRIX): use it without an ARF. */
  includesArea: boolean;
  /** Which of the file's matrices this is, from 1, and how many there are. */
  index: number;
  matrices: number;
}

/** An effective area (OGIP CAL/GEN/92-002). */
export interface Arf {
  file: string;
  /** Photon-energy bins, keV. */
  energLo: Float64Array;
  energHi: Float64Array;
  /** cm2, finite and not negative. */
  specResp: Float64Array;
  /** s, of the observation that the area was made for. */
  exposure?: number;
  telescope?: string;
  instrument?: string;
  detector?: string;
}
