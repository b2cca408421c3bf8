// Two-photon decay of the 2s level of hydrogen-like ions and 1s2s 1S0 of helium-like ions. The files give the distribution of
// one photon's energy in units of the sum, for several elements; two photons come of each decay.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linear } from './interpolate.mjs';

export function twoPhoton(root) {
  const tables = ['hseq', 'heseq'].map((name) => {
    const [grid, ...rest] = readFileSync(join(root, `continuum/${name}_2photon.dat`), 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length > 4 && row.every(Number.isFinite));
    return { grid, rows: new Map(rest.map((row) => [row[0], row.slice(-grid.length)])) };
  });
  /** Adds decays[t] times two photons over the bins to out[t]. electrons: 1 or 2; sum: energy of the pair, keV. */
  return (element, electrons, sum, edges, decays, out) => {
    const { grid, rows } = tables[electrons - 1];
    const shape = rows.get(element);
    if (!shape) throw new Error(`no two-photon distribution of element ${element} with ${electrons} electrons`);
    const density = (x) => (x > 0 && x < 1 ? linear(grid, shape, x) : 0);
    const bins = edges.length - 1;
    const share = Float64Array.from({ length: bins }, (_, i) => {
      const [low, high] = [edges[i] / sum, Math.min(edges[i + 1] / sum, 1)];
      return high > low ? density((low + high) / 2) * (high - low) : 0;
    });
    const steps = 4000;
    let whole = 0;
    for (let i = 0; i < steps; i++) whole += density((i + 0.5) / steps) / steps;
    decays.forEach((rate, t) => {
      for (let i = 0; i < bins; i++) out[t][i] += ((2 * rate) / whole) * share[i];
    });
  };
}
