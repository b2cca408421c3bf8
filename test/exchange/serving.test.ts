// Exported classifiers in other runtimes, where these are installed (npm run bench:peers; Keras for a python3 on the path): their
// probabilities beside xsift's on 16,384 simulated spectra.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportKeras, exportOnnx, exportTfjs } from '../../ts/exchange/index.js';
import {
  Classifier,
  concatenate,
  type Dataset,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  population,
  simulate,
} from '../../ts/index.js';
import { servedInputs } from './servedInputs.js';

const peers = new URL('../../bench/peers/node/', import.meta.url);
const require = createRequire(peers);
const hasPeer = (name: string) => existsSync(new URL(`../node_modules/${name}`, peers));
/** The first backend of Keras that is there; without one, no Keras. */
const kerasBackend = ['tensorflow', 'jax', 'torch', 'numpy'].find(
  (name) =>
    spawnSync('python3', ['-c', 'import keras, numpy'], {
      stdio: 'ignore',
      env: { ...process.env, KERAS_BACKEND: name },
    }).status === 0,
);

let dataset: Dataset;
beforeAll(async () => {
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const options = { exposure: 2e5, seed: 5, background };
  const sets = [];
  for (const name of ['star', 'agn'] as const)
    sets.push(datasetFromSimulation(await simulate(population(name), 8192, response, options)));
  dataset = concatenate(sets);
}, 120_000);

/** Prints the differences, and holds them to those of single precision, which is xsift's too. */
async function compare(what: string, classifier: Classifier, found: ArrayLike<number>): Promise<void> {
  const { probabilities, flags } = await classifier.predict(dataset);
  const differences = { inside: [] as number[], outside: [] as number[] };
  for (let i = 0; i < probabilities.length; i++) {
    expect(Number.isNaN(found[i])).toBe(Number.isNaN(probabilities[i]));
    if (Number.isNaN(found[i])) continue;
    const where = flags[i >> 1].includes('outside-training') ? 'outside' : 'inside';
    differences[where].push(Math.abs(found[i] - probabilities[i]));
  }
  const { inside, outside } = differences;
  const largest = (list: readonly number[]) => list.reduce((most, difference) => Math.max(most, difference), 0);
  const beyond = inside.filter((difference) => difference > 1e-6).length;
  console.info(
    `${what}: within the training at most ${largest(inside).toExponential(1)}, ${beyond} of ${inside.length} above 1e-6; outside at most ${largest(outside).toExponential(1)}`,
  );
  expect(inside.length).toBeGreaterThan(5000);
  expect(beyond / inside.length).toBeLessThan(0.005);
  expect(largest(inside)).toBeLessThan(4e-6);
  expect(largest(outside)).toBeLessThan(2e-4);
}

describe.each(['star-agn', 'paper'] as const)('%s', (name) => {
  const classifier = Classifier.embedded(name);

  test.skipIf(!hasPeer('onnxruntime-node'))(
    'ONNX Runtime',
    async () => {
      const { InferenceSession, Tensor } = require('onnxruntime-node');
      const session = await InferenceSession.create(await exportOnnx(classifier));
      const arrays = servedInputs(classifier, dataset);
      const feeds: Record<string, unknown> = {};
      for (const input of session.inputNames as string[]) {
        const isDouble = input === 'background_scale' || input === 'exposure';
        const numbers = isDouble ? arrays[input] : Float32Array.from(arrays[input]);
        const shape = [dataset.count, numbers.length / dataset.count];
        feeds[input] = new Tensor(isDouble ? 'float64' : 'float32', numbers, shape);
      }
      await compare(`${name}, ONNX Runtime`, classifier, (await session.run(feeds)).probabilities.data);
    },
    60_000,
  );

  test.skipIf(!hasPeer('@tensorflow/tfjs'))(
    'TensorFlow.js',
    async () => {
      const tf = require('@tensorflow/tfjs');
      await tf.setBackend('cpu');
      const { modelJson, weights } = exportTfjs(classifier);
      const { modelTopology, signature, weightsManifest } = modelJson;
      const weightData = new Uint8Array(weights).buffer;
      const artifacts = {
        modelTopology,
        format: 'graph-model',
        signature,
        weightSpecs: weightsManifest[0].weights,
        weightData,
      };
      const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
      const arrays = servedInputs(classifier, dataset);
      const found = new Float32Array(2 * dataset.count);
      const together = 2048;
      for (let row = 0; row < dataset.count; row += together) {
        const tensors = Object.keys((signature as { inputs: object }).inputs).map((input) => {
          const width = arrays[input].length / dataset.count;
          const rows = Float32Array.from(arrays[input].subarray(row * width, (row + together) * width));
          return [input, tf.tensor2d(rows, [together, width])];
        });
        found.set(model.predict(Object.fromEntries(tensors)).dataSync(), 2 * row);
      }
      await compare(`${name}, TensorFlow.js`, classifier, found);
    },
    120_000,
  );

  test.skipIf(!kerasBackend)(
    'Keras',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'xsift-keras-'));
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, 'network.keras'), await exportKeras(classifier));
      const arrays = servedInputs(classifier, dataset);
      for (const [input, numbers] of Object.entries(arrays))
        writeFileSync(join(folder, input), Float32Array.from(numbers));
      const script = `
import keras, numpy as np
network = keras.saving.load_model("network.keras")
inputs = {i.name: np.fromfile(i.name, "<f4").reshape(-1, i.shape[1]) for i in network.inputs}
network.predict(inputs, batch_size=4096, verbose=0).astype("<f4").tofile("probabilities")`;
      const { status, stderr } = spawnSync('python3', ['-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, KERAS_BACKEND: kerasBackend },
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      await compare(
        `${name}, Keras`,
        classifier,
        new Float32Array(new Uint8Array(readFileSync(join(folder, 'probabilities'))).buffer),
      );
    },
    300_000,
  );
});
