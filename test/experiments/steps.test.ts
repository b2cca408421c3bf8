import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Steps } from '../../ts/experiments/steps.js';

const folder = () => mkdtempSync(join(tmpdir(), 'xsift-steps-'));
const value = {
  numbers: [0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  text: 'ä',
  floats: Float32Array.of(0.1, -3),
  doubles: Float64Array.of(Math.PI, Number.NaN).subarray(0, 2),
  part: Uint16Array.of(1, 2, 3, 4).subarray(1, 3),
  nested: [{ on: true, off: null }],
};

test('what is read back is what was computed, NaN and typed arrays included', async () => {
  const at = folder();
  const fresh = await new Steps(at).run('one', () => value);
  const again = new Steps(at);
  const read = await again.run<typeof value>('one', () => {
    throw new Error('must not be computed again');
  });
  expect(read).toEqual(fresh);
  expect(read).toEqual(value);
  expect(again.resumed).toBe(1);
  expect(again.finished()).toEqual(['one']);
});

test('a step that fails or is stopped leaves nothing behind', async () => {
  const at = folder();
  const stop = new AbortController();
  const steps = new Steps(at, stop.signal);
  await expect(steps.run('bad', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  stop.abort(new Error('enough'));
  await expect(steps.run('late', () => 1)).rejects.toThrow('enough');
  expect(readdirSync(at)).toEqual([]);
});

test('a damaged step is named, with the remedy', async () => {
  const at = folder();
  writeFileSync(join(at, 'one.json'), '{"cut off');
  await expect(new Steps(at).run('one', () => 1)).rejects.toThrow(/one\.json.*remove this file/);
});

test('without a folder every step is computed', async () => {
  let times = 0;
  const steps = new Steps();
  for (let i = 0; i < 2; i++) await steps.run('one', () => ++times);
  expect(times).toBe(2);
  expect(steps.finished()).toEqual([]);
});

test('a folder that cannot be made is named', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => new Steps(join(file, 'steps'))).toThrow(/steps: cannot be made/);
});
