import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkRunOptions, ParameterError, type RunOptions, XsiftError } from '../base/index.js';

/** Progress and cancellation of one native call; see `withControl`. */
export interface NativeControl {
  readonly done: number;
  readonly cancelled: boolean;
  cancel(): void;
}

/** Variants of the native kernels: AVX2 with FMA, AVX-512 (F, BW, DQ, VL), 64-bit ARM, or plain C++. */
export type InstructionSet = 'serial' | 'avx2' | 'avx512' | 'neon';

/** How the native addon was built, and which kernels it uses. */
export interface BuildInfo {
  openmp: boolean;
  compiler: string;
  isa: InstructionSet;
  supported: InstructionSet[];
}

/** The exports of the addon; each file of this folder declares those of its area (declaration merging). */
export interface NativeAddon {
  Control: new () => NativeControl;
  /** The largest exposure (s) and number of threads of any call. */
  readonly limits: { exposure: number; threads: number };
  /** Throws if XSIFT_FORCE_ISA names a variant that this machine or build lacks. */
  buildInfo(): BuildInfo;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

let loaded: { addon: NativeAddon; build: BuildInfo } | undefined;

/**
 * The native addon, loaded at first use, so that help, file readers and `doctor` work without it.
 *
 * @throws XsiftError with all causes and the remedy if it cannot be loaded; ParameterError if XSIFT_FORCE_ISA names a
 *   variant that this machine lacks.
 */
export const addon = (): NativeAddon => load().addon;

/** How the addon was built. Throws as {@link addon} does. */
export const buildInfo = (): BuildInfo => load().build;

/**
 * The variant of the native kernels that runs here: the best one that the CPU and this build have, or the one that the
 * environment variable XSIFT_FORCE_ISA names. Counts do not depend on it.
 *
 * @throws XsiftError with all causes and the remedy if the native addon cannot be loaded; ParameterError if
 *   XSIFT_FORCE_ISA names a variant that this machine lacks.
 */
export const instructionSet = (): InstructionSet => load().build.isa;

/**
 * Path of the addon's file: one that came with the package (in prebuilds), or one compiled on this machine (in build).
 */
export const nativeFile = (): string => require('node-gyp-build').resolve(root);

function load(): { addon: NativeAddon; build: BuildInfo } {
  if (loaded) return loaded;
  let found: NativeAddon;
  try {
    found = require(nativeFile()) as NativeAddon;
  } catch (cause) {
    throw new XsiftError(loadFailure(cause), { cause });
  }
  try {
    loaded = { addon: found, build: found.buildInfo() };
  } catch (cause) {
    throw new ParameterError('XSIFT_FORCE_ISA', `${(cause as Error).message}; name one of these, or unset it`, {
      cause,
    });
  }
  return loaded;
}

/**
 * The message when the addon cannot be loaded: where it was looked for, what was found, what failed, and the remedy.
 */
function loadFailure(cause: unknown): string {
  const { platform, arch } = process;
  const compiled = join(root, 'build/Release/xsift.node');
  const folder = join(root, 'prebuilds');
  const shipped = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];
  const [reason] = (cause as Error).message.split('\n');
  return [
    `the native part of xsift could not be loaded for ${platform}-${arch} with Node ${process.versions.node}:`,
    `  - ${reason}`,
    `  - compiled on this machine (${compiled}): ${existsSync(compiled) ? 'there' : 'not there'}`,
    `  - shipped with the package (${folder}): ${shipped.length > 0 ? shipped.join(', ') : 'none'}`,
    'Remedy: run "npm rebuild xsift" (it needs a C++17 compiler, make and Python 3), and look for the first error it prints.',
  ].join('\n');
}

// When the process ends, Node waits for running native calls; without cancelling them, that could be minutes of
// training. (A terminated worker_thread runs no more JavaScript that could cancel its call, so that its end is
// awaited.)
const running = new Set<NativeControl>();
const cancelRunning = () => {
  for (const control of running) control.cancel();
};

/**
 * Runs an asynchronous native call with a Control that is cancelled by `signal` and polled for `onProgress`. If
 * `onProgress` throws, the work ends and the promise rejects with that error, which would otherwise be lost in the
 * timer.
 */
export async function withControl<T>(options: RunOptions, call: (control: NativeControl) => Promise<T>): Promise<T> {
  checkRunOptions(options);
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const control = new (addon().Control)();
  const abort = () => control.cancel();
  signal?.addEventListener('abort', abort, { once: true });
  let failure: { error: unknown } | undefined;
  const report = () => {
    try {
      onProgress?.(control.done);
    } catch (error) {
      failure ??= { error };
      control.cancel();
    }
  };
  const timer = onProgress && setInterval(report, 50);
  if (running.size === 0) process.on('exit', cancelRunning);
  running.add(control);
  try {
    const result = await call(control);
    signal?.throwIfAborted();
    if (!failure) report();
    if (failure) throw failure.error;
    return result;
  } finally {
    running.delete(control);
    if (running.size === 0) process.off('exit', cancelRunning);
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}
