// Two-sample statistics: do two sets of values come from one distribution?
import { uniforms } from '../../dist/native/index.js';

export const sorted = (values) => Float64Array.from(values).sort();
/** Of sorted values. */
export const quantile = (values, q) => values[Math.min(values.length - 1, Math.floor(q * values.length))];
export const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Largest distance of the distribution functions of sorted values, and its probability (Stephens 1970, JRSS B 32, 115). */
export function ksTest(a, b) {
  let [i, j, d] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i], b[j]);
    while (a[i] <= x) i++;
    while (b[j] <= x) j++;
    d = Math.max(d, Math.abs(i / a.length - j / b.length));
  }
  const n = Math.sqrt((a.length * b.length) / (a.length + b.length));
  const lambda = (n + 0.12 + 0.11 / n) * d;
  if (lambda < 0.2) return { d, p: 1 }; // The series does not converge there.
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return { d, p: Math.min(1, Math.max(0, p)) };
}

export function correlation(x, y) {
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
    yy += (y[i] - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/**
 * Energy distance of two sets of points, 2 E|X - Y| - E|X - X'| - E|Y - Y'| (Szekely & Rizzo 2013, J. Stat. Plan. Inference 143,
 * 1249), each dimension over the standard deviation of the second set, and the share of `permutations` random divisions of the
 * points between both that have a larger one.
 */
export function energyTest(a, b, { permutations = 999, seed = 1 } = {}) {
  const scale = b[0].map((_, k) => {
    const m = mean(b.map((x) => x[k]));
    return Math.sqrt(mean(b.map((x) => (x[k] - m) ** 2)));
  });
  const points = [...a, ...b].map((x) => x.map((value, k) => value / scale[k]));
  const total = points.length;
  const distances = new Float64Array(total * total);
  for (let i = 0; i < total; i++)
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < points[i].length; k++) square += (points[i][k] - points[j][k]) ** 2;
      const d = Math.sqrt(square);
      distances[i * total + j] = d;
      distances[j * total + i] = d;
    }
  const sums = Float64Array.from({ length: total }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < total; j++) sum += distances[i * total + j];
    return sum;
  });
  const allDistances = sums.reduce((sum, x) => sum + x, 0);
  const [n, m] = [a.length, b.length];
  /** Of the division in which `inB` are the points of the second set. */
  const energyOf = (inB) => {
    let [within, touching] = [0, 0];
    for (const i of inB) {
      touching += sums[i];
      for (const j of inB) within += distances[i * total + j];
    }
    const between = touching - within;
    return (2 * between) / (n * m) - (allDistances - 2 * between - within) / (n * n) - within / (m * m);
  };
  const places = Uint32Array.from({ length: total }, (_, i) => i);
  const energy = energyOf(places.slice(n));
  let larger = 0;
  for (let k = 0; k < permutations; k++) {
    const u = uniforms(seed, 255, k, 1, m);
    // The last m of a shuffle (Fisher & Yates).
    for (let i = 0; i < m; i++) {
      const from = total - 1 - i;
      const to = Math.floor(u[i] * (from + 1));
      [places[from], places[to]] = [places[to], places[from]];
    }
    if (energyOf(places.slice(n)) >= energy) larger++;
  }
  return { energy, p: (larger + 1) / (permutations + 1) };
}
