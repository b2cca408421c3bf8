import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { exportKeras, exportTfjs, type ImportOptions, importNetwork, writeTfjs } from '../../ts/exchange/index.js';
import { Classifier } from '../../ts/network/index.js';
import { madeDataset } from '../network/spectra.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const { eMin, eMax, channels, firstChannel } = madeDataset(1);
const response = { eMin, eMax, channels, firstChannel, identity: 'MADE ONE DET-A 0011223344556677' };
const input = { counts: 'total', scale: 'none' } as const;
const options: ImportOptions = { response, input };
/** The first channel of the band of 39. */
const first = 1;

interface TfjsJson {
  weightsManifest: { paths: string[]; weights: { name: string; quantization?: object }[] }[];
}

interface Layer {
  class_name: string;
  config: Record<string, unknown>;
  inbound_nodes?: unknown;
}
const dense = (name: string, units: number, activation: string): Layer => ({
  class_name: 'Dense',
  config: { name, units, activation, use_bias: true },
});

/** Writes a layers model with weights of small waves; returns its file and the weights by name. */
function writeModel(name: string, layers: Layer[], change: (json: TfjsJson) => void = () => undefined) {
  mkdirSync(join(folder, name), { recursive: true });
  let width = 39;
  const weights: { name: string; shape: number[]; dtype: string }[] = [];
  for (const { class_name: kind, config } of layers) {
    if (kind !== 'Dense') continue;
    const units = config.units as number;
    weights.push({ name: `${config.name}/kernel`, shape: [width, units], dtype: 'float32' });
    weights.push({ name: `${config.name}/bias`, shape: [units], dtype: 'float32' });
    width = units;
  }
  const arrays = weights.map(({ shape }, k) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i + k) / 10),
  );
  const json = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'made', layers } },
    weightsManifest: [{ paths: ['w1.bin', 'w2.bin'], weights }],
  };
  change(json);
  // Weights may be in pieces that end anywhere.
  const bytes = Buffer.concat(arrays.map(({ buffer }) => Buffer.from(buffer)));
  writeFileSync(join(folder, name, 'w1.bin'), bytes.subarray(0, 101));
  writeFileSync(join(folder, name, 'w2.bin'), bytes.subarray(101));
  const file = join(folder, name, 'model.json');
  writeFileSync(file, JSON.stringify(json));
  return { file, arrays };
}

/** Probabilities of the classifier for rows of its channels. */
async function predicted(classifier: Classifier, counts: readonly number[]): Promise<Float32Array> {
  const count = counts.length / 39;
  const wide = new Float64Array(count * channels);
  counts.forEach((n, i) => {
    wide[Math.floor(i / 39) * channels + first + (i % 39)] = n;
  });
  const spectra = { ...madeDataset(count), counts: wide, backgroundCounts: undefined, backgroundScale: undefined };
  return (await classifier.predict(spectra)).probabilities;
}

test('a network of Keras 3, as Keras itself computes it', async () => {
  const { counts, probabilities } = JSON.parse(readFileSync(fixture('network.json'), 'utf8'));
  const classifier = await importNetwork(fixture('network.keras'), options);
  expect(classifier.model.network).toMatchObject({ sizes: [39, 6, 4, 2], activation: 'tanh' });
  expect(classifier.model.input.convention.standardise).toBe(true);
  const found = await predicted(classifier, counts);
  for (const [i, expected] of probabilities.entries()) expect(Math.abs(found[2 * i + 1] - expected)).toBeLessThan(1e-6);
  const saved = join(folder, 'keras.safetensors');
  classifier.save(saved);
  expect(Classifier.load(saved).model).toEqual(classifier.model);
});

