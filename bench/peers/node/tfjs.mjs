// TensorFlow.js on a backend:
//   train            steps of 527-10-2 in batches of 32 with Adam and L1, by its own minimise loop, which is faster than model.fit.
//                    A repetition is `steps` batches, as an epoch would take seconds.
//   predict, single  class probabilities of 100,000 spectra (8000 with quick) in one call, of one at a time; `prepare`: from counts
import { createRequire } from 'node:module';
import { bulkRows, inputsOf, isPrepared, isSingle, label, singles } from './prepare.mjs';
import { args, isQuick, meta, numberOfThreads, read, serve } from './serve.mjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
const backend = process.argv[2];
if (backend === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${require.resolve('@tensorflow/tfjs-backend-wasm').replace(/dist.*/, 'dist/')}`);
  if (numberOfThreads > 1) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    wasm.setThreadsCount(numberOfThreads);
  }
}
await tf.setBackend(backend);
await tf.ready();

const [batch, hidden] = [32, 10];
const { width } = meta;
const version = tf.version.tfjs;
const glorot = (from, nodes) => tf.randomUniform([from, nodes], -1, 1).mul(Math.sqrt(6 / (from + nodes)));
const [w1, b1] = [tf.variable(glorot(width, hidden)), tf.variable(tf.zeros([hidden]))];
const [w2, b2] = [tf.variable(glorot(hidden, 2)), tf.variable(tf.zeros([2]))];
const logitsOf = (x) => x.matMul(w1).add(b1).relu().matMul(w2).add(b2);

async function train() {
  const steps = isQuick ? 20 : backend === 'wasm' ? 200 : 50;
  const inputs = read('inputs.f32', Float32Array);
  const labels = read('labels.u8', Uint8Array);
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  let at = 0;
  const step = () => {
    if (at + batch > meta.rows) at = 0;
    const x = tf.tensor2d(inputs.subarray(at * width, (at + batch) * width), [batch, width]);
    const y = tf.oneHot(tf.tensor1d(labels.subarray(at, at + batch), 'int32'), 2);
    at += batch;
    adam.minimize(() => tf.losses.softmaxCrossEntropy(y, logitsOf(x)).add(w1.abs().sum().mul(1e-3)));
    x.dispose();
    y.dispose();
  };
  const run = () => {
    for (let i = 0; i < steps; i++) tf.tidy(step);
    w2.dataSync();
  };
  await serve(run, { items: steps * batch, version });
}

async function predict() {
  const items = isSingle ? singles : bulkRows;
  const inputs = inputsOf(items);
  const probabilities = (numbers, rows) =>
    tf.tidy(() =>
      logitsOf(tf.tensor2d(numbers, [rows, width]))
        .softmax()
        .dataSync(),
    );
  const each = () => {
    for (let i = 0; i < singles; i++)
      probabilities(isPrepared ? inputs(i, 1) : inputs().subarray(i * width, (i + 1) * width), 1);
  };
  const run = isSingle ? each : () => probabilities(inputs(), items);
  await serve(run, { items, version, label });
}

await (args[0] === 'train' ? train() : predict());
