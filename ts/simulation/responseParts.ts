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
import type { Arf, FileWarning, Rmf } from '../ogip/index.js';
import { compareGrids, photonRows } from '../ogip/photonRows.js';
import { refuseIfStrict } from '../ogip/repairs.js';

/** Options of `createResponse`. */
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

/**
 * A redistribution matrix and an area that fit each other, checked and as models need them: what a response is made of. It holds the
 * arrays of the matrix as they are, without a copy.
 */
export interface ResponseParts {
  /** The matrix, its rows rising in energy, each of them a bin. */
  readonly rmf: Rmf;
  /** keV: as in `rmf`, the lowest edge above 0. */
  readonly energLo: ReadonlyFloat64Array;
  readonly energHi: ReadonlyFloat64Array;
  /** cm2, one an energy row; 1 where there is no ARF. */
  readonly specResp: ReadonlyFloat64Array;
  readonly names: { readonly telescope?: string; readonly instrument?: string; readonly detector?: string };
  readonly rmfFile: string;
  readonly arfFile?: string;
  readonly warnings: readonly FileWarning[];
}

/** Joins a matrix and an area as `createResponse` says, and with its errors, but for those of the numbers of a hand-made matrix. */
export function responseParts(
  rmf: Rmf,
  arf?: Arf,
  options: ResponseOptions & { names?: ResponseParts['names'] } = {},
): ResponseParts {
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
  const { energHi } = usable.rmf;
  if (lowestEnergy !== undefined) checkNumber('lowestEnergy', lowestEnergy, { above: 0, below: energHi[0] });
  const relevant = warnings.filter(({ name }) => name !== 'energy-zero' || lowestEnergy === undefined);
  refuseIfStrict(strict, relevant);
  const energLo = usable.rmf.energLo.slice();
  if (energLo[0] <= 0) energLo[0] = lowestEnergy ?? energHi[0] / 1000;
  return {
    rmf: usable.rmf,
    energLo,
    energHi,
    specResp: usable.specResp ?? new Float64Array(energLo.length).fill(1),
    names: options.names ?? {
      telescope: rmf.telescope ?? arf?.telescope,
      instrument: rmf.instrument ?? arf?.instrument,
      detector: rmf.detector ?? arf?.detector,
    },
    rmfFile: rmf.file,
    arfFile: arf?.file,
    warnings: relevant,
  };
}

/** First channels of the groups, counted from 0. */
export const channelOffsets = ({ fChan, firstChannel }: Rmf): Int32Array =>
  fChan.map((channel) => channel - firstChannel);

/** Names and hash of a response: {@link Response.identity}. */
export function responseIdentity({ rmf, specResp, names }: ResponseParts): string {
  const { energLo, energHi, nGrp, nChan, matrix, eMin, eMax, firstChannel } = rmf;
  // The file's own energies, so that a choice of lowestEnergy makes no other response of it.
  const numbers = [energLo, energHi, specResp, nGrp, channelOffsets(rmf), nChan, matrix, eMin, eMax];
  return identityOf(namesOf(names), numbers, firstChannel);
}

/** One word each of telescope, instrument and detector, so that they can be told apart again. */
export const namesOf = ({ telescope, instrument, detector }: ResponseParts['names']): string[] =>
  [telescope, instrument, detector].map((name) => name?.replaceAll(/\s+/g, '_') ?? 'unknown');

/**
 * Some numbers that are quickly made: of equal responses they are equal, of different ones hardly ever. They spare the hash where
 * responses are looked for among others.
 */
export function responseSketch({ rmf, specResp }: Pick<ResponseParts, 'rmf' | 'specResp'>): readonly number[] {
  const { detChans, matrix, fChan, eMin, energLo } = rmf;
  // In single precision, as the hash is.
  const area = specResp.reduce((sum, value) => sum + Math.fround(value), 0);
  return [detChans, energLo.length, fChan.length, matrix.length, Math.fround(eMin[0]), area];
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

export function identityOf(
  names: readonly string[],
  numbers: (ReadonlyFloat64Array | ReadonlyFloat32Array | ReadonlyInt32Array)[],
  firstChannel: number,
): string {
  const hash = sha256().update(`${firstChannel}`);
  // In single precision, which is what files hold: a response that was written and read back is the same one. The lengths
  // keep apart what would run together; numbers are hashed little-endian, as every supported machine has them.
  for (const array of numbers) {
    const single = array instanceof Float64Array ? new Float32Array(array) : array;
    hash.update(`,${array.length}:`).update(new Uint8Array(single.buffer, single.byteOffset, single.byteLength));
  }
  return [...names, hash.digest('hex').slice(0, 16)].join(' ');
}
