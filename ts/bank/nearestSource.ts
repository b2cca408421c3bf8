import { descend, type SmoothObjective } from '../fit/minimise.js';
import { cstatTerm } from '../fit/statistics.js';

// The source of a model nearest to a spectrum: C (Cash 1979) is least over the model's parameters, the source's counts A and the
// background's level. With u the source's shape and b the background that its own counts lead to expect, whose ln has the error s,
//
//     C(k; A u + b e^(s z)) + z^2,
//
// so that the background's counts have their say in its level.

/** A source model whose parameters are open. */
export interface OpenModel {
  /** Where to begin, in the order of the model's parameters. */
  values: Float64Array;
  /** Limits of the parameters; those with equal limits stay. */
  low: Float64Array;
  high: Float64Array;
  /** Of each parameter: the number of the one whose value it has, its own if it has one. */
  tiedTo: readonly number[];
  /** Shapes by group (each with a sum of 1) of so many parameter sets, one after the other. */
  shapes(parameters: Float64Array, count: number): Float64Array;
}

/** A spectrum by groups of channels. */
export interface GroupedSpectrum {
  counts: ArrayLike<number>;
  /** Expected counts of the background. */
  background: ArrayLike<number>;
  /** Standard deviation of ln of the background's level; 0 if it is known. */
  levelError: number;
}

export interface NearestSource {
  /** Expected counts of each group, source and background at its likeliest level. */
  expected: Float64Array;
  /** z: how far that level is from what the background's counts say, in their errors. */
  pull: number;
  /** C, with the square of the pull. */
  statistic: number;
  /** Of the model's parameters. */
  values: Float64Array;
  /** A. */
  normalisation: number;
}

/** The end of a descent: C would fall by less. */
const TOLERANCE = 0.1;
/** Steps of differences, as a share of a parameter's range. */
const DIFFERENCE = 2e-3;
/** Of ln A and z. */
const FARTHEST = { logA: 30, pull: 5 };
/** Expected counts that a group has at least, so that a count where no model has any is no infinity. */
const FLOOR = 1e-9;

/**
 * @param normalisation counts of the source to begin with
 * @param pause called between steps: gives way to other work, and throws to stop
 */
export async function nearestSource(
  model: OpenModel,
  spectrum: GroupedSpectrum,
  normalisation: number,
  pause?: () => Promise<void> | undefined,
): Promise<NearestSource> {
  const free = [...model.values.keys()].filter((p) => model.high[p] > model.low[p] && model.tiedTo[p] === p);
  const scales = free.map((p) => scaleOf(model.low[p], model.high[p]));
  const parametersAt = (point: ArrayLike<number>) => {
    const values = Float64Array.from(model.values);
    for (const [j, p] of free.entries()) values[p] = scales[j].from(point[j]);
    return values.map((_, p) => values[model.tiedTo[p]]);
  };
  const objective = objectiveOf(spectrum, free.length, (points) =>
    model.shapes(Float64Array.from(points.flatMap((point) => [...parametersAt(point)])), points.length),
  );
  const start = [...free.map((p, j) => scales[j].to(model.values[p])), Math.log(Math.max(normalisation, 1))];
  if (spectrum.levelError > 0) start.push(0);
  const { point, value } = await descend(objective, Float64Array.from(start), { tolerance: TOLERANCE, pause });
  return {
    expected: objective.expectedAt(point),
    pull: spectrum.levelError > 0 ? point[free.length + 1] : 0,
    statistic: value,
    values: parametersAt(point),
    normalisation: Math.exp(point[free.length]),
  };
}

