// Bremsstrahlung of electrons on ions of charge q:
//
//   dN/dE = 6.842e-38 q^2 <g>(gamma2, u) T^-1/2 exp(-u) dnu/dE / E      photons cm3/s/keV for one electron and one ion
// u = E / kT, gamma2 = q^2 Ry / kT (Rybicki & Lightman 1979, 5.14). The Gaunt factor averaged over a Maxwellian is
// non-relativistic (Sutherland 1998, MNRAS 300, 321: gffgu.dat) outside the range of the relativistic fit by Itoh et al.
// (2000, ApJS 128, 125: itoh.dat), 10^6-10^8.5 K and u 1e-4 to 10. Electrons on electrons are left out, as XSPEC's apec does
// unless asked.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kB, keVPerErg, rydberg } from './constants.mjs';
import { bracket } from './interpolate.mjs';

const hertzPerKeV = 2.417989242e17;

/** The header of gffgu.dat has its first two columns exchanged: gamma2 comes first. */
function readGaunt(file) {
  const rows = readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 3 && row.every(Number.isFinite));
  const axis = (column) => [...new Set(rows.map((row) => row[column]))].map(Math.log);
  const [gamma2, u] = [axis(0), axis(1)];
  if (rows.length !== gamma2.length * u.length) throw new Error(`${file}: ${rows.length} rows do not make a grid`);
  const values = rows.map((row) => Math.log(row[2]));
  const clip = (x, ends) => Math.min(Math.max(x, ends[0]), ends.at(-1));
  return (logGamma2, logU) => {
    const [g, v] = [clip(logGamma2, gamma2), clip(logU, u)];
    const [i, j] = [bracket(gamma2, g), bracket(u, v)];
    const [p, q] = [(g - gamma2[i]) / (gamma2[i + 1] - gamma2[i]), (v - u[j]) / (u[j + 1] - u[j])];
    const at = (k, l) => values[k * u.length + l];
    return Math.exp(
      (1 - p) * ((1 - q) * at(i, j) + q * at(i, j + 1)) + p * ((1 - q) * at(i + 1, j) + q * at(i + 1, j + 1)),
    );
  };
}

/** Itoh's fit: 11 x 11 coefficients for each charge; nothing outside its range. */
function readItoh(file) {
  const table = readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 121);
  return (charge, logT, logU) => {
    if (!table[charge - 1] || logT < 6 || logU < -4 || logU > 1) return undefined;
    // The hottest temperature (10^8.6 K) lies a little above the fit's range, where its end stands in.
    const [t, u] = [(Math.min(logT, 8.5) - 7.25) / 1.25, (logU + 1.5) / 2.5];
    let sum = 0;
    for (let k = 10; k >= 0; k--) {
      let inner = 0;
      for (let i = 10; i >= 0; i--) inner = inner * t + table[charge - 1][i * 11 + k];
      sum = sum * u + inner;
    }
    return sum;
  };
}

export function freeFree(root) {
  const gaunt = readGaunt(join(root, 'continuum/gffgu.dat'));
  const itoh = readItoh(join(root, 'continuum/itoh.dat'));
  /** Mean Gaunt factor. */
  const mean = (charge, temperature, u) =>
    itoh(charge, Math.log10(temperature), Math.log10(u)) ??
    gaunt(Math.log((charge * charge * rydberg) / (kB * temperature)), Math.log(u));
  /** Adds `share` times the photons cm3/s in each bin to `out`. */
  const add = (charge, temperature, edges, share, out) => {
    const kT = kB * temperature;
    const factor = (share * 6.842e-38 * charge * charge * hertzPerKeV * keVPerErg) / Math.sqrt(temperature);
    for (let i = 0; i + 1 < edges.length; i++) {
      const energy = (edges[i] + edges[i + 1]) / 2;
      const u = energy / kT;
      if (u > 700) break;
      out[i] += ((factor * mean(charge, temperature, u) * Math.exp(-u)) / energy) * (edges[i + 1] - edges[i]);
    }
  };
  return { mean, gaunt, itoh, add };
}
