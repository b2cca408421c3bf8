// Makes data/background/acis-i.json and prints how far it is from what it is made of.
//   npm run build:ts && node tools/background.mjs PCA.json.gz COUP.fits.gz
// PCA.json.gz: bxa_chandra_bkg_pca_1024.json.gz of BXA (github.com/JohannesBuchner/BXA, its ChandraPCA background model;
//   Buchner et al. 2014, A&A 564, A125): mean, ten principal components and the scores of 1257 observed ACIS backgrounds,
//   as log10(1 + share of the counts) in 534 channels. COUP.fits.gz: VizieR J/ApJS/160/319/coup as FITS.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readFits } from '../dist/ogip/index.js';
import { backgroundOf } from '../dist/simulation/embeddedBackground.js';
import { applyRmf, createResponse, embeddedResponseTables } from '../dist/simulation/index.js';

const [pcaFile, coupFile] = process.argv.slice(2);
if (!coupFile) throw new Error('usage: node tools/background.mjs PCA.json.gz COUP.fits.gz');

const WIDTH = 0.0146; // keV, a channel
const SHAPES = 8;
// Closer below 1 keV, where the sky varies; the fall at 2.1-2.4 keV is that of the mirror.
const KNOTS = [
  0.2, 0.26, 0.32, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.45, 1.6, 1.8, 1.95, 2.1, 2.25, 2.4, 2.7, 3, 3.5, 4,
  4.5, 5, 5.5, 6, 6.5, 7, 7.3, 7.65, 8,
];
const LINES = [
  { name: 'Al-K', energy: 1.487 },
  { name: 'Si-K', energy: 1.74 },
  { name: 'Au-M', energy: 2.123 },
  { name: 'Ni-K', energy: 7.478 },
];
const sum = (values) => values.reduce((total, value) => total + value, 0);
const round = (x, digits = 4) => Number(x.toPrecision(digits));
const percentile = (values, p) => values.toSorted((a, b) => a - b)[Math.round((p / 100) * (values.length - 1))];

const { spectra, centres, edges } = readSpectra(pcaFile);
const chosen = spectra.filter(isImagingArray);
console.log(`${spectra.length} backgrounds, ${chosen.length} like those of the imaging array in an empty field`);
const medoids = kMedoids(chosen.map(bandShares), SHAPES);
const widths = lineWidths();
const lines = LINES.map((line, k) => ({ ...line, sigma: widths[k] }));
const shapes = medoids.map(({ index, members }) => ({ weight: members, ...fitShape(chosen[index]) }));
const rate = coupRate(coupFile);
/** @type {import('../dist/simulation/embeddedBackground.js').ParametricBackground} */
const result = {
  name: 'acis-i',
  version: 1,
  source: [
    `shapes: ${SHAPES} medoids of ${chosen.length} of the 1257 ACIS backgrounds behind the ChandraPCA model of BXA ` +
      '(Buchner et al. 2014, A&A 564, A125; github.com/JohannesBuchner/BXA), rebuilt from its ten components and fitted ' +
      'by tools/background.mjs with straight lines between knots and four Gaussians',
    "line energies: Chandra Proposers' Observatory Guide, chapter 6; widths: the embedded response acis-i-cycle0",
    'assumed: constant from 8 to 12 keV, where the shapes end; nothing below 0.2 and above 12 keV',
  ],
  continuum: { energy: KNOTS, limits: [0.2, 12] },
  lines,
  shapes,
  rate,
  scale: {
    value: round(1 / 24, 6),
    source:
      'Chandra Source Catalog 2: an annulus of 24 times the source region (BACKSCAL ratio 0.0415-0.0417 in its files)',
  },
};
writeFileSync('data/background/acis-i.json', `${JSON.stringify(result, null, 1)}\n`);
report();

/** Shares of counts in 534 channels: 10^(mean + sum of score x size x component) - 1. */
function readSpectra(file) {
  const { mean, components, values, U, ilo } = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const spectra = U.map((scores) => {
    const size = scores.map((score, k) => score * values[k]);
    return mean.map((m, c) => 10 ** (m + sum(components[c].map((v, k) => v * size[k]))) - 1);
  });
  // Channel ilo counts from 0: from ilo x 14.6 eV.
  const centres = mean.map((_, c) => (ilo + c + 0.5) * WIDTH);
  return { spectra, centres, edges: { ilo } };
}