test('a layers model of TensorFlow.js, by hand', async () => {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'input' } },
    { class_name: 'Rescaling', config: { name: 'scale', scale: 0.5, offset: -1 } },
    dense('hidden', 3, 'linear'),
    { class_name: 'ReLU', config: { name: 'relu' } },
    { class_name: 'Dropout', config: { name: 'drop', rate: 0.5 } },
    dense('classes', 3, 'linear'),
    { class_name: 'Softmax', config: { name: 'softmax', axis: -1 } },
  ];
  const { file, arrays } = writeModel('byHand', layers);
  const classifier = await importNetwork(file, { ...options, classes: ['a', 'b', 'c'] });
  const row = Array.from({ length: 39 }, (_, i) => i % 5);
  const x = row.map((n) => n * 0.5 - 1);
  const after = (numbers: number[], kernel: Float32Array, bias: Float32Array) =>
    [...bias].map((b, node) => numbers.reduce((sum, value, i) => sum + value * kernel[i * bias.length + node], b));
  const hidden = after(x, arrays[0], arrays[1]).map((value) => Math.max(0, value));
  const e = after(hidden, arrays[2], arrays[3]).map(Math.exp);
  const found = await predicted(classifier, row);
  for (const k of [0, 1, 2]) expect(found[k]).toBeCloseTo(e[k] / (e[0] + e[1] + e[2]), 6);
  expect(classifier.model.provenance[0]).toMatchObject({ population: 'imported', response: response.identity });
});

const output = dense('classes', 2, 'softmax');
const named = (class_name: string, config: object = {}): Layer => ({ class_name, config: { name: 'odd', ...config } });
const refused: [string, Layer[], RegExp][] = [
  [
    'a convolution',
    [named('Conv1D'), output],
    /layer 'odd' \(Conv1D\) is none that xsift has; a network of these can be imported: InputLayer/,
  ],
  [
    'batch normalisation',
    [dense('a', 3, 'relu'), named('BatchNormalization'), output],
    /Fold a BatchNormalization into the Dense layer before it/,
  ],
  [
    'an activation',
    [dense('a', 3, 'gelu'), output],
    /layer 'a' \(Dense\) has the activation gelu; use relu, tanh or linear/,
  ],
  [
    'two activations',
    [dense('a', 3, 'relu'), dense('b', 3, 'tanh'), output],
    /layer 'b' has the activation tanh, those before it relu; all hidden/,
  ],
  ['a sigmoid within', [dense('a', 3, 'sigmoid'), output], /layer 'a' has the activation sigmoid; all hidden layers/],
  [
    'no softmax',
    [dense('a', 3, 'relu'), dense('b', 2, 'linear')],
    /layer 'b' is the last and has 2 nodes with the activation linear; a classifier ends with softmax/,
  ],
  [
    'a leaky rectifier',
    [dense('a', 3, 'linear'), named('ReLU', { negative_slope: 0.1 }), output],
    /layer 'odd' \(ReLU\) is not the plain function; use activation relu/,
  ],
  [
    'a late standardisation',
    [dense('a', 3, 'relu'), named('Normalization', { mean: [0], variance: [1] }), output],
    /layer 'odd' \(Normalization\) is after a Dense layer; fold it/,
  ],
  ['one not adapted', [named('Normalization'), output], /has no mean and variance; adapt it to the training spectra/],
  ['no layer', [named('InputLayer')], /has no Dense layer/],
  [
    'a branch',
    [
      { ...dense('a', 3, 'relu'), inbound_nodes: [] },
      { ...output, inbound_nodes: [[['elsewhere', 0, 0, {}]]] },
    ],
    /layer 'classes' \(Dense\) takes elsewhere; a chain of layers/,
  ],
];

test.each(refused)('%s is refused, with the layer and what to do', async (_, layers, message) => {
  await expect(importNetwork(writeModel('refused', layers).file, options)).rejects.toThrow(message);
});

