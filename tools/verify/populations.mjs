// How well sampled stars agree with the COUP catalogue that the embedded mixtures were fitted to, and what simulated spectra of
// both classes look like in counts and backgrounds: `npm run verify:populations [-- COUP.fits.gz] [--out FOLDER]`. The catalogue is
// a third party's (VizieR J/ApJS/160/319/coup as FITS; XSIFT_SHARED, default ../shared); without it its part is left out.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filterCoup, readCoup } from '../../dist/catalog/index.js';
import {
  agn,
  Classifier,
  createResponse,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponseTables,
  model,
  netCounts,
  population,
  simulate,
  stars,
} from '../../dist/index.js';
import { readFits } from '../../dist/ogip/index.js';
import { savePicture } from '../../dist/report/index.js';
import { correlation, energyTest, ksTest, quantile, sorted } from './twoSample.mjs';

const shared = process.env.XSIFT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
/** Where the catalogue is among the reference files. */
export const coupFile = `${shared}/data/catalogs/COUP.fits.gz`;

const names = {
  1: ['log NH', 'log kT1', 'log EM1'],
  2: ['log NH', 'log kT1', 'log kT2', 'log EM1', 'log EM2'],
};
const percentiles = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Catalogue rows as points: the logs of each number in its column, by number of plasmas. */
const pointsOf = (rows) =>
  rows.map((row) => {
    const start = [row.logNH, Math.log10(row.kT1)];
    return row.kT2 > 0 ? [...start, Math.log10(row.kT2), row.logEM1, row.logEM2] : [...start, row.logEM1];
  });

/** Stars as such points, with the emission measures that they would have of their own. */
function sampledPoints(count, seed, rows) {
  const { properties: p } = stars(rows, { fluxMatch: false }).sample(count, { seed });
  return Array.from({ length: count }, (_, i) => {
    const start = [Math.log10(p.nH[i]) + 22, Math.log10(p.kT1[i])];
    return Number.isNaN(p.kT2[i])
      ? [...start, p.logEM1[i]]
      : [...start, Math.log10(p.kT2[i]), p.logEM1[i], p.logEM2[i]];
  });
}

/**
 * Sampled stars against catalogue rows (filterCoup), for one and two plasmas: Kolmogorov-Smirnov per marginal with the values at
 * `percentiles`, the correlations of all pairs, the energy distance of all dimensions together, and the heaps at the limits of the
 * catalogue's fits. The mixtures were fitted to these rows, which makes every probability a little too good.
 *
 * @param {readonly any[]} rows
 * @param {{ count?: number, joint?: number, permutations?: number, seed?: number, fromRows?: boolean }} options fromRows: draw the stars from the rows, blurred, in place of the mixtures
 */
export function compareStars(
  rows,
  { count = 20000, joint = 1000, permutations = 999, seed = 1, fromRows = false } = {},
) {
  const sample = sampledPoints(count, seed, fromRows ? rows : undefined);
  const points = pointsOf(rows);
  return [1, 2].map((plasmas) => {
    const dimensions = names[plasmas];
    const [ours, theirs] = [sample, points].map((set) => set.filter((x) => x.length === dimensions.length));
    const column = (set, k) => set.map((x) => x[k]);
    const marginals = dimensions.map((name, k) => {
      const [a, b] = [ours, theirs].map((set) => sorted(column(set, k)));
      return { name, ours: a, theirs: b, ...ksTest(a, b) };
    });
    const pairs = dimensions.flatMap((_, j) => dimensions.map((__, k) => [j, k]).filter(([x, y]) => x < y));
    const correlations = pairs.map(([j, k]) => ({
      between: [dimensions[j], dimensions[k]],
      ours: correlation(column(ours, j), column(ours, k)),
      theirs: correlation(column(theirs, j), column(theirs, k)),
    }));
    const share = (set, k, value) => set.filter((x) => Math.abs(x[k] - value) < 1e-9).length / set.length;
    const heaps = /** @type {[string, number, number][]} */ ([
      ['log NH = 20', 0, 20],
      [`kT${plasmas} = 15 keV`, plasmas, Math.log10(15)],
    ]).map(([name, k, value]) => ({ name, ours: share(ours, k, value), theirs: share(theirs, k, value) }));
    const jointTest = energyTest(ours.slice(0, joint), theirs, { permutations, seed });
    const shares = { ours: ours.length / count, theirs: theirs.length / rows.length };
    return {
      plasmas,
      names: dimensions,
      shares,
      marginals,
      correlations,
      heaps,
      joint: jointTest,
      points: { ours, theirs },
    };
  });
}

/**
 * Luminosities (0.5-8 keV, absorbed) that the emission measures of the filtered rows give, over those of the catalogue (Lt): log10, sorted.
 * The catalogue's fits have abundances of 0.3 times Anders & Grevesse 1989 (angr). The distance cancels.
 */
