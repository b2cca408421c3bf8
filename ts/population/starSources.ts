import * as v from 'valibot';
import { number, whole } from '../base/index.js';
import type { CoupRow } from '../catalog/index.js';
import { mixture, sampleMixture } from './mixture.js';
import { normalQuantile } from './normal.js';
import { reflect, tenTo } from './parts.js';

const positive = number({ above: 0 });
const pair = v.tuple([number(), number()], 'a list of two');

/** The numbers of data/populations/stars.json, each with its source in the file. */
export const starNumbers = v.object({
  version: whole(1),
  /** Share of stars described by one plasma. */
  oneTemperature: number({ min: 0, max: 1 }),
  /** log NH, log kT1, log EM1 (log NH, log kT1, log kT2, log EM1, log EM2), all log10, NH in cm^-2, kT in keV, EM in cm^-3. */
  one: mixture,
  two: mixture,
  /** Where the catalogue's own fits stop. */
  limits: v.object({ logNH: pair, kT: pair, logEM: pair }),
  /** Standard deviations by which a catalogue row is blurred, in dex. */
  kernel: v.object({ logNH: positive, logkT: positive, logEM: positive }),
  abundance: positive,
  /** pc */
  distance: v.object({ value: positive }),
});
export type StarNumbers = v.InferOutput<typeof starNumbers>;

/** One star: column in 1e22 cm^-2, temperatures in keV, the cooler first; NaN for a second plasma that it has not. */
export interface Star {
  nH: number;
  kT1: number;
  kT2: number;
  logEM1: number;
  logEM2: number;
  /** EM2 / EM1 */
  emRatio: number;
}

/** Uniforms a star takes: its kind or row, its mixture component, five normals; then two for its flux. */
export const draws = { star: 7, flux: 2 } as const;

/** A star from the mixtures. A component of no width in a dimension is a heap there, such as log NH = 20, and stays one. */
export function fromMixtures({
  oneTemperature,
  one: onePlasma,
  two: twoPlasmas,
  limits,
}: StarNumbers): (u: Float64Array) => Star {
  const normals = [0, 0, 0, 0, 0];
  return (u) => {
    for (let k = 2; k < draws.star; k++) normals[k - 2] = normalQuantile(u[k]);
    return starOf(sampleMixture(u[0] < oneTemperature ? onePlasma : twoPlasmas, u[1], normals), limits);
  };
}

/** A star that is one row, blurred; a value at the limit of the catalogue's fits is no measurement and stays there. */
export function fromRows(rows: readonly CoupRow[], { kernel, limits }: StarNumbers): (u: Float64Array) => Star {
  return (u) => {
    const { logNH, kT1, kT2, logEM1, logEM2 } = rows[Math.floor(u[0] * rows.length)];
    const hasTwo = kT2 > 0;
    const logs = hasTwo ? [logNH, Math.log10(kT1), Math.log10(kT2), logEM1, logEM2] : [logNH, Math.log10(kT1), logEM1];
    const widths = hasTwo
      ? [kernel.logNH, kernel.logkT, kernel.logkT, kernel.logEM, kernel.logEM]
      : [kernel.logNH, kernel.logkT, kernel.logEM];
    const isHeap = hasTwo
      ? [logNH <= limits.logNH[0], kT1 >= limits.kT[1], kT2 >= limits.kT[1]]
      : [logNH <= limits.logNH[0], kT1 >= limits.kT[1]];
    const blurred = logs.map((value, k) => (isHeap[k] ? value : value + widths[k] * normalQuantile(u[2 + k])));
    return starOf(blurred, limits);
  };
}

/** Logs to properties, within the limits and with the cooler plasma first, as in the catalogue. */
function starOf(logs: readonly number[], limits: StarNumbers['limits']): Star {
  const hasTwo = logs.length === 5;
  const [logNH, log1, log2] = logs;
  const [em1, em2] = hasTwo ? [logs[3], logs[4]] : [logs[2], Number.NaN];
  const kTs = [Math.log10(limits.kT[0]), Math.log10(limits.kT[1])] as const;
  // From the limit itself, so that a heap is one number.
  const kT = (log: number) => (log >= kTs[1] ? limits.kT[1] : tenTo(log));
  const nH = tenTo(reflect(logNH, limits.logNH) - 22);
  const measure = (logEM: number) => (Number.isNaN(logEM) ? logEM : reflect(logEM, limits.logEM));
  const [logEM1, logEM2] = [measure(em1), measure(em2)];
  const kT1 = kT(reflect(log1, kTs));
  if (!hasTwo) return { nH, kT1, kT2: Number.NaN, logEM1, logEM2: Number.NaN, emRatio: Number.NaN };
  const kT2 = kT(reflect(log2, kTs));
  if (kT1 <= kT2) return { nH, kT1, kT2, logEM1, logEM2, emRatio: tenTo(logEM2 - logEM1) };
  return { nH, kT1: kT2, kT2: kT1, logEM1: logEM2, logEM2: logEM1, emRatio: tenTo(logEM1 - logEM2) };
}
