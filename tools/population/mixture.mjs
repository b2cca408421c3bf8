// Gaussian mixtures with full covariances by expectation and maximisation (Dempster, Laird & Rubin 1977), the number of
// components by the Bayesian information criterion (Schwarz 1978).
import { uniforms } from '../../dist/native/index.js';

/** Lower Cholesky factor of a positive definite matrix. */
function cholesky(matrix) {
  const factor = matrix.map((row) => row.map(() => 0));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let value = row[j];
      for (let k = 0; k < j; k++) value -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(value) : value / factor[j][j];
    }
  });
  return factor;
}

/** log of the density of component (mean, factor) at x. */
function logDensity(x, { mean, factor }) {
  const solved = [];
  let sum = 0;
  let logDet = 0;
  for (let i = 0; i < x.length; i++) {
    let value = x[i] - mean[i];
    for (let k = 0; k < i; k++) value -= factor[i][k] * solved[k];
    solved.push(value / factor[i][i]);
    sum += solved[i] ** 2;
    logDet += Math.log(factor[i][i]);
  }
  return -0.5 * sum - logDet - 0.5 * x.length * Math.log(2 * Math.PI);
}

/** The component that describes `points` weighted by `shares`; no standard deviation falls below `floor`. */
function describe(points, shares, floor) {
  const total = shares.reduce((s, x) => s + x, 0);
  const mean = points[0].map((_, d) => points.reduce((s, x, i) => s + shares[i] * x[d], 0) / total);
  const covariance = mean.map((_, a) =>
    mean.map(
      (_, b) =>
        points.reduce((s, x, i) => s + shares[i] * (x[a] - mean[a]) * (x[b] - mean[b]), 0) / total +
        (a === b ? floor ** 2 : 0),
    ),
  );
  return { weight: total / points.length, mean, factor: cholesky(covariance) };
}

function expectation(points, components) {
  let likelihood = 0;
  const shares = components.map(() => new Array(points.length));
  points.forEach((x, i) => {
    const logs = components.map((c) => Math.log(c.weight) + logDensity(x, c));
    const largest = Math.max(...logs);
    const sum = logs.reduce((s, l) => s + Math.exp(l - largest), 0);
    likelihood += largest + Math.log(sum);
    logs.forEach((l, k) => {
      shares[k][i] = Math.exp(l - largest) / sum;
    });
  });
  return { likelihood, shares };
}

/** One run from random centres; undefined when a component is left with too few points. */
function run(points, count, floor, seed) {
  const u = uniforms(seed, 255, 0, 1, count);
  const whole = describe(
    points,
    points.map(() => 1),
    floor,
  );
  let components = Array.from(u, (x) => ({ ...whole, weight: 1 / count, mean: points[Math.floor(x * points.length)] }));
  let before = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < 500; iteration++) {
    const { likelihood, shares } = expectation(points, components);
    if (likelihood - before < 1e-6 * points.length) return { likelihood, components };
    before = likelihood;
    components = shares.map((share) => describe(points, share, floor));
    if (components.some((c) => c.weight * points.length < 2 * (points[0].length + 1))) return undefined;
  }
  return { likelihood: before, components };
}

/** The best mixture of up to `most` components, of 40 starts each. */
export function fitMixture(points, maxComponents, floor) {
  const d = points[0].length;
  /** @type {{ bic: number, components: { weight: number, mean: number[], factor: number[][] }[] } | undefined} */
  let best;
  for (let count = 1; count <= maxComponents; count++) {
    const runs = Array.from({ length: 40 }, (_, seed) => run(points, count, floor, seed)).filter(
      (fit) => fit !== undefined,
    );
    if (runs.length === 0) continue;
    const top = runs.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
    const free = count * (1 + d + (d * (d + 1)) / 2) - 1;
    const bic = free * Math.log(points.length) - 2 * top.likelihood;
    console.log(`  ${count} components: log likelihood ${top.likelihood.toFixed(1)}, BIC ${bic.toFixed(1)}`);
    if (!best || bic < best.bic) best = { bic, components: top.components };
  }
  if (!best) throw new Error(`${points.length} points are too few for a mixture`);
  return best.components.sort((a, b) => b.weight - a.weight);
}

/**
 * The same where a catalogue's fits stop at limits and heap up there: the points at each limit are a group of their own, of no
 * width in that dimension, one Gaussian in the others, and the rest are fitted without them. A heap too small to describe stays with the others.
 *
 * @param {any[]} points
 * @param {{ dimension: number, value: number }[]} heaps where the points lie exactly
 */
export function fitWithHeaps(points, heaps, maxComponents, floor) {
  const heapOf = (x) => heaps.findIndex(({ dimension, value }) => x[dimension] === value);
  const members = heaps.map((_, k) => points.filter((x) => heapOf(x) === k));
  const isOwn = members.map((list, k) => list.length >= 2 * points[0].length && heaps[k] !== undefined);
  const rest = points.filter((x) => heapOf(x) < 0 || !isOwn[heapOf(x)]);
  const share = (components, list) =>
    components.map((c) => ({ ...c, weight: (c.weight * list.length) / points.length }));
  const result = share(fitMixture(rest, maxComponents, floor), rest);
  heaps.forEach(({ dimension, value }, k) => {
    if (!isOwn[k]) return;
    console.log(`  heap of ${members[k].length} at ${value} in dimension ${dimension}`);
    const reduced = members[k].map((x) => x.toSpliced(dimension, 1));
    const whole = (c) => ({
      weight: c.weight,
      mean: c.mean.toSpliced(dimension, 0, value),
      factor: c.factor
        .map((row) => row.toSpliced(dimension, 0, 0))
        .toSpliced(
          dimension,
          0,
          c.mean.concat(0).map(() => 0),
        ),
    });
    result.push(...share(fitMixture(reduced, 1, floor), members[k]).map(whole));
  });
  return result;
}
