import { checkOptions, wordsFor } from './arguments.js';
import { ParameterError } from './errors.js';

/** Options of every long call. */
export interface RunOptions {
  /** Stops the work soon after it fires; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called now and then (every 50 ms at most) with the number of items done. */
  onProgress?: (done: number) => void;
  /** 1 to 1024; see `threadBudget`. No result depends on it. */
  threads?: number;
}

/** @throws ParameterError for a signal that is none, or callbacks that are no functions. */
export function checkRunOptions(options: object): void {
  checkOptions(options);
  for (const [name, value] of Object.entries(options))
    if (name === 'signal' && value !== undefined && !(value instanceof AbortSignal))
      throw new ParameterError(name, `signal is ${wordsFor(value)}; an AbortSignal is needed`);
    else if (/^on[A-Z]/.test(name) && value !== undefined && typeof value !== 'function')
      throw new ParameterError(name, `${name} is ${wordsFor(value)}; a function is needed`);
}
