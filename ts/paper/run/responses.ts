import { createResponse, embeddedResponse, embeddedResponseTables, type Response } from '../../index.js';
import type { Arf } from '../../ogip/index.js';

/** The responses of the simulations; each is made once. */
export interface PaperResponses {
  /** ACIS-I of 1999-2000, the epoch of the CDFS spectra: the response of the training sets. */
  training: Response;
  /** An approximation of the response of the COUP field, January 2003. */
  coup: Response;
  /** The response of the first epoch of the CDFS, mid-2000 on average, for the stand-in of observed spectra. */
  cdfs: Response;
  /** ACIS-I of 2018 (cycle 19), the latest that is embedded; the paper takes cycle 25. */
  later: Response;
}

/**
 * The position of COUP, January 2003, between the responses of 2000.0 (0) and 2018.0 (1), assuming that the
 * contamination of the filter grew linearly. The responses of the COUP field are not embedded. In truth the contaminant
 * grew faster at first, so that the difference between the two fields may be larger.
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

/** Area at an energy by linear interpolation between bin centres; beyond them that of the outermost bin. */
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
