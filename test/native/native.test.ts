import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { limits, ParameterError, threadBudget } from '../../ts/base/index.js';
import { addon, instructionSet, withControl } from '../../ts/native/index.js';

afterEach(() => {
  for (const name of ['XSIFT_NUM_THREADS', 'SLURM_CPUS_PER_TASK', 'OMP_NUM_THREADS']) delete process.env[name];
});

test('the addon says how it was built', () => {
  expect(addon().buildInfo()).toEqual({
    openmp: expect.any(Boolean),
    compiler: expect.stringMatching(/\w/),
    supported: expect.arrayContaining(['serial', instructionSet()]),
    isa: instructionSet(),
  });
});

const addonFile: string = createRequire(import.meta.url)('node-gyp-build').path(
  fileURLToPath(new URL('../..', import.meta.url)),
);
const nm = spawnSync('nm', ['-D', '--defined-only', addonFile], { encoding: 'utf8' });

// A template of the C++ library that is exported may be replaced by another addon's copy of it, or replace theirs.
test.skipIf(process.platform !== 'linux' || nm.status !== 0)(
  'the addon exports the entry points of Node-API alone',
  () => {
    const names = nm.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').at(-1));
    expect(names.sort()).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
  },
);

test('the limits are those that the documentation names', () => {
  expect(addon().limits).toEqual(limits);
  expect(limits).toEqual({ exposure: 1e15, threads: 1024 });
});

test('the thread budget: argument before XSIFT_NUM_THREADS before SLURM before OpenMP', () => {
  process.env.OMP_NUM_THREADS = '7,2';
  expect(threadBudget()).toBe(7);
  process.env.SLURM_CPUS_PER_TASK = '5';
  expect(threadBudget()).toBe(5);
  process.env.XSIFT_NUM_THREADS = '3';
  expect(threadBudget()).toBe(3);
  expect(threadBudget(2)).toBe(2);
  process.env.XSIFT_NUM_THREADS = 'many';
  expect(() => threadBudget()).toThrow(ParameterError);
  expect(() => threadBudget(0)).toThrow('threads is 0; it must be a whole number from 1 to 1024');
  expect(threadBudget(1024)).toBe(1024);
  expect(() => threadBudget(1025)).toThrow('threads is 1025');
});

test('a signal cancels the control, and its reason rejects the promise', async () => {
  const stop = new AbortController();
  const work = withControl({ signal: stop.signal }, async (control) => {
    stop.abort(new Error('enough'));
    return control.cancelled;
  });
  await expect(work).rejects.toThrow('enough');
});

test('the end of the process cancels what still runs, and listens only while something does', async () => {
  const before = process.listeners('exit');
  const cancelled: boolean[] = [];
  const work = async (control: { cancelled: boolean }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancelled.push(control.cancelled);
  };
  const both = [withControl({}, work), withControl({}, work)];
  const added = process.listeners('exit').filter((listener) => !before.includes(listener));
  expect(added).toHaveLength(1);
  added[0].call(process, 0);
  await Promise.all(both);
  expect(cancelled).toEqual([true, true]);
  expect(process.listeners('exit')).toEqual(before);
});
