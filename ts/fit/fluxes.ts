import { type Band, ParameterError } from '../base/index.js';

import type { Response } from '../simulation/index.js';
import type { SpectralModel } from '../spectral/index.js';
import type { Evaluator } from './evaluator.js';
import { varianceOf } from './linear.js';
import { type ParameterPlan, valuesAt } from './parameters.js';
import type { FitFlux } from './types.js';

/** erg in a keV (CODATA 2018). */
const ERG_PER_KEV = 1.602176634e-9;

const defaultBands: readonly Band[] = [
  [0.5, 8],
  [0.5, 2],
  [2, 8],
];

/**
 * Bands within the response's energies.
 *
 * @throws ParameterError for a band of the caller's that reaches beyond them
 */
export function checkFluxBands(bands: readonly Band[] | undefined, { energLo, energHi }: Response): readonly Band[] {
  const [first, last] = [energLo[0], energHi[energHi.length - 1]];
  const isInside = ([from, to]: Band) => from >= first && to <= last;
  const outside = bands?.find((band) => !isInside(band));
  if (outside)
    throw new ParameterError(
      'fluxBands',
      `the flux band ${outside[0]} to ${outside[1]} keV reaches beyond the response's energies, ${first} to ${last} keV`,
    );
  return bands ?? defaultBands.filter(isInside);
}

/** Energy flux in a band, erg/cm2/s; photons of a bin have its middle energy, and a bin at the edge gives its share. */
export function energyFlux(flux: ArrayLike<number>, { energLo, energHi }: Response, [from, to]: Band): number {
  let sum = 0;
  for (let e = 0; e < flux.length; e++) {
    const [low, high] = [Math.max(from, energLo[e]), Math.min(to, energHi[e])];
    if (high > low) sum += (flux[e] * (high - low) * (low + high)) / 2 / (energHi[e] - energLo[e]);
  }
  return sum * ERG_PER_KEV;
}

/**
 * Fluxes in bands as the model has them, and before absorption: with every nH at 0.
 *
 * @param covariance of the free parameters, whose errors go over to the fluxes
 * @param steps of differences, one a free parameter
 */
export function bandFluxes(
  bands: readonly Band[],
  model: SpectralModel,
  plan: ParameterPlan,
  evaluator: Evaluator,
  response: Response,
  point: Float64Array,
  covariance: Float64Array,
  steps: Float64Array,
): FitFlux[] {
  const isColumn = model.parameters.map(({ name }) => name === 'nH');
  const at = (free: Float64Array, isUnabsorbed: boolean) => {
    const values = valuesAt(plan, free);
    return evaluator.flux(isUnabsorbed ? values.map((value, k) => (isColumn[k] ? 0 : value)) : values);
  };
  const of = (isUnabsorbed: boolean) => {
    const here = at(point, isUnabsorbed);
    const beside = Array.from(steps, (step, k) =>
      step === 0 ? undefined : at(point.with(k, point[k] + step), isUnabsorbed),
    );
    return bands.map((band) => {
      const flux = here ? energyFlux(here, response, band) : NaN;
      const slopes = beside.map((there, k) => (there ? (energyFlux(there, response, band) - flux) / steps[k] : 0));
      return { flux, error: propagate(covariance, slopes) };
    });
  };
  const absorbed = of(false);
  const unabsorbed = isColumn.includes(true) ? of(true) : absorbed;
  return bands.map((band, i) => ({
    ...{ band, ...absorbed[i] },
    ...{ unabsorbedFlux: unabsorbed[i].flux, unabsorbedError: unabsorbed[i].error },
  }));
}

/** NaN where no parameter has an error. */
function propagate(covariance: Float64Array, slopes: readonly number[]): number {
  const variance = varianceOf(covariance, slopes);
  return variance > 0 ? Math.sqrt(variance) : NaN;
}
