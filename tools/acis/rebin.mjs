// Area curves on one grid of photon energies.

/** Bin centres, keV. */
export const centres = ({ energLo, energHi }) => Array.from(energLo, (low, i) => (low + energHi[i]) / 2);

/** Logarithm of the mean area over each bin of `grid`, not a number where the file has none. */
export function logAreaOn(arf, grid) {
  return Array.from(grid.energLo, (low, i) => {
    const high = grid.energHi[i];
    let [area, width] = [0, 0];
    arf.energLo.forEach((from, k) => {
      const overlap = Math.min(high, arf.energHi[k]) - Math.max(low, from);
      if (overlap <= 0) return;
      area += overlap * arf.specResp[k];
      width += overlap;
    });
    return width > 0.99 * (high - low) && area > 0 ? Math.log(area / width) : Number.NaN;
  });
}
