import { type Command, InvalidArgumentError } from 'commander';
import { type FileWarning, type Response, warningText, XsiftError } from '../index.js';

/**
 * Exit codes: 0 done, 1 something failed (also if only some of many inputs did), 2 wrong usage, 130 stopped by Ctrl-C,
 * 143 by SIGTERM.
 */
export const exitCodes = { failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/**
 * Runs the action of a command and reports its errors. The signal that it gets fires at the first Ctrl-C; a second
 * Ctrl-C kills the process.
 */
export async function runAction(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const stopBy = (code: number, name: string) => () => {
    process.exitCode = code;
    stop.abort(new XsiftError(`stopped by ${name}`));
  };
  const interrupt = stopBy(exitCodes.interrupted, 'Ctrl-C');
  // SIGTERM is what batch systems send when a job's time is up.
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

/** An XsiftError is printed as its message alone; any other error is a bug and is printed with its stack. */
function reportError(error: unknown): void {
  process.exitCode ??= exitCodes.failed;
  if (error instanceof XsiftError) console.error(`xsift: ${error.message}`);
  else if ((error as NodeJS.ErrnoException).code && (error as NodeJS.ErrnoException).syscall)
    console.error(`xsift: ${(error as Error).message}`);
  else console.error('xsift: unexpected error, please report it:', error);
}

/** Prints a note about the run on stderr, so that stdout holds the result alone. */
export const note = (message: string): void => console.error(message);

/** Prints a warning: something that the user should know before trusting the result. The run goes on. */
export const warn = (message: string): void => note(`warning: ${message}`);

const warned = new Set<string>();

/** Prints what is not as it should be in files that were read all the same, each once. */
export function warnAbout(warnings: readonly FileWarning[]): void {
  for (const line of warnings.map(warningText)) {
    if (!warned.has(line)) warn(line);
    warned.add(line);
  }
}

/** A whole number with separators: 20,000. */
export const grouped = (n: number): string => n.toLocaleString('en');

/** A parser for commander: a number within limits, or a usage error that names the limits. */
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

/** Options that several commands share. */
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
    'where the energy bins of an RMF start at 0 keV: the lower edge of the first (default: a thousandth of its upper edge)',
    numberOption({ above: 0 }),
  );
export const strictOption = (
  command: Command,
  words = 'refuse files that are not as OGIP wants them, instead of reading them with a warning (docs/file-repairs.md)',
): Command => command.option('--strict', words);

export const limitsOption = (command: Command): Command =>
  command.option('--no-limits', 'norms may be negative, for a part of the model that takes away');
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

/** Notes that a response has no effective area, if so: its counts are then those of an area of 1 cm2. */
export function noteMissingArea(rmf: { file: string; includesArea: boolean }, response: Response): void {
  if (response.arfFile === undefined && !rmf.includesArea)
    warn(`no --arf given, and ${rmf.file} holds no effective area: an area of 1 cm2 is assumed`);
}
