// Continuum of radiative recombination into the shells of an ion, by detailed balance (Milne) from photo-ionisation:
//
//   dR/dE = sqrt(2 / pi) (w / w_ion) c E^2 sigma(E) (m c^2 kT)^-3/2 exp(-(E - I) / kT)     cm3/s/keV, E >= I
// w, w_ion: weights of the shell's level and of the recombining ion; I: the shell's binding energy.
// sigma: of the ground configuration by Verner & Yakovlev (1995, A&AS 109, 125); of excited shells Kramers' with the Gaunt
// factors of Karzas & Latter (1961, ApJS 6, 167) in n and l, both as CHIANTI has them (Young et al. 2003, ApJS 144, 135).
// Shells that CHIANTI does not list are hydrogenic, up to `highest`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ionFile, readShells } from './chianti.mjs';
import { electronMass, kB, lightSpeed, rydberg } from './constants.mjs';
import { bracket } from './interpolate.mjs';

const highest = 40; // shells above it hold less than 0.1 % of the recombinations

/** Gaunt factor of shell n, l at the photon energy x = E / I. The files give n <= 6, energies in Z^2 Ry, falling. */
export function readBoundFreeGaunt(root) {
  const tables = [1, 2, 3, 4, 5, 6].map((n) => {
    const rows = readFileSync(join(root, `continuum/klgfb_${n}.dat`), 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length === n + 1)
      .reverse();
    const logX = rows.map((row) => Math.log(row[0] * n * n));
    const columns = Array.from({ length: n }, (_, l) => rows.map((row) => Math.log(row[l + 1])));
    const mean = rows.map((row) => Math.log(row.slice(1).reduce((sum, g, l) => sum + ((2 * l + 1) * g) / n ** 2, 0)));
    return { logX, columns, mean };
  });
  const at = (logX, values, x) => {
    const where = Math.max(Math.log(x), logX[0]);
    const i = bracket(logX, where);
    return Math.exp(values[i] + ((values[i + 1] - values[i]) * (where - logX[i])) / (logX[i + 1] - logX[i]));
  };
  /** l undefined: the mean over the shell. Above n = 6 the mean of n = 6 at the same energy: the factor varies with E / Z^2 Ry. */
  return (n, l, x) => {
    if (n <= 6) return at(tables[n - 1].logX, l === undefined ? tables[n - 1].mean : tables[n - 1].columns[l], x);
    return at(tables[5].logX, tables[5].mean, Math.max((x * 36) / (n * n), 1));
  };
}

/** Verner & Yakovlev's cross-section of the outermost shell, cm2; by atomic number and number of electrons. */
export function readVerner(root) {
  const fits = new Map();
  for (const line of readFileSync(join(root, 'continuum/verner_short.txt'), 'latin1').split('\n')) {
    const [z, electrons, n, l, threshold, e0, sigma0, ya, p, yw] = line.trim().split(/\s+/).map(Number);
    if (z > 0) fits.set(`${z} ${electrons}`, { n, l, threshold: threshold / 1000, e0: e0 / 1000, sigma0, ya, p, yw });
  }
  return (z, electrons) => {
    const fit = fits.get(`${z} ${electrons}`);
    if (!fit) throw new Error(`continuum/verner_short.txt lacks element ${z} with ${electrons} electrons`);
    const { l, e0, sigma0, ya, p, yw } = fit;
    const crossSection = (energy) => {
      const y = energy / e0;
      const q = 5.5 + l - p / 2;
      return 1e-18 * sigma0 * ((y - 1) ** 2 + yw ** 2) * y ** -q * (1 + Math.sqrt(y / ya)) ** -p;
    };
    return { n: fit.n, l, crossSection };
  };
}

/** Kramers' cross-section of a shell bound by I, cm2. */
export const kramers = (n, binding, energy) => ((7.9071e-18 * rydberg) / (n * binding)) * (binding / energy) ** 3;

/** Ways to put k electrons into a subshell: its statistical weight. */
function weightOf(l, electrons) {
  let weight = 1;
  for (let i = 0; i < electrons; i++) weight = (weight * (4 * l + 2 - i)) / (i + 1);
  return weight;
}

