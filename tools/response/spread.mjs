// Line-spread functions of an RMF file as knots of Gaussians and a shelf (ts/simulation/lineSpread.ts).
import { addSpread } from '../../dist/simulation/lineSpread.js';
import { denseRows } from './compare.mjs';
import { leastSquares } from './fit.mjs';

const SILICON_K = 1.839; // keV: above it silicon fluoresces, and escape peaks appear
const SI_LINE = 1.74;
const NARROWEST = 0.01; // keV, sigma: narrower than a channel is no line-spread function
/** Photon energies of the knots, keV; two of one energy are a jump. */
export const ENERGIES = [
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
export const round = (x, digits = 5) => Number(x.toPrecision(digits));

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

/**
 * Knots at up to 54 energies. `spec`: `lowest` and `highest` channel energy of use, keV; `sigma(energy)` of the core to begin with;
 * `kink`: the channel map has one at the silicon edge; `energies` in place of the usual ones.
 */
export function spreadKnots(rmf, spec) {
  const rows = denseRows(rmf);
  const centre = rmf.energLo.map((low, i) => (low + rmf.energHi[i]) / 2);
  const knots = [];
  let before;
  const energies = spec.energies ?? ENERGIES;
  for (const [k, energy] of energies.entries()) {
    if (energy > centre.at(-1)) break;
    // At the jump take the nearest row on the right side of it, else the nearest row.
    const above = energy > SILICON_K || energies[k - 1] === energy;
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
