// Dielectronic recombination of Fe XVIII-XXIV through their L shell, of whose resonances CHIANTI has no levels.
//
// Rates are the fits of Badnell et al. (2003, A&A 406, 1151, and the papers that follow it for each sequence; file of 2017),
// sum_i c_i exp(-E_i / T) T^-3/2 cm3/s, for ions in their ground level. Terms below 2.5e6 K are captures that excite 2s to 2p,
// those from 2.5e6 to 2e7 K such that excite 2l to 3l' or higher; those above, left out here, go through the K shell.
//
// How captures share in levels j of the recombining ion (charge z) and shells n of the captured electron follows from the
// collision strengths of excitation, which are continuous across the threshold (Seaton 1969, Adv. At. Mol. Phys. 5, 331):
//
//   capture into (j, n):   C = 8.629e-6 / (w sqrt(T)) Y_j exp(-E_n / kT) (2 z^2 Ry / n^3) / kT        cm3/s
//   E_n = E_j - (z + s_n)^2 Ry / n^2;   back (detailed balance):   A_k = 1.316e16 z^2 Y_kj / (n^3 w_j W_n)     s-1
//   recombination:         C Ar / (Ar + sum_k A_k)
// Y_j: collision strength near threshold from the ground level (weight w), Y_kj from level k of the ground complex. Ar: decay of
// j to levels of the ground complex which leave the captured electron bound. s_n: of the nuclear charge, what an electron in
// j's shell leaves unscreened (Slater 1930, Phys. Rev. 36, 57: 0.65 in the same shell, 0.15 in the next). W_n: states of the
// captured electron that take part, l up to 4. These rates are 1.6 to 2.4 times the fits at 1 keV: they give the shares alone.
//
// The photon of j to k is the ion's own less the change of the captured electron's binding, (2 z s_n + s_n^2) Ry / n^2. Then that
// electron goes its way down: shell n of the recombined ion is filled by weight, its next lower one where it has none.

import { kB, rydberg } from './constants.mjs';
import { collisionStrength } from './excitation.mjs';

/** By the number of electrons of the recombining ion of iron: [c_i in cm3/s K^3/2, E_i in K]. */
const fits = {
  3: [
    [7.882e-3, 5.977e4],
    [1.636e-2, 2.074e5],
    [4.868e-2, 6.17e5],
    [4.23e-2, 3.789e6],
    [4.151e-1, 1.086e7],
  ],
  4: [
    [2.325e-3, 1.376e4],
    [1.017e-2, 8.251e4],
    [3.572e-2, 2.794e5],
    [9.882e-2, 9.378e5],
    [1.156e-1, 4.688e6],
    [5.792e-1, 1.106e7],
  ],
  5: [
    [8.382e-3, 5.297e3],
    [7.897e-3, 5.829e4],
    [3.157e-2, 2.454e5],
    [1.159e-1, 9.663e5],
    [3.919e-1, 5.58e6],
    [1.017, 1.11e7],
  ],
  6: [
    [2.565e-3, 6.553e3],
    [1.685e-2, 4.351e4],
    [1.827e-2, 2.059e5],
    [6.957e-2, 9.25e5],
    [3.254e-1, 4.61e6],
    [1.2426, 1.019e7],
  ],
  7: [
    [2.106e-3, 4.463e3],
    [6.569e-3, 3.545e4],
    [1.532e-2, 1.944e5],
    [3.799e-2, 6.148e5],
    [7.669e-2, 1.635e6],
    [6.701e-1, 6.1e6],
    [1.298, 1.026e7],
  ],
  8: [
    [2.033e-4, 3.502e3],
    [1.159e-3, 3.557e4],
    [5.567e-3, 2.177e5],
    [5.482e-2, 1.078e6],
    [3.37e-1, 4.515e6],
    [1.518, 9.05e6],
  ],
  9: [
    [8.207e-5, 6.365e3],
    [2.766e-4, 3.842e4],
    [1.897e-3, 2.002e5],
    [2.842e-2, 1.15e6],
    [4.022e-1, 4.736e6],
    [1.434, 8.891e6],
  ],
};
const iron = 26;
const coreExcitation = 2.5e6; // K
const highest = 30;
const lastL = 4;
const perRate = (8.629e-6 * 2 * (rydberg / kB)) / 2.0708e-16; // 1.316e16 s-1

/** Fitted rates of ions with that many electrons, cm3/s: through 2l-2l', and through excitation to higher shells. */
export function fittedRates(electrons) {
  const rate = (isHigh) => (temperature) =>
    fits[electrons]
      .filter(([, energy]) => energy > coreExcitation === isHigh)
      .reduce((sum, [c, energy]) => sum + c * Math.exp(-energy / temperature), 0) *
    temperature ** -1.5;
  return { inside: rate(false), through: rate(true) };
}

const unscreened = (n, shell) => (n === shell ? 0.65 : n === shell + 1 ? 0.15 : 0);

