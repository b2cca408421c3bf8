import * as v from 'valibot';
import {
  checkNumber,
  checkOptions,
  listOf,
  MismatchError,
  number,
  ParameterError,
  readData,
  string,
  whole,
} from '../base/index.js';
import { checkResponse } from './apply.js';
import { type Background, backgroundIdentity } from './background.js';
import type { Response } from './response.js';

/** The embedded backgrounds. */
export type EmbeddedBackgroundName = 'acis-i';
/** All names that {@link embeddedBackground} knows. */
export const embeddedBackgroundNames: readonly EmbeddedBackgroundName[] = ['acis-i'];

const positive = number({ above: 0 });
const counts = listOf(number({ min: 0 }));
const pair = v.tuple([positive, positive], 'a list of two');

/** Background shapes as tools/background.mjs writes them to data/background; each figure has its source there. */
const backgroundFile = v.object({
  name: string,
  version: whole(1),
  source: listOf(string),
  /** Continuum: counts/keV at these energies (keV), straight lines between them, constant beyond, nothing outside `limits`. */
  continuum: v.object({ energy: listOf(positive), limits: pair }),
  /** Instrumental lines: Gaussians. */
  lines: listOf(v.object({ name: string, energy: positive, sigma: positive })),
  /** Share of spectra; counts/keV at each energy; counts in each line. */
  shapes: listOf(v.object({ weight: positive, density: counts, counts })),
  /** Counts/s in the source region within `band` (keV): the median, and the standard deviation of log10. */
  rate: v.object({ median: positive, dex: number({ min: 0 }), band: pair, source: string }),
  /** Source region over background region. */
  scale: v.object({ value: positive, source: string }),
});
export type ParametricBackground = v.InferOutput<typeof backgroundFile>;

/**
 * The embedded background of ACIS-I: particles and their fluorescence lines, and sky, in several shapes of real
 * observations, with rates as in the Orion field. docs/embedded-data.md says what of it is exact, fitted and assumed.
 *
 * @param response has the channels; it must be one of ACIS (or not say what it is of)
 * @param options.scale source region over background region, instead of the embedded 1/24
 * @returns several shapes, each taken as often as in real observations, on the response's channels
 * @throws ParameterError for another name or a bad scale; MismatchError for a response of another instrument.
 */
export function embeddedBackground(
  name: EmbeddedBackgroundName,
  response: Response,
  options: { scale?: number } = {},
): Background {
  if (!embeddedBackgroundNames.includes(name))
    throw new ParameterError(
      'name',
      `no embedded background "${name}"; there is ${embeddedBackgroundNames.join(' and ')}; for other instruments use an ` +
        'observed one',
    );
  checkResponse(response);
  checkOptions(options);
  const [, instrument] = response.identity.split(' ');
  if (!['ACIS', 'unknown'].includes(instrument))
    throw new MismatchError(`the background ${name} is that of ACIS, the response of ${instrument}`, {
      what: 'instrument',
      expected: 'ACIS',
      found: instrument,
      remedy: 'use an observed background (a PHA file)',
    });
  const { scale } = options;
  if (scale !== undefined) checkNumber('scale', scale, { above: 0 });
  return backgroundOf(readData(`background/${name}.json`, backgroundFile), response, scale);
}

/** The shapes on a response's channels. */
export function backgroundOf(
  parametric: ParametricBackground,
  { eMin, eMax, channels }: Pick<Response, 'eMin' | 'eMax' | 'channels'>,
  scale = parametric.scale.value,
): Background {
  const { rate, name, version } = parametric;
  const shapes = new Float64Array(parametric.shapes.length * channels);
  const rates = parametric.shapes.map((shape, k) => {
    const counts = shapes.subarray(k * channels, (k + 1) * channels);
    let [total, inBand] = [0, 0];
    for (let c = 0; c < channels; c++) {
      const energy = (eMin[c] + eMax[c]) / 2;
      counts[c] = densityAt(parametric, shape, energy) * (eMax[c] - eMin[c]);
      total += counts[c];
      if (energy >= rate.band[0] && energy <= rate.band[1]) inBand += counts[c];
    }
    for (let c = 0; c < channels; c++) counts[c] /= total;
    return (rate.median * total) / inBand;
  });
  const numbers = {
    shapes,
    weight: Float64Array.from(parametric.shapes, (shape) => shape.weight),
    rate: Float64Array.from(rates),
    dex: rate.dex,
    scale: new Float64Array(rates.length).fill(scale),
  };
  return { identity: backgroundIdentity(`${name}@${version}`, numbers), channels, ...numbers };
}

/** Counts/keV. Lines are four channels wide, so that their value at a channel's centre is their mean over it. */
function densityAt(
  { continuum: { energy, limits }, lines }: ParametricBackground,
  { density, counts }: ParametricBackground['shapes'][number],
  at: number,
): number {
  if (at < limits[0] || at > limits[1]) return 0;
  const above = energy.findIndex((knot) => knot >= at);
  let value = density[above < 0 ? density.length - 1 : 0];
  if (above > 0) {
    const share = (at - energy[above - 1]) / (energy[above] - energy[above - 1]);
    value = density[above - 1] + share * (density[above] - density[above - 1]);
  }
  lines.forEach((line, k) => {
    const x = (at - line.energy) / line.sigma;
    value += (counts[k] / (line.sigma * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * x * x);
  });
  return value;
}
