// onnxruntime-node: class probabilities of 100,000 x 527 (8000 with quick) in one call.
import { createRequire } from 'node:module';
import { onnxOf } from './onnx.mjs';
import { isQuick, meta, numberOfThreads, read, serve } from './serve.mjs';

const require = createRequire(import.meta.url);
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { version } = require('onnxruntime-node/package.json');

const rows = isQuick ? 8000 : 100_000;
const { width } = meta;
const stored = read('inputs.f32', Float32Array);
const inputs = new Float32Array(rows * width);
for (let at = 0; at < inputs.length; at += stored.length)
  inputs.set(stored.subarray(0, Math.min(stored.length, inputs.length - at)), at);

const layer = (from, nodes) => ({
  inputs: from,
  nodes,
  kernel: Float32Array.from({ length: from * nodes }, (_, i) => Math.sin(i) * 0.1),
  bias: new Float32Array(nodes),
});
const session = await InferenceSession.create(onnxOf([layer(width, 10), layer(10, 2)]), {
  intraOpNumThreads: numberOfThreads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  executionProviders: ['cpu'],
});
const x = new Tensor('float32', inputs, [rows, width]);
const run = async () => {
  const { p } = await session.run({ x });
  if (!(Math.abs(p.data[0] + p.data[1] - 1) < 1e-5)) throw new Error('not probabilities');
};
await serve(run, { items: rows, version });
