// What the bench ran on, and what that can do at most (bench/native/roofline.cpp).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { instructionSet, packageVersion } from '../dist/index.js';
import { addon } from '../dist/native/index.js';
import { compiled } from './compile.mjs';

export function machine() {
  const cache = (level, type) => {
    const folder = '/sys/devices/system/cpu/cpu0/cache/';
    const read = (index, name) => readFileSync(`${folder}index${index}/${name}`, 'utf8').trim();
    const index = [0, 1, 2, 3].find(
      (i) => existsSync(`${folder}index${i}/level`) && read(i, 'level') === String(level) && read(i, 'type') === type,
    );
    return index === undefined ? undefined : read(index, 'size');
  };
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: availableParallelism(),
    caches: { L1d: cache(1, 'Data'), L2: cache(2, 'Unified'), L3: cache(3, 'Unified') },
    memory: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    xsift: packageVersion,
    instructionSet: instructionSet(),
    compiler: addon().buildInfo().compiler,
  };
}

/** GFLOP/s and GB/s by threads: { 1: { fma, L1, L2, DRAM }, n: ... }; undefined without a C++ compiler. */
export function roofline() {
  const program = compiled(fileURLToPath(new URL('./native/roofline.cpp', import.meta.url)));
  if (!program) return undefined;
  const { status, stdout } = spawnSync(program, [String(availableParallelism())], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

/** The better of two, number by number: what else ran at the time can only make them smaller. */
export function bestOf(first, second) {
  if (!first || !second) return first ?? second;
  const best = (a, b) => Object.fromEntries(Object.entries(a).map(([name, value]) => [name, Math.max(value, b[name])]));
  const threads = Object.entries(first.threads).map(([n, values]) => [n, best(values, second.threads[n])]);
  return { ...first, threads: Object.fromEntries(threads) };
}

/** Least seconds an item by the roofline, and what sets it. */
export function limitOf({ flops = 0, bytes = 0, from }, threads, roof) {
  const at = roof?.threads[threads];
  if (!at) return undefined;
  const [compute, memory] = [flops / at.fma / 1e9, bytes ? bytes / at[from] / 1e9 : 0];
  return compute >= memory ? { seconds: compute, by: 'fma' } : { seconds: memory, by: from };
}
