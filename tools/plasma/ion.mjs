// Lines of one ion: the model atom (levels, decays, autoionisation), the rates that fill its levels, and what they emit.
//
// Levels are filled from the ground level of the ion itself by electron impact, and from the ground level of the next ion by
// radiative recombination and by dielectronic capture, the inverse of autoionisation:
//
//   2.0708e-16 T^-3/2 (w / w_ion) A_auto exp(-E / kT)    cm3/s, E: energy of the level above the ionisation energy
import { collisionStrength, excitationRate } from './excitation.mjs';
import {
  ionFile, readAuto, readDecays, readLevels, readRates, readScups, readSplups,
} from './chianti.mjs';
import { kB } from './constants.mjs';
import { bareRecombination, hydrogenicRecombination } from './hydrogenic.mjs';
import { powerLaw } from './interpolate.mjs';
import { cascade, populations } from './populations.mjs';

/** Which files make the model atom: version 10's, else collision strengths of the fill on version 10's levels or its own. */
function readAtom(chianti, element, stage) {
  const { main, fills } = chianti;
  const at = (root, extension) => ionFile(root, element, stage, extension);
  if (!at(main, 'elvlc')) return undefined;
  let root = main;
  let collisions;
  if (at(main, 'scups') && at(main, 'wgfa')) collisions = readScups(at(main, 'scups'));
  else {
    const splups = fills && at(fills, 'splups');
    if (!splups) return undefined;
    collisions = readSplups(splups);
    const sameLevels = at(main, 'wgfa') && readLevels(at(main, 'elvlc')).length === readLevels(at(fills, 'elvlc')).length;
    if (!sameLevels) root = fills;
  }
  if (!at(root, 'wgfa')) return undefined;
  const levels = readLevels(at(root, 'elvlc'));
  const isInside = ({ lower, upper }) => lower < levels.length && upper < levels.length;
  const decays = readDecays(at(root, 'wgfa')).filter(isInside);
  const isMain = root === main;
  const kinds = isMain ? ['rrlvl', 'reclvl'].filter((kind) => at(main, kind)).slice(0, 1) : [];
  return {
    levels,
    decays,
    collisions: collisions.filter(isInside),
    auto: isMain && at(main, 'auto') ? readAuto(at(main, 'auto')).filter(({ upper }) => upper < levels.length) : [],
    recombination: kinds.flatMap((kind) => readRates(at(main, kind), kind)).filter(({ level }) => level < levels.length),
  };
}

/** Rates into each level, s-1 per electron per cm3 and atom of the element: one row for each temperature. */
function sourcesOf(atom, { ionisation, nextWeight, bare }, temperatures, own, next) {
  const { levels, collisions, auto, recombination } = atom;
  const sources = temperatures.map(() => new Float64Array(levels.length));
  const add = (level, fractions, rate) => {
    temperatures.forEach((temperature, t) => {
      if (fractions[t] > 1e-12) sources[t][level] += fractions[t] * rate(temperature);
    });
  };
  for (const row of collisions) {
    if (row.lower === 0 && row.rydberg > 0) add(row.upper, own, excitationRate(row, levels[0].weight));
  }
  for (const { level, rate } of bare) add(level, next, rate);
  for (const { from, level, temperatures: given, rates } of recombination) {
    if (from === 0 && bare.length === 0) add(level, next, (temperature) => powerLaw(given, rates, temperature));
  }
  for (const { lower, upper, rate } of auto) {
    const excess = levels[upper].energy - ionisation;
    if (lower !== 0 || !(excess > 0)) continue;
    const factor = (2.0708e-16 * levels[upper].weight * rate) / nextWeight;
    add(upper, next, (temperature) => factor * temperature ** -1.5 * Math.exp(-excess / (kB * temperature)));
  }
  return sources;
}

/**
 * Lines {energy keV, rates[t]: photons cm3/s for one electron and one atom of the element, lower, upper} of an ion, and its
 * two-photon decays {energy: of the pair, rates}. own and next: fractions of this ion and of the next, at each temperature.
 */
export function emission(chianti, element, stage, ionisation, temperatures, own, next) {
  const atom = readAtom(chianti, element, stage);
  if (!atom) return undefined;
  const nextFile = ionFile(chianti.main, element, stage + 1, 'elvlc');
  const nextWeight = nextFile ? readLevels(nextFile)[0].weight : stage === element ? 1 : 2;
  const paths = cascade(atom.levels, atom.decays, atom.auto);
  const isHydrogenic = stage === element;
  const bare = isHydrogenic ? bareRecombination(hydrogenicRecombination(chianti.main), atom.levels, element) : [];
  const sources = sourcesOf(atom, { ionisation, nextWeight, bare }, temperatures, own, next);
  const filled = sources.map((rates) => populations(paths, rates));
  const lines = [];
  const pairs = [];
  for (const { lower, upper, energy, rate } of atom.decays) {
    const rates = filled.map((p) => p[upper] * rate);
    if (energy > 0) lines.push({ energy, rates, lower, upper });
    else pairs.push({ energy: atom.levels[upper].energy - atom.levels[lower].energy, rates });
  }
  return { lines, pairs, atom };
}
