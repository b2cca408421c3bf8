import { checkObject } from '../../base/index.js';
import type { FitsFile, FitsHdu } from '../../ogip/index.js';
import { markKeyword } from './format.js';

/** The kinds of FITS files that xsift uses. A file may be of several kinds, such as a matrix and an area in one. */
export type FileKind = 'library' | 'pha' | 'phaII' | 'rmf' | 'arf';

/**
 * The kinds of a FITS file, by HDUCLAS1, HDUCLAS2 and EXTNAME of its tables; an empty list for files of other purposes.
 * Only headers are examined: reading the file may still fail.
 */
export function fileKinds(fits: FitsFile): FileKind[] {
  checkObject('fits', fits, 'a FITS file (readFits)', 'hdus');
  const tables = fits.hdus.filter((hdu) => hdu.isTable);
  const named =
    (...names: string[]) =>
    (hdu: FitsHdu) =>
      [hdu.header.string('HDUCLAS1'), hdu.header.string('HDUCLAS2'), hdu.name].some((name) =>
        names.includes(name?.toUpperCase() ?? ''),
      );
  if (tables.some(({ header }) => header.get(markKeyword) !== undefined)) return ['library'];
  const kinds: FileKind[] = [];
  const spectrum = tables.find(named('SPECTRUM'));
  if (spectrum) {
    const counts = spectrum.table.find('COUNTS') ?? spectrum.table.find('RATE');
    kinds.push(counts && counts.repeat !== 1 ? 'phaII' : 'pha');
  }
  if (tables.some(named('RSP_MATRIX', 'MATRIX', 'SPECRESP MATRIX'))) kinds.push('rmf');
  if (tables.some(named('SPECRESP'))) kinds.push('arf');
  return kinds;
}
