import { createResponse, embeddedResponse, embeddedResponseTables, type Response } from '../../index.js';
import type { Arf } from '../../ogip/index.js';

/** Responses that the sections simulate with; each is made once. */
export interface PaperResponses {
  /** ACIS-I of 1999-2000, the epoch of the CDFS spectra: the training response of the main sections. */
  training: Response;
  /** What stands in for that of the COUP field, January 2003. */
  coup: Response;
  /** The first epoch of the CDFS, mid-2000 on average: for the stand-in for observed spectra. */
  cdfs: Response;
  /** ACIS-I of 2018 (cycle 19), the latest that is embedded; the paper takes cycle 25. */
  later: Response;
}

/**
 * Share of the way from the response of 2000.0 to that of 2018.0 at the time of the COUP, January 2003, if the contamination of the
 * filter grows evenly. An assumption: the responses of the COUP field are not embedded. The contaminant grew faster at first, so
 * that the true difference between the two fields may be larger.
 */
export const coupShare = (2003.05 - 2000) / (2018 - 2000);
const cdfsShare = (2000.5 - 2000) / (2018 - 2000);

let made: PaperResponses | undefined;

export function paperResponses(): PaperResponses {
  made ??= makeResponses();
  return made;
}

function makeResponses(): PaperResponses {
  const early = embeddedResponseTables('acis-i-cycle0');
  const late = embeddedResponseTables('acis-i-cycle19');
  const { energLo, energHi } = early.arf;
  const between = (share: number, year: string): Response => {
    const specResp = early.arf.specResp.map((area, i) => {
      const centre = (energLo[i] + energHi[i]) / 2;
      return area * (1 - share + (share * areaAt(late.arf, centre)) / areaAt(early.arf, centre));
    });
    return createResponse(early.rmf, { ...early.arf, file: `embedded:acis-i-${year}`, specResp });
  };
  return {
    training: embeddedResponse('acis-i-cycle0'),
    coup: between(coupShare, '2003'),
    cdfs: between(cdfsShare, '2000.5'),
    later: embeddedResponse('acis-i-cycle19'),
  };
}

/** Area at an energy, straight between bin centres, that of the outermost bin beyond. */
function areaAt({ energLo, energHi, specResp }: Arf, energy: number): number {
  const centre = (i: number) => (energLo[i] + energHi[i]) / 2;
  const last = specResp.length - 1;
  if (energy <= centre(0)) return specResp[0];
  if (energy >= centre(last)) return specResp[last];
  let i = 0;
  while (centre(i + 1) < energy) i++;
  const share = (energy - centre(i)) / (centre(i + 1) - centre(i));
  return specResp[i] + share * (specResp[i + 1] - specResp[i]);
}
