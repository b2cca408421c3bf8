// One case: xsift and its peers in turn, round after round, so that what else the machine does hits all alike.
//
// A case (bench/cases/*.mjs) is
//   { name, item, unit, threads, setup, peers, roofline, aims }
//   item      what is counted: 'spectrum', 'draw'
//   unit      'ns', 'us', 'ms' (an item), or '/s', 'k/s', 'M/s' (items)
//   threads   1 if left out; also handed to the peers
//   setup     async (data, { quick, threads }) => { run, items, close? }: `run` does `items` items, sync or async
//   peers     names of bench/peers/index.mjs, each with the arguments of its program: [{ peer, args }]
//   roofline  (data) => { flops, bytes, from } of an item: what the least work needs in floating-point operations (an fma
//             is two) and bytes read from 'L1', 'L2' or 'DRAM'
//   note      what the time goes into, where an aim is not reached
//   aims      what it must reach: [{ peer, times }], [{ case, times }] beside another case, [{ value }] in its unit
import { Bench } from 'tinybench';
import { startPeer } from './peers/index.mjs';

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Seconds an item, as median of what fits into `seconds` (at least one run, as the peers do). */
async function measureHere({ run, items }, seconds) {
  const bench = new Bench({ time: 1000 * seconds, iterations: 1, warmup: false });
  // Said, not found out: tinybench finds it out by a call that it does not wait for, and two would be at work at once.
  bench.add('run', run, { async: true });
  const [task] = await bench.run();
  const { result } = task;
  if (result.state !== 'completed') throw 'error' in result ? result.error : new Error(`the bench is ${result.state}`);
  return result.latency.p50 / 1000 / items;
}

async function xsiftContender(benchCase, data, { quick }) {
  const prepared = await benchCase.setup(data, { quick, threads: benchCase.threads ?? 1 });
  await prepared.run(); // warm
  return {
    name: 'xsift',
    measure: (seconds) => measureHere(prepared, seconds),
    close: () => prepared.close?.(),
  };
}

/** `seconds`: of each contender, one number a round, seconds an item. */
export async function measureCase(benchCase, data, settings) {
  const { name, item, unit, threads = 1 } = benchCase;
  settings.log(`${name}`);
  const contenders = [await xsiftContender(benchCase, data, settings)];
  const skipped = [];
  for (const { peer, args = [] } of settings.peers ? (benchCase.peers ?? []) : []) {
    const started = await startPeer(peer, args, { threads, data, quick: settings.quick });
    if (started.skip) {
      skipped.push({ name: peer, reason: started.skip });
      settings.log(`  ${peer} skipped: ${started.skip}`);
    } else contenders.push(started);
  }
  /** @type {number[][]} */
  const seconds = contenders.map(() => []);
  for (let round = 0; round < settings.rounds; round++)
    for (const [i, contender] of contenders.entries()) seconds[i].push(await contender.measure(settings.seconds));
  for (const contender of contenders) await contender.close();
  const [xsift, ...peers] = seconds;
  return {
    name,
    item,
    unit,
    threads,
    seconds: spread(xsift),
    peers: peers.map((peer, i) => ({
      name: contenders[i + 1].name,
      version: contenders[i + 1].version,
      seconds: spread(peer),
      // Ratios of the same round: what slows the machine for a while slows both.
      times: spread(peer.map((time, round) => time / xsift[round])),
    })),
    skipped,
    roofline: benchCase.roofline?.(data),
    aims: benchCase.aims,
    note: benchCase.note,
  };
}

const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });
