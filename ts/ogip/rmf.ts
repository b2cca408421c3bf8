import { checkOptions, FileError, ParameterError } from '../base/index.js';
import { energies, energyBins, findExtensions, instrumentOf, named, needExtensions, scalars } from './extensions.js';
import { type FitsFile, type FitsHdu, readFits } from './fits/read.js';
import type { FitsTable, Ragged } from './fits/table.js';
import type { Rmf, Source } from './types.js';

const matrixKind = {
  what: 'redistribution matrix',
  class1: 'RESPONSE',
  class2: 'RSP_MATRIX',
  names: ['MATRIX', 'SPECRESP MATRIX', 'RSP_MATRIX'],
};
const eboundsKind = { what: 'channel energies', class1: 'RESPONSE', class2: 'EBOUNDS', names: ['EBOUNDS'] };

/**
 * Reads a redistribution matrix (OGIP CAL/GEN/92-002 and 92-002a), with F_CHAN, N_CHAN and MATRIX as scalars, vectors or
 * variable-length vectors.
 *
 * The number of the first channel is TLMIN of F_CHAN. Where TLMIN is absent, the memo says 1; but files without TLMIN
 * whose EBOUNDS count from 0 are in use. The rule is therefore: the first CHANNEL of EBOUNDS, if it is 0 or 1 and every
 * group then lies inside the detector; else 1, then 0, if every group lies inside. Files of Fermi GBM need the second
 * step: their EBOUNDS count from 0, their groups from 1 to 128. `channel` is numbered from firstChannel in every case.
 *
 * Energies without a unit are taken as keV. Negative matrix elements are kept, as other programs do.
 *
 * @param options.index number of the matrix in a file with several (.rsp2), from 1; default 1.
 * @throws FileError if the file cannot be read, has no matrix or no EBOUNDS (channel energies cannot be invented), an
 *   energy bin that does not ascend, a group outside the detector, a row with fewer elements than its groups need, or
 *   an element that is not a finite number. ParameterError for an index that the file does not have.
 */
export function readRmf(source: Source, options: { index?: number } = {}): Rmf {
  checkOptions(options);
  const fits = readFits(source);
  const found = needExtensions(fits, matrixKind);
  const index = options.index ?? 1;
  if (!Number.isInteger(index) || index < 1 || index > found.length)
    throw new ParameterError(
      'index',
      `${fits.file} has ${found.length} matrices; index is ${index}, it must be 1 to ${found.length}`,
    );
  const { table } = found[index - 1];
  const ebounds = readEbounds(fits, found.length, index);
  const bins = energyBins(table);
  const groups = readGroups(table);
  const detChans = ebounds.eMin.length;
  const firstChannel = findFirstChannel(table, groups, ebounds.firstChannel, detChans);
  return {
    file: fits.file,
    ...bins,
    ...groups,
    firstChannel,
    detChans,
    channel: Int32Array.from({ length: detChans }, (_, i) => firstChannel + i),
    eMin: ebounds.eMin,
    eMax: ebounds.eMax,
    ...instrumentOf(table.header),
    channelType: named(table.header.string('CHANTYPE')),
    includesArea: includesArea(found[index - 1]),
    index,
    matrices: found.length,
  };
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
function readEbounds(fits: FitsFile, matrices: number, index: number) {
  const found = findExtensions(fits, eboundsKind);
  if (found.length === 0)
    throw new FileError(
      fits.file,
      'has a matrix but no EBOUNDS extension, so the energies of its channels are unknown; make the RMF anew or append its EBOUNDS',
    );
  const { table } = found[found.length === matrices ? index - 1 : 0];
  const channel = scalars(table, 'CHANNEL', Int32Array);
  const eMin = energies(table, 'E_MIN');
  const eMax = energies(table, 'E_MAX');
  if (channel.length === 0) throw table.error('is empty: it has no channels');
  for (let i = 0; i < channel.length; i++) {
    if (channel[i] !== channel[0] + i)
      throw table.error(`CHANNEL is ${channel[i]} in row ${i + 1}; channels must follow each other without a gap`);
    if (!(eMin[i] <= eMax[i] && Number.isFinite(eMin[i]) && Number.isFinite(eMax[i])))
      throw table.error(`row ${i + 1} (channel ${channel[i]}) has E_MIN ${eMin[i]} keV and E_MAX ${eMax[i]} keV`);
  }
  return { firstChannel: channel[0], eMin, eMax };
}

type Groups = Pick<Rmf, 'nGrp' | 'fChan' | 'nChan' | 'matrix'>;

function readGroups(table: FitsTable): Groups {
  const declared = scalars(table, 'N_GRP', Int32Array);
  const first = table.ragged('F_CHAN');
  const count = table.ragged('N_CHAN');
  const elements = table.ragged('MATRIX');
  const nGrp = new Int32Array(table.count);
  const fChan: number[] = [];
  const nChan: number[] = [];
  const matrix = new Float64Array(elements.values.length);
  let filled = 0;
  for (let row = 0; row < table.count; row++) {
    const groups = declared[row];
    if (groups < 0 || groups > length(first, row) || groups > length(count, row))
      throw table.error(
        `row ${row + 1} has N_GRP ${groups}, but ${length(first, row)} F_CHAN and ${length(count, row)} N_CHAN`,
      );
    let needed = 0;
    for (let g = 0; g < groups; g++) {
      const channels = whole(table, 'N_CHAN', row, count.values[count.start[row] + g]);
      if (channels < 0) throw table.error(`N_CHAN is ${channels} in row ${row + 1}`);
      if (channels === 0) continue;
      fChan.push(whole(table, 'F_CHAN', row, first.values[first.start[row] + g]));
      nChan.push(channels);
      nGrp[row]++;
      needed += channels;
    }
    if (needed > length(elements, row))
      throw table.error(
        `row ${row + 1} has groups of ${needed} channels, but ${length(elements, row)} MATRIX elements`,
      );
    // Rows of fixed length are padded after the last group; the padding is ignored.
    for (let k = 0; k < needed; k++) {
      const value = elements.values[elements.start[row] + k];
      if (!Number.isFinite(value)) throw table.error(`MATRIX holds ${value} in row ${row + 1}`);
      matrix[filled++] = value;
    }
  }
  return { nGrp, fChan: Int32Array.from(fChan), nChan: Int32Array.from(nChan), matrix: matrix.slice(0, filled) };
}

const length = ({ start }: Ragged, row: number): number => start[row + 1] - start[row];

function whole(table: FitsTable, name: string, row: number, value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
  throw table.error(`${name} is ${value} in row ${row + 1}, where a channel number is needed`);
}

function findFirstChannel(table: FitsTable, groups: Groups, eboundsFirst: number, detChans: number): number {
  const { fChan, nChan } = groups;
  const outside = (first: number) => fChan.findIndex((f, g) => f < first || f + nChan[g] > first + detChans);
  const declared = table.column('F_CHAN').tlMin;
  const candidates = declared !== undefined ? [declared] : [...(eboundsFirst === 0 ? [0] : []), 1, 0];
  const firstChannel = candidates.find((first) => outside(first) < 0);
  if (firstChannel !== undefined) return firstChannel;
  const g = outside(candidates[0]);
  throw table.error(
    `a group of ${nChan[g]} channels from ${fChan[g]} lies outside the ${detChans} channels of EBOUNDS, ` +
      `counted from ${candidates[0]} (${declared === undefined ? 'F_CHAN has no TLMIN' : 'TLMIN of F_CHAN'})`,
  );
}
