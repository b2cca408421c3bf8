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

async function descend(objective: SmoothObjective, start: Float64Array, options: MinimiseOptions): Promise<Minimum> {
  let point = start;
  let value = objective.value(point);
  let damping = 1e-2;
  for (let step = 0; ; step++) {
    await options.pause?.();
    const slopes = objective.slopes(point);
    const isMoving = movable(objective, point, slopes.gradient);
    const fall = expectedFall(slopes, isMoving);
    if (fall < options.tolerance || step === MOST_STEPS)
      return { point, value, ...slopes, isConverged: fall < options.tolerance };
    let next: { point: Float64Array; value: number } | undefined;
    while (!next && damping < MOST_DAMPING) {
      const trial = stepFrom(objective, point, slopes, isMoving, damping);
      const there = objective.value(trial);
      if (there < value) next = { point: trial, value: there };
      else damping *= 8;
    }
    if (!next) return { point, value, ...slopes, isConverged: false };
    ({ point, value } = next);
    damping = Math.max(damping / 10, 1e-9);
  }
}

/** Parameters that can move: not those at a limit beyond which the value falls, nor those without effect. */
export const movable = ({ low, high }: Objective, point: Float64Array, gradient: Float64Array): boolean[] =>
  Array.from(point, (at, k) => !((at <= low[k] && gradient[k] >= 0) || (at >= high[k] && gradient[k] <= 0)));

/** How much lower the minimum is, if the function is as curved as expected: g H^-1 g / 2. */
function expectedFall({ gradient, curvature }: Slopes, isMoving: readonly boolean[]): number {
  const step = solve(curvature, gradient, isMoving);
  return step.reduce((sum, value, k) => sum + value * gradient[k], 0) / 2;
}

function stepFrom(
  { low, high }: Objective,
  point: Float64Array,
  { gradient, curvature }: Slopes,
  isMoving: readonly boolean[],
  damping: number,
): Float64Array {
  const n = point.length;
  const damped = curvature.slice();
  for (let k = 0; k < n; k++) damped[k * n + k] *= 1 + damping;
  const step = solve(damped, gradient, isMoving);
  return point.map((at, k) => Math.min(high[k], Math.max(low[k], at - step[k])));
}
