import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { XsiftError } from './errors.js';

/** Progress and cancellation of one native call: see `withControl`. */
export interface NativeControl {
  readonly done: number;
  readonly cancelled: boolean;
  cancel(): void;
}

/** What the addon exports; each area adds its part in its own file by declaration merging. */
export interface NativeAddon {
  Control: new () => NativeControl;
  buildInfo(): { openmp: boolean; compiler: string };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function load(): NativeAddon {
  const require = createRequire(import.meta.url);
  try {
    return require('node-gyp-build')(root) as NativeAddon;
  } catch (cause) {
    throw new XsiftError(
      `the native part of xsift could not be loaded for ${process.platform}-${process.arch}: ${(cause as Error).message}\n` +
        'Remedy: run "npm rebuild xsift" (it needs a C++17 compiler, make and Python 3), and look for the first error it prints.',
      { cause },
    );
  }
}

export const native: NativeAddon = load();

/** Options of every long call. */
export interface RunOptions {
  /** Stops the work soon after it fires; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called now and then (every 50 ms at most) with the number of items done. */
  onProgress?: (done: number) => void;
}

/** Runs an asynchronous native call under a Control that follows `signal` and reports to `onProgress`. */
export async function withControl<T>(options: RunOptions, call: (control: NativeControl) => Promise<T>): Promise<T> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const control = new native.Control();
  const abort = () => control.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = onProgress && setInterval(() => onProgress(control.done), 50);
  try {
    const result = await call(control);
    signal?.throwIfAborted();
    onProgress?.(control.done);
    return result;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}
