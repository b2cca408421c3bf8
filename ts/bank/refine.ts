import { solve } from '../fit/linear.js';
import { cstatTerm } from '../fit/statistics.js';

/** A source model whose parameters are refined, on the photon grid of a response's templates. */
export interface Refinable {
  /** Where to begin, in the order of the model's parameters. */
  values: Float64Array;
  /** Limits of the parameters; those with equal limits stay. */
  low: Float64Array;
  high: Float64Array;
  /** Shapes by group (each with a sum of 1) of so many parameter sets, one after the other. */
  shapes(parameters: Float64Array, count: number): Float64Array;
}

/** Steps for the slopes, as a share of a parameter's range (in its logarithm where it spans more than a decade). */
const SLOPE_STEP = 2e-3;

/**
 * Expected counts of the source nearest to a spectrum, from a template on: some steps of Fisher scoring with Levenberg's damping in
 * the model's parameters and the source's counts, within the limits. Above 1,000 counts templates are too few to explain a
 * spectrum to its noise; a few steps from the likeliest one on do.
 *
 * @param counts of each group
 * @param background expected counts of each group
 * @param normalisation counts of the source to begin with
 * @param steps at most
 */
export function refine(
  source: Refinable,
  counts: ArrayLike<number>,
  background: ArrayLike<number>,
  { normalisation, steps }: { normalisation: number; steps: number },
): Float64Array {
  const free = [...source.values.keys()].filter((p) => source.high[p] > source.low[p]);
  const scale = free.map((p) => scaleOf(source.low[p], source.high[p]));
  let point = free.map((p, j) => scale[j].to(source.values[p]));
  let logA = Math.log(Math.max(normalisation, 1));
  const groups = counts.length;
  const parametersAt = (at: readonly number[]) => {
    const values = Float64Array.from(source.values);
    for (const [j, p] of free.entries()) values[p] = scale[j].from(at[j]);
    return values;
  };
  const expectedOf = (shape: Float64Array, first: number, log: number) =>
    Float64Array.from({ length: groups }, (_, g) => Math.exp(log) * shape[first + g] + background[g] + 1e-9);
  let expected = expectedOf(source.shapes(parametersAt(point), 1), 0, logA);
  let statistic = statisticOf(counts, expected);
  let damping = 1e-2;
  const n = free.length + 1;
  for (let step = 0; step < steps; step++) {
    const moved = point.map((x) => (x + SLOPE_STEP > 1 ? -SLOPE_STEP : SLOPE_STEP));
    const sets = Float64Array.from(
      moved.flatMap((by, j) => [...parametersAt(point.map((x, i) => (i === j ? x + by : x)))]),
    );
    const shapes = source.shapes(sets, free.length);
    const slopes = moved.map((by, j) =>
      expectedOf(shapes, j * groups, logA).map((value, g) => (value - expected[g]) / by),
    );
    slopes.push(expected.map((value, g) => value - background[g]));
    const gradient = new Float64Array(n);
    const curvature = new Float64Array(n * n);
    for (let j = 0; j < n; j++)
      for (let g = 0; g < groups; g++) {
        gradient[j] += (slopes[j][g] * (counts[g] - expected[g])) / expected[g];
        for (let i = 0; i <= j; i++) curvature[j * n + i] += (slopes[j][g] * slopes[i][g]) / expected[g];
      }
    for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) curvature[i * n + j] = curvature[j * n + i];
    const before = statistic;
    for (let attempt = 0; attempt < 4; attempt++) {
      const damped = curvature.map((value, i) => (i % (n + 1) === 0 ? value * (1 + damping) + 1e-9 : value));
      const change = solve(damped, gradient, new Array(n).fill(true));
      const next = point.map((x, j) => Math.min(1, Math.max(0, x + change[j])));
      const nextLog = logA + Math.max(-1, Math.min(1, change[n - 1]));
      const trial = expectedOf(source.shapes(parametersAt(next), 1), 0, nextLog);
      const value = statisticOf(counts, trial);
      if (value < statistic) {
        [point, logA, expected, statistic] = [next, nextLog, trial, value];
        damping = Math.max(damping / 10, 1e-4);
        break;
      }
      damping *= 10;
    }
    if (before - statistic < 0.05) break;
  }
  return expected;
}

const statisticOf = (counts: ArrayLike<number>, expected: Float64Array): number =>
  expected.reduce((sum, mu, g) => sum + 2 * cstatTerm(counts[g], mu), 0);

/** A parameter's range as 0 to 1, in its logarithm where it spans more than a decade. */
function scaleOf(low: number, high: number): { to: (value: number) => number; from: (x: number) => number } {
  if (low > 0 && high > 10 * low) {
    const range = Math.log(high / low);
    return { to: (value) => Math.log(value / low) / range, from: (x) => low * Math.exp(range * x) };
  }
  return { to: (value) => (value - low) / (high - low), from: (x) => low + (high - low) * x };
}
