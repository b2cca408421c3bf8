import { type BindOptions, model } from '../../ts/spectral/index.js';

type Grid = readonly [Float64Array, Float64Array];

const fromEdges = (edges: Float64Array): Grid => [edges.slice(0, -1), edges.slice(1)];

/** `n` bins of one width from `low` to `high` keV. */
export const even = (low: number, high: number, n: number): Grid =>
  fromEdges(Float64Array.from({ length: n + 1 }, (_, i) => low + ((high - low) * i) / n));

/** `n` bins of one ratio. */
export const logarithmic = (low: number, high: number, n: number): Grid =>
  fromEdges(Float64Array.from({ length: n + 1 }, (_, i) => low * (high / low) ** (i / n)));

export const fluxOn = (expression: string, [lo, hi]: Grid, options?: BindOptions) =>
  model(expression).bind(lo, hi, options).evaluate();

/** Photons/cm2/s/keV, or a factor, at an energy: of a bin 0.01 % wide; `factors` go on a spectrum of 1 photon/keV. */
export function at(expression: string, energy: number, options?: BindOptions): number {
  const width = 1e-4 * energy;
  return fluxOn(expression, even(energy - width / 2, energy + width / 2, 1), options)[0] / width;
}
export const factorAt = (factor: string, energy: number, options?: BindOptions) =>
  at(`${factor}*powerlaw(0)`, energy, options);

export const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/** Energy flux, erg/cm2/s. */
export const energyFlux = (flux: Float64Array, [lo, hi]: Grid) =>
  1.602176634e-9 * flux.reduce((sum, value, i) => sum + value * 0.5 * (lo[i] + hi[i]), 0);
