import type { ChartSeries } from '../../report/index.js';
import { valueFrom } from '../claims/judging.js';

/** Means over repeats with their standard deviation as error bars: one list of repeats a point. */
export function meanPoints(name: string, x: number[], repeats: readonly (readonly number[])[]): ChartSeries {
  const values = repeats.map(valueFrom);
  return {
    name,
    kind: 'points',
    x,
    y: values.map(({ value }) => value),
    low: values.map(({ value, sd = 0 }) => value - sd),
    high: values.map(({ value, sd = 0 }) => value + sd),
  };
}
