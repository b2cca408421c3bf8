import type { Command } from 'commander';
import { type Installation, installation, type NativePart, type SelfTest, selfTest } from '../doctor/index.js';
import { XsiftError } from '../index.js';
import { grouped, runAction, threadsOption } from './context.js';
import { formatPairs, formatTable } from './table.js';

const help = `
The kernels are chosen for the CPU; XSIFT_FORCE_ISA=serial, avx2, avx512 or neon
forces others. The self-test simulates some spectra, whose counts must be the
same on every machine, and trains a small network on them. The exit code is 1
when it fails. Put what this prints into a report of a problem.`;

export function doctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .summary('say what is installed here, and test it')
    .description('Say what is installed here and what it runs on, and run a short self-test.');
  threadsOption(command)
    .option('--json', 'the same as JSON')
    .addHelpText('after', help)
    .action(({ json, threads }: { json?: boolean; threads?: number }) =>
      runAction(async (signal) => {
        const found = installation();
        if (threads !== undefined) found.threads = { count: threads, from: '--threads' };
        const { native } = found;
        const test = 'error' in native ? undefined : await selfTest({ signal, threads });
        process.stdout.write(json ? `${JSON.stringify({ ...found, selfTest: test }, null, 2)}\n` : textOf(found, test));
        if ('error' in native) throw new XsiftError(native.error);
        if (test && !test.passed) throw new XsiftError(complaint(test));
      }),
    );
}

function textOf(found: Installation, test?: SelfTest): string {
  const { threads, native } = found;
  const system = formatPairs(`xsift ${found.version}`, [
    ['Node', `${found.node}, Node-API ${found.napi}`],
    ['platform', [found.platform, found.arch, found.libc].filter(Boolean).join(' ')],
    ['CPU', found.cpu],
    ['threads', `${threads.count}, by ${threads.from ?? 'the CPUs at hand'}`],
    ...('error' in native
      ? ([['native part', 'cannot be loaded: no simulation, training or verdict']] as const)
      : nativeLines(native)),
  ]);
  const data = formatTable(
    ['embedded data', 'version', 'bytes', 'SHA-256'],
    found.data.map(({ name, version, bytes, digest }) => [name, version, grouped(bytes), digest]),
  );
  return [system, data, ...(test ? [selfTestText(test)] : [])].join('\n');
}

function nativeLines({
  file,
  origin,
  compiler,
  openmp,
  instructionSet,
  instructionSets,
}: NativePart): [string, string][] {
  const isForced = process.env.XSIFT_FORCE_ISA ? ', forced by XSIFT_FORCE_ISA' : '';
  return [
    ['kernels', `${instructionSet}${isForced}; this machine and build have ${instructionSets.join(', ')}`],
    ['OpenMP', openmp ? 'yes' : 'no: threads are made for each call'],
    ['compiler', compiler],
    ['binary', `${file} (${origin})`],
  ];
}

function selfTestText({ passed, counts, training }: SelfTest): string {
  const losses = [training.firstLoss, training.lastLoss].map((loss) => loss.toFixed(3));
  return formatPairs(`self-test: ${passed ? 'passed' : 'FAILED'}`, [
    [`counts of ${counts.spectra} spectra`, counts.digest],
    [`loss of ${training.epochs} epochs`, losses.join(' to ')],
  ]);
}

function complaint({ counts, training }: SelfTest): string {
  if (!(training.lastLoss < training.firstLoss))
    return `self-test: the training does not learn (loss ${training.firstLoss} to ${training.lastLoss}); please report it`;
  return (
    `self-test: the counts of simulated spectra have the digest ${counts.digest}, not ${counts.expected}: this build does ` +
    'not compute what it should. Remedy: reinstall xsift; if that does not help, report it with this output'
  );
}
