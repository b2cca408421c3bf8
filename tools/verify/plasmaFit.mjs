// What fits make of the differences from AtomDB: its spectra through the response of ACIS-I, fitted by apec without noise.
import {
  agn,
  applyResponse,
  createResponse,
  embeddedResponseTables,
  model,
  stars,
  streams,
  templateBank,
  uniforms,
} from '../../dist/index.js';
import { markdownTable } from './page.mjs';
import { rowsAround } from './plasmaReference.mjs';
import { sum } from './reference.mjs';

/** Photons in bins of even width to those of a response, even inside a bin. */
function onGrid([lo, hi], photons, response) {
  const step = (hi.at(-1) - lo[0]) / lo.length;
  const below = new Float64Array(lo.length + 1);
  photons.forEach((value, i) => {
    below[i + 1] = below[i] + value;
  });
  const until = (energy) => {
    const place = Math.min(Math.max((energy - lo[0]) / step, 0), lo.length);
    const i = Math.min(Math.floor(place), lo.length - 1);
    return below[i] + (place - i) * (below[i + 1] - below[i]);
  };
  return response.energLo.map((energy, i) => until(response.energHi[i]) - until(energy));
}

/** The least of f by Nelder and Mead's simplex (1965, Comput. J. 7, 308) from a start and steps. */
function minimum(f, start, step) {
  const points = [start, ...start.map((_, k) => start.map((x, j) => (j === k ? x + step : x)))].map((x) => ({
    x,
    y: f(x),
  }));
  for (let pass = 0; pass < 200; pass++) {
    points.sort((a, b) => a.y - b.y);
    const worst = points[points.length - 1];
    const mean = start.map((_, j) => sum(points.slice(0, -1).map(({ x }) => x[j])) / start.length);
    const along = (t) => {
      const x = mean.map((m, j) => m + t * (worst.x[j] - m));
      return { x, y: f(x) };
    };
    const reflected = along(-1);
    const isBest = reflected.y < points[0].y;
    const isBetter = reflected.y < points[points.length - 2].y;
    const further = isBest ? along(-2) : reflected;
    const nearer = isBetter ? reflected : along(reflected.y < worst.y ? -0.5 : 0.5);
    if (isBetter) points[points.length - 1] = further.y < reflected.y ? further : reflected;
    else if (nearer.y < worst.y) points[points.length - 1] = nearer;
    else
      for (const point of points.slice(1)) {
        point.x = point.x.map((x, j) => (x + points[0].x[j]) / 2);
        point.y = f(point.x);
      }
  }
  return points[0];
}

/**
 * AtomDB's photons at norm 1, absorbed by nH, fitted by ours over 0.5-7 keV: least squares weighted by the counts. Ours mixes
 * the two temperatures that the reference mixes.
 *
 * @returns {{ kT: number, abundance: number, norm: number, chi2: number }} chi2: of 1000 counts
 */
function fitSpectrum({ grid, theirs: photons, kT, abundance, nH }, response, bound) {
  const isFitted = response.eMin.map((low, i) => (low >= 0.5 && response.eMax[i] <= 7 ? 1 : 0));
  const counts = (values) => applyResponse(response, values, 1).filter((_, i) => isFitted[i]);
  const theirs = counts(onGrid(grid, photons, response));
  const total = sum(theirs);
  const weights = theirs.map((value) => (value > 1e-6 * total ? 1 / value : 0));
  const product = (a, b) => sum(a.map((value, i) => value * b[i] * weights[i]));
  const compare = ([logKT, logZ]) => {
    const { low, high, weight } = rowsAround(Math.exp(logKT));
    const z = Math.exp(logZ);
    const ours = counts(bound.evaluate(Float64Array.of(nH, low, z, 0, 1 - weight, high, z, 0, weight)));
    const norm = product(ours, theirs) / product(ours, ours);
    const rest = theirs.map((value, i) => value - norm * ours[i]);
    return { norm, chi2: (1000 * product(rest, rest)) / total };
  };
  const { x } = minimum((point) => compare(point).chi2, [Math.log(kT), Math.log(abundance)], 0.1);
  return { kT: Math.exp(x[0]), abundance: Math.exp(x[1]), ...compare(x) };
}

/** Spectra drawn for a verdict, and the counts of each on average. */
const VERDICTS = { spectra: 400, counts: 20 };

/** Poisson draws about a shape: by the distribution function, from uniform numbers that both sides share. */
function drawn(shape, { spectra, counts }) {
  const scale = counts / sum(shape);
  const u = uniforms(1, streams.otherCounts, 0, spectra, shape.length);
  return Uint16Array.from(u, (x, i) => {
    const mean = shape[i % shape.length] * scale;
    let [k, share] = [0, Math.exp(-mean)];
    for (let below = share; x > below && k < 1000; below += share) share *= mean / ++k;
    return k;
  });
}

/** Mean probability of a star that the bank gives to spectra of this shape. */
async function starsAmong(shape, response, bank) {
  const { channels, eMin, eMax } = response;
  const counts = drawn(shape, VERDICTS);
  const { probabilities } = await bank.classify(
    { count: VERDICTS.spectra, channels, eMin, eMax, counts },
    { goodness: false },
  );
  return sum(probabilities.filter((_, i) => i % 2 === 0)) / VERDICTS.spectra;
}

/** A table of fits of references (atomdbOneKeV, atomdbStars) through ACIS-I of 1999, and of verdicts on them. */
export async function plasmaFits(references) {
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = createResponse(rmf, arf);
  const bound = model('phabs*(apec+apec)').bind(response.energLo, response.energHi, { abundances: 'angr' });
  const bank = await templateBank([stars(), agn()]).through(response);
  const rows = [];
  for (const reference of references) {
    const { kT, abundance, norm, chi2 } = fitSpectrum(reference, response, bound);
    const { low, high, weight } = rowsAround(reference.kT);
    const values = [reference.nH, low, reference.abundance, 0, 1 - weight, high, reference.abundance, 0, weight];
    const shapes = [onGrid(reference.grid, reference.theirs, response), bound.evaluate(Float64Array.from(values))];
    const verdicts = [];
    for (const photons of shapes)
      verdicts.push((await starsAmong(applyResponse(response, photons, 1), response, bank)).toFixed(3));
    rows.push([
      ...[reference.name, `${kT.toFixed(3)} keV`, abundance.toFixed(3), norm.toFixed(2), chi2.toFixed(2)],
      ...verdicts,
    ]);
  }
  return markdownTable([
    [
      ...["AtomDB's spectrum", 'fitted kT', 'abundance', 'norm', 'chi2 of 1000 counts'],
      ...[`P of a star at ${VERDICTS.counts} counts: AtomDB's`, "xsift's of the same kT"],
    ],
    ...rows,
  ]);
}
