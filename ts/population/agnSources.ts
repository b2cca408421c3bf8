import * as v from 'valibot';
import { listOf, number, ParameterError, whole } from '../base/index.js';
import type { CdfsModel, CdfsRow } from '../catalog/index.js';
import { pick } from './mixture.js';
import { normalQuantile } from './normal.js';
import { clip, fluxDistribution, tenTo } from './parts.js';

const [share, positive] = [number({ min: 0, max: 1 }), number({ above: 0 })];
const single = v.object({ value: number() });
const pair = v.tuple([number(), number()], 'a list of two');

/** How many of each model, in any unit. */
const shares = v.object({ cThin: positive, softC: positive, cThick: positive });
type Shares = v.InferOutput<typeof shares>;

/** The numbers of data/populations/agn.json; each has its source there. */
export const agnNumbers = v.object({
  version: whole(1),
  mix: shares,
  catalogMix: shares,
  reflection: v.object({ cosIncl: share }),
  gamma: v.object({ parts: listOf(v.object({ weight: share, mean: number(), sd: positive })), limits: pair }),
  unconstrainedShare: single,
  unconstrainedLogNH: single,
  logNH: v.object({ mean: number(), sd: positive, limits: pair }),
  correlation: single,
  redshift: v.object({ nearShare: share, near: pair, shape: positive, scale: positive, limit: positive }),
  flux: fluxDistribution,
  galacticNH: single,
  line: v.object({ share, equivalentWidth: pair, energy: positive, sigma: positive }),
  softFraction: single,
  kernel: v.object({ logNH: positive, Gamma: positive, logFlux: positive }),
});
export type AgnNumbers = v.InferOutput<typeof agnNumbers>;

/**
 * Shares of the three models: `paper` 93, 3 and 4 % (C-thin, Soft-C, C-thick), as Hebbar & Heinke 2023 simulate them;
 * `catalog` 299, 8 and 14 of 321, of which these are the rounding.
 */
export type AgnMix = 'paper' | 'catalog';
export const agnMixes: readonly AgnMix[] = ['paper', 'catalog'];

/** One AGN; see AgnProperties. */
export interface Agn {
  nH: number;
  z: number;
  Gamma: number;
  EW: number;
  flux: number;
  softC: number;
  cThick: number;
}

/** Uniforms an AGN takes, in this order; from a catalogue `gammaPart` picks the row. */
export const draws = ['kind', 'line', 'gammaPart', 'gamma', 'constrained', 'nH', 'near', 'z', 'width', 'flux'] as const;
export type Draw = Record<(typeof draws)[number], number>;

/** Rest-frame equivalent width of the line, eV, or NaN for none. */
function lineWidth(u: Draw, { line }: AgnNumbers): number {
  const [narrowest, widest] = line.equivalentWidth;
  return u.line < line.share ? 1000 * (narrowest + u.width * (widest - narrowest)) : Number.NaN;
}

function kindOf(u: Draw, shares: Shares): CdfsModel {
  const at = u.kind * (shares.cThin + shares.softC + shares.cThick);
  if (at < shares.softC) return 'Soft-C';
  return at < shares.softC + shares.cThick ? 'C-thick' : 'C-thin';
}

/** An AGN by the embedded distributions. */
export function fromDistributions(numbers: AgnNumbers, mix: AgnMix): (u: Draw) => Agn {
  const { gamma, logNH, flux } = numbers;
  const { nearShare, near, shape, scale, limit } = numbers.redshift;
  const r = numbers.correlation.value;
  const shares = mix === 'paper' ? numbers.mix : numbers.catalogMix;
  return (u) => {
    const kind = kindOf(u, shares);
    const component = pick(gamma.parts, u.gammaPart);
    const z =
      u.near < nearShare
        ? near[0] + u.z * (near[1] - near[0])
        : Math.min(limit, scale * Math.exp(Math.log(-Math.log(1 - u.z)) / shape)); // Weibull
    // A soft component is seen only where the main one is absorbed: Soft-C always has a constrained column.
    const constrained = kind === 'Soft-C' || u.constrained >= numbers.unconstrainedShare.value;
    const score = r * normalQuantile(u.z) + Math.sqrt(1 - r * r) * normalQuantile(u.nH);
    const column = constrained ? clip(logNH.mean + logNH.sd * score, logNH.limits) : numbers.unconstrainedLogNH.value;
    return {
      nH: kind === 'C-thick' ? Number.NaN : tenTo(column - 22),
      z,
      Gamma: clip(component.mean + component.sd * normalQuantile(u.gamma), gamma.limits),
      EW: lineWidth(u, numbers),
      flux: flux.median * tenTo(flux.dex * normalQuantile(u.flux)),
      softC: kind === 'Soft-C' ? 1 : 0,
      cThick: kind === 'C-thick' ? 1 : 0,
    };
  };
}

/**
 * An AGN that is one row of the catalogue, drawn whole so that all correlations stay, blurred by the kernel.
 *
 * @throws ParameterError when the mix asks for a model that no row has.
 */
export function fromCatalog(rows: readonly CdfsRow[], numbers: AgnNumbers, mix: AgnMix): (u: Draw) => Agn {
  const { gamma, kernel, unconstrainedLogNH } = numbers;
  const rowsWith = (model: CdfsModel) => rows.filter((row) => row.model === model);
  const groups: Record<CdfsModel, readonly CdfsRow[]> = {
    'C-thin': rowsWith('C-thin'),
    'Soft-C': rowsWith('Soft-C'),
    'C-thick': rowsWith('C-thick'),
  };
  for (const [model, group] of Object.entries(groups))
    if (mix === 'paper' && group.length === 0)
      throw new ParameterError(
        'rows',
        `none of the ${rows.length} CDFS rows is ${model}, which the mix needs; use mix: 'catalog' to draw from the rows as they are`,
      );
  return (u) => {
    const from = mix === 'paper' ? groups[kindOf(u, numbers.mix)] : rows;
    const row = from[Math.floor(u.gammaPart * from.length)];
    const isThick = row.model === 'C-thick';
    const blur = tenTo(kernel.logNH * normalQuantile(u.nH));
    const nH = row.nH > 0 ? row.nH * blur : tenTo(unconstrainedLogNH.value - 22);
    return {
      nH: isThick ? Number.NaN : nH,
      z: row.redshift,
      Gamma: clip(row.Gamma + kernel.Gamma * normalQuantile(u.gamma), gamma.limits),
      EW: lineWidth(u, numbers),
      flux: (row.softFlux + row.hardFlux) * tenTo(kernel.logFlux * normalQuantile(u.flux)),
      softC: row.model === 'Soft-C' ? 1 : 0,
      cThick: isThick ? 1 : 0,
    };
  };
}
