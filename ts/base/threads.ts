import { availableParallelism } from 'node:os';
import { ParameterError } from './errors.js';
import { limits } from './limits.js';

/**
 * The number of threads for native work, one budget per process: the argument, then XSIFT_NUM_THREADS, then
 * SLURM_CPUS_PER_TASK, then OMP_NUM_THREADS, then the CPUs this process may run on.
 *
 * @returns 1 to 1024
 * @throws ParameterError for a value that is not a whole number from 1 to 1024, naming where it came from.
 */
export function threadBudget(threads?: number): number {
  return threads === undefined ? threadSetting().threads : check('threads', threads);
}

/**
 * The budget where no argument is given, and the environment variable that sets it (`from`; absent if it is the number
 * of CPUs).
 */
export function threadSetting(): { threads: number; from?: string } {
  for (const name of ['XSIFT_NUM_THREADS', 'SLURM_CPUS_PER_TASK', 'OMP_NUM_THREADS']) {
    const value = process.env[name];
    // OMP_NUM_THREADS may be a list, one number for each nesting level; the outermost one counts.
    if (value) return { threads: check(name, Number(value.split(',')[0])), from: name };
  }
  return { threads: Math.min(availableParallelism(), limits.threads) };
}

function check(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= limits.threads) return value;
  throw new ParameterError(name, `${name} is ${value}; it must be a whole number from 1 to ${limits.threads}`);
}
