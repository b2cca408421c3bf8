import { model, type SourceTable } from '../../index.js';

const ERG_PER_KEV = 1.602176634e-9;
/** Bins a keV of the grid on which models are integrated: fluxes of bands of 1.5 keV and more are good to about 1 %. */
const BINS_PER_KEV = 20;
/** Sources evaluated at a time. */
const BLOCK = 1000;

/**
 * Energy fluxes of sources in bands, as their models say, at the Earth (behind all absorption) and whatever response will see them.
 *
 * @param bands keV, multiples of 0.05 keV
 * @param rows of the table; all by default
 * @returns erg/cm2/s: one array a band, NaN for rows that were not asked for
 */
export function bandFluxes(
  { count, groups }: SourceTable,
  bands: readonly (readonly [number, number])[],
  rows: number = count,
): Float64Array[] {
  const [low, high] = [Math.min(...bands.flat()), Math.max(...bands.flat())];
  const bins = Math.round((high - low) * BINS_PER_KEV);
  const edge = (i: number) => low + i / BINS_PER_KEV;
  const energLo = Float64Array.from({ length: bins }, (_, i) => edge(i));
  const energHi = Float64Array.from({ length: bins }, (_, i) => edge(i + 1));
  const out = bands.map(() => new Float64Array(count).fill(Number.NaN));
  const inside = bands.map(([from, to]) => energLo.map((e, i) => (e > from - 1e-9 && energHi[i] < to + 1e-9 ? 1 : 0)));
  for (const group of groups) {
    const bound = model(group.model).bind(energLo, energHi);
    const width = bound.model.parameters.length;
    const wanted = group.index.findIndex((row) => row >= rows);
    const members = wanted < 0 ? group.index.length : wanted;
    for (let start = 0; start < members; start += BLOCK) {
      const end = Math.min(start + BLOCK, members);
      const photons = bound.evaluate(group.parameters.slice(start * width, end * width));
      for (let k = start; k < end; k++)
        bands.forEach((_, b) => {
          let flux = 0;
          for (let i = 0; i < bins; i++)
            flux += inside[b][i] * photons[(k - start) * bins + i] * (edge(i) + 0.5 / BINS_PER_KEV) * ERG_PER_KEV;
          out[b][group.index[k]] = flux;
        });
    }
  }
  return out;
}
