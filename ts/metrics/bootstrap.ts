import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkList, checkNumber, checkRunOptions, checkWhole, ParameterError, type RunOptions } from '../base/index.js';
import { streams, uniforms } from '../native/index.js';

/** Options of {@link bootstrapInterval}. `onProgress` is given the number of resamplings done. */
export interface BootstrapOptions extends Pick<RunOptions, 'signal' | 'onProgress'> {
  /**
   * The group of each row, such as the source template that a spectrum was drawn from: whole groups are resampled. By
   * default each row is a group.
   */
  groups?: ArrayLike<string | number>;
  /** Seed of the resampling: whole number from 0 to 2^53 - 1, default 1. */
  seed?: number;
  /** Number of resamplings, default 1000. */
  resamples?: number;
  /** Share of the resamplings within the interval, default 0.6827. */
  level?: number;
}

/** A statistic with its uncertainty by resampling. */
export interface BootstrapInterval {
  /** The statistic of all rows, each taken once. */
  value: number;
  low: number;
  high: number;
  /** Standard deviation over the resamplings. */
  sd: number;
}

/** After this time, ms, resampling pauses so that the main thread can do other work. */
const patience = 20;

/**
 * Percentile bootstrap of a statistic of rows (Efron & Tibshirani 1993, chapter 13): rows, or whole groups of them, are
 * drawn with replacement. Resamplings in which the statistic is NaN (a division by zero) are left out; if none is left,
 * interval and deviation are NaN. The statistic is computed on the main thread, which pauses between resamplings for
 * other work.
 *
 * @param count number of rows
 * @param statistic function of a list of row numbers, in which a row may occur several times
 * @returns the statistic of all rows, the ends of the interval, and the standard deviation over the resamplings
 * @throws ParameterError if `groups` has another length than `count`; what the statistic throws; the signal's reason
 *   when aborted.
 */
export async function bootstrapInterval(
  count: number,
  statistic: (rows: Uint32Array) => number,
  options: BootstrapOptions = {},
): Promise<BootstrapInterval> {
  checkWhole('count', count, 1);
  if (typeof statistic !== 'function')
    throw new ParameterError('statistic', 'statistic must be a function of row numbers');
  checkRunOptions(options);
  const { groups, seed = 1, resamples = 1000, level = 0.6827, signal, onProgress } = options;
  checkWhole('resamples', resamples, 2, 1_000_000);
  checkNumber('level', level, { above: 0, below: 1 });
  const members = membersOf(count, groups);
  const values: number[] = [];
  signal?.throwIfAborted();
  for (let k = 0, turn = performance.now(); k < resamples; k++) {
    if (performance.now() - turn > patience) {
      onProgress?.(k);
      await nextTurn();
      signal?.throwIfAborted();
      turn = performance.now();
    }
    const value = statistic(drawRows(members, uniforms(seed, streams.bootstrap, k, 1, members.length)));
    if (!Number.isNaN(value)) values.push(value);
  }
  onProgress?.(resamples);
  values.sort((a, b) => a - b);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    value: statistic(Uint32Array.from({ length: count }, (_, row) => row)),
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : NaN,
  };
}

/** The rows of each group, in the order in which groups first appear. */
function membersOf(count: number, groups: BootstrapOptions['groups']): number[][] {
  if (groups === undefined) return Array.from({ length: count }, (_, row) => [row]);
  checkList('groups', groups, 'an array with one value a row');
  if (groups.length !== count)
    throw new ParameterError('groups', `there are ${groups.length} groups for ${count} rows; give one a row`);
  const members = new Map<string | number, number[]>();
  for (let row = 0; row < count; row++) {
    const list = members.get(groups[row]);
    if (list) list.push(row);
    else members.set(groups[row], [row]);
  }
  return [...members.values()];
}

function drawRows(members: readonly number[][], draws: Float64Array): Uint32Array {
  let total = 0;
  for (const u of draws) total += members[Math.floor(u * members.length)].length;
  const rows = new Uint32Array(total);
  let next = 0;
  for (const u of draws) for (const row of members[Math.floor(u * members.length)]) rows[next++] = row;
  return rows;
}

/** The quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). */
function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return NaN;
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
