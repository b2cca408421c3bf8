import type { Command } from 'commander';
import { installation } from '../doctor/index.js';
import { instructionSet, packageVersion } from '../index.js';
import { plotChart, savePicture, type XYChart } from '../report/index.js';
import { benchData } from './bench/data.js';
import { largestDifference, measure, type TaskResult, tasksOf } from './bench/measure.js';
import { peersIn } from './bench/peers.js';
import { note, numberOption, runAction } from './context.js';
import { checkOutput } from './output.js';
import { formatTable } from './table.js';

interface BenchOptions {
  seconds: number;
  count: number;
  json?: boolean;
  plot?: string;
}

const rounds = 3;

const help = `
Compared are the libraries of the folder in which it is started, those that it
has: onnxruntime-node, @tensorflow/tfjs (cpu) and @tensorflow/tfjs-backend-wasm.
  npm install onnxruntime-node @tensorflow/tfjs @tensorflow/tfjs-backend-wasm

Work: the network of 527-10-2 on simulated spectra of 527 channels. Everything
runs on one thread, in one process, in turn, in ${rounds} rounds; times are medians, and
ratios are taken within a round. The peers have the same weights (as xsift
export writes them); their probabilities must be those of xsift, or nothing is
measured. Training is Adam with L1 in batches of 32; TensorFlow.js by its
minimise loop, which is faster than fit. onnxruntime-node does not train.
  from counts    counts of 16 bits in; their shares of the sum, standardised,
                 are made in JavaScript, which is faster than in the graph
  inputs ready   the peer is given inputs that were made before; xsift always
                 begins with counts, and gives verdicts, net counts and flags
                 beside the probabilities

It takes a minute or so; the more quiet the machine, the more it says.

Examples:
  xsift bench
  xsift bench --json --plot bench.png > bench.json`;

/** Adds `xsift bench` to the program. */
export function benchCommand(program: Command): void {
  program
    .command('bench')
    .summary('how fast it is here, beside TensorFlow.js and ONNX Runtime')
    .description('Measure training and prediction on this machine, beside the libraries of this folder.')
    .option(
      '--seconds <n>',
      'how long each contender repeats its work in a round, at least once',
      numberOption({ min: 0, max: 60 }),
      0.4,
    )
    .option(
      '--count <n>',
      'simulated spectra of each class; five times as many are predicted in bulk',
      numberOption({ integer: true, min: 50, max: 20_000 }),
      2000,
    )
    .option('--json', 'the results as JSON')
    .option('--plot <file>', 'how many times faster xsift is, as .png or .svg; any other name: both')
    .addHelpText('after', help)
    .action((options: BenchOptions) => runAction((signal) => bench(options, signal)));
}

async function bench({ seconds, count, json, plot }: BenchOptions, signal: AbortSignal): Promise<void> {
  if (plot?.endsWith('.svg')) checkOutput(plot, 'text');
  const data = await benchData(count, 5 * count, signal);
  const { peers, missing } = await peersIn(process.cwd(), data);
  for (const { name, install } of missing) note(`not measured: ${name} is not installed in this folder (${install})`);
  const difference = await largestDifference(data, peers);
  const results: TaskResult[] = [];
  for (const task of tasksOf(data, peers, packageVersion)) {
    note(`${task.name} ...`);
    results.push(await measure(task, { seconds, rounds, signal }));
  }
  const { cpu, node, platform, arch } = installation();
  const machine = {
    cpu,
    node,
    platform: `${platform} ${arch}`,
    xsift: packageVersion,
    instructionSet: instructionSet(),
  };
  const settings = { threads: 1, rounds, seconds, count, seed: 1 };
  const found = { machine, settings, largestDifference: difference, missing, results };
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
  if (plot) savePicture(plot, await plotChart(ratioChart(results), { width: 1000, height: 420 }));
}

interface Found {
  machine: { cpu: string; node: string; platform: string; xsift: string; instructionSet: string };
  largestDifference: number;
  results: readonly TaskResult[];
}

const figures = (value: number): string => String(Number(value.toPrecision(3)));

/** The tables of a terminal, and what was compared. */
export function textOf({ machine, largestDifference, results }: Found): string {
  const { cpu, node, platform, xsift, instructionSet } = machine;
  const head = `xsift ${xsift} (${instructionSet}) on ${cpu}, ${platform}, Node ${node.replace(/^v/, '')}; one thread each\n`;
  const tables = results.map(({ task, contenders }) => {
    const rows = contenders.map(({ name, version, beginning, seconds, times }, i) => [
      `${name} ${version}`,
      beginning,
      ...[seconds.median, seconds.min, seconds.max].map((value) => figures(1e6 * value)),
      i === 0 ? undefined : `${figures(times.median)} (${figures(times.min)}-${figures(times.max)})`,
    ]);
    return `${task}\n${formatTable(['', '', 'us/spectrum', 'min', 'max', 'times xsift'], rows)}`;
  });
  const isAlone = results.every(({ contenders }) => contenders.length === 1);
  const said = isAlone
    ? 'Nothing to compare with is installed in this folder.'
    : `The probabilities of all agree to ${largestDifference.toExponential(0)}. xsift also gives verdicts, net counts and flags.\n` +
      'inputs ready: the peer is given inputs made before, xsift is not. xsift bench --help says more.';
  return `${[head, ...tables].join('\n')}\n${said}\n`;
}

/** How many times longer each peer takes than xsift, a row for each task. */
export function ratioChart(results: readonly TaskResult[]): XYChart {
  const label = ({ name, beginning }: { name: string; beginning: string }) => `${name}, ${beginning}`;
  const names = [...new Set(results.flatMap(({ contenders }) => contenders.slice(1).map(label)))];
  const series = names.map((name, k) => {
    const places = results.flatMap(({ contenders }, task) => {
      const contender = contenders.slice(1).find((one) => label(one) === name);
      // Contenders of a task stand below each other.
      return contender ? [{ ...contender.times, y: task + 0.8 * ((k + 0.5) / names.length - 0.5) }] : [];
    });
    const list = (field: 'median' | 'min' | 'max' | 'y') => places.map((place) => place[field]);
    return { name, kind: 'points' as const, x: list('median'), y: list('y'), xLow: list('min'), xHigh: list('max') };
  });
  return {
    title: 'Time of the peer / time of xsift, one thread each',
    x: { label: 'Time of the peer / time of xsift (median, min-max over the rounds)', type: 'log' },
    y: { label: '', type: 'linear', names: results.map(({ label }) => label) },
    series,
    markers: [{ x: 1, name: 'as fast' }],
  };
}
