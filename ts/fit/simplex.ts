/** A function of n parameters within limits, such as a statistic. */
export interface Objective {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Sizes of parameters, in which a simplex begins to look around. */
  readonly scale: Float64Array;
  /** Infinity where there is no value. */
  value(point: Float64Array): number;
}

export interface MinimiseOptions {
  /** The end: the value is expected to fall by less than this. */
  tolerance: number;
  /** Called between steps: gives way to other work, and throws to stop. */
  pause?: () => Promise<void> | undefined;
}

/** Values of the function for each parameter, at most. */
const MOST_VALUES = 200;

/**
 * The simplex of Nelder & Mead (1965, doi:10.1093/comjnl/7.4.308), points held within the limits: slow, but it needs no derivatives
 * and passes over steps and ripples.
 *
 * @param value that at `start`
 * @returns the best point found, and whether the simplex has become small about it
 */
export async function simplex(
  objective: Objective,
  start: Float64Array,
  value: number,
  { tolerance, pause }: MinimiseOptions,
): Promise<{ point: Float64Array; isSmall: boolean }> {
  const { low, high, scale } = objective;
  const n = start.length;
  const at = (point: Float64Array) => {
    const inside = point.map((x, k) => Math.min(high[k], Math.max(low[k], x)));
    return { point: inside, value: objective.value(inside) };
  };
  const corners = [{ point: start, value }];
  for (let k = 0; k < n; k++) {
    const step = start[k] + 0.1 * scale[k] <= high[k] ? 0.1 * scale[k] : -0.1 * scale[k];
    corners.push(at(start.with(k, start[k] + step)));
  }
  let isSmall = false;
  for (let used = n; used < MOST_VALUES * n; used++) {
    await pause?.();
    corners.sort((a, b) => a.value - b.value);
    const [best, worst] = [corners[0], corners[n]];
    isSmall = worst.value - best.value < tolerance / 10;
    if (isSmall) break;
    const middle = start.map((_, k) => corners.slice(0, n).reduce((sum, { point }) => sum + point[k], 0) / n);
    const along = (share: number) => at(middle.map((x, k) => x + share * (x - worst.point[k])));
    const reflected = along(1);
    let next = reflected;
    if (reflected.value < best.value) {
      const further = along(2);
      if (further.value < reflected.value) next = further;
      used++;
    } else if (reflected.value >= corners[n - 1].value) {
      next = along(reflected.value < worst.value ? 0.5 : -0.5);
      used++;
    }
    if (next.value < worst.value) corners[n] = next;
    else {
      for (let c = 1; c <= n; c++) corners[c] = at(corners[c].point.map((x, k) => (x + best.point[k]) / 2));
      used += n;
    }
  }
  return { point: corners.reduce((a, b) => (b.value < a.value ? b : a)).point, isSmall };
}
