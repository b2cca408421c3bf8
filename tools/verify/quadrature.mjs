// Integrals for the checks, independent of the rules in native/core: Romberg's extrapolation of the trapezoidal rule.

/** The integral of f from a to b, to about 1e-13 of itself for a smooth f. */
export function integrate(f, a, b, levels = 16) {
  let step = b - a;
  let row = [(step / 2) * (f(a) + f(b))];
  for (let level = 1; level <= levels; level++) {
    step /= 2;
    let middle = 0;
    for (let k = 1; k < 2 ** level; k += 2) middle += f(a + k * step);
    const next = [row[0] / 2 + step * middle];
    for (let k = 1; k <= level; k++) next.push(next[k - 1] + (next[k - 1] - row[k - 1]) / (4 ** k - 1));
    if (level > 4 && Math.abs(next[level] - row[level - 1]) <= 1e-14 * Math.abs(next[level])) return next[level];
    row = next;
  }
  return row[levels];
}
