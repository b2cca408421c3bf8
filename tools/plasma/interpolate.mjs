// Interpolation in tables: a natural cubic spline, straight lines, and logarithms.

/** The index i with x[i] <= at < x[i + 1], within the table. */
export function bracket(x, at) {
  let [low, high] = [0, x.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** Second derivatives of the natural cubic spline (Press et al., Numerical Recipes, 3.3). */
function curvatures(x, y) {
  const n = x.length;
  const [second, rest] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 1; i < n - 1; i++) {
    const sigma = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
    const p = sigma * second[i - 1] + 2;
    const bend = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
    second[i] = (sigma - 1) / p;
    rest[i] = ((6 * bend) / (x[i + 1] - x[i - 1]) - sigma * rest[i - 1]) / p;
  }
  for (let i = n - 2; i >= 0; i--) second[i] = second[i] * second[i + 1] + rest[i];
  return second;
}

/** A function through the points: the natural spline, a straight line where there are only two. */
export function spline(x, y) {
  const second = curvatures(x, y);
  return (at) => {
    const i = bracket(x, at);
    const h = x[i + 1] - x[i];
    const [a, b] = [(x[i + 1] - at) / h, (at - x[i]) / h];
    return a * y[i] + b * y[i + 1] + (((a ** 3 - a) * second[i] + (b ** 3 - b) * second[i + 1]) * h * h) / 6;
  };
}

/** Straight lines between points, the end values beyond them. */
export function linear(x, y, at) {
  if (at <= x[0]) return y[0];
  if (at >= x.at(-1)) return y.at(-1);
  const i = bracket(x, at);
  return y[i] + ((y[i + 1] - y[i]) * (at - x[i])) / (x[i + 1] - x[i]);
}

/** Straight lines in the logarithms of both, continued beyond the ends; 0 where the table is 0. */
export function powerLaw(x, y, at) {
  const i = bracket(x, at);
  if (!(y[i] > 0 && y[i + 1] > 0)) return at <= x[i] ? y[i] : at >= x[i + 1] ? y[i + 1] : 0;
  return y[i] * (at / x[i]) ** (Math.log(y[i + 1] / y[i]) / Math.log(x[i + 1] / x[i]));
}
