import { checkObject } from '../base/index.js';
import type { HeaderEntry } from './fits/cards.js';
import type { FitsTableData } from './fits/tableWriter.js';
import { writeFits } from './fits/write.js';
import type { Arf, Rmf } from './types.js';

/**
 * Writes a redistribution matrix in the format of OGIP CAL/GEN/92-002a: a MATRIX extension (SPECRESP MATRIX if it
 * includes the area) with vectors of varying length, and EBOUNDS. Energies and elements become 32-bit floats, as in the
 * files of missions.
 *
 * @throws FileError if the file cannot be written.
 */
export function writeRmf(file: string, rmf: Rmf): void {
  checkObject(
    'rmf',
    rmf,
    'a matrix (readRmf)',
    'nGrp',
    'fChan',
    'nChan',
    'matrix',
    'channel',
    'eMin',
    'eMax',
    'energLo',
  );
  const rows = rowsOf(rmf);
  const widest = (vectors: readonly ArrayLike<number>[]) =>
    vectors.reduce((length, vector) => Math.max(length, vector.length), 0);
  const matrix: FitsTableData = {
    name: rmf.includesArea ? 'SPECRESP MATRIX' : 'MATRIX',
    columns: [
      ...energyColumns(rmf),
      { name: 'N_GRP', format: 'I', data: rmf.nGrp },
      {
        name: 'F_CHAN',
        format: 'PJ',
        data: rows.fChan,
        tlMin: rmf.firstChannel,
        tlMax: rmf.firstChannel + rmf.detChans - 1,
      },
      { name: 'N_CHAN', format: 'PI', data: rows.nChan },
      { name: 'MATRIX', format: 'PE', data: rows.matrix, unit: rmf.includesArea ? 'cm**2' : undefined },
    ],
    header: [
      ...instrument(rmf),
      ...hduClass('RSP_MATRIX', '1.3.0', rmf.includesArea ? 'FULL' : 'REDIST'),
      ['CHANTYPE', rmf.channelType ?? 'PI'],
      ['DETCHANS', rmf.detChans],
      ['LO_THRES', 0],
      ['NUMGRP', rmf.fChan.length],
      ['NUMELT', rmf.matrix.length],
      ['MAXELT', widest(rows.matrix)],
    ],
  };
  const ebounds: FitsTableData = {
    name: 'EBOUNDS',
    columns: [
      { name: 'CHANNEL', format: 'J', data: rmf.channel, tlMin: rmf.firstChannel },
      { name: 'E_MIN', format: 'E', data: rmf.eMin, unit: 'keV' },
      { name: 'E_MAX', format: 'E', data: rmf.eMax, unit: 'keV' },
    ],
    header: [
      ...instrument(rmf),
      ...hduClass('EBOUNDS', '1.2.0'),
      ['CHANTYPE', rmf.channelType ?? 'PI'],
      ['DETCHANS', rmf.detChans],
    ],
  };
  writeFits(file, [matrix, ebounds]);
}

/**
 * Writes an effective area (OGIP CAL/GEN/92-002a, extension SPECRESP) in 32-bit floats.
 *
 * @throws FileError if the file cannot be written.
 */
export function writeArf(file: string, arf: Arf): void {
  checkObject('arf', arf, 'an effective area (readArf)', 'energLo', 'energHi', 'specResp');
  const columns = [...energyColumns(arf), { name: 'SPECRESP', format: 'E', data: arf.specResp, unit: 'cm**2' }];
  writeFits(file, [{ name: 'SPECRESP', columns, header: [...instrument(arf), ...hduClass('SPECRESP', '1.1.0')] }]);
}

const energyColumns = ({ energLo, energHi }: Pick<Arf, 'energLo' | 'energHi'>) => [
  { name: 'ENERG_LO', format: 'E', data: energLo, unit: 'keV' },
  { name: 'ENERG_HI', format: 'E', data: energHi, unit: 'keV' },
];

const instrument = ({
  telescope,
  instrument,
  detector,
}: Pick<Arf, 'telescope' | 'instrument' | 'detector'>): HeaderEntry[] => [
  ['TELESCOP', telescope ?? 'none', 'mission'],
  ['INSTRUME', instrument ?? 'none', 'instrument'],
  ['DETNAM', detector],
  ['FILTER', 'none'],
];

const hduClass = (class2: string, version: string, class3?: string): HeaderEntry[] => [
  ['HDUCLASS', 'OGIP'],
  ['HDUCLAS1', 'RESPONSE'],
  ['HDUCLAS2', class2],
  ['HDUCLAS3', class3],
  ['HDUVERS', version],
];

/** The flat arrays of groups and elements, divided into rows. */
function rowsOf({ nGrp, fChan, nChan, matrix }: Rmf) {
  const rows: Record<'fChan' | 'nChan' | 'matrix', ArrayLike<number>[]> = { fChan: [], nChan: [], matrix: [] };
  let [group, element] = [0, 0];
  for (const groups of nGrp) {
    const counts = nChan.subarray(group, group + groups);
    const elements = counts.reduce((sum, n) => sum + n, 0);
    rows.fChan.push(fChan.subarray(group, group + groups));
    rows.nChan.push(counts);
    rows.matrix.push(matrix.subarray(element, element + elements));
    group += groups;
    element += elements;
  }
  return rows;
}
