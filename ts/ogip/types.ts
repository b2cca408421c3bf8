import type { ReadonlyFloat64Array, ReadonlyInt16Array, ReadonlyInt32Array } from '../base/index.js';
import type { FitsHeader } from './fits/header.js';

/** A file by its path, or its bytes. Gzip is recognised by content, not by name. */
export type Source = string | Uint8Array;

/**
 * An observed spectrum (OGIP/92-007): counts per detector channel. Arrays have one element per stored channel; a file
 * may store fewer than `detChans` channels, so go by `channel`, not by position.
 */
export interface Pha {
  /** Path as the caller gave it. */
  readonly file: string;
  /** Row of a type II file, counted from 1 as in XSPEC's `file{row}`; undefined for type I. */
  readonly row?: number;
  /** Channel numbers, ascending; the lowest is 0 or 1 depending on the instrument. */
  readonly channel: ReadonlyInt32Array;
  /** Counts per channel: COUNTS, or RATE times `exposure`. Negative values occur in background-subtracted files. */
  readonly counts: ReadonlyFloat64Array;
  /** The file holds RATE, not COUNTS. */
  readonly isRate: boolean;
  /** s, above zero. */
  readonly exposure: number;
  /** Size of the extraction region, per channel where the file has a BACKSCAL vector; 1 if the file says nothing. */
  readonly backScal: number | ReadonlyFloat64Array;
  /** Factor on the effective area, per channel where the file has an AREASCAL vector; 1 if the file says nothing. */
  readonly areaScal: number | ReadonlyFloat64Array;
  /** 1 starts a group, -1 continues it, 0 is no grouping. */
  readonly grouping?: ReadonlyInt16Array;
  /** 0 good, 1 bad by calibration, 2 dubious by calibration, 5 bad by the user. */
  readonly quality?: ReadonlyInt16Array;
  /** Standard deviation in counts (STAT_ERR, times `exposure` in a RATE file). */
  readonly statErr?: ReadonlyFloat64Array;
  /** POISSERR: errors are Poissonian. Undefined if the file says nothing. */
  readonly poissErr?: boolean;
  /** HDUCLAS2: total, background-subtracted or background alone; TOTAL if the file says nothing. */
  readonly content: 'TOTAL' | 'NET' | 'BKG';
  /** RESPFILE, ANCRFILE, BACKFILE as the file has them; undefined for blank and `none`. */
  readonly respFile?: string;
  readonly ancrFile?: string;
  readonly backFile?: string;
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
  readonly object?: string;
  /** CHANTYPE: PHA or PI. */
  readonly channelType?: string;
  /** Number of channels the detector has (DETCHANS; the number of stored channels if absent). */
  readonly detChans: number;
  /** Header of the SPECTRUM extension. */
  readonly header: FitsHeader;
  /** The second SPECTRUM extension with HDUCLAS2 = BKG in the same file, as Chandra's level-3 products have it. */
  readonly background?: Pha;
}

/**
 * A redistribution matrix (OGIP CAL/GEN/92-002, 92-002a): for each photon-energy row, groups of consecutive channels
 * and their probabilities. Groups without channels are left out.
 */
export interface Rmf {
  readonly file: string;
  /** Photon-energy bins, keV, one per row. */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  /** Channel groups per row. */
  readonly nGrp: ReadonlyInt32Array;
  /** First channel number of each group, as in F_CHAN: its place in `eMin` is fChan - firstChannel. In row order. */
  readonly fChan: ReadonlyInt32Array;
  /** Channels of each group, at least 1. In row order. */
  readonly nChan: ReadonlyInt32Array;
  /** Probabilities (cm2 with `includesArea`), sum(nChan) of them, in row and group order. */
  readonly matrix: ReadonlyFloat64Array;
  /** Number of the first channel, 0 or 1 (TLMIN of F_CHAN; see readRmf for files without it). */
  readonly firstChannel: number;
  /** Number of channels: rows of EBOUNDS. */
  readonly detChans: number;
  /** EBOUNDS: channel numbers (firstChannel, firstChannel + 1, ...) and their nominal energies, keV. */
  readonly channel: ReadonlyInt32Array;
  readonly eMin: ReadonlyFloat64Array;
  readonly eMax: ReadonlyFloat64Array;
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
  /** The matrix holds the effective area too (HDUCLAS3 = FULL or extension SPECRESP MATRIX): use it without an ARF. */
  readonly includesArea: boolean;
  /** Which of the file's matrices this is, from 1, and how many there are. */
  readonly index: number;
  readonly matrices: number;
}

/** An effective area (OGIP CAL/GEN/92-002). */
export interface Arf {
  readonly file: string;
  /** Photon-energy bins, keV. */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  /** cm2, finite and not negative. */
  readonly specResp: ReadonlyFloat64Array;
  /** s, of the observation that the area was made for. */
  readonly exposure?: number;
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
}
