import type { ReadonlyFloat64Array } from '../base/index.js';
import type { Rmf } from '../ogip/index.js';

/** Photons that reach the detector in 1 s: photons/cm2/s times cm2, by energy bin. */
export function photonsThrough(specResp: ReadonlyFloat64Array, flux: ReadonlyFloat64Array): Float64Array {
  const photons = new Float64Array(flux.length);
  for (let e = 0; e < photons.length; e++) photons[e] = flux[e] * specResp[e];
  return photons;
}

/**
 * Expected counts by channel of photons in a few energy bins: the sum over these of matrix x photons, in rising energy, product and
 * sum rounded, so that the bits are those of the native core (native/core/response). It reads those rows of the matrix alone.
 *
 * @param photons one number an energy row of the matrix
 */
export function expectedThrough(rmf: Rmf, photons: ReadonlyFloat64Array): Float64Array {
  const { nGrp, nChan, detChans } = rmf;
  const expected = new Float64Array(detChans);
  const sums = new Float64Array(detChans);
  let [group, element] = [0, 0];
  for (let e = 0; e < nGrp.length; e++) {
    const end = group + nGrp[e];
    if (photons[e] !== 0) addRow(rmf, { group, end, element }, photons[e], expected, sums);
    for (; group < end; group++) element += nChan[group];
  }
  return expected;
}

/** @param sums of zeros, and left so */
function addRow(
  { fChan, nChan, matrix, firstChannel }: Rmf,
  { group, end, element }: { group: number; end: number; element: number },
  photons: number,
  expected: Float64Array,
  sums: Float64Array,
): void {
  // Groups that overlap add up before they are multiplied.
  for (let g = group, at = element; g < end; g++)
    for (let c = fChan[g] - firstChannel, stop = c + nChan[g]; c < stop; c++) sums[c] += matrix[at++];
  for (let g = group; g < end; g++)
    for (let c = fChan[g] - firstChannel, stop = c + nChan[g]; c < stop; c++) {
      expected[c] += photons * sums[c];
      sums[c] = 0;
    }
}
