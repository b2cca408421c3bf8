import { checkOptions } from '../base/index.js';
import { energyBins, instrumentOf, needExtensions, scalars } from './extensions.js';
import { type FitsFile, readFits } from './fits/read.js';
import type { FitsTable } from './fits/table.js';
import { FileWarnings, refuseIfStrict } from './repairs.js';
import type { Arf, Source } from './types.js';

const specRespKind = { what: 'effective area', class1: 'RESPONSE', class2: 'SPECRESP', names: ['SPECRESP'] };

/**
 * Reads an effective area (OGIP CAL/GEN/92-002, extension SPECRESP): energies in keV, area in cm2 (m2 is converted; a
 * missing unit means cm2).
 *
 * @param options.strict refuse a file that is not as it should be ({@link repairs}) instead of reading it with a warning
 * @throws FileError if the file cannot be read, holds no SPECRESP table, has no rows, no energy bin, or an
 *   area that is negative or not a number: no model could be evaluated with such a file.
 */
export function readArf(source: Source, options: { strict?: boolean } = {}): Arf {
  checkOptions(options);
  return arfOf(readFits(source), options);
}

/** As {@link readArf}, of a file that was opened. */
export function arfOf(fits: FitsFile, options: { strict?: boolean } = {}): Arf {
  const { table } = needExtensions(fits, specRespKind)[0];
  const warnings = new FileWarnings(fits.file);
  const { energLo, energHi } = energyBins(table, warnings);
  const specResp = areas(table);
  for (let i = 0; i < specResp.length; i++)
    if (!(specResp[i] >= 0 && specResp[i] < Number.POSITIVE_INFINITY))
      throw table.error(
        `SPECRESP is ${specResp[i]} cm2 in row ${i + 1} (${energLo[i]}-${energHi[i]} keV); make the ARF anew`,
      );
  const exposure = table.header.number('EXPOSURE');
  refuseIfStrict(options.strict, warnings.list);
  const names = instrumentOf(table.header);
  return { file: fits.file, energLo, energHi, specResp, exposure, ...names, warnings: warnings.list };
}

function areas(table: FitsTable): Float64Array {
  const values = scalars(table, 'SPECRESP', Float64Array);
  const unit = (table.column('SPECRESP').unit ?? 'cm2').toLowerCase().replace(/[\s^*()]/g, '');
  if (unit === 'cm2') return values;
  if (unit === 'm2') return values.map((value) => value * 1e4);
  throw table.error(`column SPECRESP is in ${table.column('SPECRESP').unit}; an area in cm2 or m2 is needed`);
}
