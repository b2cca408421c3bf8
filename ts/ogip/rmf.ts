import { existsSync } from 'node:fs';
import { checkOptions, FileError, ParameterError } from '../base/index.js';
import { energies, energyBins, findExtensions, instrumentOf, named, needExtensions, scalars } from './extensions.js';
import { type FitsFile, type FitsHdu, readFits } from './fits/read.js';
import type { FitsTable } from './fits/table.js';
import { type Groups, readGroups } from './groups.js';
import { FileWarnings, refuseIfStrict } from './repairs.js';
import type { Rmf, Source } from './types.js';

const matrixKind = {
  what: 'redistribution matrix',
  class1: 'RESPONSE',
  class2: 'RSP_MATRIX',
  names: ['MATRIX', 'SPECRESP MATRIX', 'RSP_MATRIX'],
};
const eboundsKind = { what: 'channel energies', class1: 'RESPONSE', class2: 'EBOUNDS', names: ['EBOUNDS'] };

/** Options of {@link readRmf}. */
export interface ReadRmfOptions {
  /** Number of the matrix in a file with several, from 1: EXTVER, if each has one of its own, else its place in the file. */
  index?: number;
  /** Where no number is given: start and stop of the spectrum, s, on the clock of TSTART and TSTOP of the matrices. */
  time?: { readonly start: number; readonly stop: number };
  /** Refuse a file that is not as it should be ({@link repairs}) instead of reading it with a warning. */
  strict?: boolean;
}

/**
 * Reads a redistribution matrix (OGIP CAL/GEN/92-002 and 92-002a), with F_CHAN, N_CHAN and MATRIX as scalars, vectors or
 * variable-length vectors.
 *
 * The number of the first channel is TLMIN of F_CHAN. Where TLMIN is absent, the memo says 1; but files without TLMIN
 * whose EBOUNDS count from 0 are in use. The rule is therefore: the first CHANNEL of EBOUNDS, if it is 0 or 1 and every
 * group then lies inside the detector; else 1, then 0, if every group lies inside. Files of Fermi GBM need the second
 * step: their EBOUNDS count from 0, their groups from 1 to 128. `channel` is numbered from firstChannel in every case.
 *
 * In a file of several matrices (`.rsp2`) a number in braces behind the name, as in XSPEC (`x.rsp2{3}`), or `index` chooses
 * by EXTVER. Without a number, `time` chooses the matrix whose TSTART to TSTOP holds most of the spectrum, or is nearest to
 * its middle. Without both it is the first, with a warning.
 *
 * Energies without a unit are taken as keV. What is not as it should be is read as {@link repairs} says, with `warnings`.
 *
 * @throws FileError if the file cannot be read, has no matrix or no EBOUNDS (channel energies cannot be invented), no
 *   energy bin, a group outside the detector, a row with fewer elements than its groups need, or an element that is not a
 *   finite number. ParameterError for an index that the file does not have.
 */
export function readRmf(source: Source, options: ReadRmfOptions = {}): Rmf {
  checkOptions(options);
  const [path, number] = typeof source === 'string' && !existsSync(source) ? splitNumber(source) : [source];
  return rmfOf(readFits(path), { ...options, index: options.index ?? number });
}

/** As {@link readRmf}, of a file that nothing else reads: the matrix may take the place of its bytes. */
export function rmfOf(fits: FitsFile, options: ReadRmfOptions): Rmf {
  const warnings = new FileWarnings(fits.file);
  const found = needExtensions(fits, matrixKind);
  const { place, index } = choose(fits, found, options, warnings);
  const { table } = found[place];
  const ebounds = readEbounds(fits, found.length, place, warnings);
  const bins = energyBins(table, warnings);
  const groups = readGroups(table, warnings);
  const detChans = ebounds.eMin.length;
  const firstChannel = findFirstChannel(table, groups, ebounds.channel, warnings);
  checkEboundsChannels(ebounds.channel, firstChannel, warnings);
  refuseIfStrict(options.strict, warnings.list);
  return {
    file: fits.file,
    ...bins,
    ...groups,
    firstChannel,
    detChans,
    channel: new Int32Array(detChans).map((_, i) => firstChannel + i),
    eMin: ebounds.eMin,
    eMax: ebounds.eMax,
    ...instrumentOf(table.header),
    channelType: named(table.header.string('CHANTYPE')),
    includesArea: includesArea(found[place]),
    index,
    matrices: found.length,
    warnings: warnings.list,
  };
}

/** A file name and the number in braces behind it: `x.rsp2{3}`. */
export function splitNumber(name: string): [path: string, number?: number] {
  const match = /^(.*?)\s*\{(\d+)\}$/.exec(name);
  return match ? [match[1], Number(match[2])] : [name];
}

