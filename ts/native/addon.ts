import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { checkOptions, wordsFor } from './arguments.js';
import { ParameterError, XsiftError } from './errors.js';

/** Progress and cancellation of one native call: see `withControl`. */
export interface NativeControl {
  readonly done: number;
  readonly cancelled: boolean;
  cancel(): void;
}

/** Variants of the native kernels: AVX2 with FMA, AVX-512 (F, BW, DQ, VL), 64-bit ARM, or plain C++. */
export type InstructionSet = 'serial' | 'avx2' | 'avx512' | 'neon';

/** What the addon exports; each area adds its part in its own file by declaration merging. */
export interface NativeAddon {
  Control: new () => NativeControl;
  /** The largest exposure (s) and number of threads of any call. */
  readonly limits: { exposure: number; threads: number };
  /** Throws for an XSIFT_FORCE_ISA that this machine or build lacks. */
  buildInfo(): { openmp: boolean; compiler: string; isa: InstructionSet; supported: InstructionSet[] };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

const require = createRequire(import.meta.url);

function load(): NativeAddon {
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

/** The file that holds it: one that came with the package (in prebuilds), or one compiled on this machine (in build). */
export const nativeFile = (): string => require('node-gyp-build').resolve(root);

/**
 * The variant of the native kernels that runs here: the best one that the CPU and this build have, or the one that the
 * environment variable XSIFT_FORCE_ISA names. Counts do not depend on it.
 */
export const instructionSet: InstructionSet = choose();

function choose(): InstructionSet {
  try {
    return native.buildInfo().isa;
  } catch (cause) {
    throw new ParameterError('XSIFT_FORCE_ISA', `${(cause as Error).message}; name one of these, or unset it`, {
      cause,
    });
  }
}

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

// At its end the process waits for native work, all of it unless that is cancelled: minutes of training. (A worker_thread that
// is terminated runs no more JavaScript, so its running call is waited for.)
const running = new Set<NativeControl>();
const cancelRunning = () => {
  for (const control of running) control.cancel();
};

/** Runs an asynchronous native call under a Control that follows `signal` and reports to `onProgress`. */
export async function withControl<T>(options: RunOptions, call: (control: NativeControl) => Promise<T>): Promise<T> {
  checkRunOptions(options);
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const control = new native.Control();
  const abort = () => control.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = onProgress && setInterval(() => onProgress(control.done), 50);
  if (running.size === 0) process.on('exit', cancelRunning);
  running.add(control);
  try {
    const result = await call(control);
    signal?.throwIfAborted();
    onProgress?.(control.done);
    return result;
  } finally {
    running.delete(control);
    if (running.size === 0) process.off('exit', cancelRunning);
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}