describe('files that are not networks', () => {
  const rejects = (file: string, given = options) => expect(importNetwork(file, given)).rejects;

  test('are refused with the reason', async () => {
    const written = (name: string, bytes: string | Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    await rejects(join(folder, 'none.keras')).toThrow('cannot be read: no such file');
    await rejects(written('notes', 'a text')).toThrow('is neither model.json of TensorFlow.js nor a .keras file');
    await rejects(written('cut.json', '{"modelTopology": ')).toThrow('cut.json: is no JSON');
    await rejects(written('other.json', '{"a": 1}')).toThrow('holds a network without layers');
    const keras = readFileSync(fixture('network.keras'));
    await rejects(written('cut.keras', keras.subarray(0, 5000))).toThrow('is no whole zip file');
    await rejects(written('own.keras', await exportKeras(Classifier.embedded('paper')))).toThrow(
      'was exported by xsift',
    );
    const served = join(folder, 'served');
    writeTfjs(served, exportTfjs(Classifier.embedded('paper')));
    await rejects(join(served, 'model.json')).toThrow('is a graph model; a layers model can be imported');
  });

  test('weights that are cut, quantized or missing', async () => {
    const { file } = writeModel('cut', [output]);
    writeFileSync(join(folder, 'cut', 'w2.bin'), Buffer.alloc(10));
    await rejects(file).toThrow('its weights are cut short at classes/kernel');
    const quantized = writeModel('quantized', [output], ({ weightsManifest: [group] }) => {
      group.weights[0].quantization = { dtype: 'uint8' };
    });
    await rejects(quantized.file).toThrow('weight classes/kernel is quantized; float32 is needed');
    const without = writeModel('without', [output], ({ weightsManifest: [group] }) => {
      group.weights[0].name = 'other/kernel';
    });
    await rejects(without.file).toThrow("layer 'classes' (Dense) has no kernel among the weights");
  });

  test('options that do not fit', async () => {
    const { file } = writeModel('fitting', [output]);
    await rejects(file, { ...options, band: [1, 2] }).toThrow('has 39 inputs; 5 channels in 1 to 2 keV make 5');
    await rejects(file, { ...options, classes: ['a', 'b', 'c'] }).toThrow('ends with 2 nodes for 3 classes');
    await rejects(file, { ...options, mean: [1] }).toThrow('mean has 1 numbers; the network has 39 inputs');
    await expect(importNetwork(file, undefined as never)).rejects.toThrow('options is undefined');
    const mean = new Array(39).fill(2);
    const classifier = await importNetwork(file, { ...options, mean, deviation: mean });
    expect([...classifier.model.input.mean]).toEqual(mean);
    await rejects(fixture('network.keras'), { ...options, mean, deviation: mean }).toThrow(
      'has its own standardisation',
    );
  });
});

const peers = createRequire(new URL('../../bench/peers/node/', import.meta.url));
const hasTfjs = existsSync(new URL('../../bench/peers/node_modules/@tensorflow/tfjs', import.meta.url));

test.skipIf(!hasTfjs)(
  'a network that TensorFlow.js saved',
  async () => {
    const tf = peers('@tensorflow/tfjs');
    await tf.setBackend('cpu');
    const network = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, activation: 'relu', inputShape: [39] }),
        tf.layers.dropout({ rate: 0.1 }),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
    const target = join(folder, 'saved');
    mkdirSync(target);
    await network.save({
      save: async ({ weightData, weightSpecs, ...rest }: Record<string, ArrayBuffer>) => {
        writeFileSync(join(target, 'weights.bin'), Buffer.from(weightData));
        const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
        writeFileSync(join(target, 'model.json'), JSON.stringify({ ...rest, weightsManifest }));
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      },
    });
    const classifier = await importNetwork(join(target, 'model.json'), options);
    const counts = Array.from({ length: 39 * 8 }, (_, i) => (i * 7) % 11);
    const expected = network.predict(tf.tensor2d(counts, [8, 39])).dataSync();
    const found = await predicted(classifier, counts);
    for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(1e-6);
  },
  60_000,
);
