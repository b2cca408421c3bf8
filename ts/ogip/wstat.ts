import { checkList, checkNumber, ParameterError } from '../base/index.js';

/**
 * The W statistic: the Poisson likelihood of source and background counts, with the mean background of each bin at its
 * best value, as minus twice the logarithm of the ratio to the perfect model (XSPEC manual, appendix B, after Wachter,
 * Leach & Kellogg 1979, doi:10.1086/157084, and Cash 1979, doi:10.1086/156922).
 *
 * With S counts, expected source counts m, B background counts and background scale r, the best mean background b in
 * the source region is the positive solution of a b^2 - (S + B - a m) b - B m = 0 with a = 1 + 1/r, and
 *
 *     W = 2 sum [m + b - S + S ln(S / (m + b)) + b/r - B + B ln(B r / b)],  x ln(x / y) = 0 for x = 0,
 *
 * which includes the special cases S = 0 and B = 0 that other texts list separately.
 *
 * @param counts S per bin (channel or group).
 * @param expected m per bin: source counts in the exposure of `counts`, without background.
 * @param backgroundCounts B per bin, in the background region.
 * @param backgroundScale r: from background to source region, the ratio of exposure, BACKSCAL and AREASCAL (source over
 *   background), for all bins or per bin.
 * @returns W, 0 or more; Infinity if a bin has counts although neither model nor background predicts any.
 * @throws ParameterError for arrays of different length, or a scale that is not above 0.
 */
export function wstat(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  backgroundCounts: ArrayLike<number>,
  backgroundScale: number | ArrayLike<number>,
): number {
  const perBin = {
    counts,
    expected,
    backgroundCounts,
    ...(typeof backgroundScale !== 'number' && { backgroundScale }),
  };
  for (const [name, values] of Object.entries(perBin)) {
    checkList(name, values, 'an array of a number per bin');
    if (values.length !== counts.length)
      throw new ParameterError(name, `${name} has ${values.length} bins, counts has ${counts.length}`);
  }
  let half = 0;
  for (let i = 0; i < counts.length; i++) {
    const scale = typeof backgroundScale === 'number' ? backgroundScale : backgroundScale[i];
    checkNumber('backgroundScale', scale, { above: 0 });
    half += binTerm(counts[i], expected[i], backgroundCounts[i], scale);
  }
  return 2 * half;
}

/** x ln(x / y), 0 for x = 0. */
const xlogx = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(x / y));

function binTerm(s: number, m: number, b: number, scale: number): number {
  const a = 1 + 1 / scale;
  const c = s + b - a * m;
  const root = Math.sqrt(c * c + 4 * a * b * m);
  // The positive root, in the form that does not subtract nearly equal numbers.
  const mean = c >= 0 ? (c + root) / (2 * a) : (2 * b * m) / (root - c);
  return m + mean - s + xlogx(s, m + mean) + mean / scale - b + xlogx(b, mean / scale);
}
