import { type Spectra, train, XsiftError } from '../../index.js';
import type { BenchData } from './data.js';
import { batchSize, type Peer } from './peers.js';

/** What a contender begins with: counts, or inputs that were made before. */
export type Beginning = 'from counts' | 'inputs ready';

/** Something to measure: `run` does `items` spectra. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  readonly beginning: Beginning;
  readonly items: number;
  readonly run: () => unknown;
}

export interface Task {
  readonly name: string;
  /** The same in two or three words. */
  readonly label: string;
  /** The first is xsift. */
  readonly contenders: readonly Contender[];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Measured {
  readonly name: string;
  readonly version: string;
  readonly beginning: Beginning;
  /** Seconds a spectrum, over the rounds. */
  readonly seconds: Spread;
  /** How many times longer it takes than xsift, round by round; 1 for xsift. */
  readonly times: Spread;
}

export interface TaskResult {
  readonly task: string;
  readonly label: string;
  readonly contenders: readonly Measured[];
}

const epochs = 3;
/** Spectra of one repetition where they are classified one at a time. */
const singles = 200;
const beginnings = ['from counts', 'inputs ready'] as const;

/** Training, and prediction in bulk and singly, by xsift and each peer, with and without the preparation of the inputs. */
export function tasksOf(data: BenchData, peers: readonly Peer[], version: string): Task[] {
  const xsift = { name: 'xsift', version, beginning: 'from counts' as const };
  return [trainingTask(data, peers, xsift), bulkTask(data, peers, xsift), singleTask(data, peers, xsift)];
}

type Xsift = Pick<Contender, 'name' | 'version' | 'beginning'>;

/** What the peers do with and without preparation. */
const ofPeers = (
  peers: readonly Peer[],
  items: number,
  run: (peer: Peer, beginning: Beginning) => unknown,
): Contender[] =>
  peers.flatMap((peer) =>
    beginnings.map((beginning) => {
      const { name, version } = peer;
      return { name, version, beginning, items, run: () => run(peer, beginning) };
    }),
  );

function trainingTask(data: BenchData, peers: readonly Peer[], xsift: Xsift): Task {
  const { dataset, classifier, trainingCounts, prepare } = data;
  const { count, labels } = dataset;
  const items = epochs * count;
  const settings = { epochs, batchSize, patience: 0, validationShare: 0, threads: 1 };
  const [ready, made] = [prepare(trainingCounts), new Float32Array(trainingCounts.length)];
  const run = async (peer: Peer, beginning: Beginning) => {
    const inputs = beginning === 'from counts' ? prepare(trainingCounts, made) : ready;
    const loss = await peer.train!(inputs, labels, epochs);
    if (!(loss > 0 && loss < 10)) throw new XsiftError(`${peer.name} does not train: its loss is ${loss}`);
  };
  const sizes = classifier.model.network.sizes.join('-');
  return {
    name: `train ${sizes}, ${epochs} epochs of ${count.toLocaleString('en')} spectra, batches of ${batchSize}`,
    label: `train ${sizes}`,
    contenders: [
      { ...xsift, items, run: () => train(dataset, settings) },
      ...ofPeers(
        peers.filter((peer) => peer.train),
        items,
        run,
      ),
    ],
  };
}

function bulkTask({ classifier, spectra, prepare }: BenchData, peers: readonly Peer[], xsift: Xsift): Task {
  const { count, counts } = spectra;
  const [ready, made] = [prepare(counts), new Float32Array(counts.length)];
  const run = (peer: Peer, beginning: Beginning) =>
    peer.predict(beginning === 'from counts' ? prepare(counts, made) : ready, count);
  const own = () => classifier.predict(spectra, { threads: 1 });
  return {
    name: `predict ${count.toLocaleString('en')} spectra in one call`,
    label: 'predict in bulk',
    contenders: [{ ...xsift, items: count, run: own }, ...ofPeers(peers, count, run)],
  };
}

function singleTask({ classifier, spectra, prepare }: BenchData, peers: readonly Peer[], xsift: Xsift): Task {
  const { channels } = spectra;
  const items = Math.min(singles, spectra.count);
  const rows = Array.from({ length: items }, (_, row) => {
    const counts = spectra.counts.slice(row * channels, (row + 1) * channels);
    return { spectrum: { ...spectra, count: 1, counts } satisfies Spectra, counts, ready: prepare(counts) };
  });
  const run = async (peer: Peer, beginning: Beginning) => {
    for (const { counts, ready } of rows) await peer.predict(beginning === 'from counts' ? prepare(counts) : ready, 1);
  };
  const own = () => {
    for (const { spectrum } of rows) classifier.predictSync(spectrum);
  };
  return {
    name: 'predict one spectrum at a time',
    label: 'predict singly',
    contenders: [{ ...xsift, items, run: own }, ...ofPeers(peers, items, run)],
  };
}

/** Largest difference of the peers' probabilities from xsift's. @throws XsiftError if a peer does not do the same work */
export async function largestDifference(data: BenchData, peers: readonly Peer[]): Promise<number> {
  const { classifier, spectra, prepare } = data;
  const { probabilities } = await classifier.predict(spectra, { threads: 1 });
  const inputs = prepare(spectra.counts);
  const differences = [];
  for (const { name, version, predict } of peers)
    differences.push(differenceOf(`${name} ${version}`, probabilities, await predict(inputs, spectra.count)));
  return Math.max(0, ...differences);
}

/** @throws XsiftError for another number of probabilities, one that is none, or one that is 1e-4 or more away */
export function differenceOf(peer: string, probabilities: ArrayLike<number>, found: ArrayLike<number>): number {
  let largest = found.length === probabilities.length ? 0 : Infinity;
  for (let i = 0; i < probabilities.length; i++) {
    const difference = Math.abs(probabilities[i] - found[i]);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  if (largest < 1e-4) return largest;
  throw new XsiftError(
    `${peer} differs from xsift in its probabilities (by up to ${largest}): it does not do the same work, and its time would say nothing. ` +
      'Please report it',
  );
}

/**
 * Measures the contenders in turn, round after round, so that what else the machine does hits all alike. In each round a contender repeats
 * its work for `seconds`, once at least, and its time is the median.
 */
export async function measure(
  { name, label, contenders }: Task,
  { seconds, rounds, signal }: { seconds: number; rounds: number; signal: AbortSignal },
): Promise<TaskResult> {
  const times: number[][] = contenders.map(() => []);
  for (const { run } of contenders) await run(); // warm
  for (let round = 0; round < rounds; round++)
    for (const [i, { run, items }] of contenders.entries()) {
      const repetitions: number[] = [];
      const start = performance.now();
      do {
        const before = performance.now();
        await run();
        repetitions.push((performance.now() - before) / 1000 / items);
        signal.throwIfAborted();
      } while (performance.now() - start < 1000 * seconds);
      times[i].push(median(repetitions));
    }
  return { task: name, label, contenders: compared(contenders, times) };
}

/** @param times of each contender, seconds a spectrum in each round; xsift is the first */
export const compared = (
  contenders: readonly Omit<Contender, 'run' | 'items'>[],
  times: readonly (readonly number[])[],
): Measured[] =>
  contenders.map(({ name, version, beginning }, i) => ({
    ...{ name, version, beginning },
    seconds: spread(times[i]),
    // Ratios of the same round: what slows the machine for a while slows both.
    times: spread(times[i].map((time, round) => time / times[0][round])),
  }));

const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
