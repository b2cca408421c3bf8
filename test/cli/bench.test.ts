import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compared, differenceOf, median } from '../../ts/cli/bench/measure.js';
import { ratioChart, textOf } from '../../ts/cli/bench.js';
import { testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
const installed = fileURLToPath(new URL('../../bench/peers/node_modules', import.meta.url));
const tiny = ['--seconds', '0', '--count', '50'];

/** Of xsift and a peer, in microseconds. */
const contenders = compared(
  [
    { name: 'xsift', version: '1', beginning: 'from counts' },
    { name: 'peer', version: '2', beginning: 'inputs ready' },
  ],
  [
    [1e-6, 4e-6, 2e-6],
    [3e-6, 8e-6, 1e-6],
  ],
);

test('ratios are taken within a round, and a peer that is faster has one below 1', () => {
  expect(median([3, 1, 2, 10])).toBe(2.5);
  const [xsiftAlone, peer] = contenders;
  expect(xsiftAlone.times).toEqual({ median: 1, min: 1, max: 1 });
  expect(peer.times).toEqual({ median: 2, min: 0.5, max: 3 });
  expect(peer.seconds).toEqual({ median: 3e-6, min: 1e-6, max: 8e-6 });
});

test('the table and the chart have the numbers', () => {
  const machine = { cpu: 'C', node: 'v20.1.0', platform: 'linux x64', xsift: '1', instructionSet: 'serial' };
  const results = [{ task: 'predict 5 spectra', label: 'predict', contenders }];
  const lines = textOf({ machine, largestDifference: 2e-6, results }).split('\n');
  expect(lines).toContain('peer 2   inputs ready            3    1    8  2 (0.5-3)');
  expect(lines.join()).toContain('agree to 2e-6');
  const [series, ...others] = ratioChart(results).series;
  expect(others).toEqual([]);
  expect(series).toMatchObject({ name: 'peer, inputs ready', x: [2], xLow: [0.5], xHigh: [3] });
  const alone = textOf({ machine, largestDifference: 0, results: [{ ...results[0], contenders: [contenders[0]] }] });
  expect(alone).toContain('Nothing to compare with');
});

test('a peer that does not do the same work is not measured', () => {
  expect(differenceOf('p', [0.25, 0.75], [0.25, 0.75 + 5e-5])).toBeCloseTo(5e-5);
  for (const found of [[0.25, 0.76], [0.25, NaN], [0.25]])
    expect(() => differenceOf('peer 2', [0.25, 0.75], found)).toThrow('peer 2 differs from xsift');
});

test('without peers: xsift alone, and what to install', async () => {
  const { code, out, err } = await xsift(folder, 'bench', ...tiny);
  expect(code).toBe(0);
  expect(out).toContain('Nothing to compare with is installed in this folder.');
  expect(err).toContain('onnxruntime-node is not installed in this folder (npm install onnxruntime-node)');
});

test('a package that cannot be loaded is an error that names it', async () => {
  mkdirSync(at('broken/node_modules/onnxruntime-node'), { recursive: true });
  writeFileSync(at('broken/node_modules/onnxruntime-node/index.js'), 'throw new Error("no such library")');
  const { code, err } = await xsift(at('broken'), 'bench', ...tiny);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('onnxruntime-node in ') });
  expect(err).toContain('cannot be loaded: no such library');
});

test.skipIf(!existsSync(installed))('with the peers of the bench: all tasks, as JSON and as a picture', async () => {
  mkdirSync(at('peers'));
  symlinkSync(installed, at('peers/node_modules'));
  const { code, out, err } = await xsift(at('peers'), 'bench', ...tiny, '--json', '--plot', 'bench.svg');
  expect({ code, err: err.replaceAll(/^(train|predict) .* \.\.\.\n/gm, '') }).toEqual({ code: 0, err: '' });
  const { results, largestDifference, missing } = JSON.parse(out);
  expect(missing).toEqual([]);
  expect(largestDifference).toBeGreaterThan(0);
  expect(largestDifference).toBeLessThan(1e-5);
  const names = results.map((result: typeof contenders & { contenders: typeof contenders }) =>
    result.contenders.map(({ name, beginning }) => `${name}, ${beginning}`),
  );
  const both = (name: string) => [`${name}, from counts`, `${name}, inputs ready`];
  const tfjs = [...both('tfjs wasm'), ...both('tfjs cpu')];
  const predicting = ['xsift, from counts', ...both('onnxruntime-node'), ...tfjs];
  expect(names).toEqual([['xsift, from counts', ...tfjs], predicting, predicting]);
  expect(existsSync(at('peers/bench.svg'))).toBe(true);
});