function density(spectrum, from, to) {
  const inside = spectrum.filter((_, c) => centres[c] >= from && centres[c] < to);
  return sum(inside) / inside.length;
}

/**
 * The imaging array's front-illuminated chips have a flat hard background with a strong Ni-K line; that of the
 * back-illuminated ones rises steeply above 5 keV; a soft or silicon-rich one is a nebula, a cluster or the Galactic plane.
 */
function isImagingArray(spectrum) {
  const at = (from, to) => density(spectrum, from, to);
  const hardness = (at(5, 8) * 3) / (at(0.5, 2) * 1.5);
  const rise = at(7.65, 8) / at(4, 5);
  const nickel = at(7.4, 7.55) / (0.5 * (at(7.1, 7.25) + at(7.7, 7.9)));
  const skySilicon = at(1.82, 1.94) / (0.5 * (at(1.55, 1.65) + at(2, 2.06)));
  const negative = spectrum.filter((value) => value < 0).length / spectrum.length;
  return (
    hardness > 0.6 && hardness < 2.5 && rise > 0.7 && rise < 2.2 && nickel > 1.15 && skySilicon < 1.4 && negative < 0.02
  );
}

/** Square roots of the shares in twelve bands: distances between them weigh all bands alike. */
function bandShares(spectrum) {
  const bands = [0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.65, 2, 2.5, 3.5, 5, 7, 8];
  return bands.slice(1).map((to, i) => Math.sqrt(Math.max(0, density(spectrum, bands[i], to) * (to - bands[i]))));
}

/** Partitioning about medoids: from the point nearest to the mean, then the farthest ones, then exchanges until none helps. */
function kMedoids(points, count) {
  const distance = (a, b) => sum(a.map((value, i) => (value - b[i]) ** 2));
  const centre = points[0].map((_, i) => sum(points.map((point) => point[i])) / points.length);
  const nearest = (index) => Math.min(...index.map((k) => distance(points[k], centre)));
  let chosen = [points.findIndex((point) => distance(point, centre) === nearest([...points.keys()]))];
  while (chosen.length < count) {
    const far = points.map((point) => Math.min(...chosen.map((k) => distance(point, points[k]))));
    chosen.push(far.indexOf(Math.max(...far)));
  }
  for (let step = 0; step < 50; step++) {
    const owner = points.map((point) => argMin(chosen.map((k) => distance(point, points[k]))));
    const next = chosen.map((_, m) => {
      const members = [...points.keys()].filter((i) => owner[i] === m);
      return members[argMin(members.map((i) => sum(members.map((j) => distance(points[i], points[j])))))];
    });
    if (next.every((k, m) => k === chosen[m])) break;
    chosen = next;
  }
  const owner = points.map((point) => argMin(chosen.map((k) => distance(point, points[k]))));
  return chosen.map((index, m) => ({ index, members: owner.filter((o) => o === m).length }));
}

function argMin(values) {
  return values.indexOf(Math.min(...values));
}

/** Full width at half maximum over 2.355 of each line in the embedded response. */
function lineWidths() {
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = createResponse(rmf, arf);
  return LINES.map(({ energy }) => {
    const photons = new Float64Array(response.energies);
    photons[response.energHi.findIndex((high) => high > energy)] = 1;
    const profile = applyRmf(response, photons);
    const half = Math.max(...profile) / 2;
    const first = profile.findIndex((value) => value >= half);
    const last = profile.findLastIndex((value) => value >= half);
    const edge = (inside, outside) => (profile[inside] - half) / (profile[inside] - profile[outside]);
    return round(((last - first + edge(first, first - 1) + edge(last, last + 1)) * WIDTH) / 2.355);
  });
}

