// TensorFlow.js: training steps of 527-10-2 in batches of 32 with Adam and L1, by its own minimise loop, which is faster
// than model.fit. A repetition is `steps` batches, as an epoch would take seconds.
import { createRequire } from 'node:module';
import { isQuick, meta, numberOfThreads, read, serve } from './serve.mjs';

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
const steps = isQuick ? 20 : backend === 'wasm' ? 200 : 50;
const inputs = read('inputs.f32', Float32Array);
const labels = read('labels.u8', Uint8Array);
const glorot = (from, nodes) => tf.randomUniform([from, nodes], -1, 1).mul(Math.sqrt(6 / (from + nodes)));
const [w1, b1] = [tf.variable(glorot(width, hidden)), tf.variable(tf.zeros([hidden]))];
const [w2, b2] = [tf.variable(glorot(hidden, 2)), tf.variable(tf.zeros([2]))];
const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
let at = 0;

function step() {
  if (at + batch > meta.rows) at = 0;
  const x = tf.tensor2d(inputs.subarray(at * width, (at + batch) * width), [batch, width]);
  const y = tf.oneHot(tf.tensor1d(labels.subarray(at, at + batch), 'int32'), 2);
  at += batch;
  adam.minimize(() => {
    const logits = x.matMul(w1).add(b1).relu().matMul(w2).add(b2);
    return tf.losses.softmaxCrossEntropy(y, logits).add(w1.abs().sum().mul(1e-3));
  });
  x.dispose();
  y.dispose();
}
const run = () => {
  for (let i = 0; i < steps; i++) tf.tidy(step);
  w2.dataSync();
};
await serve(run, { items: steps * batch, version: tf.version.tfjs });
