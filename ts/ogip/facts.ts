import { named } from './extensions.js';
import type { FitsHeader } from './fits/header.js';
import type { Pha } from './types.js';

/** What a header says about an observation and its source. */
export type SpectrumFacts = Pick<Pha, 'obsId' | 'dateObs' | 'regionId' | 'ra' | 'dec'>;

/** Keywords that hold where the telescope pointed or was asked to, not where the source is. */
const pointings = ['PNT', 'NOM', 'TARG', 'OBJ'];

/**
 * Identity, date and position of a spectrum, as real files have them:
 * - Chandra Source Catalog 2 (`*_pha3.fits`): OBS_ID, DATE-OBS, REGIONID ('0009', the source region within its stack), no position;
 *   RA_PNT, RA_NOM and RA_TARG are those of the observation.
 * - Chandra Source Catalog 1 the same, with RA and DEC of the source region: they are where its ellipse lies on the sky, 3' from RA_PNT.
 * - CIAO specextract and dmgroup: OBS_ID and DATE-OBS, no position and no region (DSVALn holds the region in sky pixels).
 * - XMM SAS evselect: OBS_ID, DATE-OBS, RA_PNT, RA_NOM and RA_OBJ ("RA of target") in the primary header alone, and no source number.
 * - Swift BAT survey: RA and DEC of the counterpart, DATE-OBS; no OBS_ID.
 * - Fermi GBM: DATE-OBS; RA_OBJ of the burst in the primary header.
 *
 * The position is that of RA and DEC alone, in the extension of the spectrum or the row of a type II file. RA_OBJ is the target in
 * XMM's files and the source in GBM's, so that it cannot be taken for either, nor can RA_TARG. RA and DEC that equal one of these pairs
 * are a copy of it and left out, and so are those of another equinox than J2000, and what is no position.
 *
 * @param value the value of a keyword of the spectrum, by a column of its row where there is one
 * @param headers that of the spectrum and the primary one
 */
export function spectrumFacts(
  value: (keyword: string) => string | number | undefined,
  headers: { spectrum: FitsHeader; primary: FitsHeader },
): SpectrumFacts {
  const { primary } = headers;
  const words = (keyword: string) => {
    const own = value(keyword);
    return named(own === undefined ? undefined : String(own)) ?? named(primary.string(keyword));
  };
  return {
    obsId: words('OBS_ID'),
    dateObs: words('DATE-OBS'),
    regionId: words('REGIONID'),
    ...position(value, headers),
  };
}

function position(
  value: (keyword: string) => string | number | undefined,
  { spectrum, primary }: { spectrum: FitsHeader; primary: FitsHeader },
): { ra?: number; dec?: number } {
  const [ra, dec] = [degrees(value('RA')), degrees(value('DEC'))];
  if (!(ra >= 0 && ra <= 360 && dec >= -90 && dec <= 90)) return {};
  const isPointing = [spectrum, primary].some((header) =>
    pointings.some((end) => degrees(header.get(`RA_${end}`)) === ra && degrees(header.get(`DEC_${end}`)) === dec),
  );
  const equinox = degrees(spectrum.get('EQUINOX') ?? 2000);
  const frame = spectrum.string('RADECSYS') ?? spectrum.string('RADESYS') ?? 'ICRS';
  return isPointing || equinox !== 2000 || /FK4/i.test(frame) ? {} : { ra, dec };
}

/** NaN for what is no number: a position that cannot be understood is no reason to refuse a spectrum. */
const degrees = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : Number.NaN;
