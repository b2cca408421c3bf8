import {
  checkList,
  checkNumber,
  checkOptions,
  checkWhole,
  type Limits,
  ParameterError,
  wordsFor,
} from '../base/index.js';
import { streams, uniforms } from '../native/index.js';
import { type AcisChip, acisAreaAt } from './acisFamily.js';
import { acisResponsesOf } from './acisMatrix.js';
import { embeddedResponseTables } from './embedded.js';
import type { Response } from './response.js';

/** Options of {@link acisResponse}; those left out are those of a source on axis. */
export interface AcisOptions {
  /** Front-illuminated (ACIS-I) or back-illuminated (ACIS-S3). */
  chip: AcisChip;
  /** Year of the observation with its fraction, 1999.5 to 2020: how much contamination lies on the filter. */
  year: number;
  /** Factor on the contamination's optical depth, 0 to 2: it is thicker towards the edges of the filter. Default 1. */
  contamination?: number;
  /**
   * Drift of the contamination's carbon: what is added to the optical depth at 0.7 keV, as a share of it plus 0.3 (by which clean filters
   * differ too), -0.5 to 0.5; falls with the energy as carbon's cross-section. Default 0.
   */
  carbon?: number;
  /** The same of its oxygen, which absorbs above 0.537 keV. */
  oxygen?: number;
  /**
   * Off axis the mirror reflects less of the hard photons: area times 10^(-0.15 s ln(E/2)/ln 3) above 2 keV, s from -1 to 3;
   * 1 takes 29 % at 6 keV, 2 takes 50 %. Default 0.
   */
  vignetting?: number;
  /** Share of the events at 6 keV that fall out of the extraction region, 0 to 0.6, rising as the energy to 9 keV. Default 0. */
  extraction?: number;
  /** How much the mirror's area is that of the calibration of 2000 at the iridium edges (2-3 keV), 0 to 1. Default 0. */
  mirror?: number;
  /** Logarithm of what the area gains at 8 keV, from 5 keV on, by a deeper chip or another calibration, -0.2 to 0.4. Default 0. */
  depth?: number;
  /**
   * Width of lines over the usual one, 0.5 to 3: for `front` over that of 2018, corrected for charge transfer inefficiency (129 eV at 1.5
   * keV; 2.4 is cycle 0 without the correction), for `back` over 107 eV. Default 1.
   */
  resolution?: number;
  /** Gain error: an event of energy E appears at (1 + gain) E; -0.05 to 0.05. Default 0. */
  gain?: number;
  /** Error of the gain that all energies share: events appear so much higher, keV, -0.05 to 0.05. Default 0. */
  offset?: number;
  /**
   * How much the gain is that of ACIS-S3's calibration of 2000 to 2002, whose events above 2 keV appear higher (43 eV at 3 keV, 25 eV
   * from 6 keV on), -0.5 to 1.5. Default 0.
   */
  gainStep?: number;
}

const ranges = {
  year: { min: 1999.5, max: 2020 },
  contamination: { min: 0, max: 2 },
  carbon: { min: -0.5, max: 0.5 },
  oxygen: { min: -0.5, max: 0.5 },
  vignetting: { min: -1, max: 3 },
  extraction: { min: 0, max: 0.6 },
  mirror: { min: 0, max: 1 },
  depth: { min: -0.2, max: 0.4 },
  resolution: { min: 0.5, max: 3 },
  gain: { min: -0.05, max: 0.05 },
  offset: { min: -0.05, max: 0.05 },
  gainStep: { min: -0.5, max: 1.5 },
} satisfies Record<string, Limits>;

const usual = {
  contamination: 1,
  carbon: 0,
  oxygen: 0,
  vignetting: 0,
  extraction: 0,
  mirror: 0,
  depth: 0,
  resolution: 1,
  gain: 0,
  offset: 0,
  gainStep: 0,
};

/**
 * What {@link acisResponses} draws from, each evenly, but contamination and resolution in the logarithm, and early years more often:
 * the filter was clean for two of twenty years, and much is observed with it.
 */
export const acisDrawn = {
  year: [1999.5, 2020],
  contamination: [0.8, 1.25],
  carbon: [-0.15, 0.15],
  oxygen: [-0.2, 0.2],
  vignetting: [-0.7, 2],
  extraction: [0, 0.2],
  mirror: [0, 1],
  depth: [-0.1, 0.2],
} as const;
/** The same of the matrix, by chip. */
export const acisDrawnMatrix = {
  front: { resolution: [0.58, 2.7], gain: [-0.005, 0.005], offset: [-0.02, 0.02], gainStep: [0, 0] },
  back: { resolution: [0.65, 1.2], gain: [-0.005, 0.005], offset: [-0.01, 0.01], gainStep: [0, 1.1] },
} as const;
const logarithmic = new Set(['contamination', 'resolution']);

