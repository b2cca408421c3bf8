import { expect, test } from 'vitest';
import { invert, solve } from '../../ts/fit/linear.js';
import { descend, minimise, type SmoothObjective } from '../../ts/fit/minimise.js';
import { simplex } from '../../ts/fit/simplex.js';

/** Rosenbrock's valley, minimum 0 at (1, 1), with the curvature of a sum of squares. */
const valley = (low = -5, high = 5): SmoothObjective => ({
  low: Float64Array.of(low, low),
  high: Float64Array.of(high, high),
  scale: Float64Array.of(1, 1),
  value: ([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2,
  slopes: ([x, y]) => ({
    gradient: Float64Array.of(-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)),
    curvature: Float64Array.of(800 * x * x + 2, -400 * x, -400 * x, 200),
  }),
});
const start = Float64Array.of(-1.2, 1);

test('steps lead through a bent valley', async () => {
  const { point, value, isConverged } = await minimise(valley(), start, { tolerance: 1e-12 });
  expect(isConverged).toBe(true);
  expect(value).toBeLessThan(1e-10);
  expect(point[0]).toBeCloseTo(1, 5);
});

test('a minimum beyond the limits is found at the limit', async () => {
  const { point, isConverged } = await minimise(valley(-5, 0.5), Float64Array.of(-1.2, 0.2), { tolerance: 1e-10 });
  expect(isConverged).toBe(true);
  expect(point[0]).toBe(0.5);
  expect(point[1]).toBeCloseTo(0.25, 4);
});

test('a step that a limit stops goes on along it: a parabola with its minimum outside takes two', async () => {
  // x and y are nearly the same to the function; its minimum (3, -2) is beyond both limits of 0 to 1.
  const [a, b] = [1, 0.99];
  const fall = (x: number, y: number) => [a * (x - 3) + b * (y + 2), b * (x - 3) + a * (y + 2)];
  let slopesTaken = 0;
  const parabola: SmoothObjective = {
    low: Float64Array.of(0, 0),
    high: Float64Array.of(1, 1),
    scale: Float64Array.of(1, 1),
    value: ([x, y]) => ((x - 3) * fall(x, y)[0] + (y + 2) * fall(x, y)[1]) / 2 + 1,
    slopes: ([x, y]) => {
      slopesTaken++;
      return { gradient: Float64Array.from(fall(x, y)), curvature: Float64Array.of(a, b, b, a) };
    },
  };
  const { point, isConverged } = await descend(parabola, Float64Array.of(0.2, 0.3), { tolerance: 1e-6 });
  expect(isConverged).toBe(true);
  // At x = 1 it is least where y = -2 + 2 b / a, which is below 0.
  expect([...point]).toEqual([1, 0]);
  expect(slopesTaken).toBeLessThanOrEqual(3);
});

test('the simplex goes where slopes mislead', async () => {
  // Slopes that point away from the minimum: no step leads down.
  const slopes = (point: Float64Array) => {
    const { gradient, curvature } = valley().slopes(point);
    return { gradient: gradient.map((slope) => -slope), curvature };
  };
  const { point, isConverged } = await minimise({ ...valley(), slopes }, start, { tolerance: 1e-8 });
  expect(isConverged).toBe(true);
  expect(point[0]).toBeCloseTo(1, 2);
  const alone = await simplex(valley(), start, valley().value(start), { tolerance: 1e-8 });
  expect(alone.isSmall).toBe(true);
  expect(alone.point[1]).toBeCloseTo(1, 2);
});

test('inverse and solution by hand; rows that depend on others, or are not used, are left out', () => {
  // [[4, 2], [2, 3]] has the inverse [[3, -2], [-2, 4]] / 8.
  const { inverse, isIn } = invert(Float64Array.of(4, 2, 2, 3), [true, true]);
  for (const [i, value] of [3, -2, -2, 4].entries()) expect(inverse[i]).toBeCloseTo(value / 8, 12);
  expect(isIn).toEqual([true, true]);
  const [x, y] = solve(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 8), [true, true]);
  expect(x).toBeCloseTo(1, 12);
  expect(y).toBeCloseTo(2, 12);
  expect(invert(Float64Array.of(4, 2, 2, 1), [true, true])).toEqual({
    inverse: Float64Array.of(0.25, 0, 0, 0),
    isIn: [true, false],
  });
  expect(invert(Float64Array.of(4, 2, 2, 3), [false, true]).inverse[3]).toBeCloseTo(1 / 3, 12);
});
