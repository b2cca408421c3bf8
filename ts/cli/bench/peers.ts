import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exportOnnx, exportTfjs } from '../../exchange/index.js';
import { XsiftError } from '../../index.js';
import type { BenchData } from './data.js';

/** A library that is compared, ready to work on one thread. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Probabilities of `rows` spectra. */
  readonly predict: (inputs: Float32Array, rows: number) => Promise<ArrayLike<number>>;
  /** Trains on all of the data for some epochs, from inputs; undefined where the library does not train. Gives the last loss. */
  readonly train?: (inputs: Float32Array, labels: ArrayLike<number>, epochs: number) => Promise<number>;
}

/** A library that is not there, and how to get it. */
export interface Missing {
  readonly name: string;
  readonly install: string;
}

// The packages are those of the user's folder, and bring no types here.
// biome-ignore lint/suspicious/noExplicitAny: as above
type Package = any;

/** The package as a program in the folder would get it; undefined if it is not installed. */
function packageIn(folder: string, name: string): { package: Package; version: string; file: string } | undefined {
  const require = createRequire(join(folder, 'bench.js'));
  let file: string;
  try {
    file = require.resolve(name);
  } catch {
    return undefined;
  }
  try {
    return { package: require(name), version: require(`${name}/package.json`).version, file };
  } catch (cause) {
    throw new XsiftError(`${name} in ${folder} cannot be loaded: ${(cause as Error).message.split('\n')[0]}`, {
      cause,
    });
  }
}

/** The libraries of a folder that are compared, and those that it lacks. */
export async function peersIn(folder: string, data: BenchData): Promise<{ peers: Peer[]; missing: Missing[] }> {
  const [onnx, tfjs, wasm] = ['onnxruntime-node', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'].map((name) => ({
    name,
    found: packageIn(folder, name),
  }));
  const missing = [onnx, tfjs, wasm]
    .filter(({ found }) => !found)
    .map(({ name }) => ({ name, install: `npm install ${name}` }));
  const peers: Peer[] = [];
  if (onnx.found) peers.push(await onnxRuntime(onnx.found, data));
  if (tfjs.found) {
    const { package: tf, version } = tfjs.found;
    tf.enableProdMode(); // else it complains of Node
    if (wasm.found) {
      wasm.found.package.setWasmPaths(wasm.found.file.replace(/dist.*/, 'dist/'));
      peers.push(await tensorFlow(tf, 'wasm', version, data));
    }
    peers.push(await tensorFlow(tf, 'cpu', version, data));
  }
  return { peers, missing };
}

async function onnxRuntime(
  { package: ort, version }: { package: Package; version: string },
  data: BenchData,
): Promise<Peer> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionProviders: ['cpu'] };
  const session = await ort.InferenceSession.create(await exportOnnx(data.bare), options);
  const predict: Peer['predict'] = async (inputs, rows) => {
    const counts = new ort.Tensor('float32', inputs, [rows, inputs.length / rows]);
    return (await session.run({ counts })).probabilities.data;
  };
  return { name: 'onnxruntime-node', version, predict };
}

async function tensorFlow(tf: Package, backend: 'wasm' | 'cpu', version: string, data: BenchData): Promise<Peer> {
  await tf.setBackend(backend);
  await tf.ready();
  const { modelJson, weights } = exportTfjs(data.bare);
  const { modelTopology, signature, format, weightsManifest } = modelJson;
  const weightData = new Uint8Array(weights).buffer;
  const weightSpecs = weightsManifest[0].weights;
  const graph = await tf.loadGraphModel(
    tf.io.fromMemory({ modelTopology, format, signature, weightSpecs, weightData }),
  );
  const predict: Peer['predict'] = async (inputs, rows) => {
    await tf.setBackend(backend);
    return tf.tidy(() => graph.predict({ counts: tf.tensor2d(inputs, [rows, inputs.length / rows]) }).dataSync());
  };
  const train: Peer['train'] = async (inputs, labels, epochs) => {
    await tf.setBackend(backend);
    return trainTensorFlow(tf, inputs, labels, { ...data.classifier.model.network, epochs });
  };
  return { name: `tfjs ${backend}`, version, predict, train };
}

export const batchSize = 32;

/** Adam with L1 on the hidden kernel, as xsift trains, by TensorFlow.js's own minimise loop, which is faster than `fit`. */
function trainTensorFlow(
  tf: Package,
  inputs: Float32Array,
  labels: ArrayLike<number>,
  { sizes, epochs }: { sizes: readonly number[]; epochs: number },
): number {
  const [width, hidden, classes] = sizes;
  const glorot = (from: number, to: number) =>
    tf.variable(tf.tidy(() => tf.randomUniform([from, to], -1, 1, 'float32', 1).mul(Math.sqrt(6 / (from + to)))));
  const [w1, b1] = [glorot(width, hidden), tf.variable(tf.zeros([hidden]))];
  const [w2, b2] = [glorot(hidden, classes), tf.variable(tf.zeros([classes]))];
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  const logits = (x: Package) => x.matMul(w1).add(b1).relu().matMul(w2).add(b2);
  const step = (at: number): Package => {
    const rows = Math.min(batchSize, labels.length - at);
    const x = tf.tensor2d(inputs.subarray(at * width, (at + rows) * width), [rows, width]);
    const own = Int32Array.from({ length: rows }, (_, i) => labels[at + i]);
    const y = tf.oneHot(tf.tensor1d(own, 'int32'), classes);
    return adam.minimize(
      () => tf.losses.softmaxCrossEntropy(y, logits(x)).add(w1.abs().sum().mul(1e-3)),
      at + rows >= labels.length,
    );
  };
  let loss = NaN;
  for (let epoch = 0; epoch < epochs; epoch++)
    for (let at = 0; at < labels.length; at += batchSize) {
      const last = tf.tidy(() => step(at));
      if (last) [loss] = last.dataSync();
      last?.dispose();
    }
  for (const variable of [w1, b1, w2, b2]) variable.dispose();
  adam.dispose();
  return loss;
}