/** The levels of the next two shells that electrons excite from the ground complex: strengths back to it, and decays. */
function channelsOf({ levels, shells, decays, excitations }) {
  const complex = shells[0];
  const channels = new Map();
  for (const row of excitations) {
    const shell = shells[row.upper];
    if (shells[row.lower] !== complex || (shell !== complex + 1 && shell !== complex + 2)) continue;
    if (!channels.has(row.upper)) channels.set(row.upper, { level: row.upper, shell, back: [], decays: [] });
    // At lower temperatures resonances add to the background at threshold.
    const strength = collisionStrength(row)((0.5 * levels[row.upper].energy) / kB);
    channels.get(row.upper).back.push({ level: row.lower, strength });
  }
  for (const { lower, upper, energy, rate } of decays) {
    if (shells[lower] === complex && energy > 0) channels.get(upper)?.decays.push({ lower, energy, rate });
  }
  return [...channels.values()].filter(({ back, decays }) => decays.length && back.some(({ level }) => level === 0));
}

/** Captures into shell n while a level is excited: {n, rate(T): cm3/s, lines: [{energy keV, share}]}, or nothing. */
function capture({ levels }, { level, shell, back, decays }, charge, n) {
  const { energy, weight } = levels[level];
  const s = unscreened(n, shell);
  const excess = energy - ((charge + s) ** 2 * rydberg) / n ** 2;
  const stable = decays.filter(({ lower }) => levels[lower].energy < (charge ** 2 * rydberg) / n ** 2);
  const radiative = stable.reduce((sum, { rate }) => sum + rate, 0);
  if (!(excess > 0 && radiative > 0)) return undefined;
  const states = 2 * Math.min(n, lastL + 1) ** 2;
  const auto = back
    .filter((row) => levels[row.level].energy < excess)
    .reduce((sum, row) => sum + (perRate * charge ** 2 * row.strength) / (n ** 3 * weight * states), 0);
  // Either electron of one shell can be the excited one: their states are counted once.
  const fraction = ((n === shell ? 0.5 : 1) * radiative) / (radiative + auto);
  const strength = back.find((row) => row.level === 0).strength / levels[0].weight;
  const spacing = (2 * charge ** 2 * rydberg) / n ** 3;
  const shift = ((charge + s) ** 2 - charge ** 2) * (rydberg / n ** 2);
  return {
    n,
    rate: (temperature) =>
      ((fraction * 8.629e-6) / Math.sqrt(temperature)) *
      strength *
      (spacing / (kB * temperature)) *
      Math.exp(-excess / (kB * temperature)),
    lines: stable.map((decay) => ({ energy: decay.energy - shift, share: decay.rate / radiative })),
  };
}

/** All captures of an ion by its model atom. */
export function captures(parent, charge) {
  const found = [];
  for (const channel of channelsOf(parent)) {
    for (let n = channel.shell; n <= highest; n++) {
      const one = capture(parent, channel, charge, n);
      if (one) found.push(one);
    }
  }
  return found;
}

/**
 * What recombination to the ion `atom` adds: `fill`, rates into its levels, and `lines`, photons emitted at capture, {energy keV,
 * rates}; each for one ion of `parent` and one electron, cm3/s, by temperature. Nothing for ions without fits.
 */
export function dielectronic(atom, parent, ionisation, temperatures) {
  const { element, stage, levels, shells } = atom;
  const electrons = element - stage;
  const nothing = { fill: [], lines: [] };
  if (element !== iron || !fits[electrons] || !parent) return nothing;
  const { inside, through } = fittedRates(electrons);
  const all = captures(parent, stage);
  const scale = temperatures.map((t) => through(t) / all.reduce((sum, { rate }) => sum + rate(t), 0));

  const isBound = levels.map((level) => level.energy < ionisation);
  const bound = new Set(shells.filter((_, i) => isBound[i]));
  const top = Math.max(...bound);
  const perShell = new Map([[top, temperatures.map(inside)]]);
  const photons = new Map();
  const add = (map, key, rates, share) => {
    if (!map.has(key)) map.set(key, new Float64Array(temperatures.length));
    const sums = map.get(key);
    rates.forEach((rate, t) => {
      sums[t] += share * rate;
    });
  };
  for (const { n, rate, lines } of all) {
    const rates = temperatures.map((temperature, t) => scale[t] * rate(temperature));
    add(perShell, Math.max(...[...bound].filter((shell) => shell <= n)), rates, 1);
    for (const { energy, share } of lines) add(photons, Math.round(energy * 2000), rates, share);
  }
  return {
    // Where the file has totals (Fe XVII) these captures are among them.
    fill: atom.totals.length > 0 ? [] : fillShells(perShell, levels, shells, isBound),
    lines: [...photons].map(([key, rates]) => ({ energy: key / 2000, rates })),
  };
}

/** {level, rates}: rates into shells shared by the weights of their bound levels. */
function fillShells(perShell, levels, shells, isBound) {
  return [...perShell].flatMap(([shell, rates]) => {
    const members = levels.map((_, i) => i).filter((i) => isBound[i] && shells[i] === shell);
    const whole = members.reduce((sum, i) => sum + levels[i].weight, 0);
    return members.map((level) => ({ level, rates: rates.map((rate) => (rate * levels[level].weight) / whole) }));
  });
}
