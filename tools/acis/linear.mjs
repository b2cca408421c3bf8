// Linear least squares by normal equations.

/** The coefficients with the least sum of squares of `rows` times them less `values`. */
export function linear(rows, values) {
  const n = rows[0].length;
  const a = Array.from({ length: n }, (_, j) =>
    Array.from({ length: n + 1 }, (_, k) =>
      rows.reduce((sum, row, i) => sum + row[j] * (k < n ? row[k] : values[i]), 0),
    ),
  );
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = a[r][i] / a[i][i];
      for (let c = i; c <= n; c++) a[r][c] -= factor * a[i][c];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}
