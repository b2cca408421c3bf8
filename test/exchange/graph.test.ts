// Exported graphs run by operations of this folder, beside xsift's own probabilities: neither runtime is needed.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaCode } from '../../tools/onnx/schema.mjs';
import { exportKeras, exportOnnx, exportTfjs } from '../../ts/exchange/index.js';
import { unzipSync } from '../../ts/exchange/zip.js';
import { Classifier, type InputConvention, train } from '../../ts/network/index.js';
import { modelChecksum } from '../../ts/network/modelFile.js';
import { madeDataset } from '../network/spectra.js';
import { type Program, readOnnx, readTfjs, run } from './interpret.js';
import { servedInputs } from './servedInputs.js';

const described = (spectra: number, seed: number) => ({
  ...madeDataset(spectra, seed),
  responseDescriptor: Float64Array.from({ length: spectra * 2 }, (_, i) => Math.sin(i) + (i % 2)),
  responseDescriptorNames: ['one', 'two'],
});
const dataset = described(300, 1);
const fresh = described(40, 2);
// A spectrum without net counts has no inputs where they are divided by their sum.
(fresh.counts as Uint16Array).fill(0, 0, fresh.channels);

const conventions: Partial<InputConvention>[] = [
  {},
  { counts: 'total', scale: 'none', standardise: false },
  { scale: 'rate', transform: 'log1p' },
  { scale: 'unit-channels', group: 3, transform: 'sqrt' },
  { scale: 'unit-floor', group: 4, extra: ['logNetCounts', 'logTotalCounts', 'backgroundShare', 'response'] },
  { counts: 'total', scale: 'unit', extra: ['response', 'backgroundShare'] },
  { counts: 'total', scale: 'rate', group: 64, extra: ['logTotalCounts'] },
];

async function compare(classifier: Classifier, program: Program): Promise<void> {
  const inputs = servedInputs(classifier, fresh);
  const { probabilities } = await classifier.predict(fresh);
  let without = 0;
  for (let row = 0; row < fresh.count; row++) {
    const given = Object.entries(program.inputs).map(([name, width]) => {
      expect(inputs[name].length).toBe(fresh.count * width);
      return [name, [...inputs[name].subarray(row * width, (row + 1) * width)]];
    });
    const found = run(program, Object.fromEntries(given));
    for (const k of [0, 1]) {
      const expected = probabilities[2 * row + k];
      if (Number.isNaN(expected)) without++;
      if (Number.isNaN(expected)) expect(found[k]).toBeNaN();
      else expect(Math.abs(found[k] - expected)).toBeLessThan(2e-6);
    }
  }
  const { counts, scale } = classifier.model.input.convention;
  expect(without).toBe(scale.startsWith('unit') && scale !== 'unit-floor' ? 2 : 0);
  expect(counts).toBeDefined();
}

test.each(conventions)('%j: ONNX and TensorFlow.js do with counts what xsift does', async (input) => {
  const options = { epochs: 2, seed: 3, minimumNetCounts: 50, hiddenLayers: [8, 4], input };
  for (const activation of ['relu', 'tanh'] as const) {
    const { classifier } = await train(dataset, { ...options, activation });
    await compare(classifier, readOnnx(await exportOnnx(classifier)));
    await compare(classifier, readTfjs(exportTfjs(classifier)));
  }
});

test('a classifier without a hidden layer', async () => {
  const { classifier } = await train(dataset, { epochs: 2, minimumNetCounts: 50, hiddenLayers: [] });
  await compare(classifier, readOnnx(await exportOnnx(classifier)));
});

test('an export names its inputs, and the classifier that it is of', async () => {
  const classifier = Classifier.embedded('star-agn');
  for (const { inputs, output, metadata } of [
    readOnnx(await exportOnnx(classifier)),
    readTfjs(exportTfjs(classifier)),
  ]) {
    expect(inputs).toEqual({ counts: 527, background_counts: 527, background_scale: 1, response_descriptor: 10 });
    expect(output).toBe('probabilities');
    expect(JSON.parse(metadata['xsift.classes'])).toEqual(['star', 'agn']);
    expect(metadata['xsift.checksum']).toBe(modelChecksum(classifier.model));
    expect(JSON.parse(metadata['xsift.channels'])).toEqual(classifier.model.input.channels);
    expect(JSON.parse(metadata['xsift.eMin'])).toEqual([...classifier.model.input.eMin]);
    expect(JSON.parse(metadata['xsift.inputs'])[3].description).toContain('log10 area 0.5 keV over 2 keV');
  }
  expect(await exportOnnx(classifier)).toEqual(await exportOnnx(classifier));
});

test('a .keras file has the layers of Keras 3 and their weights, and is the same each time', async () => {
  const classifier = Classifier.embedded('paper');
  const bytes = await exportKeras(classifier);
  expect(await exportKeras(classifier)).toEqual(bytes);
  const entries = unzipSync(bytes);
  expect(Object.keys(entries)).toEqual(['metadata.json', 'config.json', 'xsift.json', 'model.weights.h5']);
  const json = (name: string) => JSON.parse(new TextDecoder().decode(entries[name]));
  const { layers, input_layers: inputs, output_layers: outputs } = json('config.json').config;
  expect(inputs.map(([name]: [string]) => name)).toEqual(['counts', 'background_counts', 'background_scale']);
  expect(outputs).toEqual(['probabilities', 0, 0]);
  const names = layers.map(({ name }: { name: string }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { module } of layers) expect(module).toMatch(/^keras\.(layers|src\.ops\.numpy)$/);
  expect(json('xsift.json')['xsift.checksum']).toBe(modelChecksum(classifier.model));
});

test('what is no classifier is refused', async () => {
  await expect(exportOnnx({} as never)).rejects.toThrow('classifier is none; one is needed');
  await expect(exportKeras(undefined as never)).rejects.toThrow('classifier is none; one is needed');
  expect(() => exportTfjs(null as never)).toThrow('classifier is none; one is needed');
});

test('the writer of ONNX is that of the schema', () => {
  const bare = (code: string) => code.replaceAll(/[\s;,]/g, '');
  const written = readFileSync(new URL('../../ts/exchange/onnxSchema.ts', import.meta.url), 'utf8');
  expect(bare(written)).toBe(bare(schemaCode()));
});
