import { checkOptions, wordsFor } from './arguments.js';
import { ParameterError } from './errors.js';

/** Options of every long call. */
export interface RunOptions {
  /** Stops the work soon after the signal fires; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with the number of items done, at most every 50 ms. */
  onProgress?: (done: number) => void;
  /** Number of threads, 1 to 1024; see `threadBudget` for the default. No result depends on it. */
  threads?: number;
}

/** @throws ParameterError unless `signal` is an AbortSignal and `onProgress` is a function, where they are given. */
export function checkRunOptions(options: object): void {
  checkOptions(options);
  for (const [name, value] of Object.entries(options))
    if (name === 'signal' && value !== undefined && !(value instanceof AbortSignal))
      throw new ParameterError(name, `signal is ${wordsFor(value)}; an AbortSignal is needed`);
    else if (/^on[A-Z]/.test(name) && value !== undefined && typeof value !== 'function')
      throw new ParameterError(name, `${name} is ${wordsFor(value)}; a function is needed`);
}
