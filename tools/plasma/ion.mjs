// Lines of one ion: the model atom (levels, decays, autoionisation), the rates that fill its levels, and what they emit.
//
// Levels are filled from the ground level of the ion itself by electron impact, and from the ground level of the next ion by
// radiative recombination and by dielectronic capture, the inverse of autoionisation:
//
//   2.0708e-16 T^-3/2 (w / w_ion) A_auto exp(-E / kT)    cm3/s, E: energy of the level above the ionisation energy
import { ionFile, readAuto, readDecays, readLevels, readRates, readScups, readSplups } from './chianti.mjs';
import { kB, rydberg } from './constants.mjs';
import { excitationRate } from './excitation.mjs';
import { bareRecombination } from './hydrogenic.mjs';
import { powerLaw } from './interpolate.mjs';
import { cascade, populations } from './populations.mjs';

/** Which files make the model atom: version 10's, else collision strengths of the fill on version 10's levels or its own. */
export function readAtom(chianti, element, stage) {
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
    const sameLevels =
      at(main, 'wgfa') && readLevels(at(main, 'elvlc')).length === readLevels(at(fills, 'elvlc')).length;
    if (!sameLevels) root = fills;
  }
  if (!at(root, 'wgfa')) return undefined;
  const levels = readLevels(at(root, 'elvlc'));
  const isInside = ({ lower, upper }) => lower < levels.length && upper < levels.length;
  const isMain = root === main;
  const rates = (kind) => {
    const file = isMain && at(main, kind);
    return file ? readRates(file, kind).filter(({ level, from }) => level < levels.length && from === 0) : [];
  };
  const auto =
    isMain && at(main, 'auto') ? readAuto(at(main, 'auto')).filter(({ upper }) => upper < levels.length) : [];
  const direct = rates('rrlvl');
  const atom = {
    element,
    stage,
    levels,
    decays: readDecays(at(root, 'wgfa')).filter(isInside),
    collisions: collisions.filter((row) => isInside(row) && row.lower === 0 && row.rydberg > 0),
    auto,
    // Rates by radiative recombination alone; else totals with dielectronic recombination and cascades, where the file has them.
    direct,
    totals: direct.length === 0 && stage < element ? rates('reclvl') : [],
    innerShell: rates('cilvl'),
  };
  return { ...atom, ...shellTails(atom), paths: cascade(levels, atom.decays, auto) };
}

/** The largest principal quantum number in the name of a configuration, such as 2s2.2p4(3P).5d. */
export function outerShell(name) {
  return Math.max(...[...name.matchAll(/(\d+)[spdfghiklmnoqrtuvw]/g)].map((match) => Number(match[1])));
}

const lastShell = 20;
/**
 * A level of the model's highest shell stands for the same levels of all shells above it, whose rates fall as n^-3: `tails`
 * says by how much its rates grow, `top` which shell that is. Only from n = 5 on and in ions of one to three electrons, whose
 * series are hydrogenic and whose last shells are complete; doubly excited levels are left alone.
 */
function shellTails({ levels, auto, element, stage }) {
  const shells = levels.map(({ name }) => outerShell(name));
  const isBound = levels.map(() => true);
  for (const { upper } of auto) isBound[upper] = false;
  const top = Math.max(...shells.filter((_, i) => isBound[i]));
  const tail = tailShares(top).reduce((sum, share) => sum + share, 0);
  const isSimple = element - stage < 3 && top >= 5;
  return { shells, top, tails: shells.map((n, i) => (isSimple && n === top && isBound[i] ? tail : 1)) };
}

/** (top / n)^3 for n = top to lastShell, the last with all above it. */
function tailShares(top) {
  const shares = [];
  for (let n = top; n <= lastShell; n++) shares.push((top / n) ** 3);
  if (shares.length) shares[shares.length - 1] += top ** 3 / (2 * (lastShell + 0.5) ** 2);
  return shares;
}

/** Rates into each level, s-1 per electron per cm3 and atom of the element: one row for each temperature. */
function sourcesOf(atom, { ionisation, nextWeight, bare }, temperatures, { previous, current, next }) {
  const { levels, collisions, auto, direct, totals, innerShell, tails } = atom;
  const sources = temperatures.map(() => new Float64Array(levels.length));
  const add = (level, fractions, rate) => {
    temperatures.forEach((temperature, t) => {
      if (fractions[t] > 1e-12) sources[t][level] += fractions[t] * rate(temperature);
    });
  };
  for (const row of collisions) {
    const rate = excitationRate(row, levels[0].weight);
    add(row.upper, current, (temperature) => tails[row.upper] * rate(temperature));
  }
  const recombined = [
    ...bare,
    ...direct.map(({ level, temperatures: given, rates }) => ({
      level,
      rate: (temperature) => tails[level] * powerLaw(given, rates, temperature),
    })),
  ];
  for (const { level, rate } of recombined) add(level, next, rate);
  for (const { level, temperatures: given, rates } of totals) add(level, next, (t) => powerLaw(given, rates, t));
  for (const { level, temperatures: given, rates } of innerShell)
    add(level, previous, (t) => powerLaw(given, rates, t));
  for (const { lower, upper, rate } of auto) {
    const excess = levels[upper].energy - ionisation;
    if (lower !== 0 || !(excess > 0)) continue;
    const factor = (2.0708e-16 * levels[upper].weight * rate) / nextWeight;
    add(upper, next, (temperature) => factor * temperature ** -1.5 * Math.exp(-excess / (kB * temperature)));
  }
  return sources;
}

/** A line from the highest shell in parts: its own and those of the shells above, at their hydrogenic distances. */
function splitLine({ top, stage }, line) {
  const shares = tailShares(top);
  const sum = shares.reduce((a, b) => a + b, 0);
  const shift = (n) => stage * stage * rydberg * (1 / top ** 2 - 1 / n ** 2);
  return shares.map((share, i) => ({
    ...line,
    energy: line.energy + shift(top + i),
    rates: line.rates.map((rate) => (rate * share) / sum),
  }));
}

/**
 * Lines {energy keV, rates[t]: photons cm3/s for one electron and one atom of the element, lower, upper} of an ion, and its
 * two-photon decays {energy: of the pair, rates}. parent: the model atom of the next ion, if there is one; fractions: of the
 * ion before, this and the next, at each temperature; recombine: hydrogenicRecombination of the tree.
 */
export function emission(atom, parent, { ionisation, recombine }, temperatures, fractions) {
  const { element, stage, levels } = atom;
  const isHydrogenic = stage === element;
  const bare = isHydrogenic ? bareRecombination(recombine, levels, element) : [];
  const nextWeight = parent?.levels[0].weight ?? (isHydrogenic ? 1 : 2);
  const sources = sourcesOf(atom, { ionisation, nextWeight, bare }, temperatures, fractions);
  const filled = sources.map((rates) => populations(atom.paths, rates));
  const lines = [];
  const pairs = [];
  for (const { lower, upper, energy, rate } of atom.decays) {
    const rates = filled.map((p) => p[upper] * rate);
    const line = { energy, rates, lower, upper };
    if (!(energy > 0)) pairs.push({ energy: levels[upper].energy - levels[lower].energy, rates });
    else if (atom.tails[upper] > 1 && atom.shells[lower] < atom.top) lines.push(...splitLine(atom, line));
    else lines.push(line);
  }
  return { lines, pairs };
}
