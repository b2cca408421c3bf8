import {
  checkNumber,
  checkObject,
  checkOptions,
  FileError,
  MismatchError,
  type ReadonlyFloat32Array,
  type ReadonlyFloat64Array,
  type ReadonlyInt32Array,
  sha256,
} from '../base/index.js';
import { addon, type NativeResponse } from '../native/index.js';
import type { Arf, FileWarning, Rmf } from '../ogip/index.js';
import { compareGrids, photonRows } from '../ogip/photonRows.js';
import { refuseIfStrict } from '../ogip/repairs.js';

/** Options of {@link createResponse}. */
export interface ResponseOptions {
  /**
   * keV: what an energy bin that starts at 0 gets as its lower edge, because power laws have no value at 0; default a
   * thousandth of its upper edge, as in XSPEC, with a warning. The number does not matter where the response is blind, as it
   * should be there.
   */
  lowestEnergy?: number;
  /** Refuse files that are not as they should be ({@link repairs}) instead of using them with a warning. */
  strict?: boolean;
}

/** The instrument: effective area and redistribution, held natively and ready to be applied. Never changes. */
export interface Response {
  /** Photon-energy bins, keV, `energies` of them. */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  readonly energies: number;
  /** Nominal channel energies, keV, `channels` of them. */
  readonly eMin: ReadonlyFloat64Array;
  readonly eMax: ReadonlyFloat64Array;
  readonly channels: number;
  /** Number of the first channel, 0 or 1. */
  readonly firstChannel: number;
  /**
   * Telescope, instrument, detector (each `unknown` if the files do not say) and a hash of every number of the response,
   * with blanks between: equal for equal responses, whatever their files.
   */
  readonly identity: string;
  /** TELESCOP, INSTRUME and DETNAM of the files, and CHANTYPE of the RMF. */
  readonly telescope?: string;
  readonly instrument?: string;
  readonly detector?: string;
  readonly channelType?: string;
  /** The files it came from. */
  readonly rmfFile: string;
  readonly arfFile?: string;
  /** What is not as it should be in its files, and what was done about it. */
  readonly warnings: readonly FileWarning[];
  /** @internal */
  readonly native: NativeResponse;
}

/**
 * Joins a redistribution matrix and an effective area (OGIP CAL/GEN/92-002).
 *
 * - Without an ARF the area is 1 cm2, or what the RMF holds (`includesArea`).
 * - Energy rows that are no bins, run downward or begin at 0, negative elements and an ARF whose edges differ a little are
 *   taken as {@link repairs} says, with `warnings`.
 * - An ARF on top of a matrix that holds the area too would count it twice, which XSPEC lets pass. It is refused here when
 *   a row of the matrix sums to more than 2, which no probability does; some files are declared SPECRESP MATRIX although
 *   they hold probabilities alone, and those are accepted.
 *
 * @param rmf matrix, with the channels' energies
 * @param arf area on the matrix's energy grid
 * @throws MismatchError when the ARF is on another energy grid (naming the first row that differs), or doubles the area.
 * @throws FileError naming file and row for an area that is negative or not finite, an element that is not finite, an energy
 * bin that is no bin, or channels beyond the detector's; with `strict`, for the first warning.
 */
export function createResponse(rmf: Rmf, arf?: Arf, options: ResponseOptions = {}): Response {
  checkObject(
    'rmf',
    rmf,
    'a matrix (readRmf)',
    'energLo',
    'energHi',
    'nGrp',
    'fChan',
    'nChan',
    'matrix',
    'eMin',
    'eMax',
  );
  checkOptions(options);
  const warnings = [...(rmf.warnings ?? [])];
  if (arf !== undefined) {
    checkObject('arf', arf, 'an effective area (readArf)', 'energLo', 'energHi', 'specResp');
    warnings.push(...(arf.warnings ?? []), ...checkGrids(rmf, arf));
    checkArea(arf);
    checkDoubleArea(rmf, arf);
  }
  const { lowestEnergy, strict } = options;
  const usable = photonRows(rmf, arf?.specResp);
  const { nGrp, nChan, matrix, detChans, firstChannel, eMin, eMax, energHi } = usable.rmf;
  if (lowestEnergy !== undefined) checkNumber('lowestEnergy', lowestEnergy, { above: 0, below: energHi[0] });
  const relevant = warnings.filter(({ name }) => name !== 'energy-zero' || lowestEnergy === undefined);
  refuseIfStrict(strict, relevant);
  const energLo = usable.rmf.energLo.map((energy, e) =>
    energy <= 0 && e === 0 ? (lowestEnergy ?? energHi[0] / 1000) : energy,
  );
  const specResp = usable.specResp ?? new Float64Array(energLo.length).fill(1);
  const fChan = usable.rmf.fChan.map((channel) => channel - firstChannel);
  let handle: NativeResponse;
  try {
    handle = new (addon().Response)(energLo, energHi, specResp, nGrp, fChan, nChan, matrix, detChans, firstChannel);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new FileError(rmf.file, `not a usable response: ${cause.message}`, { cause });
  }
  const named = {
    telescope: rmf.telescope ?? arf?.telescope,
    instrument: rmf.instrument ?? arf?.instrument,
    detector: rmf.detector ?? arf?.detector,
  };
  // The file's own energies, so that a choice of lowestEnergy makes no other response of it.
  const numbers = [usable.rmf.energLo, energHi, specResp, nGrp, fChan, nChan, matrix, eMin, eMax];
  return Object.freeze({
    energLo,
    energHi: energHi.slice(),
    energies: energLo.length,
    eMin: eMin.slice(),
    eMax: eMax.slice(),
    channels: detChans,
    firstChannel,
    identity: identityOf(Object.values(named), numbers, firstChannel),
    ...named,
    channelType: rmf.channelType,
    rmfFile: rmf.file,
    arfFile: arf?.file,
    warnings: relevant,
    native: handle,
  });
}

