import type { ReadonlyFloat64Array } from '../base/index.js';
import type { Rmf } from '../ogip/index.js';
import { type AcisChip, acisFamily, curveAt } from './acisFamily.js';
import { keptRow, matrixOf, type ParametricLines, parametricResponse } from './embedded.js';
import { lineSpread, type SpreadKnot } from './lineSpread.js';
import { type Response, responsesOf } from './response.js';

/** The matrix of a member: chip, width of its lines relative to the chip's usual one, and errors of the gain. */
export interface AcisMatrix {
  chip: AcisChip;
  resolution: number;
  gain: number;
  offset: number;
  gainStep: number;
}

/**
 * keV, by photon energy: how much higher than today's events appear in the matrices of ACIS-S3 of 2000 and 2002, without what all
 * energies share (peaks of lines in RMF files of observations 1127 and 740 against those of later ones).
 */
const EARLY_STEP = { energy: [2, 3, 4, 6], value: [0, 0.043, 0.034, 0.025] };

/** Lines of cycle 0, not corrected for charge transfer inefficiency, are this much wider than those of cycle 19. */
const UNCORRECTED = 2.4;
/** keV: what is moved further from the photon energy than this is the escape peak, which has its own place. */
const ESCAPE = 1;

/** Matrices kept for the next response that shares them: 2 to 3 MB each. */
const KEPT = 32;
type ResponseMaker = (specResp: ReadonlyFloat64Array, arfFile: string) => Response;
const makers = new Map<string, ResponseMaker>();

/** Makes responses of a matrix, which those with the same parameters share. */
export function acisResponsesOf(matrix: AcisMatrix): ResponseMaker {
  const key = `${matrix.chip} ${matrix.resolution} ${matrix.gain} ${matrix.offset} ${matrix.gainStep}`;
  let maker = makers.get(key);
  if (!maker) {
    maker = responsesOf(acisRmf(matrix));
    if (makers.size >= KEPT) makers.delete(makers.keys().next().value!);
    makers.set(key, maker);
  }
  return maker;
}

/** The redistribution on the energies and channels of the embedded response of cycle 0. */
export function acisRmf({ chip, resolution, gain, offset, gainStep }: AcisMatrix): Rmf {
  const cycle0 = parametricResponse('acis-i-cycle0');
  const { width, count } = cycle0.channels;
  const shapes = shapesOf(chip, resolution);
  const cut = chip === 'back' ? acisFamily().back : parametricResponse('acis-i-cycle19').lines;
  const names = {
    file: `embedded:acis-${chip}`,
    telescope: 'CHANDRA',
    instrument: 'ACIS',
    detector: chip === 'front' ? 'ACIS-I' : 'ACIS-S',
  };
  return matrixOf(cycle0, names, (energy) => {
    const row = new Float64Array(count);
    // As a photon of this energy would, without the errors.
    const [step] = curveAt(EARLY_STEP, Float64Array.of(energy));
    const seen = Math.max(energy + offset + gainStep * step, energy / 2);
    for (const { knots, share } of shapes) {
      // An event of energy E appears at (1 + gain) E: the same as channels that are narrower by that.
      const spread = lineSpread(knots, seen, width / (1 + gain), count);
      for (let c = 0; c < count; c++) row[c] += share * spread[c];
    }
    return keptRow(row, cut, width);
  });
}

/** Line-spread functions, dilated to the resolution, and the share of each. */
function shapesOf(chip: AcisChip, resolution: number): { knots: SpreadKnot[]; share: number }[] {
  if (chip === 'back') return [{ knots: dilated(acisFamily().back, resolution), share: 1 }];
  const uncorrected = Math.min(1, Math.max(0, (resolution - 1) / (UNCORRECTED - 1)));
  const corrected = dilated(parametricResponse('acis-i-cycle19').lines, resolution);
  if (uncorrected === 0) return [{ knots: corrected, share: 1 }];
  const wide = dilated(parametricResponse('acis-i-cycle0').lines, resolution / UNCORRECTED);
  return [
    { knots: corrected, share: 1 - uncorrected },
    { knots: wide, share: uncorrected },
  ];
}

/** Lines wider by a factor: what follows the photon energy is stretched about it; shelf and fluorescence stay. */
function dilated({ knots }: ParametricLines, factor: number): SpreadKnot[] {
  return knots.map((knot) => ({
    ...knot,
    follow: knot.follow.map(([area, centre, sigma]) => [
      area,
      centre < -ESCAPE ? centre : centre * factor,
      sigma * factor,
    ]),
  }));
}
