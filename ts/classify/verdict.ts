import type { FitsHeader } from '../ogip/fits/header.js';
import { isBad } from '../ogip/grouping.js';
import type { FileWarning, Pha } from '../ogip/index.js';
import type { Row } from '../table/index.js';
import type { Method, VerdictFlag } from './judge.js';

/**
 * The result for one spectrum. Counts are those in the count band (0.3 to 8.0 keV by default), in channels of good quality; of a
 * file whose response could not be read, `counts` are those of all its good channels.
 */
export interface SourceVerdict {
  /** Path as the caller gave it. */
  file: string;
  /** Number of the spectrum, from 1, in a type II file, a library or a table of counts. */
  row?: number;
  object?: string;
  /** OBS_ID: the observation. */
  observation?: string;
  /** REGIONID, or SRCNUM, SRC_NUM, SRC_ID: the source within its observation or catalogue. */
  source?: string;
  /** Position of the source, ICRS degrees, where the file has it; never the pointing. */
  ra?: number;
  dec?: number;
  /** DATE-OBS: begin of the observation. */
  date?: string;
  telescope?: string;
  instrument?: string;
  detector?: string;
  /** s */
  exposure: number;
  /** Counts in the source region. */
  counts: number;
  /** Background scaled to the source region by exposure, BACKSCAL and AREASCAL; 0 without a background. */
  backgroundCounts: number;
  /** counts - backgroundCounts; may be negative. */
  netCounts: number;
  /** Share of the band's channels that are bad (QUALITY) and were left out, 0 to 1. */
  badChannels: number;
  /** Probability of each class, in the order of the network's classes, or of the bank's without one; NaN if there is none. */
  probabilities: number[];
  /** Name of the class; undefined where there is no probability. */
  verdict?: string;
  /** What the probabilities are by; undefined for a file that could not be classified. */
  method?: Method;
  /** Whether it is in the sample of the wanted purity; undefined where none is wanted. */
  selected?: boolean;
  flags: VerdictFlag[];
  /** How the files of the spectrum were read where they are not as they should be. */
  warnings: readonly FileWarning[];
  /** Why the file could not be classified; the other fields then hold what is known nevertheless. */
  error?: string;
  /** The cells of the list that named the source. */
  passed?: Row;
}

/** A result of which nothing is known but the file. */
export function unknownVerdict(file: string, classes: readonly string[]): SourceVerdict {
  const numbers = { exposure: NaN, counts: NaN, backgroundCounts: NaN, netCounts: NaN, badChannels: NaN };
  return { file, ...numbers, probabilities: classes.map(() => NaN), flags: [], warnings: [] };
}

/** What a spectrum says by itself; without a response there is no band to count in. */
export function describe(row: SourceVerdict, pha: Pha): void {
  const { object, telescope, instrument, detector, exposure, quality, header } = pha;
  let counts = 0;
  for (let i = 0; i < pha.counts.length; i++) if (!isBad(quality?.[i] ?? 0)) counts += pha.counts[i];
  if (pha.row !== undefined) row.row = pha.row;
  Object.assign(row, { object, ...(header && described(header)), telescope, instrument, detector, exposure, counts });
}

const sourceKeywords = ['REGIONID', 'SRCNUM', 'SRC_NUM', 'SRC_ID', 'SRCID', 'SOURCEID'];

/** What the header says of the observation and of the source. */
export function described(header: FitsHeader): Pick<SourceVerdict, 'observation' | 'source' | 'ra' | 'dec' | 'date'> {
  const source = sourceKeywords.map((name) => header.string(name)).find((value) => value !== undefined);
  return {
    observation: header.string('OBS_ID'),
    source,
    ...positionIn(header),
    date: header.string('DATE-OBS'),
  };
}

/**
 * The position of the source, degrees: RA and DEC, as in the products of the Chandra Source Catalog, or RA_SRC and DEC_SRC. Where RA and
 * DEC are those of the pointing (RA_PNT, RA_NOM), they are not the source's.
 */
function positionIn(header: FitsHeader): { ra?: number; dec?: number } {
  for (const [raName, decName] of [
    ['RA_SRC', 'DEC_SRC'],
    ['SRC_RA', 'SRC_DEC'],
    ['RA', 'DEC'],
  ]) {
    const [ra, dec] = [degrees(header, raName), degrees(header, decName)];
    if (ra === undefined || dec === undefined || ra < 0 || ra > 360 || Math.abs(dec) > 90) continue;
    const isPointing = ['PNT', 'NOM'].some(
      (kind) => ra === degrees(header, `RA_${kind}`) && dec === degrees(header, `DEC_${kind}`),
    );
    if (!isPointing) return { ra, dec };
  }
  return {};
}

function degrees(header: FitsHeader, name: string): number | undefined {
  const value = header.get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
