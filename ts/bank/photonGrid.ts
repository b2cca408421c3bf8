import type { ReadonlyFloat64Array } from '../base/index.js';
import { type Band, bandChannels } from '../dataset/index.js';
import { type Response, resolutionOf } from '../simulation/index.js';

/** Photon energies of the templates, keV: bins of 5 eV up to 1.5 keV, then of 0.5 % up to 15 keV. */
export const ccdEdges: ReadonlyFloat64Array = (() => {
  const edges: number[] = [];
  for (let i = 0; i < 290; i++) edges.push((50 + 5 * i) / 1000);
  for (let i = 0; i <= 462; i++) edges.push(1.5 * Math.exp(i * (Math.LN10 / 462)));
  return Float64Array.from(edges);
})();

/**
 * A line is this many bins of a photon grid wide (full width at half maximum) or more: a bin then widens it by 2.6 % at most
 * (its variance by 1/12 of a bin's square).
 */
const BINS_A_LINE = 3;

/**
 * The photon grid on which templates are evaluated for a response: {@link ccdEdges}, or the response's own energies where it
 * resolves lines of the band more finely than these.
 *
 * @param band keV: channels beyond it are not looked at
 */
export function photonEdges(response: Response, band: Band): ReadonlyFloat64Array {
  const { energLo, energHi, eMin, eMax } = response;
  const sigma = resolutionOf(response);
  let bin = 0;
  for (const c of bandChannels(eMin, eMax, band)) {
    const energy = (eMin[c] + eMax[c]) / 2;
    if (energy < ccdEdges[0] || energy < energLo[0] || energy > energHi[energHi.length - 1]) continue;
    while (bin < ccdEdges.length - 2 && ccdEdges[bin + 1] <= energy) bin++;
    const width = 2.355 * sigma[c] * (eMax[c] - eMin[c]);
    if (width < BINS_A_LINE * (ccdEdges[bin + 1] - ccdEdges[bin])) return ownEdges(response);
    if (bin === ccdEdges.length - 2) break;
  }
  return ccdEdges;
}

const ownEdges = ({ energLo, energHi }: Response): Float64Array =>
  Float64Array.of(...energLo, energHi[energHi.length - 1]);
