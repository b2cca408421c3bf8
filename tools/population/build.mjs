// Fits data/populations/stars.json to the COUP catalogue and prints how well sampled stars agree with it.
//   npm run build:ts && node tools/population/build.mjs COUP.fits.gz
// COUP.fits.gz: VizieR J/ApJS/160/319/coup saved as FITS (Getman et al. 2005, ApJS 160, 319).
import { writeFileSync } from 'node:fs';
import { filterCoup, readCoup } from '../../dist/catalog/index.js';
import { population, stars } from '../../dist/population/index.js';
import { createResponse, embeddedResponse, simulate } from '../../dist/simulation/index.js';
import { fitMixture } from './mixture.mjs';

const file = process.argv[2];
if (!file) throw new Error('usage: node tools/population/build.mjs COUP.fits.gz');
const round = (x) => Number(x.toFixed(4));
const { rows, steps } = filterCoup(readCoup(file));
console.table(steps);

const logs = (row) => {
  const one = [row.logNH, Math.log10(row.kT1)];
  return row.kT2 > 0 ? [...one, Math.log10(row.kT2), row.logEM2 - row.logEM1] : one;
};
const points = rows.map(logs);
const [one, two] = [2, 4].map((d) => points.filter((p) => p.length === d));
// The catalogue's fits stop at log NH = 20 and kT = 15 keV and are printed to 0.01: no component is narrower than 0.02 dex.
const FLOOR = 0.02;
const mixture = (sample, most, dimensions) => {
  console.log(`${dimensions.join(', ')}: ${sample.length} rows`);
  const components = fitMixture(sample, most, FLOOR).map(({ weight, mean, factor }) => ({
    weight: round(weight),
    mean: mean.map(round),
    factor: factor.map((row) => row.map(round)),
  }));
  return { dimensions, components };
};
const numbers = {
  version: 1,
  source:
    'Gaussian mixtures fitted by tools/population to the rows of COUP (Getman et al. 2005, ApJS 160, 319; VizieR J/ApJS/160/319) ' +
    'left by the filters of Hebbar & Heinke 2023, section 2, with a counterpart standing for membership',
  oneTemperature: round(one.length / rows.length),
  one: mixture(one, 6, ['logNH', 'logkT1']),
  two: mixture(two, 5, ['logNH', 'logkT1', 'logkT2', 'logRatio']),
  limits: {
    logNH: [20, 23.5],
    kT: [0.08, 15],
    source:
      'COUP: its fits stop at log NH = 20 and kT = 15 keV; lowest kT 0.08 keV; highest log NH 23.16, with a margin',
  },
  kernel: {
    logNH: 0.1,
    logkT: 0.034,
    logRatio: 0.15,
    source: "assumed: about the catalogue's errors of bright sources; kT 8 %",
  },
  abundance: 0.3,
  abundanceSource: 'Hebbar & Heinke 2023, section 2 (Getman et al. 2005)',
};
const text = JSON.stringify(numbers, null, 1).replaceAll(/\[[^[\]{}]*\]/g, (list) => list.replaceAll(/\s+/g, ' '));
writeFileSync(new URL('../../data/populations/stars.json', import.meta.url), `${text}\n`);

const sorted = (values) => Float64Array.from(values).sort();
const quantile = (values, q) => values[Math.min(values.length - 1, Math.floor(q * values.length))];
/** Two-sample Kolmogorov-Smirnov distance of sorted values, and its probability (Stephens 1970). */
function ks(a, b) {
  let [i, j, d] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i], b[j]);
    while (a[i] <= x) i++;
    while (b[j] <= x) j++;
    d = Math.max(d, Math.abs(i / a.length - j / b.length));
  }
  const n = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (n + 0.12 + 0.11 / n) * d;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return { d, p: Math.min(1, Math.max(0, p)) };
}
const correlation = (x, y) => {
  const mean = (v) => v.reduce((s, a) => s + a, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (f) => x.reduce((s, _, i) => s + f(x[i] - mx, y[i] - my), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
};

/** Sampled stars in the catalogue's terms. */
function sampled(population) {
  const { count, properties: p } = population.sample(20000, { seed: 1 });
  return Array.from({ length: count }, (_, i) => {
    const logNH = Math.log10(p.nH[i]) + 22;
    const base = [logNH, Math.log10(p.kT1[i])];
    return Number.isNaN(p.kT2[i]) ? base : [...base, Math.log10(p.kT2[i]), Math.log10(p.emRatio[i])];
  });
}

// The paper's 90 % intervals (Hebbar & Heinke 2023, section 2).
const within = (values, low, high) => (values.filter((x) => x > low && x < high).length / values.length).toFixed(3);
for (const [name, low, high, of] of [
  ['log NH', 20.82, 22.68, (r) => r.logNH],
  ['kT1', 0.43, 3.3, (r) => r.kT1],
]) {
  const values = rows.map(of);
  const ends = [0.05, 0.95].map((q) => quantile(sorted(values), q).toFixed(2));
  console.log(
    `rows with ${name} in the paper's (${low}, ${high}): ${within(values, low, high)}; 5 and 95 %: ${ends.join(', ')}`,
  );
}
console.log(`rows with log NH = 20: ${rows.filter((row) => row.logNH === 20).length}`);

const names = ['log NH', 'log kT1', 'log kT2', 'log EM2/EM1'];
for (const [label, population] of [
  ['mixtures', stars()],
  ['rows with kernel', stars(rows)],
]) {
  const sample = sampled(population);
  console.log(
    `\n${label} (${population.identity}): 20000 stars against ${rows.length} rows; one temperature ` +
      `${(sample.filter((x) => x.length === 2).length / 20000).toFixed(3)} (catalogue ${(one.length / rows.length).toFixed(3)})`,
  );
  for (const dimension of [2, 4]) {
    const [a, b] = [sample, points].map((set) => set.filter((x) => x.length === dimension));
    for (let k = 0; k < dimension; k++) {
      const [x, y] = [a, b].map((set) => sorted(set.map((v) => v[k])));
      const show = (v) => [0.05, 0.25, 0.5, 0.75, 0.95].map((q) => quantile(v, q).toFixed(2)).join(' ');
      const { d, p } = ks(x, y);
      console.log(
        `  ${dimension / 2}T ${names[k].padEnd(12)} 5 25 50 75 95 %: ${show(x)} | catalogue ${show(y)} | KS ${d.toFixed(3)}, p ${p.toFixed(2)}`,
      );
    }
    for (let j = 0; j < dimension; j++)
      for (let k = j + 1; k < dimension; k++) {
        const [x, y] = [a, b].map((set) =>
          correlation(
            set.map((v) => v[j]),
            set.map((v) => v[k]),
          ).toFixed(2),
        );
        console.log(`  ${dimension / 2}T correlation ${names[j]}, ${names[k]}: ${x} | catalogue ${y}`);
      }
  }
}

// How many spectra pass the paper's cut of 100 counts, 1 Ms, embedded response; channels 22-548 are 0.3-8 keV.
const { rmf, arf } = embeddedResponse();
for (const name of ['star', 'agn']) {
  const { counts, channels } = await simulate(population(name), 10000, createResponse(rmf, arf), {
    exposure: 1e6,
    seed: 1,
  });
  const totals = Float64Array.from({ length: 10000 }, (_, i) =>
    counts.subarray(i * channels + 21, i * channels + 548).reduce((sum, x) => sum + x, 0),
  ).sort();
  console.log(
    `${name}: median ${quantile(totals, 0.5)} counts, over 100 in ${within(totals, 100, Number.POSITIVE_INFINITY)}`,
  );
}