/** The place, from 0, and the number of the matrix that the caller or the time of the spectrum asks for. */
function choose(
  fits: FitsFile,
  found: readonly FitsHdu[],
  { index, time }: ReadRmfOptions,
  warnings: FileWarnings,
): { place: number; index: number } {
  const versions = found.map(({ header }) => header.number('EXTVER'));
  const hasVersions = versions.every((version) => version !== undefined) && new Set(versions).size === found.length;
  const numbers = hasVersions ? (versions as number[]) : found.map((_, i) => i + 1);
  const numbered = (place: number) => ({ place, index: numbers[place] });
  if (index !== undefined) {
    const place = numbers.indexOf(index);
    if (place >= 0) return numbered(place);
    throw new ParameterError(
      'index',
      `${fits.file} has ${found.length} matrices; index is ${index}, it must be ${numbers.join(', ')}` +
        (hasVersions ? ' (EXTVER)' : ''),
    );
  }
  if (found.length === 1) return numbered(0);
  const place = time && placeByTime(found, time);
  if (place !== undefined) return numbered(place);
  const words = `the one with number ${numbers[0]} is taken; choose by a number in braces behind the name, ${numbers.join(', ')}`;
  warnings.add('several-matrices', `${found.length} matrices, and no time of the spectrum to choose by; ${words}`);
  return numbered(0);
}

/** The matrix that holds most of a stretch of time, else the one nearest to its middle; undefined if they have no times. */
function placeByTime(found: readonly FitsHdu[], { start, stop }: { start: number; stop: number }): number | undefined {
  const times = found.map(({ header }) => ({ start: header.number('TSTART'), stop: header.number('TSTOP') }));
  if (times.some((time) => time.start === undefined || time.stop === undefined)) return undefined;
  const middle = (start + stop) / 2;
  // Seconds within; where none is, minus the seconds from the middle of the spectrum.
  const closeness = times.map((time) => {
    const within = Math.min(stop, time.stop!) - Math.max(start, time.start!);
    return within > 0 ? within : -Math.max(0, time.start! - middle, middle - time.stop!);
  });
  return closeness.indexOf(Math.max(...closeness));
}

/**
 * Whether the matrix holds the effective area. By HDUCLAS3, REDIST and DETECTOR do not, FULL does; for other values the
 * name of the extension decides.
 */
function includesArea({ header, name }: FitsHdu): boolean {
  const content = header.string('HDUCLAS3')?.toUpperCase();
  if (content === 'FULL') return true;
  return content !== 'REDIST' && content !== 'DETECTOR' && name.toUpperCase() === 'SPECRESP MATRIX';
}

/** Reads the EBOUNDS of a matrix. A file with several matrices has one EBOUNDS for all, or one for each. */
function readEbounds(fits: FitsFile, matrices: number, place: number, warnings: FileWarnings) {
  const found = findExtensions(fits, eboundsKind);
  if (found.length === 0)
    throw new FileError(
      fits.file,
      'has a matrix but no EBOUNDS extension, so the energies of its channels are unknown; make the RMF anew or append its EBOUNDS',
    );
  const { table } = found[found.length === matrices ? place : 0];
  const channel = scalars(table, 'CHANNEL', Float64Array);
  const eMin = energies(table, 'E_MIN', warnings);
  const eMax = energies(table, 'E_MAX', warnings);
  if (channel.length === 0) throw table.error('is empty: it has no channels');
  for (let i = 0; i < channel.length; i++)
    if (!(eMin[i] <= eMax[i] && Number.isFinite(eMin[i]) && Number.isFinite(eMax[i])))
      throw table.error(`row ${i + 1} (channel ${channel[i]}) has E_MIN ${eMin[i]} keV and E_MAX ${eMax[i]} keV`);
  return { channel, eMin, eMax };
}

/** The first row of EBOUNDS whose CHANNEL does not count up by 1 from `first`; undefined if all do. */
function oddChannel(channel: Float64Array, first: number): number | undefined {
  const row = channel.findIndex((number, i) => number !== first + i);
  return row < 0 ? undefined : row;
}

function checkEboundsChannels(channel: Float64Array, firstChannel: number, warnings: FileWarnings): void {
  const row = oddChannel(channel, firstChannel);
  if (row === undefined) return;
  const words = `CHANNEL of EBOUNDS is ${channel[row]} in row ${row + 1}`;
  warnings.add('ebounds-channel', `${words}; channels are numbered by row, from ${firstChannel}`);
}

function findFirstChannel(table: FitsTable, groups: Groups, channel: Float64Array, warnings: FileWarnings): number {
  const { fChan, nChan } = groups;
  const detChans = channel.length;
  const outside = (first: number) => {
    let g = 0;
    while (g < fChan.length && fChan[g] >= first && fChan[g] + nChan[g] <= first + detChans) g++;
    return g < fChan.length ? g : -1;
  };
  const declared = table.column('F_CHAN').tlMin;
  const countsFrom0 = oddChannel(channel, 0) === undefined;
  const candidates = declared !== undefined ? [declared] : [...(countsFrom0 ? [0] : []), 1, 0];
  const firstChannel = candidates.find((first) => outside(first) < 0);
  if (firstChannel === undefined) {
    const g = outside(candidates[0]);
    throw table.error(
      `a group of ${nChan[g]} channels from ${fChan[g]} lies outside the ${detChans} channels of EBOUNDS, ` +
        `counted from ${candidates[0]} (${declared === undefined ? 'F_CHAN has no TLMIN' : 'TLMIN of F_CHAN'})`,
    );
  }
  if (declared === undefined && firstChannel !== 1)
    warnings.add('first-channel', `F_CHAN has no TLMIN; channels are numbered from ${firstChannel}`);
  return firstChannel;
}