/** Responses that share a matrix, and the most matrices of a chip. */
const SHARING = 8;
const MATRICES = 16;

/**
 * A member of the family of ACIS responses: 1024 channels of 14.6 eV and 937 photon energies from 0.1 to 10.99 keV, as the
 * embedded response of cycle 0. Made from the ARF and RMF files that its data name; docs/embedded-data.md says how near it comes to
 * others. For training, where what counts is that the family spans what a classifier will meet; a real file is always better
 * for a spectrum.
 *
 * @throws ParameterError for a chip or number out of range, naming it.
 */
export function acisResponse(options: AcisOptions): Response {
  checkOptions(options);
  const { chip } = options;
  checkChip('chip', chip);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const member: Required<AcisOptions> = { ...usual, ...(given as unknown as AcisOptions) };
  for (const [name, limits] of Object.entries(ranges)) checkNumber(name, member[name as keyof typeof ranges], limits);
  const { resolution, gain, offset, gainStep, year, ...rest } = member;
  const { energLo, energHi } = embeddedResponseTables('acis-i-cycle0').rmf;
  const centres = Float64Array.from(energLo, (low, i) => (low + energHi[i]) / 2);
  const file = `embedded:acis-${chip}-${year.toFixed(1)}`;
  return acisResponsesOf({ chip, resolution, gain, offset, gainStep })(acisAreaAt(centres, { ...rest, year }), file);
}

/** Options of {@link acisResponses}. */
export interface AcisResponsesOptions {
  seed: number;
  /** Chips, in turn. Default both. */
  chips?: readonly AcisChip[];
}

/**
 * Members of the family of ACIS responses, drawn evenly: 1999.5 to 2020 (a sixth before 2001), drifts of the contamination, on axis to far off, extraction
 * regions that lose up to a fifth at 6 keV, lines as wide as those of 1999 to today, gain to half a per cent and 20 eV, on
 * back-illuminated chips with the step of early calibrations or without. About eight share
 * a matrix (at most 16 matrices a chip), so that hundreds cost little memory.
 *
 * @param count 1 to 4096
 * @returns the same responses for the same count, seed and chips
 * @throws ParameterError for a count, seed or chip that is not allowed, naming it.
 */
export function acisResponses(count: number, options: AcisResponsesOptions): Response[] {
  checkWhole('count', count, 1, 4096);
  checkOptions(options);
  const { seed, chips = ['front', 'back'] } = options;
  checkWhole('seed', seed);
  checkList('chips', chips, 'a list of front and back');
  if (chips.length === 0) throw new ParameterError('chips', 'chips is empty; give front, back or both');
  chips.forEach((chip, i) => {
    checkChip(`chips[${i}]`, chip);
  });
  const names = Object.keys(acisDrawn) as (keyof typeof acisDrawn)[];
  const u = uniforms(seed, streams.acisArea, 0, count, names.length);
  const matrices = Math.min(MATRICES, Math.ceil(count / chips.length / SHARING));
  const w = uniforms(seed, streams.acisMatrix, 0, matrices, 4);
  return Array.from({ length: count }, (_, i) => {
    const chip = chips[i % chips.length];
    const drawn = names.map((name, k) => [name, between(name, acisDrawn[name], u[i * names.length + k])]);
    const at = Math.floor(i / chips.length) % matrices;
    const { resolution, gain, offset, gainStep } = acisDrawnMatrix[chip];
    return acisResponse({
      chip,
      ...(Object.fromEntries(drawn) as Record<keyof typeof acisDrawn, number>),
      // One in each of as many equal parts of the range: few matrices, and yet all widths.
      resolution: between('resolution', resolution, (at + w[4 * at]) / matrices),
      gain: between('gain', gain, w[4 * at + 1]),
      offset: between('offset', offset, w[4 * at + 2]),
      gainStep: between('gainStep', gainStep, w[4 * at + 3]),
    });
  });
}

function between(name: string, [low, high]: readonly [number, number], u: number): number {
  if (logarithmic.has(name)) return low * (high / low) ** u;
  return low + (name === 'year' ? u ** 1.5 : u) * (high - low);
}

function checkChip(name: string, chip: unknown): asserts chip is AcisChip {
  if (chip !== 'front' && chip !== 'back')
    throw new ParameterError(name, `${name} is ${wordsFor(chip)}; it must be front or back`);
}