/** C as a function of parameters from 0 to 1, ln A, and z where the level is not known. */
function objectiveOf(
  { counts, background, levelError }: GroupedSpectrum,
  parameters: number,
  shapesAt: (points: Float64Array[]) => Float64Array,
): SmoothObjective & { expectedAt(point: Float64Array): Float64Array } {
  const groups = counts.length;
  const [logA, pull] = [parameters, parameters + 1];
  const n = levelError > 0 ? parameters + 2 : parameters + 1;
  const limits = (of: number, forLogA: number, forPull: number) =>
    Float64Array.from({ length: n }, (_, j) => (j < parameters ? of : j === logA ? forLogA : forPull));
  // The last point: its slopes are asked for next.
  let last: { point: Float64Array; expected: Float64Array } | undefined;
  const expectedAt = (point: Float64Array) => {
    if (last?.point !== point) last = { point, expected: sumOf(shapesAt([point]), 0, point) };
    return last.expected;
  };
  function sumOf(shapes: Float64Array, first: number, point: Float64Array): Float64Array {
    const [A, level] = [Math.exp(point[logA]), levelOf(point)];
    const expected = new Float64Array(groups);
    for (let g = 0; g < groups; g++) expected[g] = A * shapes[first + g] + level * background[g] + FLOOR;
    return expected;
  }
  const levelOf = (point: Float64Array) => (levelError > 0 ? Math.exp(levelError * point[pull]) : 1);
  return {
    low: limits(0, -FARTHEST.logA, -FARTHEST.pull),
    high: limits(1, FARTHEST.logA, FARTHEST.pull),
    scale: limits(0.3, 0.5, 1),
    expectedAt,
    value(point) {
      const expected = expectedAt(point);
      return cOf(counts, expected) + (levelError > 0 ? point[pull] ** 2 : 0);
    },
    slopes(point) {
      const expected = expectedAt(point);
      const level = levelOf(point);
      const steps = Array.from({ length: parameters }, (_, j) =>
        point[j] + DIFFERENCE > 1 ? -DIFFERENCE : DIFFERENCE,
      );
      const shapes = parameters > 0 ? shapesAt(steps.map((by, j) => point.with(j, point[j] + by))) : new Float64Array();
      const columns = steps.map((by, j) => {
        const there = sumOf(shapes, j * groups, point);
        for (let g = 0; g < groups; g++) there[g] = (there[g] - expected[g]) / by;
        return there;
      });
      columns.push(expected.map((mu, g) => mu - level * background[g]));
      if (levelError > 0) columns.push(expected.map((_, g) => levelError * level * background[g]));
      const gradient = new Float64Array(n);
      const curvature = new Float64Array(n * n);
      for (let j = 0; j < n; j++) {
        const column = columns[j];
        for (let g = 0; g < groups; g++) gradient[j] += 2 * (1 - counts[g] / expected[g]) * column[g];
        for (let i = 0; i <= j; i++) {
          const other = columns[i];
          let sum = 0;
          for (let g = 0; g < groups; g++) sum += (column[g] * other[g]) / expected[g];
          curvature[j * n + i] = 2 * sum;
        }
      }
      if (levelError > 0) {
        gradient[pull] += 2 * point[pull];
        curvature[pull * n + pull] += 2;
      }
      for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) curvature[i * n + j] = curvature[j * n + i];
      return { gradient, curvature };
    },
  };
}

function cOf(counts: ArrayLike<number>, expected: Float64Array): number {
  let half = 0;
  for (let g = 0; g < expected.length; g++) half += cstatTerm(counts[g], expected[g]);
  return 2 * half;
}

/** Numbers of the parameters of a narrow line, and of the flux (lg10Flux of cflux) that what it stands upon is scaled to. */
export interface LineParameters {
  energy: number;
  norm: number;
  flux?: number;
}

/** Energies at which a line is looked for, and its strengths, in those of a template. */
const LINE_ENERGIES = 48;
const LINE_STRENGTHS = [0.3, 1, 3];

/**
 * The source that was found, with its line at the energy where C is least: slopes do not lead a narrow line from one energy to another,
 * and where it is wrong they only make it faint.
 *
 * @param line numbers of its parameters
 * @param template values of a template, which has a line of usual strength
 */
export function lineElsewhere(
  model: OpenModel,
  { counts, background }: GroupedSpectrum,
  found: NearestSource,
  line: LineParameters,
  template: Float64Array,
): Float64Array {
  const [low, high] = [model.low[line.energy], model.high[line.energy]];
  // What else there is has been fitted in flux, so that the line's norm has to follow.
  const brighter = line.flux === undefined ? 1 : 10 ** (found.values[line.flux] - template[line.flux]);
  const norm = brighter * template[line.norm];
  const sets = Array.from(
    { length: LINE_ENERGIES },
    (_, i) => low + ((i + 0.5) / LINE_ENERGIES) * (high - low),
  ).flatMap((energy) =>
    LINE_STRENGTHS.map((strength) => found.values.with(line.energy, energy).with(line.norm, strength * norm)),
  );
  const shapes = model.shapes(Float64Array.from(sets.flatMap((values) => [...values])), sets.length);
  const groups = counts.length;
  let [best, least] = [found.values, Infinity];
  for (const [i, values] of sets.entries()) {
    const expected = Float64Array.from(
      { length: groups },
      (_, g) => found.normalisation * shapes[i * groups + g] + background[g] + FLOOR,
    );
    const value = cOf(counts, expected);
    if (value < least) [best, least] = [values, value];
  }
  return best.map((value, p) => Math.min(model.high[p], Math.max(model.low[p], value)));
}

/** A parameter's range as 0 to 1, in its logarithm where it spans more than a decade. */
function scaleOf(low: number, high: number): { to: (value: number) => number; from: (x: number) => number } {
  if (low > 0 && high > 10 * low) {
    const range = Math.log(high / low);
    return { to: (value) => Math.log(value / low) / range, from: (x) => low * Math.exp(range * x) };
  }
  return { to: (value) => (value - low) / (high - low), from: (x) => low + (high - low) * x };
}