export function compareLuminosities(file = coupFile, abundances = /** @type {'angr' | 'wilm'} */ ('angr')) {
  const table = readFits(file).hdus.find((hdu) => hdu.isTable && hdu.table.find('Lt'))?.table;
  if (!table) throw new Error(`${file} is not the COUP catalogue: it has no column Lt`);
  const [coup, logL] = ['COUP', 'Lt'].map((name) => table.read(name));
  const catalogue = new Map(Array.from(coup, (number, i) => [number, logL[i]]));
  const edges = Float64Array.from({ length: 376 }, (_, i) => 0.5 + 0.02 * i);
  const bound = model('tbabs*(apec(1,0.3,0,1)+apec(1,0.3,0,1))').bind(edges.slice(0, -1), edges.slice(1), {
    abundances,
  });
  // 4 pi D^2 of a distance with 1e14 x 4 pi D^2 = 1e52 cm2.
  const logSphere = 38;
  const { rows } = filterCoup(readCoup(file));
  const differences = rows.map((row) => {
    const { kT1, kT2, logEM1, logEM2 } = row;
    const norm = (logEM) => 10 ** (logEM - 14 - logSphere);
    const second = kT2 > 0 ? [kT2, 0.3, 0, norm(logEM2)] : [1, 0.3, 0, 0];
    const photons = bound.evaluate(Float64Array.of(10 ** (row.logNH - 22), kT1, 0.3, 0, norm(logEM1), ...second));
    const flux = photons.reduce((sum, n, i) => sum + (n * (edges[i] + edges[i + 1])) / 2, 0) * 1.602176634e-9;
    return Math.log10(flux) + logSphere - (catalogue.get(row.coup) ?? Number.NaN);
  });
  return sorted(differences.filter(Number.isFinite));
}

/** AGN by the printed numbers: shares, lines, percentiles. */
export function describeAgn({ count = 20000, seed = 1, ...options } = {}) {
  const { properties: p } = agn(undefined, options).sample(count, { seed });
  const share = (values, holds) => values.filter(holds).length / values.length;
  const widths = sorted(p.EW.filter((x) => !Number.isNaN(x)));
  return {
    softC: share(p.softC, (x) => x === 1),
    cThick: share(p.cThick, (x) => x === 1),
    line: widths.length / count,
    width: {
      narrowest: widths[0],
      mean: widths.reduce((s, x) => s + x, 0) / widths.length,
      widest: widths[widths.length - 1],
    },
  };
}

/** Net counts and background over net counts, 0.3-8 keV, of simulated spectra with more than 100 net counts. */
export async function simulatedCounts({ count = 10000, seed = 1 } = {}) {
  const { rmf, arf } = embeddedResponseTables();
  const response = createResponse(rmf, arf);
  const background = embeddedBackground('acis-i', response);
  const sets = /** @type {[string, { exposure: number, fluxScale?: number, background?: typeof background }][]} */ ([
    ['no background', { exposure: 1e6 }],
    ['observed', { exposure: 1e6, background }],
    ['reduced', { exposure: 1e5, fluxScale: 10, background }],
  ]);
  const results = [];
  for (const [set, options] of sets)
    for (const name of /** @type {const} */ (['star', 'agn'])) {
      const spectra = datasetFromSimulation(await simulate(population(name), count, response, { ...options, seed }));
      const net = netCounts(spectra);
      const bright = [...net.keys()].filter((i) => net[i] > 100);
      const { backgroundCounts, backgroundScale, channels } = spectra;
      const ratios =
        backgroundCounts && backgroundScale
          ? sorted(
              bright.map((i) => {
                // Channels 22 to 548 are 0.3-8 keV.
                const counts = backgroundCounts.subarray(i * channels + 21, i * channels + 548);
                return (backgroundScale[i] * counts.reduce((sum, x) => sum + x, 0)) / net[i];
              }),
            )
          : undefined;
      results.push({ set, name, bright: bright.length / count, net: sorted(net), ratios });
    }
  return results;
}

/**
 * What a background does to the classifier of the paper, which was trained without: share of right verdicts among spectra with over 100 net
 * counts by background over net counts, beside the same sources without background.
 */
export async function classifierWithBackground({ count = 10000, seed = 77 } = {}) {
  const { rmf, arf } = embeddedResponseTables();
  const response = createResponse(rmf, arf);
  const background = embeddedBackground('acis-i', response);
  const classifier = Classifier.embedded('paper');
  const limits = [0, 0.05, 0.1, 0.3, 1, Infinity];
  const results = [];
  for (const name of /** @type {const} */ (['star', 'agn'])) {
    const options = { exposure: 1e6, seed };
    const made = async (more) =>
      datasetFromSimulation(await simulate(population(name), count, response, { ...options, ...more }));
    const [plain, shown] = [await made({}), await made({ background })];
    const [without, under] = [await classifier.predict(plain), await classifier.predict(shown)];
    const total = netCounts({ ...shown, backgroundCounts: undefined, backgroundScale: undefined });
    const want = classifier.classes.indexOf(name);
    for (let k = 0; k + 1 < limits.length; k++) {
      const rows = [...total.keys()].filter((i) => {
        const net = under.netCounts[i];
        const ratio = (total[i] - net) / net;
        return net > 100 && ratio >= limits[k] && ratio < limits[k + 1];
      });
      const right = ({ verdicts }) => rows.filter((i) => verdicts[i] === want).length / rows.length;
      results.push({
        name,
        from: limits[k],
        to: limits[k + 1],
        spectra: rows.length,
        without: right(without),
        with: right(under),
      });
    }
  }
  return results;
}

