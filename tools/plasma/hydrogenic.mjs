// Radiative recombination of bare nuclei into the shells n, l of hydrogen-like ions, cm3/s: Milne's relation over Kramers'
// cross-section with the Gaunt factors of Karzas & Latter, integrated over a Maxwellian (see freebound.mjs). The rates of
// nuclei of charge Z at T are Z times those of protons at T / Z^2.
import { electronMass, kB, lightSpeed, rydberg } from './constants.mjs';
import { kramers, readBoundFreeGaunt } from './freebound.mjs';

const highest = 60; // shells above it catch less than 0.1 % of the electrons

/** A function (charge, n, l, T) to cm3/s; l undefined gives the whole shell. */
export function hydrogenicRecombination(root) {
  const gaunt = readBoundFreeGaunt(root);
  return (charge, n, l, temperature) => {
    const kT = kB * temperature;
    const binding = (charge * charge * rydberg) / (n * n);
    const weight = l === undefined ? 2 * n * n : 4 * l + 2;
    // In y = sqrt(x), x = (E - I) / kT, the integrand is smooth from the edge on.
    const [steps, last] = [500, 7];
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const y = ((i + 0.5) * last) / steps;
      const energy = binding + y * y * kT;
      sum += energy ** 2 * kramers(n, binding, energy) * gaunt(n, l, energy / binding) * Math.exp(-y * y) * 2 * y * kT;
    }
    return (weight * Math.sqrt(2 / Math.PI) * lightSpeed * sum * (last / steps)) / (electronMass * kT) ** 1.5;
  };
}

/**
 * Rates into the levels of a hydrogen-like ion: {level, rate(T)}. Shells above the model's highest are caught in its highest
 * with the same l (the largest it has for larger l), with the shares of l in n = 6: an electron's way down depends on l more
 * than on n.
 */
export function bareRecombination(recombine, levels, charge) {
  const shells = levels.map(({ name }) => ({
    n: Number(/^\d+/.exec(name)?.[0]),
    l: 'spdfghi'.indexOf(name.trim().at(-1)),
  }));
  const top = Math.max(...shells.map((shell) => shell.n));
  const share = (n, l) => {
    const members = levels.filter((_, i) => shells[i].n === n && shells[i].l === l);
    return members.reduce((sum, level) => sum + level.weight, 0);
  };
  const tail = new Map();
  const above = (temperature) => {
    if (!tail.has(temperature)) {
      let whole = 0;
      for (let n = top + 1; n <= highest; n++) whole += recombine(charge, n, undefined, temperature);
      const six = [0, 1, 2, 3, 4, 5].map((l) => recombine(charge, 6, l, temperature));
      const sum = six.reduce((a, b) => a + b);
      const byL = new Float64Array(Math.min(top, 6));
      six.forEach((rate, l) => {
        byL[Math.min(l, byL.length - 1)] += (whole * rate) / sum;
      });
      tail.set(temperature, byL);
    }
    return tail.get(temperature);
  };
  return levels.map(({ weight }, level) => {
    const { n, l } = shells[level];
    const fraction = weight / share(n, l);
    const rate = (temperature) =>
      fraction * (recombine(charge, n, l, temperature) + (n === top ? (above(temperature)[l] ?? 0) : 0));
    return { level, rate };
  });
}
