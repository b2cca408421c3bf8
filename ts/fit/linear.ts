// Small symmetric matrices, n x n in one array, of the curvature of a statistic: positive, or nearly singular where parameters do the
// same to a model.

/** A pivot below this share of its diagonal element is rounding: the row depends on those before it. */
const SMALLEST_PIVOT = 1e-9;

/**
 * Inverse of a symmetric, positive semi-definite matrix by Cholesky's factors, over the rows that are independent of those before.
 *
 * @param matrix n x n
 * @param isUsed rows to invert; the others are left out
 * @returns the inverse, n x n, with 0 in rows that are left out, and which rows are in
 */
export function invert(matrix: Float64Array, isUsed: readonly boolean[]): { inverse: Float64Array; isIn: boolean[] } {
  const n = isUsed.length;
  const { factor, isIn } = cholesky(matrix, isUsed);
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    if (!isIn[column]) continue;
    const unit = new Float64Array(n);
    unit[column] = 1;
    inverse.set(substitute(factor, isIn, unit), column * n);
  }
  return { inverse, isIn };
}

/** The solution x of matrix x = right over the rows in use; 0 in rows that are left out or depend on others. */
export function solve(matrix: Float64Array, right: Float64Array, isUsed: readonly boolean[]): Float64Array {
  const { factor, isIn } = cholesky(matrix, isUsed);
  return substitute(factor, isIn, right);
}

/** Variance of a function of the parameters that has these slopes. */
export function varianceOf(covariance: Float64Array, slopes: readonly number[]): number {
  const n = slopes.length;
  let variance = 0;
  for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) variance += slopes[j] * covariance[j * n + k] * slopes[k];
  return variance;
}

/** Lower factor, with the rows that it has. Of rows that do the same, the first is kept. */
function cholesky(matrix: Float64Array, isUsed: readonly boolean[]): { factor: Float64Array; isIn: boolean[] } {
  const n = isUsed.length;
  const factor = new Float64Array(n * n);
  const isIn = [...isUsed];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      if (!isIn[i] || !isIn[j]) continue;
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (j < i) factor[i * n + j] = sum / factor[j * n + j];
      else if (sum > SMALLEST_PIVOT * matrix[i * n + i]) factor[i * n + i] = Math.sqrt(sum);
      else isIn[i] = false;
    }
    if (!isIn[i]) factor.fill(0, i * n, i * n + n);
  }
  return { factor, isIn };
}

function substitute(factor: Float64Array, isIn: readonly boolean[], right: Float64Array): Float64Array {
  const n = isIn.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!isIn[i]) continue;
    let sum = right[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * x[k];
    x[i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    if (!isIn[i]) continue;
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * x[k];
    x[i] = sum / factor[i * n + i];
  }
  return x;
}
