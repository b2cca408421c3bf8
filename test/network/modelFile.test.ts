import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, packageVersion } from '../../ts/base/index.js';
import { Classifier, train } from '../../ts/network/index.js';
import { modelChecksum } from '../../ts/network/modelFile.js';
import { type ModelParts, readParts, setNumber, tensorIn, writeParts } from './modelFiles.js';
import { madeDataset } from './spectra.js';

const dataset = madeDataset(600);
const fresh = madeDataset(400, 2);
const options = { epochs: 4, learningRate: 0.01, seed: 7, minimumNetCounts: 50 };
const folder = mkdtempSync(join(tmpdir(), 'xsift-model-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'model.safetensors');
const shipped = fileURLToPath(new URL('../../data/classifier/star-agn.safetensors', import.meta.url));

let classifier: Classifier;
beforeAll(async () => {
  ({ classifier } = await train(dataset, options));
  classifier.save(file);
});

/** Loads the file after a change of its bytes. */
const edited = (change: (bytes: Buffer) => Uint8Array) => {
  const path = join(folder, 'edited.safetensors');
  writeFileSync(path, change(readFileSync(file)));
  return () => Classifier.load(path);
};
/** Loads the file after a change of its parts, with a checksum that fits. */
const rewritten = (change: (parts: ModelParts) => unknown) => {
  const parts = readParts(file);
  change(parts);
  const path = join(folder, 'rewritten.safetensors');
  writeParts(path, parts);
  return () => Classifier.load(path);
};
const replaced = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');

test('what was saved is what is loaded, to the last bit', async () => {
  const loaded = Classifier.load(file);
  expect(loaded.model).toEqual(classifier.model);
  expect(await loaded.predict(fresh)).toEqual(await classifier.predict(fresh));
  expect(rewritten(() => undefined)().model).toEqual(classifier.model);
});

test('the checksum is that of the bytes, equal for equal models and another for others', () => {
  const { metadata } = readParts(file);
  expect(modelChecksum(classifier.model)).toBe(metadata.checksum);
  expect(modelChecksum({ ...classifier.model, version: '9' })).not.toBe(metadata.checksum);
});

test.each(['relu', 'tanh', 'linear'] as const)('a %s network is kept as one, and said so once', async (activation) => {
  const { classifier: trained } = await train(dataset, { ...options, epochs: 2, activation });
  const path = join(folder, `${activation}.safetensors`);
  trained.save(path);
  expect(readParts(path).metadata.classifier.match(/"(relu|tanh|linear)"/g)).toEqual([`"${activation}"`]);
  const loaded = Classifier.load(path);
  expect(loaded.model).toEqual(trained.model);
  expect(await loaded.predict(fresh)).toEqual(await trained.predict(fresh));
});

test('tensors are named, shaped and aligned for other readers', () => {
  const { header } = readParts(shipped);
  const shapes = Object.fromEntries(
    Object.entries(header as Record<string, { shape: number[] }>).map(([name, { shape }]) => [name, shape]),
  );
  expect(shapes).toEqual({
    ...{ 'input.eMin': [527], 'input.eMax': [527], 'input.mean': [145], 'input.deviation': [145] },
    ...{ 'network.0.kernel': [145, 128], 'network.0.bias': [128], 'network.1.kernel': [128, 64] },
    ...{ 'network.1.bias': [64], 'network.2.kernel': [64, 2], 'network.2.bias': [2] },
  });
  const bytes = readFileSync(shipped);
  expect((8 + Number(bytes.readBigUInt64LE())) % 8).toBe(0);
  expect(bytes.length).toBeLessThan(130_000);
});

test('files that are none, later, cut or changed are refused with the reason', () => {
  expect(() => Classifier.load(join(folder, 'none.safetensors'))).toThrow('cannot be read: no such file or folder');
  for (const none of ['', '{}', 'null', 'x'.repeat(1000), '{"format": "xsift classifier"}'])
    expect(edited(() => Buffer.from(none))).toThrow('is not a classifier; a model file is what xsift train writes');
  expect(edited(replaced('xsift classifier', 'other classifier'))).toThrow('is not a classifier');
  expect(edited(replaced('"formatVersion":"1"', '"formatVersion":"7"'))).toThrow(
    `has format version 7, this xsift (${packageVersion}) reads 1; use the xsift that wrote it or a later one`,
  );
  expect(edited((bytes) => bytes.subarray(0, 500))).toThrow(/is cut short: its header ends at byte \d+, there are 500/);
  expect(edited((bytes) => bytes.subarray(0, -4))).toThrow(/is cut short: tensor \S+ ends at byte/);
  expect(edited((bytes) => Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow(
    'there are 8 bytes behind the last tensor',
  );
  expect(edited(replaced('\\"seed\\":7', '\\"seed\\":8'))).toThrow(
    'is damaged or was edited: its checksum does not fit',
  );
  const flipped = (bytes: Buffer) => {
    bytes[bytes.length - 3] ^= 1;
    return bytes;
  };
  expect(edited(flipped)).toThrow('is damaged or was edited');
  expect(edited(replaced('"checksum":"sha256:', '"checksum":"sha257:'))).toThrow('is damaged or was edited');
  expect(edited(flipped)).toThrow(FileError);
});

describe('a file with a checksum that fits, and', () => {
  const last = (parts: ModelParts) => tensorIn(parts, 'network.1.bias').length - 1;
  const cases: [string, RegExp, (parts: ModelParts) => unknown][] = [
    [
      'a weight that is no number',
      /network.weights\[5\] is NaN; it must be a number, finite/,
      (p) => setNumber(p, 'network.0.kernel', 5, NaN),
    ],
    [
      'an infinite bias',
      /network.weights\[\d+\] is Infinity/,
      (p) => setNumber(p, 'network.1.bias', last(p), Infinity),
    ],
    [
      'huge weights',
      /network.weights are so large that node 1 of layer 2 may overflow/,
      (p) => setNumber(p, 'network.1.kernel', 1, 1e37),
    ],
    [
      'a deviation of 0',
      /input.deviation\[3\] is 0; it must be a number, above 0/,
      (p) => setNumber(p, 'input.deviation', 3, 0),
    ],
    [
      'a tiny deviation',
      /input.deviation\[3\] is 1e-30 beside a mean of/,
      (p) => setNumber(p, 'input.deviation', 3, 1e-30),
    ],
    ['a mean that is no number', /input.mean\[3\] is NaN/, (p) => setNumber(p, 'input.mean', 3, NaN)],
    [
      'a channel without width',
      /input.eMax\[3\] is 0 keV; it must be above eMin/,
      (p) => setNumber(p, 'input.eMax', 3, 0),
    ],
    ['energies shifted by a channel', /is of a channel around 8\.\d+ keV, outside the band/, shiftEnergies],
    [
      'a first channel below 0',
      /input.firstChannel is -1; it must be a whole number/,
      (p) => (p.classifier.input.firstChannel = -1),
    ],
    ['a class too many', /network.sizes ends with 2 nodes for 3 classes/, (p) => p.classifier.classes.push('third')],
    ['a null', /training.l1 is null/, (p) => (p.classifier.training.l1 = null)],
    ['no classifier', /it is null; it must be an object/, (p) => (p.classifier = null)],
    [
      'a field of later versions',
      /training.hiddenLayers is no field of training/,
      (p) => (p.classifier.training.hiddenLayers = [11]),
    ],
    [
      'an unknown activation',
      /network.activation is the text "gelu"/,
      (p) => (p.classifier.network.activation = 'gelu'),
    ],
    ['no background', /training.background is missing/, (p) => delete p.classifier.training.background],
    ['a layer of no nodes', /network.sizes\[1\] is 0/, (p) => (p.classifier.network.sizes[1] = 0)],
    [
      'a layer of a million nodes',
      /tensor network.0.kernel is Float32Array \[39, 10\]/,
      (p) => (p.classifier.network.sizes[1] = 1e6),
    ],
    [
      'origins that are no text',
      /provenance\[0\].response is 5; it must be a text/,
      (p) => (p.classifier.provenance[0].response = 5),
    ],
    [
      'a turned kernel',
      /tensor network.0.kernel is Float32Array \[10, 39\]; Float32Array \[39, 10\]/,
      (p) => p.header['network.0.kernel'].shape.reverse(),
    ],
    ['a missing tensor', /has no tensor input.mean/, rename('input.mean', 'input.average')],
    ['a shape of other length', /is said to be bytes/, (p) => p.header['input.mean'].shape[0]--],
    ['overlapping tensors', /is said to be bytes 8 to/, (p) => (p.header['input.eMin'].data_offsets[0] = 8)],
    ['numbers of another type', /holds I64; F32 or F64 is needed/, (p) => (p.header['input.mean'].dtype = 'I64')],
  ];
  test.each(cases)('%s', (_, message, change) => {
    expect(rewritten(change)).toThrow(message);
    expect(rewritten(change)).toThrow(FileError);
  });

  function shiftEnergies(parts: ModelParts): void {
    for (const name of ['input.eMin', 'input.eMax'])
      tensorIn(parts, name).forEach((energy, i) => {
        setNumber(parts, name, i, energy + 0.2);
      });
  }

  function rename(from: string, to: string) {
    return ({ header }: ModelParts) => {
      header[to] = header[from];
      delete header[from];
    };
  }
});

test('classifiers are checked as files are', () => {
  const { model } = classifier;
  const weights = Float32Array.from(model.network.weights).fill(1e30);
  expect(() => new Classifier({ ...model, network: { ...model.network, weights } })).toThrow(
    'model.network.weights are so large',
  );
});

const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0,
);

test.skipIf(!python)(
  'the reader in Python of docs/model-format.md, which computes the same probabilities',
  async () => {
    const page = readFileSync(new URL('../../docs/model-format.md', import.meta.url), 'utf8');
    const reader = /```python\n([\s\S]*?)```/.exec(page)?.[1] as string;
    expect(reader.trim().split('\n').length).toBeLessThanOrEqual(20);
    const inputs = Array.from({ length: 145 }, (_, i) => Math.sin(i) / 2 + 0.1);
    const script = `${reader}
import sys
head, tensors = read_model(sys.argv[1])
print(json.dumps([head["classes"], probabilities(head, tensors, np.array(json.loads(sys.argv[2]))).tolist()]))`;
    const run = (path: string) =>
      spawnSync(python as string, ['-c', script, path, JSON.stringify(inputs)], { encoding: 'utf8' });
    const [classes, found] = JSON.parse(run(shipped).stdout);
    const { network, input } = Classifier.load().model;
    const { outputNodes, layersOf, softmax } = await import('./forwardPass.js');
    const standard = inputs.map((x, i) => (x - input.mean[i]) / input.deviation[i]);
    const expected = softmax(outputNodes(layersOf(network.sizes, network.weights), standard));
    expect(classes).toEqual(['star', 'agn']);
    expect(found[1]).toBeCloseTo(expected[1], 6);
    const damaged = join(folder, 'damaged.safetensors');
    const bytes = readFileSync(shipped);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(damaged, bytes);
    expect(run(damaged)).toMatchObject({ status: 1, stderr: expect.stringContaining('damaged') });
  },
);