/** Least squares with weights 1 / counts and no negative number, by coordinate descent: knots and lines are all additive. */
function fitShape(spectrum) {
  const columns = [
    ...KNOTS.map((_, k) => centres.map((energy) => WIDTH * hat(k, energy))),
    ...lines.map(({ energy, sigma }) =>
      centres.map((at) => (WIDTH / (sigma * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((at - energy) / sigma) ** 2)),
    ),
  ];
  const floor = sum(spectrum) / spectrum.length / 10;
  const weights = spectrum.map((value) => 1 / Math.max(value, floor));
  const values = columns.map(() => 0);
  const rest = spectrum.slice();
  const norms = columns.map((column) => sum(column.map((x, c) => x * x * weights[c])));
  for (let pass = 0; pass < 3000; pass++) {
    columns.forEach((column, k) => {
      let slope = 0;
      for (let c = 0; c < rest.length; c++) slope += column[c] * rest[c] * weights[c];
      const next = Math.max(0, values[k] + slope / norms[k]);
      for (let c = 0; c < rest.length; c++) rest[c] -= (next - values[k]) * column[c];
      values[k] = next;
    });
  }
  const rounded = values.map((value) => round(value));
  return { density: rounded.slice(0, KNOTS.length), counts: rounded.slice(KNOTS.length) };
}

/** 1 at knot k, 0 at its neighbours, straight between; constant beyond the ends. */
function hat(k, energy) {
  const at = Math.min(Math.max(energy, KNOTS[0]), KNOTS[KNOTS.length - 1]);
  if (k > 0 && at < KNOTS[k]) return Math.max(0, (at - KNOTS[k - 1]) / (KNOTS[k] - KNOTS[k - 1]));
  if (k < KNOTS.length - 1 && at > KNOTS[k]) return Math.max(0, (KNOTS[k + 1] - at) / (KNOTS[k + 1] - KNOTS[k]));
  return at === KNOTS[k] ? 1 : 0;
}

/** Background counts in the extraction regions of COUP (0.5-8 keV) over the exposure: a lognormal. */
function coupRate(file) {
  const table = readFits(file).hdus.find((hdu) => hdu.isTable && hdu.table.find('BkgCts'))?.table;
  if (!table) throw new Error(`${file} is not the COUP catalogue: it has no column BkgCts`);
  const [counts, kiloseconds] = ['BkgCts', 'ExpTime'].map((name) => table.read(name));
  const logs = [...counts].flatMap((n, i) => (n > 0 ? [Math.log10(n / kiloseconds[i] / 1000)] : []));
  const mean = sum(logs) / logs.length;
  const dex = Math.sqrt(sum(logs.map((x) => (x - mean) ** 2)) / logs.length);
  const points = [5, 25, 50, 75, 95];
  console.log(
    `COUP: ${logs.length} of ${counts.length} sources with background; counts a Ms at ${points.join(', ')} %:`,
  );
  console.log(`  catalogue ${points.map((p) => (1e6 * 10 ** percentile(logs, p)).toFixed(1)).join(', ')}`);
  const normal = [-1.645, -0.6745, 0, 0.6745, 1.645];
  console.log(`  lognormal ${normal.map((x) => (1e6 * 10 ** (mean + x * dex)).toFixed(1)).join(', ')}`);
  /** @type {[number, number]} */
  const band = [0.5, 8];
  return {
    median: round(10 ** mean, 3),
    dex: round(dex, 2),
    band,
    source:
      'BkgCts over ExpTime of the COUP sources (Getman et al. 2005, ApJS 160, 319): mean and standard deviation of log10',
  };
}

function report() {
  const channels = 1024;
  const eMin = Float64Array.from({ length: channels }, (_, c) => c * WIDTH);
  const eMax = eMin.map((low) => low + WIDTH);
  const built = backgroundOf(result, { eMin, eMax, channels });
  console.table(
    medoids.map(({ index, members }, k) => {
      const real = chosen[index];
      const shape = [...built.shapes.subarray(k * channels + edges.ilo, k * channels + edges.ilo + real.length)];
      const scale = sum(real) / sum(shape);
      const fitted = shape.map((value) => value * scale);
      const inBand = centres.map((energy) => energy >= 0.3 && energy <= 8);
      const wrong = sum(real.map((value, c) => (inBand[c] ? Math.abs(value - fitted[c]) / 2 : 0)));
      const share = (from, to) =>
        round(sum(fitted.filter((_, c) => centres[c] >= from && centres[c] < to)) / sum(fitted), 3);
      return {
        weight: members,
        '0.3-0.5': share(0.3, 0.5),
        '0.5-2': share(0.5, 2),
        '2-5': share(2, 5),
        '5-8': share(5, 8.1),
        lines: round(sum(shapes[k].counts) / sum(real), 3),
        'counts in the wrong channel': `${(100 * wrong).toFixed(1)} %`,
      };
    }),
  );
}