/**
 * Responses of one matrix that differ in area: they share its memory, and each is made in a fraction of a millisecond. Each equals
 * `createResponse(rmf, arf)` of the same area bit by bit, its identity too, which is hashed when it is first asked for.
 */
export function responsesOf(rmf: Rmf): (specResp: ReadonlyFloat64Array, arfFile: string) => Response {
  const whole = createResponse(rmf);
  const names = [rmf.telescope, rmf.instrument, rmf.detector];
  const { firstChannel, energLo, energHi, nGrp, fChan, nChan, matrix, eMin, eMax } = rmf;
  const offsets = fChan.map((channel) => channel - firstChannel);
  const after = [nGrp, offsets, nChan, Float32Array.from(matrix as Iterable<number>), eMin, eMax];
  return (specResp, arfFile) => {
    let identity: string | undefined;
    return Object.freeze({
      ...whole,
      get identity() {
        identity ??= identityOf(names, [energLo, energHi, specResp, ...after], firstChannel);
        return identity;
      },
      arfFile,
      native: new (addon().Response)(whole.native, specResp),
    });
  };
}

/** What there is to warn of; throws where the grids are not the same. */
function checkGrids(rmf: Rmf, arf: Arf): FileWarning[] {
  const difference = compareGrids(rmf, arf);
  if (difference === undefined) return [];
  if ('name' in difference) return [difference];
  const remedy = 'use the ARF made for this RMF';
  const { row } = difference;
  if (row !== undefined) {
    throw new MismatchError(
      `${arf.file} is on another energy grid than ${rmf.file}: row ${row + 1} is ${arf.energLo[row]} to ${arf.energHi[row]} keV ` +
        `in the ARF, ${rmf.energLo[row]} to ${rmf.energHi[row]} keV in the RMF`,
      {
        what: 'energy grid',
        expected: [rmf.energLo[row], rmf.energHi[row]],
        found: [arf.energLo[row], arf.energHi[row]],
        remedy,
      },
    );
  }
  const [rows, areas] = [rmf.energLo.length, arf.energLo.length];
  throw new MismatchError(
    `${arf.file} is on another energy grid than ${rmf.file}: it has ${areas} rows, the RMF ${rows}; row ` +
      `${Math.min(rows, areas) + 1} is in one of them only`,
    { what: 'energy grid', expected: `${rows} rows`, found: `${areas} rows`, remedy },
  );
}

function checkArea(arf: Arf): void {
  const bad = arf.specResp.findIndex((area) => !(area >= 0 && area < Number.POSITIVE_INFINITY));
  if (bad < 0) return;
  const value = arf.specResp[bad];
  throw new FileError(arf.file, `row ${bad + 1}: SPECRESP is ${value} cm2; it must be finite and not negative`);
}

function checkDoubleArea(rmf: Rmf, arf: Arf): void {
  if (!rmf.includesArea) return;
  let [group, element] = [0, 0];
  for (let e = 0; e < rmf.nGrp.length; e++) {
    let sum = 0;
    for (let g = 0; g < rmf.nGrp[e]; g++, group++) {
      for (let i = 0; i < rmf.nChan[group]; i++) sum += rmf.matrix[element++];
    }
    if (sum > 2) {
      throw new MismatchError(
        `${rmf.file} holds the effective area already (row ${e + 1} of its matrix sums to ${sum.toPrecision(4)}), so that ` +
          `${arf.file} would count the area twice`,
        { what: 'area', expected: 'in the RMF or in the ARF', found: 'in both', remedy: 'leave out the ARF' },
      );
    }
  }
}

function identityOf(
  names: (string | undefined)[],
  numbers: (ReadonlyFloat64Array | ReadonlyFloat32Array | ReadonlyInt32Array)[],
  firstChannel: number,
): string {
  const hash = sha256().update(`${firstChannel}`);
  // In single precision, which is what files hold: a response that was written and read back is the same one. The lengths
  // keep apart what would run together; numbers are hashed little-endian, as every supported machine has them.
  for (const array of numbers) {
    const single = array instanceof Float64Array ? Float32Array.from(array) : array;
    hash.update(`,${array.length}:`).update(new Uint8Array(single.buffer, single.byteOffset, single.byteLength));
  }
  // One word each, so that the parts can be told apart again.
  return [...names.map((name) => name?.replaceAll(/\s+/g, '_') ?? 'unknown'), hash.digest('hex').slice(0, 16)].join(
    ' ',
  );
}
