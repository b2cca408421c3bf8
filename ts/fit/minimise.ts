import { solve } from './linear.js';
import { type MinimiseOptions, type Objective, simplex } from './simplex.js';

// Minimum of a statistic within limits: Levenberg-Marquardt steps (Marquardt 1963, doi:10.1137/0111030) with the expected curvature
// of a Poisson likelihood (Fisher scoring), and a simplex where they find no way down.

/** A function that has slopes too. */
export interface SmoothObjective extends Objective {
  /** First derivatives, and second ones as expected (n x n, positive), at a point with a finite value. */
  slopes(point: Float64Array): Slopes;
}

export interface Slopes {
  gradient: Float64Array;
  curvature: Float64Array;
}

export interface Minimum extends Slopes {
  point: Float64Array;
  value: number;
  isConverged: boolean;
}

/** Steps of Levenberg-Marquardt in one go; 5 to 15 are usual. */
const MOST_STEPS = 100;
/** Damping that leaves no step to try. */
const MOST_DAMPING = 1e9;

/** From `start`, whose value must be finite. Parameters at a limit beyond which the value would fall stay there. */
export async function minimise(
  objective: SmoothObjective,
  start: Float64Array,
  options: MinimiseOptions,
): Promise<Minimum> {
  let best = await descend(objective, start, options);
  for (let turn = 0; turn < 2 && !best.isConverged; turn++) {
    const found = await simplex(objective, best.point, best.value, options);
    const next = await descend(objective, found.point, options);
    // Neither way leads down any more: it is the minimum, as far as numbers can tell.
    const isEnd = found.isSmall && !(next.value < best.value - options.tolerance);
    if (next.value <= best.value) best = next;
    if (isEnd) return { ...best, isConverged: true };
  }
  return best;
}

/** {@link minimise} by slopes alone: where several starts are tried, one that leads nowhere is left for the next. */
export async function descend(
  objective: SmoothObjective,
  start: Float64Array,
  options: MinimiseOptions,
): Promise<Minimum> {
  let point = start;
  let value = objective.value(point);
  let damping = 1e-2;
  let isCreeping = false;
  for (let step = 0; ; step++) {
    await options.pause?.();
    const slopes = objective.slopes(point);
    const isMoving = movable(objective, point, slopes.gradient);
    const fall = expectedFall(objective, point, slopes, isMoving);
    if (fall < options.tolerance || isCreeping || step === MOST_STEPS)
      return { point, value, ...slopes, isConverged: fall < options.tolerance };
    let next: { point: Float64Array; value: number } | undefined;
    while (!next && damping < MOST_DAMPING) {
      const trial = stepFrom(objective, point, slopes, isMoving, damping);
      const there = objective.value(trial);
      if (there < value) next = { point: trial, value: there };
      else damping *= 8;
    }
    if (!next) return { point, value, ...slopes, isConverged: false };
    // At a kink (a narrow line between two bins) slopes promise a fall that short steps alone find, and hardly any.
    isCreeping = damping > 1 && value - next.value < options.tolerance / 10;
    ({ point, value } = next);
    damping = Math.max(damping / 10, 1e-9);
  }
}

/** Parameters that can move: not those at a limit beyond which the value falls, nor those without effect. */
export const movable = ({ low, high }: Objective, point: Float64Array, gradient: Float64Array): boolean[] =>
  Array.from(point, (at, k) => !((at <= low[k] && gradient[k] >= 0) || (at >= high[k] && gradient[k] <= 0)));

/** How much lower the function is within the limits, if it is as curved as expected. */
function expectedFall(objective: SmoothObjective, point: Float64Array, slopes: Slopes, isMoving: readonly boolean[]) {
  const { gradient, curvature } = slopes;
  const step = stepWithin(objective, point, gradient, curvature, isMoving);
  const n = point.length;
  let fall = 0;
  for (let k = 0; k < n; k++) {
    fall += gradient[k] * step[k];
    for (let j = 0; j < n; j++) fall -= (step[j] * curvature[j * n + k] * step[k]) / 2;
  }
  return fall;
}

function stepFrom(
  objective: SmoothObjective,
  point: Float64Array,
  { gradient, curvature }: Slopes,
  isMoving: readonly boolean[],
  damping: number,
): Float64Array {
  const { low, high } = objective;
  const n = point.length;
  const damped = curvature.slice();
  for (let k = 0; k < n; k++) damped[k * n + k] *= 1 + damping;
  const step = stepWithin(objective, point, gradient, damped, isMoving);
  return point.map((at, k) => Math.min(high[k], Math.max(low[k], at - step[k])));
}

/**
 * The step down to the minimum of a parabola: straight on to the first limit, from there to where the parabola is least along it, and
 * so on. If a step were only cut at the limits, those along a limit would be short.
 */
function stepWithin(
  { low, high }: Objective,
  point: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
  isMoving: readonly boolean[],
): Float64Array {
  const n = point.length;
  const isFree = [...isMoving];
  const step = new Float64Array(n);
  for (;;) {
    const right = gradient.map((slope, k) => {
      let here = slope;
      for (let j = 0; j < n; j++) here -= curvature[k * n + j] * step[j];
      return here;
    });
    const on = solve(curvature, right, isFree);
    let [share, stopped] = [1, -1];
    for (let k = 0; k < n; k++) {
      const room = point[k] - step[k] - (on[k] > 0 ? low[k] : high[k]);
      if (!isFree[k] || Math.abs(on[k]) * share <= Math.abs(room)) continue;
      [share, stopped] = [Math.abs(room / on[k]), k];
    }
    for (let k = 0; k < n; k++) step[k] += share * on[k];
    if (stopped < 0) return step;
    isFree[stopped] = false;
  }
}
