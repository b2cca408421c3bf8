import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Clock } from '../../../ts/paper/run/clock.js';
import { Progress, type ReproduceProgress } from '../../../ts/paper/run/progress.js';
import { Steps } from '../../../ts/paper/run/steps.js';
import { smallConfig } from '../smallRun.js';

const folder = () => mkdtempSync(join(tmpdir(), 'xsift-steps-'));
const value = {
  numbers: [0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  words: 'ä',
  floats: Float32Array.of(0.1, -3),
  doubles: Float64Array.of(Math.PI, Number.NaN).subarray(0, 2),
  shorts: Uint16Array.of(1, 2, 3, 4).subarray(1, 3),
  nested: [{ on: true, off: null }],
};

test('what is read back is what was computed, NaN and typed arrays included', async () => {
  const at = folder();
  const fresh = await new Steps(at).run('first', () => value);
  const again = new Steps(at);
  const read = await again.run<typeof value>('first', () => {
    throw new Error('must not be computed again');
  });
  expect(read).toEqual(fresh);
  expect(read).toEqual(value);
  expect(again.resumed).toBe(1);
  expect(again.finished()).toEqual(['first']);
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

test('a damaged step is named, with the remedy; so is one with a bad name', async () => {
  const at = folder();
  writeFileSync(join(at, 'cut.json'), '{"cut off');
  await expect(new Steps(at).run('cut', () => 1)).rejects.toThrow(/cut\.json: cannot be read back; remove this file/);
  await expect(new Steps(at).run('../up', () => 1)).rejects.toThrow('"../up" is no name of a step');
});

test('without a folder every step is computed', async () => {
  let times = 0;
  const steps = new Steps();
  for (let i = 0; i < 2; i++) await steps.run('first', () => ++times);
  expect(times).toBe(2);
  expect(steps.finished()).toEqual([]);
});

test('a folder that cannot be made is named', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => new Steps(join(file, 'steps'))).toThrow(/steps: cannot be made/);
});

test('the clock goes on from the earlier runs, and names a log that it cannot read', () => {
  const file = join(folder(), 'run.log');
  writeFileSync(file, JSON.stringify({ seconds: 1000, peakMemory: 1e15 }));
  const clock = new Clock(file);
  expect(clock.read().seconds).toBeGreaterThanOrEqual(1000);
  expect(clock.read().seconds).toBeLessThan(1010);
  expect(clock.read().peakMemory).toBe(1e15);
  const other = join(folder(), 'other.log');
  new Clock(other).write();
  expect(existsSync(other), 'written in the first seconds').toBe(false);
  new Clock(other).write(true);
  expect(existsSync(other)).toBe(true);
  clock.write(true);
  expect(new Clock(file).read().seconds).toBeGreaterThan(1000);
  expect(new Clock().read().seconds).toBeLessThan(10);
  writeFileSync(file, '{"seconds": "long"}');
  expect(() => new Clock(file)).toThrow(/run\.log: cannot be read back; remove this file/);
});

test('progress is that of the steps, within the share of their section', () => {
  const seen: ReproduceProgress[] = [];
  const [first, second] = ['first', 'second'].map((title, i) => ({ title, cost: () => 10 * (i + 1) }));
  const progress = new Progress([first, second], smallConfig(), (now) => seen.push(now));
  progress.begin(first);
  progress.step(4, true);
  progress.step(8, false); // 6 are left
  progress.end(first);
  progress.begin(second);
  progress.step(5, false);
  expect(seen.map(({ done }) => done)).toEqual([0, 4, 10, 10, 10, 15]);
  expect(seen.map(({ resumed }) => resumed)).toEqual([0, 4, 4, 4, 4, 4]);
  expect(seen.at(-1)).toMatchObject({ total: 30, title: 'second' });
});