const two = (x) => x.toFixed(2);
const percent = (x) => `${(100 * x).toFixed(1)} %`;
const quantiles = (values) => percentiles.map((q) => two(quantile(values, q))).join(' ');

function printComparison(label, comparison) {
  for (const { plasmas, shares, marginals, correlations, heaps, joint } of comparison) {
    console.log(
      `\n${label}, ${plasmas} plasma${plasmas > 1 ? 's' : ''}: ${percent(shares.ours)}, catalogue ${percent(shares.theirs)}`,
    );
    for (const { name, ours, theirs, d, p } of marginals)
      console.log(
        `  ${name.padEnd(8)} 5 25 50 75 95 %: ${quantiles(ours)} | catalogue ${quantiles(theirs)} | KS ${d.toFixed(3)}, p ${two(p)}`,
      );
    for (const { between, ours, theirs } of correlations)
      console.log(`  correlation ${between.join(', ').padEnd(17)} ${two(ours)} | catalogue ${two(theirs)}`);
    for (const { name, ours, theirs } of heaps)
      console.log(`  at ${name.padEnd(13)} ${percent(ours)} | catalogue ${percent(theirs)}`);
    console.log(`  all together: energy distance ${joint.energy.toFixed(4)}, p ${joint.p.toFixed(3)}`);
  }
}

// The paper's 90 % intervals (Hebbar & Heinke 2023, section 2).
function printIntervals(rows) {
  for (const [name, low, high, quantity] of /** @type {[string, number, number, (row: any) => number][]} */ ([
    ['log NH', 20.82, 22.68, (row) => row.logNH],
    ['kT1', 0.43, 3.3, (row) => row.kT1],
  ])) {
    const values = sorted(rows.map(quantity));
    const inside = values.filter((x) => x > low && x < high).length / values.length;
    const ends = [0.05, 0.95].map((q) => two(quantile(values, q))).join(', ');
    console.log(`rows with ${name} in the paper's (${low}, ${high}): ${percent(inside)}; 5 and 95 %: ${ends}`);
  }
}

/** Everything above, printed; with `out` also drawn there. */
export async function printPopulations(file = coupFile, out = /** @type {string | undefined} */ (undefined)) {
  if (existsSync(file)) {
    const { rows, steps } = filterCoup(readCoup(file));
    console.table(steps);
    const plasmas = rows.filter((row) => row.kT2 > 0).length;
    console.log(
      `${rows.length} rows: ${rows.length - plasmas} with one plasma, ${plasmas} with two; the paper 679 = 406 + 273`,
    );
    printIntervals(rows);
    for (const table of /** @type {const} */ (['angr', 'wilm']))
      console.log(
        `log of luminosity by emission measure over the catalogue's, ${table}: ${percentiles.map((q) => quantile(compareLuminosities(file, table), q).toFixed(3)).join(' ')}`,
      );
    const comparison = compareStars(rows);
    printComparison('mixtures', comparison);
    printComparison('rows with kernel', compareStars(rows, { fromRows: true }));
    if (out !== undefined) {
      const { drawStars } = await import('./populationPlots.mjs');
      for (const [name, picture] of Object.entries(drawStars(comparison))) savePicture(`${out}/${name}`, picture);
      console.log(`pictures in ${out}`);
    }
  } else console.log(`the COUP catalogue is not there (${file}); stars are not compared`);
  const { softC, cThick, line, width } = describeAgn();
  console.log(
    `\nAGN: Soft-C ${percent(softC)}, C-thick ${percent(cThick)}; a line in ${percent(line)}, of ${width.narrowest.toFixed(0)} to ${width.widest.toFixed(0)} eV, mean ${width.mean.toFixed(0)}`,
  );
  for (const { set, name, bright, net, ratios } of await simulatedCounts()) {
    const counts = `median ${two(quantile(net, 0.5))}, mean ${two(net.reduce((s, x) => s + x, 0) / net.length)} net counts, over 100 in ${percent(bright)}`;
    const above = (limit) => percent(ratios ? ratios.filter((x) => x > limit).length / ratios.length : 0);
    const ratioText = ratios
      ? `; background over net ${percentiles.map((q) => quantile(ratios, q).toFixed(3)).join(' ')}, above 0.05 ${above(0.05)}, 0.1 ${above(0.1)}, 0.3 ${above(0.3)}`
      : '';
    console.log(`${set}, ${name}: ${counts}${ratioText}`);
  }
  for (const { name, from, to, spectra, without, with: under } of await classifierWithBackground())
    console.log(
      `classifier of the paper, ${name}, background over net ${from} to ${to}: ${spectra} spectra, right ${percent(under)}, without it ${percent(without)}`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
  await printPopulations(positionals[0], values.out);
}
