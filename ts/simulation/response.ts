import { FileError, type ReadonlyFloat64Array } from '../base/index.js';
import { addon, type NativeResponse } from '../native/index.js';
import type { Arf, FileWarning, Rmf } from '../ogip/index.js';
import {
  channelOffsets,
  identityOf,
  namesOf,
  type ResponseOptions,
  type ResponseParts,
  responseIdentity,
  responseParts,
  responseSketch,
} from './responseParts.js';

export type { ResponseOptions } from './responseParts.js';

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
  /** Numbers in which other responses differ as a rule. @internal */
  readonly sketch?: readonly number[];
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
  const parts = responseParts(rmf, arf, options);
  const native = nativeResponse(parts);
  return Object.freeze({
    ...numbersOf(parts),
    identity: responseIdentity(parts),
    sketch: responseSketch(parts),
    native,
  });
}

/**
 * A response whose native part is made, and whose numbers are hashed, when they are first asked for: many a spectrum of a catalogue
 * is classified without. The arrays of the parts must not change.
 *
 * @param hash gives the identity, where it may be known already
 */
export function responseOnRequest(parts: ResponseParts, hash = () => responseIdentity(parts)): Response {
  let identity: string | undefined;
  let sketch: readonly number[] | undefined;
  let native: NativeResponse | undefined;
  return Object.freeze({
    ...numbersOf(parts),
    get identity() {
      identity ??= hash();
      return identity;
    },
    get sketch() {
      sketch ??= responseSketch(parts);
      return sketch;
    },
    get native() {
      native ??= nativeResponse(parts);
      return native;
    },
  });
}

/** A response of files of the same content under other names: it shares what was made or will be. */
export const responseUnderNames = (response: Response, parts: ResponseParts): Response =>
  Object.freeze({
    ...numbersOf(parts),
    get identity() {
      return response.identity;
    },
    get sketch() {
      return response.sketch;
    },
    get native() {
      return response.native;
    },
  });

function nativeResponse({ rmf, energLo, energHi, specResp, rmfFile }: ResponseParts): NativeResponse {
  const { nGrp, nChan, matrix, detChans, firstChannel } = rmf;
  try {
    return new (addon().Response)(
      energLo,
      energHi,
      specResp,
      nGrp,
      channelOffsets(rmf),
      nChan,
      matrix,
      detChans,
      firstChannel,
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new FileError(rmfFile, `not a usable response: ${cause.message}`, { cause });
  }
}

function numbersOf(parts: ResponseParts): Omit<Response, 'identity' | 'sketch' | 'native'> {
  const { rmf, energLo, energHi, names, rmfFile, arfFile, warnings } = parts;
  return {
    energLo,
    energHi: energHi.slice(),
    energies: energLo.length,
    eMin: rmf.eMin.slice(),
    eMax: rmf.eMax.slice(),
    channels: rmf.detChans,
    firstChannel: rmf.firstChannel,
    ...names,
    channelType: rmf.channelType,
    rmfFile,
    arfFile,
    warnings,
  };
}

/**
 * Responses of one matrix that differ in area: they share its memory, and each is made in a fraction of a millisecond. Each equals
 * `createResponse(rmf, arf)` of the same area bit by bit, its identity too, which is hashed when it is first asked for.
 */
export function responsesOf(rmf: Rmf): (specResp: ReadonlyFloat64Array, arfFile: string) => Response {
  const whole = createResponse(rmf);
  const names = namesOf(rmf);
  const { firstChannel, energLo, energHi, nGrp, nChan, matrix, eMin, eMax } = rmf;
  const offsets = channelOffsets(rmf);
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
      sketch: responseSketch({ rmf, specResp }),
      native: new (addon().Response)(whole.native, specResp),
    });
  };
}
