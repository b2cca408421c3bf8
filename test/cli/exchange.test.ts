import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exportOnnx } from '../../ts/exchange/index.js';
import { Classifier } from '../../ts/index.js';
import { testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
const run = (...args: string[]) => xsift(folder, ...args);
const fixture = fileURLToPath(new URL('../exchange/fixtures/network.keras', import.meta.url));

test('a classifier in each format, again over itself, and not over other things', async () => {
  const onnx = ['export', 'paper', '--format', 'onnx', '--out', 'paper.onnx'];
  const said = { code: 0, out: '', err: 'paper.onnx: onnx of paper (527-10-2, star, agn)\n' };
  expect(await run(...onnx)).toEqual(said);
  expect(await run(...onnx)).toEqual(said);
  expect(readFileSync(at('paper.onnx')).equals(await exportOnnx(Classifier.embedded('paper')))).toBe(true);
  const tfjs = ['export', 'paper', '--format', 'tfjs', '--out', 'served'];
  expect((await run(...tfjs)).code).toBe(0);
  expect(await run(...tfjs)).toMatchObject({ code: 0 });
  expect(readdirSync(at('served')).sort()).toEqual(['model.json', 'weights.bin']);
  expect(JSON.parse(readFileSync(at('served/model.json'), 'utf8'))).toMatchObject({ format: 'graph-model' });
  expect(await run('export', 'paper', '--format', 'keras', '--out', 'paper.keras')).toMatchObject({ code: 0 });
  Classifier.embedded('paper').save(at('own.safetensors'));
  const before = readFileSync(at('own.safetensors'));
  const over = await run('export', 'own.safetensors', '--format', 'onnx', '--out', 'own.safetensors');
  expect(over).toMatchObject({ code: 1, err: expect.stringContaining('is an input of this command') });
  const other = await run('export', 'paper', '--format', 'keras', '--out', 'own.safetensors');
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('holds a classifier, not a zip file') });
  expect(readFileSync(at('own.safetensors')).equals(before)).toBe(true);
  writeFileSync(at('served/notes'), 'mine');
  expect(await run(...tfjs)).toMatchObject({ code: 1, err: expect.stringContaining('(such as notes)') });
  expect(await run('export', 'paper', '--format', 'pmml', '--out', 'x')).toMatchObject({ code: 2 });
  expect(await run('export', 'none', '--format', 'onnx', '--out', 'x')).toMatchObject({ code: 1 });
  expect(existsSync(at('x'))).toBe(false);
});

test('a network of Keras becomes a model file with its card, or a reason', async () => {
  // 39 inputs: 156 channels of ACIS in groups of 4.
  const given = [
    'import',
    fixture,
    '--rmf',
    'acis-i-cycle0',
    '--band',
    '0.3,2.57',
    '--group',
    '4',
    '--out',
    'k.safetensors',
  ];
  const { code, err } = await run(
    ...given,
    '--input',
    'total,unscaled',
    '--minimum-net-counts',
    '20',
    '--no-background',
  );
  expect({ code, err }).toEqual({ code: 0, err: `k.safetensors: 39-6-4-2, tanh, of ${fixture}; star, agn\n` });
  const { input, training } = Classifier.load(at('k.safetensors')).model;
  expect(input.convention).toMatchObject({ counts: 'total', scale: 'none', group: 4, standardise: true });
  expect(training).toMatchObject({ band: [0.3, 2.57], minimumNetCounts: 20, background: false });
  expect(readFileSync(at('k.card.md'), 'utf8')).toContain('the network was trained elsewhere');
  const wide = await run('import', fixture, '--rmf', 'acis-i-cycle0', '--out', 'w.safetensors');
  expect(wide).toMatchObject({
    code: 1,
    err: expect.stringContaining('has 39 inputs; 527 channels in 0.3 to 8 keV make 527'),
  });
  writeFileSync(at('moments.json'), '{"mean": [1]}');
  const moments = await run(...given, '--moments', 'moments.json');
  expect(moments).toMatchObject({ code: 1, err: expect.stringContaining('two lists of numbers, mean and deviation') });
  expect(await run(...given, '--band', '8,0.3')).toMatchObject({ code: 2 });
});
