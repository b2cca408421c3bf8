import { afterEach, expect, test } from 'vitest';
import { native, ParameterError, threadBudget, withControl } from '../../ts/native/index.js';

afterEach(() => {
  for (const name of ['XSIFT_NUM_THREADS', 'SLURM_CPUS_PER_TASK', 'OMP_NUM_THREADS']) delete process.env[name];
});

test('the addon says how it was built', () => {
  expect(native.buildInfo()).toEqual({ openmp: expect.any(Boolean), compiler: expect.stringMatching(/\w/) });
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
});

test('a signal cancels the control, and its reason rejects the promise', async () => {
  const stop = new AbortController();
  const work = withControl({ signal: stop.signal }, async (control) => {
    stop.abort(new Error('enough'));
    return control.cancelled;
  });
  await expect(work).rejects.toThrow('enough');
});
