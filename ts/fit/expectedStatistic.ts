import { checkList, isWithin, ParameterError } from '../base/index.js';
import { cstatTerm, profiledBackground, wstatTerm } from './statistics.js';

/** Mean and variance of a statistic over all spectra that a model could have given. */
export interface StatisticMoments {
  expectation: number;
  variance: number;
}

/**
 * What C is for spectra that follow a model exactly: its expectation and variance over Poisson draws of the expected counts. A bin of
 * many counts has 1 and 2, as chi-squared, one of few has less: C alone says nothing about a fit to few counts, C beside this does
 * (Kaastra 2017, A&A 605, A51, doi:10.1051/0004-6361/201629319).
 *
 * Kaastra gives polynomials, good to some 1e-3, for the sums over k = 0, 1, 2 ... of P(k; mu) C(k; mu) and its square. Here they are
 * summed; above 100 expected counts, where the sums are long, by their expansion
 *
 *     expectation = 1 + 1/(6 mu) + 1/(6 mu^2),  variance = 2 + 2/(3 mu) + 4/(3 mu^2).
 *
 * @param expected expected counts per bin, source and background together, 0 or more
 * @returns sums over the bins
 * @throws ParameterError for expected counts that are negative or not finite.
 */
export function expectedCstat(expected: ArrayLike<number>): StatisticMoments {
  checkList('expected', expected, 'an array of a number per bin');
  let [expectation, variance] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    if (!isWithin(expected[i], { min: 0, below: Infinity }))
      throw new ParameterError(
        'expected',
        `expected[${i}] is ${expected[i]}; expected counts must be finite, 0 or more`,
      );
    const bin = cstatCumulants(expected[i]);
    expectation += bin.expectation;
    variance += bin.variance;
  }
  return { expectation, variance };
}

const manyCounts = 100;

/** Of one bin: what its C is on average, its variance and its third central moment (of chi-squared: 1, 2, 8). */
export interface Cumulants extends StatisticMoments {
  third: number;
}

/** @param mu expected counts, 0 or more */
export const cstatCumulants = (mu: number): Cumulants => (mu > manyCounts ? expansion(mu) : sums(mu));

const expansion = (mu: number): Cumulants => ({
  expectation: 1 + (1 + 1 / mu) / (6 * mu),
  variance: 2 + (2 + 4 / mu) / (3 * mu),
  third: 8 + (4 + 12 / mu) / mu,
});

/** Sums over the counts of a bin, until what is left is below 1e-16 of them. */
function sums(mu: number): Cumulants {
  let probability = Math.exp(-mu);
  let [first, second, cubes] = [0, 0, 0];
  for (let k = 0; ; k++) {
    const value = probability === 0 ? 0 : 2 * cstatTerm(k, mu);
    first += probability * value;
    second += probability * value * value;
    cubes += probability * value ** 3;
    // Terms next to mu are small because C is: the tail begins beyond them.
    if (k > mu + 1 && probability * value ** 3 <= 1e-16 * cubes) break;
    probability *= mu / (k + 1);
  }
  return { expectation: first, variance: second - first * first, third: cubes - 3 * first * second + 2 * first ** 3 };
}

/**
 * The same for W: over Poisson draws of source and background counts about their means. Where both are many, it is chi-squared of
 * one degree of freedom; else the sums run over both counts, in strides where they are long.
 *
 * @param model expected source counts per bin
 * @param background expected background counts per bin, in the source region
 * @param scale from background to source region, above 0
 */
export function expectedWstat(
  model: ArrayLike<number>,
  background: ArrayLike<number>,
  scale: number,
): StatisticMoments {
  let [expectation, variance] = [0, 0];
  for (let i = 0; i < model.length; i++) {
    const bin = doubleSums(model[i], background[i], scale);
    expectation += bin.expectation;
    variance += bin.variance;
  }
  return { expectation, variance };
}

function doubleSums(m: number, background: number, scale: number): StatisticMoments {
  if (m + background > manyCounts && background / scale > manyCounts) return { expectation: 1, variance: 2 };
  const beside = poissonPoints(background / scale);
  let [first, second] = [0, 0];
  for (const [s, p] of poissonPoints(m + background))
    for (const [b, q] of beside) {
      const value = 2 * wstatTerm(s, m, b, scale, profiledBackground(s, m, b, scale));
      first += p * q * value;
      second += p * q * value * value;
    }
  return { expectation: first, variance: second - first * first };
}

/** Counts and their probabilities, within eight standard deviations; of a wide distribution some 130, evenly apart. */
function poissonPoints(mu: number): [count: number, probability: number][] {
  const sigma = Math.sqrt(mu);
  const stride = Math.max(1, Math.floor(sigma / 8));
  const first = Math.max(0, Math.floor(mu - 8 * sigma));
  const points: [number, number][] = [];
  for (let k = first; k <= mu + 8 * sigma + 12; k += stride) {
    const probability = mu === 0 ? Number(k === 0) : Math.exp(k * Math.log(mu) - mu - logFactorial(k));
    if (probability > 0) points.push([k, probability]);
  }
  const total = points.reduce((sum, [, probability]) => sum + probability, 0);
  return points.map(([k, probability]) => [k, probability / total]);
}

/** ln k!, by Stirling's series where its error is below 1e-10. */
function logFactorial(k: number): number {
  let product = 1;
  for (let i = 2; i <= Math.min(k, 20); i++) product *= i;
  if (k <= 20) return Math.log(product);
  return (k + 0.5) * Math.log(k) - k + Math.log(2 * Math.PI) / 2 + 1 / (12 * k) - 1 / (360 * k ** 3);
}
