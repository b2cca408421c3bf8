import { checkList, checkNumber, checkObject, ParameterError } from '../base/index.js';

/** Shares of classes among the sources, by name, each above 0. Classes left out share the rest equally. */
export type Prior = Readonly<Record<string, number>>;

/** What {@link estimatePrior} gives. */
export interface PriorEstimate {
  /** Share of every class. */
  prior: Record<string, number>;
  /** Standard deviation of each share, from the curvature of the likelihood. */
  sd: Record<string, number>;
  /** Number of spectra that were used: those with probabilities. */
  spectra: number;
}

/** The sum of shares may be off by as much, because people give rounded numbers. */
const tolerance = 1e-6;
/** The estimate is good to far less than its uncertainty when no share moves by more. */
const leastStep = 1e-7;
const mostSteps = 20_000;

/**
 * Re-weights probabilities that hold for classes of equal shares, by Bayes' theorem: p_k becomes p_k s_k over the sum of
 * these, with s_k the share of class k.
 *
 * @param probabilities spectra x classes, row after row; a row of NaN (no verdict) stays
 * @param classes names, in the order of the probabilities
 * @param prior shares of some or all classes
 * @returns spectra x classes; each row sums to 1
 * @throws ParameterError for a class that is none of `classes`, a share that is not above 0 or is above 1, or shares that
 *   leave nothing to the other classes or do not sum to 1.
 */
export function applyPrior(
  probabilities: ArrayLike<number>,
  classes: readonly string[],
  prior: Prior,
): Float64Array<ArrayBuffer> {
  const rows = checkRows(probabilities, classes);
  const shares = sharesOf(classes, prior);
  const width = classes.length;
  const out = new Float64Array(probabilities.length);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += shares[k] * probabilities[row * width + k];
    for (let k = 0; k < width; k++) out[row * width + k] = (shares[k] * probabilities[row * width + k]) / sum;
  }
  return out;
}

/**
 * Estimates the shares of the classes in a table of probabilities that hold for equal shares: those that make the table
 * likeliest, found by expectation maximisation (Saerens, Latinne & Decaestecker 2002, Neural Computation 14, 21), with one
 * certain source of each class added to the table: no table, and least of all a short one, then says that a class does
 * not exist, which would make every other verdict sure. The table must be of one sample, and its sources of these
 * classes: others are counted as what they resemble.
 *
 * @param probabilities spectra x classes, row after row; rows of NaN are left out
 * @param classes names, in the order of the probabilities
 * @throws ParameterError for a table without probabilities.
 */
export function estimatePrior(probabilities: ArrayLike<number>, classes: readonly string[]): PriorEstimate {
  const rows = checkRows(probabilities, classes);
  const width = classes.length;
  const known: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const p = Array.from(classes, (_, k) => probabilities[row * width + k]);
    if (!p.some(Number.isNaN)) known.push(p);
  }
  if (known.length === 0)
    throw new ParameterError('probabilities', 'there is no spectrum with probabilities to estimate a prior from');
  const table = [...known, ...classes.map((_, k) => classes.map((_, j) => (j === k ? 1 : 0)))];
  const shares = likeliestShares(table, width);
  const sd = deviations(table, shares);
  return {
    prior: Object.fromEntries(classes.map((name, k) => [name, shares[k]])),
    sd: Object.fromEntries(classes.map((name, k) => [name, sd[k]])),
    spectra: known.length,
  };
}

function likeliestShares(rows: readonly number[][], width: number): number[] {
  let shares = new Array<number>(width).fill(1 / width);
  for (let step = 0; step < mostSteps; step++) {
    const next = new Array<number>(width).fill(0);
    for (const p of rows) {
      const mixed = mixture(p, shares);
      for (let k = 0; k < width; k++) next[k] += (shares[k] * p[k]) / mixed / rows.length;
    }
    const moved = Math.max(...next.map((share, k) => Math.abs(share - shares[k])));
    shares = next;
    if (moved < leastStep) break;
  }
  return shares;
}

const mixture = (p: readonly number[], shares: readonly number[]): number =>
  p.reduce((sum, value, k) => sum + value * shares[k], 0);

/**
 * Standard deviations by the observed information of the shares but the last, which is 1 minus the others:
 * I_jk = sum over spectra of (p_j - p_K) (p_k - p_K) / mixture^2.
 */
function deviations(rows: readonly number[][], shares: readonly number[]): number[] {
  const free = shares.length - 1;
  const information = Array.from({ length: free }, () => new Array<number>(free).fill(0));
  for (const p of rows) {
    const mixed = mixture(p, shares);
    for (let j = 0; j < free; j++)
      for (let k = 0; k < free; k++) information[j][k] += ((p[j] - p[free]) * (p[k] - p[free])) / mixed ** 2;
  }
  const covariance = inverse(information);
  const total = covariance.flat().reduce((sum, value) => sum + value, 0);
  return [...covariance.map((row, k) => Math.sqrt(row[k])), Math.sqrt(Math.max(total, 0))];
}

/** The inverse of a symmetric positive definite matrix, by elimination. */
function inverse(matrix: readonly number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, k) => (i === k ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i][i];
    rows[i] = rows[i].map((value) => value / pivot);
    for (let j = 0; j < n; j++)
      if (j !== i) {
        const factor = rows[j][i];
        rows[j] = rows[j].map((value, k) => value - factor * rows[i][k]);
      }
  }
  return rows.map((row) => row.slice(n));
}

/** The share of each class. */
function sharesOf(classes: readonly string[], prior: Prior): number[] {
  checkObject('prior', prior, 'an object of the shares of classes, such as { agn: 0.1 }');
  const named = Object.entries(prior);
  for (const [name, share] of named) {
    if (!classes.includes(name))
      throw new ParameterError('prior', `prior names the class ${name}; the classes are ${classes.join(', ')}`);
    checkNumber(`prior.${name}`, share, { above: 0, max: 1 });
  }
  const others = classes.length - named.length;
  const sum = named.reduce((total, [, share]) => total + share, 0);
  const rest = 1 - sum;
  const printed = Number(sum.toPrecision(9));
  if (others === 0 && Math.abs(rest) > tolerance)
    throw new ParameterError(
      'prior',
      `the shares in prior sum to ${printed}; they must sum to 1, or leave out a class`,
    );
  if (others > 0 && !(rest > tolerance))
    throw new ParameterError(
      'prior',
      `the shares in prior sum to ${printed}, which leaves nothing to ${classes.filter((name) => !(name in prior)).join(', ')}`,
    );
  return classes.map((name) => prior[name] ?? rest / others);
}

/** @returns the number of rows. */
function checkRows(probabilities: ArrayLike<number>, classes: readonly string[]): number {
  checkList('probabilities', probabilities, 'an array of spectra x classes');
  checkList('classes', classes, 'a list of names');
  if (classes.length < 2 || new Set(classes).size !== classes.length)
    throw new ParameterError(
      'classes',
      `the classes are ${classes.join(', ') || 'none'}; two or more different names are needed`,
    );
  if (probabilities.length % classes.length !== 0)
    throw new ParameterError(
      'probabilities',
      `there are ${probabilities.length} probabilities, not whole rows of ${classes.length} classes`,
    );
  for (let i = 0; i < probabilities.length; i++)
    if (probabilities[i] < 0 || probabilities[i] > 1)
      throw new ParameterError(
        'probabilities',
        `probability ${i} is ${probabilities[i]}; it must lie from 0 to 1, or be NaN`,
      );
  return probabilities.length / classes.length;
}
