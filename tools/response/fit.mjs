// Least squares by Levenberg and Marquardt (Press et al., Numerical Recipes, 15.5), and the thinning of a curve to knots.

/** Solves A x = b in place by Gaussian elimination with row exchange. */
function solve(a, b) {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r][i]) > Math.abs(a[best][i])) best = r;
    [a[i], a[best]] = [a[best], a[i]];
    [b[i], b[best]] = [b[best], b[i]];
    for (let r = i + 1; r < n; r++) {
      const factor = a[r][i] / a[i][i];
      for (let c = i; c < n; c++) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = i + 1; c < n; c++) b[i] -= a[i][c] * b[c];
    b[i] /= a[i][i];
  }
  return b;
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function jacobian(residuals, p, r) {
  const step = 1e-5;
  return p.map((_, k) => {
    const moved = p.slice();
    moved[k] += step;
    return residuals(moved).map((x, i) => (x - r[i]) / step);
  });
}

/** The parameters `p` near `start` with the least sum of squared residuals, `cost`; one step changes no parameter by more than 0.5. */
export function leastSquares(residuals, start, iterations = 150) {
  let p = start;
  let r = residuals(p);
  let cost = dot(r, r);
  let damping = 1e-2;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const j = jacobian(residuals, p, r);
    const normal = j.map((a) => j.map((b) => dot(a, b)));
    const gradient = j.map((a) => dot(a, r));
    let gain = 0;
    for (let attempt = 0; attempt < 12 && gain === 0; attempt++) {
      const damped = normal.map((row, i) => row.map((x, k) => (i === k ? x * (1 + damping) + 1e-12 : x)));
      const step = solve(
        damped,
        gradient.map((x) => -x),
      );
      const moved = p.map((x, i) => x + Math.max(-0.5, Math.min(0.5, step[i])));
      const movedR = residuals(moved);
      const movedCost = dot(movedR, movedR);
      if (movedCost < cost) {
        gain = (cost - movedCost) / cost;
        [p, r, cost] = [moved, movedR, movedCost];
        damping = Math.max(damping / 5, 1e-9);
      } else damping *= 4;
    }
    if (gain < 1e-5) break;
  }
  return { p, cost };
}

/**
 * Indices of the points to keep so that straight lines between them miss no other point by more than 1 in units of its
 * `tolerance` (Douglas and Peucker 1973).
 */
export function thin(x, y, tolerance) {
  const keep = [0];
  const between = (i, j) => {
    let worst = 1;
    let at = -1;
    for (let k = i + 1; k < j; k++) {
      const line = y[i] + ((y[j] - y[i]) * (x[k] - x[i])) / (x[j] - x[i]);
      const miss = Math.abs(line - y[k]) / tolerance[k];
      if (miss > worst) [worst, at] = [miss, k];
    }
    if (at >= 0) {
      between(i, at);
      between(at, j);
    } else keep.push(j);
  };
  between(0, x.length - 1);
  return keep;
}
