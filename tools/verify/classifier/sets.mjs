// The simulated sets: stars and AGN through a response, with the three backgrounds of the paper (Hebbar & Heinke 2023, Table 1).
import { agn, concatenate, datasetFromSimulation, embeddedBackground, simulate, stars } from '../../../dist/index.js';
import { described } from './responses.mjs';

/** @typedef {'none' | 'observed' | 'reduced'} BackgroundName */
export const backgrounds = /** @type {BackgroundName[]} */ (['none', 'observed', 'reduced']);

/** Exposure (s), factor on the flux, and whether there is a background: none, observed, reduced. */
const settings = {
  none: { exposure: 1e6, fluxScale: 1, hasBackground: false },
  observed: { exposure: 1e6, fluxScale: 1, hasBackground: true },
  reduced: { exposure: 1e5, fluxScale: 10, hasBackground: true },
};

/** Seeds of the test sources, of the sources that baselines are trained on, and of the templates of bank and ceiling. */
export const seeds = { test: 88001, train: 41001, bank: 0, ceiling: 51001, many: 61001, unlike: 71001, even: 91001 };

/** Factors on the flux of sets of even brightness: ten a decade over four decades, far wider than the populations' fluxes. */
const evenScales = Array.from({ length: 40 }, (_, k) => 10 ** (-2 + (k + 0.5) / 10));

/**
 * The same with the brightness spread evenly in its logarithm, as bank and network assume it: in a bin of net counts every shape is then as
 * frequent as the next, while in a flux-limited sample it goes by how many counts a flux makes of it.
 *
 * @param {any} response
 * @param {BackgroundName} background
 * @param {{ sources: number, seed: number }} options
 */
export async function evenSet(response, background, { sources, seed }) {
  const { exposure, fluxScale, hasBackground } = settings[background];
  const each = Math.ceil(sources / evenScales.length);
  const datasets = [];
  for (const population of [stars(), agn()])
    for (const [k, scale] of evenScales.entries()) {
      const options = {
        ...{ exposure, fluxScale: fluxScale * scale, seed, first: k * each },
        ...(hasBackground && { background: embeddedBackground('acis-i', response) }),
      };
      datasets.push(datasetFromSimulation(await simulate(population, each, response, options)));
    }
  return described(concatenate(datasets), response);
}

/**
 * Stars (0) and AGN (1), `sources` of each.
 *
 * @param {any} response
 * @param {BackgroundName} background
 * @param {{ sources: number, seed: number }} options
 */
export async function simulatedSet(response, background, { sources, seed }) {
  const { exposure, fluxScale, hasBackground } = settings[background];
  const options = {
    ...{ exposure, fluxScale, seed },
    ...(hasBackground && { background: embeddedBackground('acis-i', response) }),
  };
  const datasets = [];
  for (const population of [stars(), agn()])
    datasets.push(datasetFromSimulation(await simulate(population, sources, response, options)));
  return described(concatenate(datasets), response);
}
