import type { ModelParameter } from '../spectral/index.js';
import type { BinnedSpectrum } from './bins.js';
import type { Evaluator } from './evaluator.js';
import type { Slopes, SmoothObjective } from './minimise.js';
import { type ParameterPlan, valuesAt } from './parameters.js';
import { cstatTerm, profiledBackground, wstatTerm } from './statistics.js';

// The statistic of a spectrum as a function of the free parameters. With m the model's counts in a bin, mu all expected counts there and
// b the background's share, the derivative of C and W by m is 2 (1 - counts / mu), b of W being at its best; the expected second one is
// 2 / mu for C and 2 / (mu + r b) for W, where r b is the variance of the background that was counted.

/** Steps of differences, as a share of a parameter's size. */
const DIFFERENCE = 1e-3;

/** Sizes of parameters that may be 0, in their units. */
const sizes: Record<string, number> = {
  nH: 0.05,
  kT: 0.1,
  PhoIndex: 1,
  Sigma: 0.05,
  Redshift: 0.1,
  rel_refl: 1,
  lg10Flux: 1,
};

/** The statistic for the model's counts in each bin. */
export function statisticOf(binned: BinnedSpectrum, model: Float64Array): number {
  const { statistic, counts, background, scale } = binned;
  let half = 0;
  for (let i = 0; i < counts.length; i++) {
    const [s, m, b] = [counts[i], model[i], background[i]];
    half += statistic === 'cstat' ? cstatTerm(s, m + b) : wstatTerm(s, m, b, scale, profiledBackground(s, m, b, scale));
  }
  return 2 * half;
}

/** First derivative by the model's counts, and expected second one, in a bin. */
export function binSlopes({ statistic, counts, background, scale }: BinnedSpectrum, i: number, m: number) {
  const [s, b] = [counts[i], background[i]];
  const share = statistic === 'cstat' ? b : profiledBackground(s, m, b, scale);
  const mu = m + share;
  const variance = statistic === 'cstat' ? mu : mu + scale * share;
  return { first: s === 0 ? 2 : 2 * (1 - s / mu), second: variance > 0 ? 2 / variance : 0 };
}

/** `largest`: of norms, which have no size of their own. */
export function makeObjective(
  modelParameters: readonly ModelParameter[],
  plan: ParameterPlan,
  evaluator: Evaluator,
  binned: BinnedSpectrum,
  largest: number,
): SmoothObjective {
  const parameters = plan.free.map((k) => modelParameters[k]);
  const scale = Float64Array.from(parameters, ({ name, value }) =>
    name === 'norm' ? largest : (sizes[name] ?? (Math.abs(value) || 1)),
  );
  const low = Float64Array.from(parameters, ({ min }) => min);
  const high = Float64Array.from(parameters, ({ max }) => max);
  const countsAt = (point: Float64Array) => evaluator.bins(valuesAt(plan, point));
  // The last point: its slopes are asked for next.
  let last: { point: Float64Array; counts: Float64Array | undefined } | undefined;
  return {
    ...{ low, high, scale },
    value(point) {
      const counts = countsAt(point);
      last = { point, counts };
      const value = counts ? statisticOf(binned, counts) : Infinity;
      return Number.isNaN(value) ? Infinity : value;
    },
    slopes(point) {
      const here = last?.point === point ? last.counts! : countsAt(point)!;
      const columns = parameters.map((_, k) => differences(point, k));
      return slopesOf(binned, here, columns);

      function differences(at: Float64Array, k: number): Float64Array {
        const size = DIFFERENCE * Math.max(Math.abs(at[k]), scale[k]);
        for (const step of at[k] + size <= high[k] ? [size, -size] : [-size, size]) {
          const there = countsAt(at.with(k, at[k] + step));
          if (there) return there.map((value, i) => (value - here[i]) / step);
        }
        return new Float64Array(here.length);
      }
    },
  };
}

/** Gradient and expected curvature of the statistic, of the derivatives of the model's counts by each parameter. */
function slopesOf(binned: BinnedSpectrum, here: Float64Array, columns: Float64Array[]): Slopes {
  const n = columns.length;
  const gradient = new Float64Array(n);
  const curvature = new Float64Array(n * n);
  for (let i = 0; i < here.length; i++) {
    const { first, second } = binSlopes(binned, i, here[i]);
    for (let j = 0; j < n; j++) {
      const slope = columns[j][i];
      if (slope === 0) continue;
      gradient[j] += first * slope;
      for (let k = 0; k <= j; k++) curvature[j * n + k] += second * slope * columns[k][i];
    }
  }
  for (let j = 0; j < n; j++) for (let k = 0; k < j; k++) curvature[k * n + j] = curvature[j * n + k];
  return { gradient, curvature };
}
