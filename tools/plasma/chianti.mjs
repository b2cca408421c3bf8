// Readers of CHIANTI's files (versions 7 to 10). Energies come out in keV, temperatures in K, levels numbered from 0.
//
// A file ends at a line whose first word is -1; references follow it. Formats: CHIANTI technical reports and
// the user guide, https://www.chiantidatabase.org.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { angstromKeV, perCm } from './constants.mjs';

export const symbols = 'h he li be b c n o f ne na mg al si p s cl ar k ca sc ti v cr mn fe co ni cu zn'.split(' ');

/** The two trees below a folder, e.g. chianti_v10.1 and chianti_v7.1.4: the latest, and the one that fills its gaps. */
export function openChianti(folder) {
  const trees = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^chianti_v\d/.test(entry.name))
    .map((entry) => ({ name: entry.name, version: Number(/_v(\d+)/.exec(entry.name)?.[1]) }))
    .sort((a, b) => b.version - a.version);
  if (trees.length === 0) throw new Error(`${folder} holds no folder chianti_v10.1; unpack CHIANTI there`);
  const roots = trees.map((tree) => join(folder, tree.name));
  return { folder, main: roots[0], fills: roots[1] };
}

export function ionFile(root, element, stage, extension) {
  const symbol = symbols[element - 1];
  const ion = `${symbol}_${stage}`;
  const file = join(root, symbol, ion, `${ion}.${extension}`);
  return root && existsSync(file) ? file : undefined;
}

/** The lines of a file before its end mark; `parse` turns each into something, and an error names file and line. */
export function rows(file, parse) {
  const result = [];
  const lines = readFileSync(file, 'latin1').split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i].trim().split(/\s+/)[0];
    if (first === '-1') break;
    if (first === '') continue;
    const value = parse(lines[i], () => lines[++i] ?? '');
    const numbers = Object.values(value).flat();
    if (numbers.some((x) => typeof x === 'number' && !Number.isFinite(x))) {
      throw new Error(`${file}, line ${i + 1}: not in the expected columns: ${lines[i]}`);
    }
    result.push(value);
  }
  return result;
}

const words = (line) => line.trim().split(/\s+/).filter(Boolean);
const numbers = (line) => words(line).map(Number);
/** Numbers in columns of a fixed width, which may touch each other. */
const columns = (line, width) =>
  Array.from({ length: Math.floor(line.trimEnd().length / width) }, (_, i) =>
    Number(line.slice(i * width, (i + 1) * width)),
  );

/** Levels: energy keV (observed, else theoretical), weight 2 J + 1, configuration and J. */
export function readLevels(file) {
  return rows(file, (line) => {
    // Version 7 gives cm-1 and Rydberg of both energies and the weight after J; later ones cm-1 of both.
    const old =
      /^\s*\d+\s+\d+\s+(.*\S)\s+\d+\s+\S+\s+\S+\s+(\d+\.\d)\s+(\d+)\s+(\S+)\s+\S+\s+(\S+)\s+\S+\s*(?:[A-Z]\S*)?$/.exec(
        line,
      );
    if (old) {
      const [observed, theory] = [Number(old[4]), Number(old[5])];
      const isGround = Number(line.slice(0, 3)) === 1;
      return {
        energy: (observed > 0 || isGround ? observed : theory) * perCm,
        weight: Number(old[3]),
        j: Number(old[2]),
        name: old[1].trim(),
      };
    }
    const [j, observed, theory] = [line.slice(47 + 5, 57), line.slice(57, 72), line.slice(72, 87)].map(Number);
    const energy = observed >= 0 ? observed : Math.max(theory, 0);
    return { energy: energy * perCm, weight: 2 * j + 1, j, name: line.slice(7, 37).trim() };
  });
}

/** Radiative decays: lower, upper level, photon energy keV (0: no line), rate s-1. A negative wavelength is a calculated one. */
export function readDecays(file) {
  return rows(file, (line) => {
    const wavelength = Math.abs(Number(line.slice(10, 25)));
    return {
      lower: Number(line.slice(0, 5)) - 1,
      upper: Number(line.slice(5, 10)) - 1,
      energy: wavelength > 0 ? angstromKeV / wavelength : 0,
      rate: Number(line.slice(40, 55)),
    };
  });
}

