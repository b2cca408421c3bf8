// Fits data/populations/stars.json to the COUP catalogue and prints how well sampled stars agree with it.
//   npm run build:ts && node tools/population/build.mjs COUP.fits.gz
// COUP.fits.gz: VizieR J/ApJS/160/319/coup saved as FITS (Getman et al. 2005, ApJS 160, 319).
import { writeFileSync } from 'node:fs';
import { filterCoup, readCoup } from '../../dist/catalog/index.js';
import { printPopulations } from '../verify/populations.mjs';
import { fitWithHeaps } from './mixture.mjs';

const file = process.argv[2];
if (!file) throw new Error('usage: node tools/population/build.mjs COUP.fits.gz');
const round = (x) => Number(x.toFixed(4));
const { rows, steps } = filterCoup(readCoup(file));
console.table(steps);

const logs = (row) => {
  const shared = [row.logNH, Math.log10(row.kT1)];
  return row.kT2 > 0 ? [...shared, Math.log10(row.kT2), row.logEM1, row.logEM2] : [...shared, row.logEM1];
};
const points = rows.map(logs);
const [onePlasma, twoPlasmas] = [3, 5].map((d) => points.filter((p) => p.length === d));
// The catalogue prints 0.01: no component is narrower than 0.02 dex.
const FLOOR = 0.02;
// The catalogue's fits stop at log NH = 20 and kT = 15 keV.
const column = { dimension: 0, value: 20 };
const kT = (dimension) => ({ dimension, value: Math.log10(15) });
const mixture = (sample, heaps, maxComponents, dimensions) => {
  console.log(`${dimensions.join(', ')}: ${sample.length} rows`);
  const isHeap = (x) => heaps.some(({ value }) => value === x);
  const components = fitWithHeaps(sample, heaps, maxComponents, FLOOR).map(({ weight, mean, factor }) => ({
    weight: round(weight),
    mean: mean.map((x) => (isHeap(x) ? x : round(x))),
    factor: factor.map((row) => row.map(round)),
  }));
  return { dimensions, components };
};
const numbers = {
  version: 2,
  source:
    'Gaussian mixtures fitted by tools/population to the rows of COUP (Getman et al. 2005, ApJS 160, 319; VizieR J/ApJS/160/319) ' +
    'left by the filters of Hebbar & Heinke 2023, section 2, with a counterpart standing for membership',
  oneTemperature: round(onePlasma.length / rows.length),
  one: mixture(onePlasma, [column, kT(1)], 6, ['logNH', 'logkT1', 'logEM1']),
  two: mixture(twoPlasmas, [column, kT(1), kT(2)], 5, ['logNH', 'logkT1', 'logkT2', 'logEM1', 'logEM2']),
  limits: {
    logNH: [20, 23.5],
    kT: [0.08, 15],
    logEM: [50.5, 55.2],
    source:
      'COUP: its fits stop at log NH = 20 and kT = 15 keV; lowest kT 0.08 keV; highest log NH 23.16 (with a margin), log EM 50.51 to 55.16; ' +
      'mixtures are mirrored beyond them',
  },
  kernel: {
    logNH: 0.1,
    logkT: 0.034,
    logEM: 0.106,
    source:
      "assumed: about the catalogue's errors of bright sources; kT 8 %, EM2/EM1 0.15 dex; values at the limits stay",
  },
  abundance: 0.3,
  distance: { value: 450, source: 'pc, of the Orion nebula as the catalogue takes it (Getman et al. 2005)' },
  abundanceSource: 'Hebbar & Heinke 2023, section 2 (Getman et al. 2005)',
};
const json = JSON.stringify(numbers, null, 1).replaceAll(/\[[^[\]{}]*\]/g, (list) => list.replaceAll(/\s+/g, ' '));
writeFileSync(new URL('../../data/populations/stars.json', import.meta.url), `${json}\n`);

await printPopulations(file);
