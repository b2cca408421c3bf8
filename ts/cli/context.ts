import { type Command, InvalidArgumentError } from 'commander';
import { type Response, XsiftError } from '../index.js';

/** Exit codes: 0 done, 1 something failed (also: some inputs of many), 2 wrong usage, 130 stopped by Ctrl-C. */
export const exitCodes = { failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** Runs a command's action with a signal that fires at the first Ctrl-C (a second one kills at once), and reports errors. */
export async function runAction(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const stopBy = (code: number, name: string) => () => {
    process.exitCode = code;
    stop.abort(new XsiftError(`stopped by ${name}`));
  };
  const interrupt = stopBy(exitCodes.interrupted, 'Ctrl-C');
  // As batch systems say that the time is up.
  const terminate = stopBy(exitCodes.terminated, 'SIGTERM');
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', terminate);
  try {
    await action(stop.signal);
  } catch (error) {
    reportError(error);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
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
export const note = (message: string): void => console.error(message);

/** For something that the user should know before trusting a result; the run goes on. */
export const warn = (message: string): void => note(`warning: ${message}`);

/** A whole number as people read it: 20,000. */
export const grouped = (n: number): string => n.toLocaleString('en');

/** For commander: a number within limits, or a usage error that names them. */
export const numberOption =
  ({ above = -Infinity, min = -Infinity, max = Infinity, integer = false } = {}) =>
  (argument: string): number => {
    const value = argument.trim() === '' ? NaN : Number(argument);
    if (
      Number.isFinite(value) &&
      value > above &&
      value >= min &&
      value <= max &&
      (!integer || Number.isInteger(value))
    )
      return value;
    const maxText = max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : grouped(max);
    const limits =
      min > -Infinity && max < Infinity
        ? `from ${grouped(min)} to ${maxText}`
        : [
            above > -Infinity && `above ${above}`,
            min > -Infinity && `of at least ${min}`,
            max < Infinity && `of at most ${maxText}`,
          ]
            .filter(Boolean)
            .join(' and ');
    throw new InvalidArgumentError(`It must be a ${integer ? 'whole ' : ''}number ${limits}.`);
  };

/** Options that several commands share, worded once. */
export function responseOptions(command: Command, { required }: { required: boolean }): Command {
  const rmf = ['--rmf <file>', 'redistribution matrix (FITS, gzip or not)'] as const;
  return (required ? command.requiredOption(...rmf) : command.option(...rmf)).option(
    '--arf <file>',
    "effective area (FITS, gzip or not), on the RMF's energy grid",
  );
}
export const lowestEnergyOption = (command: Command): Command =>
  command.option(
    '--lowest-energy <keV>',
    'where the energy bins of an RMF start at 0 keV: the lower edge of the first, such as 0.001',
    numberOption({ above: 0 }),
  );
export const seedOption = (command: Command): Command =>
  command.option(
    '--seed <n>',
    'seed of all random numbers: the same seed gives the same result',
    numberOption({ integer: true, min: 0, max: Number.MAX_SAFE_INTEGER }),
    1,
  );
export const threadsOption = (command: Command): Command =>
  command.option(
    '--threads <n>',
    'threads; the result does not depend on it (default: XSIFT_NUM_THREADS, SLURM_CPUS_PER_TASK, OMP_NUM_THREADS, or the CPUs at hand)',
    numberOption({ integer: true, min: 1, max: 1024 }),
  );

/** Says so where a response has no effective area: its counts are then those of 1 cm2. */
export function noteMissingArea(rmf: { file: string; includesArea: boolean }, response: Response): void {
  if (response.arfFile === undefined && !rmf.includesArea)
    warn(`no --arf given, and ${rmf.file} holds no effective area: an area of 1 cm2 is assumed`);
}