/** Effective collision strengths of version 8 and later: scaled as Burgess & Tully, energy in Rydberg. */
export function readScups(file) {
  return rows(file, (line, next) => ({
    lower: Number(line.slice(0, 7)) - 1,
    upper: Number(line.slice(7, 14)) - 1,
    rydberg: Number(line.slice(14, 26)),
    type: Number(line.slice(55, 60)),
    scale: Number(line.slice(60, 72)),
    x: numbers(next()),
    y: numbers(next()),
  }));
}

/** The same of version 7: values at equal steps of the scaled temperature. */
export function readSplups(file) {
  return rows(file, (line) => {
    const y = columns(line.slice(45).padEnd(Math.ceil((line.trimEnd().length - 45) / 10) * 10), 10);
    return {
      lower: Number(line.slice(6, 9)) - 1,
      upper: Number(line.slice(9, 12)) - 1,
      rydberg: Number(line.slice(25, 35)),
      type: Number(line.slice(12, 15)),
      scale: Number(line.slice(35, 45)),
      x: y.map((_, i) => i / (y.length - 1)),
      y,
    };
  });
}

/** Autoionisation: level of the next ion that is left, the ion's own level, rate s-1. */
export function readAuto(file) {
  return rows(file, (line) => ({
    lower: Number(line.slice(0, 7)) - 1,
    upper: Number(line.slice(7, 14)) - 1,
    rate: Number(line.slice(14, 26)),
  }));
}

/** Rates into levels by recombination or inner-shell ionisation: level of the other ion, level, T (K), cm3/s. */
export function readRates(file, kind) {
  return rows(file, (line, next) => {
    const [first, second] = [numbers(line), numbers(next())];
    // rrlvl gives K, reclvl and cilvl log10 K; the latter two name the ion's level in the fourth column alone.
    const temperatures = first.slice(4).map((t) => (kind === 'rrlvl' ? t : 10 ** t));
    return { from: kind === 'rrlvl' ? first[2] - 1 : 0, level: first[3] - 1, temperatures, rates: second.slice(4) };
  });
}

/** Bound configurations for recombination: principal quantum number, l, weight, energy keV (ground first). */
export function readShells(file) {
  return rows(file, (line) => {
    const cells = words(line);
    const [n, l, , weight, observed, theory] = cells.slice(-6);
    const energy = Number(observed) > 0 ? Number(observed) : Math.max(Number(theory), 0);
    return { n: Number(n), l: Number(l), weight: Number(weight), energy: energy * perCm };
  });
}

/** Ionisation energies, keV: (element, stage) to number. */
export function readIonisationEnergies(file) {
  const table = rows(file, (line) => ({ numbers: numbers(line) }));
  const found = new Map(table.map(({ numbers: [z, stage, energy] }) => [`${z} ${stage}`, energy * perCm]));
  return (element, stage) => found.get(`${element} ${stage}`);
}

/** Ion fractions in equilibrium: log10 K, and for (element, stage) a row of numbers. */
export function readIonFractions(file) {
  const [first, ...rest] = readFileSync(file, 'latin1').split(/\r?\n/);
  const nT = numbers(first)[0];
  const logT = columns(rest[0], 6);
  if (logT.length !== nT) throw new Error(`${file}, line 2: ${logT.length} temperatures where line 1 says ${nT}`);
  const found = new Map();
  for (const line of rest.slice(1)) {
    const [z, stage] = [Number(line.slice(0, 3)), Number(line.slice(3, 6))];
    if (!(z > 0)) break;
    const fractions = columns(line.slice(6), 10);
    if (fractions.length !== nT)
      throw new Error(`${file}: ion ${z} ${stage} has ${fractions.length} of ${nT} fractions`);
    found.set(`${z} ${stage}`, fractions);
  }
  return { logT, fractionsOf: (element, stage) => found.get(`${element} ${stage}`) };
}
