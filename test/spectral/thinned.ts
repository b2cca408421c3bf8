import type { PlasmaTable } from '../../ts/spectral/index.js';

/** The table with every second temperature left out. */
export function everySecondTemperature(table: PlasmaTable): PlasmaTable {
  const nE = table.edges.length - 1;
  const even = table.logT.filter((_, t) => t % 2 === 0);
  const thin = (values: ArrayLike<number>) =>
    Float32Array.from({ length: table.elements.length * even.length * nE }, (_, i) => {
      const [z, t, e] = [Math.floor(i / nE / even.length), Math.floor(i / nE) % even.length, i % nE];
      return values[(z * table.logT.length + 2 * t) * nE + e];
    });
  const load = () => {
    const { lines, continuum } = table.load();
    return { lines: thin(lines), continuum: thin(continuum) };
  };
  return { ...table, logT: even, load };
}
