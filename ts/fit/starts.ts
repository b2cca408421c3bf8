import type { SpectralModel } from '../spectral/index.js';
import type { BinnedSpectrum } from './bins.js';
import type { Evaluator } from './evaluator.js';
import { statisticOf } from './objective.js';
import { type ParameterPlan, valuesAt } from './parameters.js';

// Where a fit begins: the values that were given, and a grid over the shapes that X-ray sources have, each with the norms that suit
// the counts. A statistic with several minima (plasmas of two temperatures, absorption against a soft spectrum) is then entered from
// several sides.

/** Values of a grid, by parameter and, where they differ, by component. */
const grid: Record<string, readonly number[]> = {
  nH: [0.03, 0.3, 3],
  PhoIndex: [1, 1.8, 2.8],
  kT: [0.3, 0.9, 3],
  'bbody.kT': [0.1, 0.4, 1.5],
  'bremss.kT': [0.5, 2, 10],
};
/** Points of a grid, at most; of more, every second, third ... is taken. */
const MOST_POINTS = 100;
/** Steps towards the best norms: what follows corrects the rest. */
const NORM_STEPS = 20;
/** Points that a fit begins at. */
const STARTS = 3;

/** A point to begin at, in the free parameters, with its statistic. */
export interface Start {
  point: Float64Array;
  value: number;
}

/**
 * Points to begin at: the given values, and the best of the grid.
 *
 * @returns with a finite statistic each, none if there is none
 */
export async function findStarts(
  model: SpectralModel,
  plan: ParameterPlan,
  evaluator: Evaluator,
  binned: BinnedSpectrum,
  pause: () => Promise<void> | undefined,
): Promise<Start[]> {
  const given = Float64Array.from(plan.free, (k) => plan.values[k]);
  const found: Start[] = [];
  for (const point of [given, ...gridPoints(model, plan, given)]) {
    await pause();
    const scaled = suitNorms(model, plan, evaluator, binned, point);
    const counts = evaluator.bins(valuesAt(plan, scaled));
    const value = counts ? statisticOf(binned, counts) : Infinity;
    if (value < Infinity) found.push({ point: scaled, value });
  }
  const [first, ...others] = found;
  return found.length === 0 ? [] : [first, ...others.sort((a, b) => a.value - b.value).slice(0, STARTS - 1)];
}

function gridPoints(model: SpectralModel, { free }: ParameterPlan, given: Float64Array): Float64Array[] {
  const places = free.map((k) => {
    const { name, component } = model.parameters[k];
    return { values: grid[`${component}.${name}`] ?? grid[name], key: `${component}.${name}` };
  });
  let points = [given];
  places.forEach(({ values, key }, i) => {
    if (!values) return;
    // Alike components, such as two plasmas, in one order: the other way round they are the same model.
    const before = places.findLastIndex((place, j) => j < i && place.key === key);
    const inOrder = key.endsWith('.kT') && before >= 0;
    points = points.flatMap((point) =>
      values.filter((value) => !inOrder || value > point[before]).map((value) => point.with(i, value)),
    );
  });
  const stride = Math.ceil(points.length / MOST_POINTS);
  return points.filter((point, i) => i % stride === 0 && point !== given);
}

/**
 * The point with its free norms brought to the counts: those that make the likelihood of the counts largest beside the background, by
 * the algorithm of Richardson (1972) and Lucy (1974), which keeps them positive. cflux has the flux in place of a norm.
 */
function suitNorms(
  model: SpectralModel,
  plan: ParameterPlan,
  evaluator: Evaluator,
  binned: BinnedSpectrum,
  point: Float64Array,
): Float64Array {
  const named = (name: string) => plan.free.flatMap((k, i) => (model.parameters[k].name === name ? [i] : []));
  const fluxes = named('lg10Flux');
  if (fluxes.length > 0) return suitFluxes(plan, evaluator, binned, point, fluxes);
  const norms = named('norm');
  if (norms.length === 0) return point;
  const withNorms = (of: (i: number) => number) => point.map((value, i) => (norms.includes(i) ? of(i) : value));
  const countsAt = (at: Float64Array) => evaluator.bins(valuesAt(plan, at));
  const rest = countsAt(withNorms(() => 0));
  const columns = norms.map((norm) =>
    countsAt(withNorms((i) => (i === norm ? 1 : 0)))?.map((value, b) => Math.max(0, value - (rest?.[b] ?? 0))),
  );
  if (!rest || columns.some((column) => !column)) return point;
  const best = richardsonLucy(columns as Float64Array[], addedBackground(binned, rest), binned.counts);
  return withNorms((i) => {
    const { max } = model.parameters[plan.free[i]];
    return Math.min(max, best[norms.indexOf(i)]);
  });
}

const addedBackground = ({ statistic, background, scale }: BinnedSpectrum, rest: Float64Array): Float64Array =>
  rest.map((value, b) => value + (statistic === 'wstat' ? scale : 1) * background[b]);

function richardsonLucy(columns: Float64Array[], rest: Float64Array, counts: Float64Array): number[] {
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const sums = columns.map(total);
  // Never nothing: what is 0 here would stay so.
  const net = Math.max(total(counts) - total(rest), 0.1 * total(counts));
  let norms = sums.map((sum) => (sum > 0 ? net / sum / columns.length : 0));
  for (let step = 0; step < NORM_STEPS; step++) {
    const ratio = rest.map((value, b) => {
      const mu = columns.reduce((sum, column, j) => sum + norms[j] * column[b], value);
      return mu > 0 ? counts[b] / mu : 0;
    });
    norms = norms.map((norm, j) =>
      sums[j] > 0 ? (norm * columns[j].reduce((sum, value, b) => sum + value * ratio[b], 0)) / sums[j] : 0,
    );
  }
  return norms;
}

function suitFluxes(
  plan: ParameterPlan,
  evaluator: Evaluator,
  binned: BinnedSpectrum,
  point: Float64Array,
  fluxes: number[],
): Float64Array {
  const counts = evaluator.bins(valuesAt(plan, point));
  if (!counts) return point;
  const net = richardsonLucy([counts], addedBackground(binned, new Float64Array(counts.length)), binned.counts)[0];
  return net > 0 && net < Infinity
    ? point.map((value, i) => (fluxes.includes(i) ? value + Math.log10(net) : value))
    : point;
}
