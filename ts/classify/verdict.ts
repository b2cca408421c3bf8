import { isBad } from '../ogip/grouping.js';
import type { FileWarning, Pha } from '../ogip/index.js';
import type { Row } from '../table/index.js';
import type { Method, Opinion, VerdictFlag } from './judge.js';
import type { Sketch } from './pictures/types.js';

/**
 * The result for one spectrum. Counts are those in the count band (0.3 to 8.0 keV by default), in channels of good quality; of a
 * file whose response could not be read, `counts` are those of all its good channels.
 */
export interface SourceVerdict {
  /** Path as the caller gave it, or the name of bytes: `(bytes)` where they have none. */
  file: string;
  /** Number of the spectrum, from 1, in a type II file, a library or a table of counts. */
  row?: number;
  object?: string;
  /** OBS_ID: the observation. */
  obsId?: string;
  /** REGIONID: the source region of the observation, in files of the Chandra Source Catalog. */
  regionId?: string;
  /** Position of the source, degrees (J2000 or ICRS), where the file has it; never the pointing. */
  ra?: number;
  dec?: number;
  /** DATE-OBS: begin of the observation. */
  dateObs?: string;
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
  /** The picture of it, where pictures are made (`plots`). */
  plot?: string;
}

/** A result with what a picture shows of its spectrum. */
export interface SketchedVerdict extends SourceVerdict {
  sketch?: Sketch;
}

/** A result of which nothing is known but the file. */
export function unknownVerdict(file: string, classes: readonly string[]): SourceVerdict {
  return {
    file,
    exposure: NaN,
    counts: NaN,
    backgroundCounts: NaN,
    netCounts: NaN,
    badChannels: NaN,
    probabilities: classes.map(() => NaN),
    flags: [],
    warnings: [],
  };
}

/** @param ofChannels flags that hold whoever decides */
export function giveOpinion(row: SourceVerdict, opinion: Opinion, ofChannels: readonly VerdictFlag[]): void {
  row.method = opinion.method;
  row.probabilities = opinion.probabilities;
  row.flags = [...opinion.flags];
  for (const flag of ofChannels) if (!row.flags.includes(flag)) row.flags.push(flag);
}

/** What a spectrum says by itself; without a response there is no band to count in. */
export function describe(row: SourceVerdict, pha: Pha): void {
  const { object, obsId, regionId, ra, dec, dateObs, telescope, instrument, detector, exposure, quality } = pha;
  let counts = 0;
  for (let i = 0; i < pha.counts.length; i++) if (!isBad(quality?.[i] ?? 0)) counts += pha.counts[i];
  if (pha.row !== undefined) row.row = pha.row;
  Object.assign(row, { object, obsId, regionId, ra, dec, dateObs, telescope, instrument, detector, exposure, counts });
}
