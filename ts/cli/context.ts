import { type Command, InvalidArgumentError } from 'commander';
import { XsiftError } from '../index.js';

/** Exit codes: 0 done, 1 something failed (also: some inputs of many), 2 wrong usage, 130 stopped by Ctrl-C. */
export const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs a command's action with a signal that fires at the first Ctrl-C (a second one kills at once), and reports errors. */
export async function runAction(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => {
    process.exitCode = exitCodes.interrupted;
    stop.abort(new XsiftError('stopped by Ctrl-C'));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await action(stop.signal);
  } catch (error) {
    reportError(error);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** What xsift says on purpose is printed as it is; anything else is a bug and keeps its stack. */
function reportError(error: unknown): void {
  process.exitCode ??= exitCodes.failed;
  if (error instanceof XsiftError) console.error(`xsift: ${error.message}`);
  else if ((error as NodeJS.ErrnoException).code && (error as NodeJS.ErrnoException).syscall)
    console.error(`xsift: ${(error as Error).message}`);
  else console.error('xsift: unexpected error, please report it:', error);
}

/** Says something about the run on stderr, so that stdout stays a clean result. */
export const note = (text: string): void => console.error(text);

/** For commander: a number within limits, or a usage error that names them. */
export const numberOption =
  ({ above = -Infinity, min = -Infinity, max = Infinity, integer = false } = {}) =>
  (text: string): number => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (
      Number.isFinite(value) &&
      value > above &&
      value >= min &&
      value <= max &&
      (!integer || Number.isInteger(value))
    )
      return value;
    const limits = [
      above > -Infinity && `above ${above}`,
      min > -Infinity && `at least ${min}`,
      max < Infinity && `at most ${max}`,
    ].filter(Boolean);
    throw new InvalidArgumentError(`It must be a ${integer ? 'whole ' : ''}number ${limits.join(' and ')}.`);
  };

/** Options that several commands share, worded once. */
export function responseOptions(command: Command, { required }: { required: boolean }): Command {
  const text = (what: string) => `${what} file (FITS, gzip or not)`;
  return (
    required ? command.requiredOption('--rmf <file>', text('RMF')) : command.option('--rmf <file>', text('RMF'))
  ).option('--arf <file>', text('ARF'));
}
export const seedOption = (command: Command): Command =>
  command.option(
    '--seed <n>',
    'seed of every random number',
    numberOption({ integer: true, min: 0, max: 2 ** 53 - 1 }),
    1,
  );
export const threadsOption = (command: Command): Command =>
  command.option(
    '--threads <n>',
    'threads (default: XSIFT_NUM_THREADS, SLURM_CPUS_PER_TASK, OMP_NUM_THREADS, or the CPUs at hand)',
    numberOption({ integer: true, min: 1, max: 1024 }),
  );
