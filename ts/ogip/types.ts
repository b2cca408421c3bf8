import type {
  ReadonlyFloat32Array,
  ReadonlyFloat64Array,
  ReadonlyInt16Array,
  ReadonlyInt32Array,
} from '../base/index.js';
import type { FitsHeader } from './fits/header.js';
import type { FileWarning } from './repairs.js';

/** The bytes of a file, gzip or not; the bytes of a Blob are `await blob.arrayBuffer()`. */
export type FileBytes = Uint8Array | ArrayBuffer;

/** The bytes of a file with a name for messages and results, such as the one that it was uploaded with. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: FileBytes;
}

/** A file: its path, or its bytes, with or without a name. Gzip is recognised by content, not by name. */
export type Source = string | FileBytes | NamedBytes;

/**
 * An observed spectrum (OGIP/92-007): counts per detector channel. Arrays have one element per stored channel; as a
 * file may store fewer than `detChans` channels, use `channel`, not the position, to identify a channel.
 */
export interface Pha {
  /** Path as the caller gave it, or the name given with the bytes, `(bytes)` without one. */
  readonly file: string;
  /** Row of a type II file, counted from 1 as in XSPEC's `file{row}`; undefined for type I. */
  readonly row?: number;
  /** Channel numbers, ascending; the lowest is 0 or 1 depending on the instrument. */
  readonly channel: ReadonlyInt32Array;
  /**
   * Counts per channel: COUNTS, or RATE times `exposure`. Negative values occur in background-subtracted files, fractions in expected
   * backgrounds.
   */
  readonly counts: ReadonlyFloat64Array;
  /** Whether the file holds RATE instead of COUNTS. */
  readonly isRate: boolean;
  /** s, above zero: EXPOSURE, or the time in which the rates are whole counts (see readPha). */
  readonly exposure: number;
  /**
   * Size of the extraction region, per channel if the file has a BACKSCAL vector, above 0 in channels of good quality; 1 if the file
   * says nothing.
   */
  readonly backScal: number | ReadonlyFloat64Array;
  /**
   * Factor on the effective area, per channel if the file has an AREASCAL vector, above 0 in channels of good quality; 1 if the file
   * says nothing.
   */
  readonly areaScal: number | ReadonlyFloat64Array;
  /** 1 starts a group, -1 continues it, 0 is no grouping. */
  readonly grouping?: ReadonlyInt16Array;
  /** 0 good, 1 bad by calibration, 2 dubious by calibration, 5 bad by the user; all but 0 are left out. */
  readonly quality?: ReadonlyInt16Array;
  /** Standard deviation in counts (STAT_ERR, times `exposure` in a RATE file). */
  readonly statErr?: ReadonlyFloat64Array;
  /** POISSERR: errors are Poissonian. Undefined if the file says nothing. */
  readonly poissErr?: boolean;
  /** HDUCLAS2: total, background-subtracted or background alone; TOTAL if the file says nothing. */
  readonly content: 'TOTAL' | 'NET' | 'BKG';
  /** TSTART and TSTOP of the spectrum, s, by the clock of the mission; undefined if the file does not say. */
  readonly time?: { readonly start: number; readonly stop: number };
  /** RESPFILE, ANCRFILE and BACKFILE in the file; undefined for blank and `none`. */
  readonly respFile?: string;
  readonly ancrFile?: string;
  readonly backFile?: string;
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
  readonly object?: string;
  /** OBS_ID as text: that of the spectrum's extension (or row), else that of the primary header. */
  readonly obsId?: string;
  /** DATE-OBS, the start of the observation, as the file writes it (ISO 8601, by the clock of TIMESYS). */
  readonly dateObs?: string;
  /** REGIONID, the number of the source region in Chandra Source Catalog files, as text: `0009`. */
  readonly regionId?: string;
  /** Position of the source, degrees (J2000 or ICRS), by RA and DEC; see {@link readPha}. Both or neither are given. */
  readonly ra?: number;
  readonly dec?: number;
  /** CHANTYPE: PHA or PI. */
  readonly channelType?: string;
  /** Number of channels of the detector (DETCHANS); undefined if the file says nothing. */
  readonly detChans?: number;
  /** Header of the SPECTRUM extension. */
  readonly header: FitsHeader;
  /** The background in the same file: a SPECTRUM extension with HDUCLAS2 = BKG, as in Chandra's level-3 products. */
  readonly background?: Pha;
  /** How the file was read where it is not as it should be; absent in an object that was not read from a file. */
  readonly warnings?: readonly FileWarning[];
}

/**
 * A redistribution matrix (OGIP CAL/GEN/92-002, 92-002a): for each photon-energy row, groups of consecutive channels
 * and their probabilities. Groups without channels are dropped.
 */
export interface Rmf {
  readonly file: string;
  /** Photon-energy bins, keV, one per row, as in the file; `createResponse` makes them usable (see `warnings`). */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  /** Channel groups per row. */
  readonly nGrp: ReadonlyInt32Array;
  /** First channel number of each group, as in F_CHAN, in row order; its index in `eMin` is fChan - firstChannel. */
  readonly fChan: ReadonlyInt32Array;
  /** Number of channels of each group, at least 1, in row order. */
  readonly nChan: ReadonlyInt32Array;
  /**
   * The sum(nChan) probabilities (in cm2 with `includesArea`), in row and group order; in single precision where the file
   * holds them so. A few may be below 0 (the warning `negative-element`).
   */
  readonly matrix: ReadonlyFloat64Array | ReadonlyFloat32Array;
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
  /** CHANTYPE: PHA or PI. */
  readonly channelType?: string;
  /**
   * Whether the matrix includes the effective area (HDUCLAS3 = FULL or extension SPECRESP MATRIX): use it without an
   * ARF.
   */
  readonly includesArea: boolean;
  /** Number of this matrix in the file (see {@link readRmf}), and number of matrices in the file. */
  readonly index: number;
  readonly matrices: number;
  /** How the file was read where it is not as it should be; absent in an object that was not read from a file. */
  readonly warnings?: readonly FileWarning[];
}

/** An effective area (OGIP CAL/GEN/92-002). */
export interface Arf {
  readonly file: string;
  /** Photon-energy bins, keV. */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  /** Effective area, cm2, finite and not negative. */
  readonly specResp: ReadonlyFloat64Array;
  /** Exposure of the observation that the area was made for, s. */
  readonly exposure?: number;
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
  /** How the file was read where it is not as it should be; absent in an object that was not read from a file. */
  readonly warnings?: readonly FileWarning[];
}
