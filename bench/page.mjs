// docs/performance.md from the results of a run.
import { limitOf } from './machine.mjs';
import { figures, inUnit, ratio, withUnit } from './table.mjs';

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const range = (result) => {
  const ends = [result.seconds.min, result.seconds.max].map((seconds) => inUnit(seconds, result.unit));
  return ends
    .sort((a, b) => a - b)
    .map((value) => figures(value))
    .join(' to ');
};

/** What a case must reach, and whether it did; undefined where that was not measured. */
export function aimsOf({ aims = [], peers, seconds, unit, item }, results) {
  return aims.map(({ value, peer, case: otherCase, times }) => {
    if (value !== undefined) {
      const measured = inUnit(seconds.median, unit);
      const isRate = unit.endsWith('/s');
      const aim = `${figures(value)} ${isRate ? unit : `${unit}/${item}`}`;
      return { aim, reached: isRate ? measured >= value : measured <= value };
    }
    const beside = peer
      ? peers.find(({ name }) => name === peer)?.times.median
      : results.find(({ name }) => name === otherCase)?.seconds.median / seconds.median;
    return { aim: `${times} x ${peer ?? '1 thread'}`, reached: beside && beside >= times, beside };
  });
}

const reachedText = ({ aim, reached }) => `${aim}: ${reached === undefined ? 'not measured' : reached ? 'yes' : 'no'}`;

function kernels(results, roof) {
  const rows = results.map((result) => {
    const limit = result.roofline && limitOf(result.roofline, result.threads, roof);
    const share = limit ? `${Math.round((100 * limit.seconds) / result.seconds.median)} % (${limit.by})` : '';
    const aims = aimsOf(result, results).map(reachedText).join('; ');
    return [result.name, String(result.threads), withUnit(result.seconds.median, result), range(result), share, aims];
  });
  return table(['', 'threads', 'median', 'min to max', 'of the limit', 'aim: reached'], rows);
}

function notes(results) {
  const lines = [...new Set(results.flatMap(({ note }) => (note ? [`- ${note}.`] : [])))];
  return lines.length ? `Where the time goes (perf on this machine):\n\n${lines.join('\n')}\n\n` : '';
}

function peers(results) {
  const rows = results.flatMap((result) =>
    result.peers.map((peer) => [
      result.name,
      `${peer.name} ${peer.version ?? ''}`.trim(),
      withUnit(peer.seconds.median, result),
      ratio(peer.times),
    ]),
  );
  return table(['', 'peer', 'its median', 'xsift is faster by (min-max)'], rows);
}

function machineText({ cpu, cpus, caches, memory, platform, node, xsift, instructionSet, compiler }) {
  const sizes = Object.entries(caches).flatMap(([name, size]) => (size ? [`${name} ${size}`] : []));
  return [
    `${cpu}, ${cpus} CPUs, ${sizes.join(', ')}, ${memory} GiB of memory; ${platform}, Node ${node}, ${compiler};`,
    `xsift ${xsift} with its ${instructionSet} kernels.`,
  ].join('\n');
}

function rooflineTable({ vectorBytes, threads }) {
  const rows = Object.entries(threads).map(([n, { fma, L1, L2, DRAM }]) => [
    n,
    ...[fma, L1, L2, DRAM].map((x) => figures(x)),
  ]);
  const head = ['threads', 'fma, GFLOP/s', 'L1 read, GB/s', 'L2 read, GB/s', 'DRAM read, GB/s'];
  return `Registers of ${8 * vectorBytes} bits; single precision.\n\n${table(head, rows)}`;
}

export function page({ machine, roofline, results, settings, data }) {
  const skipped = [...new Map(results.flatMap((result) => result.skipped).map((peer) => [peer.name, peer.reason]))];
  return `# Performance

Made by \`npm run bench\`; do not edit. The numbers are in bench/results/kernels.json. How to run it: bench/README.md.

## Machine

${machineText(machine)}

The most it can do, measured in the same run (bench/native/roofline.cpp), at its start and end, the better of both:

${roofline ? rooflineTable(roofline) : 'Not measured: no C++ compiler.'}

## Method

- All contenders of a case get the same data, made by xsift from a fixed seed: ${figures(data.rows, 6)} spectra of stars and AGN in
  turn, ${data.width} channels of 0.3-8 keV, more than 100 net counts each (${Math.round(100 * data.fill)} % of the channels have counts), and the embedded
  ACIS-I response (${data.energies} x ${data.channels}, ${data.nonzero.toLocaleString('en')} elements above 0).
- Each peer is a process of its own that loads, warms up and then waits asleep; xsift runs in the bench's process.
- A case has ${settings.rounds} rounds. In a round every contender in turn repeats its work for ${settings.seconds} s and gives the median.
- Figures are medians over the rounds with the least and the largest; a ratio is taken within each round, so that what slows
  the machine for a while slows both.
- Peers get their best: OpenBLAS is told the CPU's kernels (it falls back to old ones on CPUs it does not know), C++ is
  compiled with \`-O3 -march=native -ffast-math\`, PyTorch gets batches as slices of one tensor, TensorFlow.js its own
  minimise loop, which is faster than \`fit\`. PyTorch and TensorFlow.js train a part of the epoch, as the time of a sample
  does not depend on how many there are.
- The limit of a case is the larger of its operations over the fma rate and its bytes over the bandwidth of where they must
  come from (bench/cases says how they are counted); in brackets, which of the two.

## Kernels

${kernels(results, roofline)}

${notes(results)}## Peers

![How many times faster xsift is than each peer](performance.png)

${peers(results)}
${skipped.length ? `\nNot measured: ${skipped.map(([name, reason]) => `${name} (${reason})`).join('; ')}.\n` : ''}`;
}
