// Emissivity of one element in ionisation equilibrium: lines and continuum in bins, photons cm3/s for one electron and one
// atom of the element, and the power over the whole of `edges`, keV cm3/s.

import { join } from 'node:path';
import { openChianti, readIonisationEnergies } from './chianti.mjs';
import { freeBound } from './freebound.mjs';
import { freeFree } from './freefree.mjs';
import { hydrogenicRecombination } from './hydrogenic.mjs';
import { bracket } from './interpolate.mjs';
import { emission, readAtom } from './ion.mjs';
import { ionFractions } from './ionisation.mjs';
import { twoPhoton } from './twophoton.mjs';

export function elementEmission(folder, element, logT, edges) {
  const chianti = openChianti(folder);
  const ionisationOf = readIonisationEnergies(join(chianti.main, 'ip/chianti.ip'));
  const balance = ionFractions(chianti.main);
  const [ff, fb, pairsOf] = [freeFree(chianti.main), freeBound(chianti.main, ionisationOf), twoPhoton(chianti.main)];
  const temperatures = logT.map((value) => 10 ** value);
  const bins = edges.length - 1;
  const empty = () => logT.map(() => new Float64Array(bins));
  const [lines, continuum] = [empty(), empty()];
  const ions = [];
  const recombine = hydrogenicRecombination(chianti.main);
  const atoms = Array.from({ length: element + 2 }, (_, stage) =>
    stage > 0 ? readAtom(chianti, element, stage) : undefined,
  );
  const fractions = atoms.map((_, stage) => balance(element, stage, logT));
  fractions.push(balance(element, element + 1, logT));
  for (let stage = 1; stage <= element; stage++) {
    const [previous, current, next] = [stage - 1, stage, stage + 1].map((i) => fractions[i]);
    if (Math.max(...current, ...next) < 1e-6) continue;
    next.forEach((fraction, t) => {
      if (fraction > 1e-9) ff.add(stage, temperatures[t], edges, fraction, continuum[t]);
    });
    fb(element, stage, edges, temperatures, next, continuum);
    const atom = atoms[stage];
    if (!atom) continue;
    const rates = { ionisation: ionisationOf(element, stage), recombine };
    const emitted = emission(atom, atoms[stage + 1], rates, temperatures, { previous, current, next });
    ions.push({ stage, levels: atom.levels.length });
    for (const { energy, rates } of emitted.lines) {
      if (energy < edges[0] || energy >= edges[bins]) continue;
      const bin = bracket(edges, energy);
      rates.forEach((rate, t) => {
        lines[t][bin] += rate;
      });
    }
    const electrons = element - stage + 1;
    if (electrons <= 2 && emitted.pairs.length) {
      const strongest = emitted.pairs.reduce((a, b) => (Math.max(...b.rates) > Math.max(...a.rates) ? b : a));
      pairsOf(element, electrons, strongest.energy, edges, strongest.rates, continuum);
    }
  }
  const power = logT.map((_, t) => {
    let sum = 0;
    for (let i = 0; i < bins; i++) sum += ((edges[i] + edges[i + 1]) / 2) * (lines[t][i] + continuum[t][i]);
    return sum;
  });
  return { element, lines, continuum, power, ions };
}