const subshells = [
  [1, 0],
  [2, 0],
  [2, 1],
  [3, 0],
  [3, 1],
  [3, 2],
  [4, 0],
];
/** The outermost subshell of an ion by the order of filling (in ions the 3d before the 4s), and its weight. */
export function ground(electrons) {
  let left = electrons;
  for (const [n, l] of subshells) {
    if (left <= 4 * l + 2) return { n, l, weight: weightOf(l, left) };
    left -= 4 * l + 2;
  }
  return { n: 4, l: 0, weight: 1 };
}

/** Shells that an electron can be captured into: {n, l (undefined: all), ratio of weights, binding energy keV}. */
export function shellsOf(listed, listedIon, element, stage, ionisation) {
  const electrons = element - stage + 1;
  const ionWeight = listedIon[0]?.weight ?? (electrons > 1 ? ground(electrons - 1).weight : 1);
  const groundShell = listed[0] ?? { ...ground(electrons), energy: 0 };
  /** @type {{ n: number, l?: number, ratio: number, binding: number, isGround?: boolean }[]} */
  const shells = [
    { n: groundShell.n, l: groundShell.l, ratio: groundShell.weight / ionWeight, binding: ionisation, isGround: true },
  ];
  // CHIANTI gives the mean energy of the ground configuration; the binding is that of the ground level.
  for (const { n, l, weight, energy } of listed.slice(1)) {
    if (energy > 0 && energy < ionisation)
      shells.push({ n, l, ratio: weight / ionWeight, binding: ionisation - energy });
  }
  const hydrogenic = (n) => (stage * stage * rydberg) / (n * n);
  for (let n = groundShell.n; n <= highest; n++) {
    const known = shells.filter((shell) => shell.n === n);
    const from = known.length ? Math.max(...known.map((shell) => shell.l ?? Number.NaN)) + 1 : 0;
    if (from === 0) shells.push({ n, ratio: 2 * n * n, binding: hydrogenic(n) });
    else for (let l = from; l < n; l++) shells.push({ n, l, ratio: 4 * l + 2, binding: hydrogenic(n) });
  }
  return shells;
}

export function freeBound(root, ionisationOf) {
  const gaunt = readBoundFreeGaunt(root);
  const verner = readVerner(root);
  const read = (element, stage) => {
    const file = ionFile(root, element, stage, 'fblvl');
    return file ? readShells(file) : [];
  };
  /** For capture to `stage`: adds share(temperature) times photons cm3/s in each bin to out[t]. */
  return (element, stage, edges, temperatures, share, out) => {
    const shells = shellsOf(
      read(element, stage),
      read(element, stage + 1),
      element,
      stage,
      ionisationOf(element, stage),
    );
    const groundSection = verner(element, element - stage + 1).crossSection;
    const bins = edges.length - 1;
    // w / w_ion E^2 sigma dE of each shell, at the middle of the part of the bin above the edge.
    for (const { n, l, ratio, binding, isGround } of shells) {
      const first = edges.findIndex((edge) => edge > binding) - 1;
      if (first < -1) continue;
      const [middle, strength] = [new Float64Array(bins), new Float64Array(bins)];
      for (let i = Math.max(first, 0); i < bins; i++) {
        const low = Math.max(edges[i], binding);
        const energy = (low + edges[i + 1]) / 2;
        const section = isGround ? groundSection(energy) : kramers(n, binding, energy) * gaunt(n, l, energy / binding);
        middle[i] = energy;
        strength[i] = ratio * energy * energy * section * (edges[i + 1] - low);
      }
      temperatures.forEach((temperature, t) => {
        if (!(share[t] > 1e-9)) return;
        const kT = kB * temperature;
        const factor = (share[t] * Math.sqrt(2 / Math.PI) * lightSpeed) / (electronMass * kT) ** 1.5;
        for (let i = Math.max(first, 0); i < bins; i++) {
          const x = (middle[i] - binding) / kT;
          if (x > 100) break;
          out[t][i] += factor * strength[i] * Math.exp(-x);
        }
      });
    }
  };
}
