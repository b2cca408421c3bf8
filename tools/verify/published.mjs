// Components against numbers that XSPEC's own routines have or give: photons/cm2/s/keV at norm 1, unless said otherwise.
import { model } from '../../dist/index.js';
import { largest } from './reference.mjs';

export const files = [];

/** Photons/cm2/s/keV at an energy: of a bin 0.01 % wide. @param {string} expression @param {number} energy */
function at(expression, energy) {
  const [low, high] = [energy * (1 - 5e-5), energy * (1 + 5e-5)];
  return model(expression).bind(Float64Array.of(low), Float64Array.of(high)).evaluate()[0] / (high - low);
}

/** The fit to its integral that diskbb has, at Tin 1 keV. */
const disk = [
  [0.01, 0.11529295872],
  [0.1, 0.024681273027],
  [1, 0.0041472996789],
  [3, 0.00070442486662],
  [10, 1.4807226404e-6],
];
/** log10 of srcut's table of fluxes over those of the power law, at frequencies over the break of which these are log10. */
const synchrotron = [
  [-2, -0.07234],
  [-1, -0.2152],
  [0, -0.573],
  [1, -1.418],
  [2, -3.335],
  [3, -7.591],
];
/** compTT at 0.3, 1, 3, 10, 50 keV. */
const energies = [0.3, 1, 3, 10, 50];
/** @type {[string, number[]][]} */
const comptonised = [
  ['0, 0.1, 50, 1, 1', [54.357800399, 12.157203475, 1.9599348382, 0.26005647519, 0.014774658019]],
  ['0, 0.1, 50, 1, 2', [80.616232218, 10.671486897, 0.73233418116, 0.037599343828, 0.00053559040206]],
  ['0, 0.5, 5, 5, 1', [0.3378525441, 1.1399017215, 0.59371482529, 0.077330726321, 0.0001473743745]],
  ['0, 1, 20, 3, 2', [0.30282653085, 1.7979568577, 2.9296613982, 0.40729095111, 0.0066975702136]],
  ['0, 0.1, 100, 0.5, 1', [105.43836607, 24.161219087, 4.0419067791, 0.56172981592, 0.034988173457]],
];
/** E^3 sigma of Morrison & McCammon 1983, 1e-24 cm2 keV3. */
const wisconsin = [
  [0.2, 69.136],
  [0.5, 91.95],
  [1, 242.2],
  [3, 398.8],
  [6, 446.5],
];

export function published() {
  const perKeV = 2.417989242e17;
  const differences = {
    diskbb: disk.map(([energy, value]) => at('diskbb(1, 1)', energy) / value - 1),
    srcut: synchrotron.map(([decade, value]) => {
      const below = at(`srcut(0.6, ${perKeV * 10 ** -decade}, 1)`, 1) / at('srcut(0.6, 1e25, 1)', 1);
      return below / 10 ** value - 1;
    }),
    comptt: comptonised.flatMap(([parameters, values]) =>
      values.map((value, k) => at(`comptt(${parameters})`, energies[k]) / value - 1),
    ),
    wabs: wisconsin.map(([energy, value]) => {
      const depth = -Math.log(at('wabs(0.1)*powerlaw(0)', energy));
      return (depth * energy ** 3 * 1e3) / value - 1;
    }),
  };
  const row = (key, name, against, tolerance) => {
    const worst = largest(differences[key].map(Math.abs));
    const value = `worst ${(100 * worst).toFixed(2)} %`;
    return { key, name, against, tolerance: `${100 * tolerance} %`, value, pass: worst <= tolerance };
  };
  return {
    rows: [
      row('diskbb', 'diskbb, Tin 1 keV, 0.01-10 keV', "XSPEC's fit of the integral", 0.001),
      row('srcut', 'srcut, 0.01 to 1000 times the break', "XSPEC's table", 0.015),
      row('comptt', 'compTT, 5 sets, 0.3-50 keV', "XSPEC's sum of ten points", 0.001),
      row('wabs', 'wabs, cross-sections at 0.2-6 keV', 'Morrison & McCammon (1983)', 0.001),
    ],
    texts: {},
    pictures: {},
  };
}
