// onnxruntime-node: class probabilities of 100,000 x 527 (8000 with quick) in one call (`predict`), or one spectrum at a time
// (`single`); `prepare`: from counts.
import { createRequire } from 'node:module';
import { onnxOf } from './onnx.mjs';
import { bulkRows, inputsOf, isPrepared, isSingle, label, singles } from './prepare.mjs';
import { meta, numberOfThreads, serve } from './serve.mjs';

const require = createRequire(import.meta.url);
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { version } = require('onnxruntime-node/package.json');

const { width } = meta;
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
const items = isSingle ? singles : bulkRows;
const inputs = inputsOf(items);
const probabilities = async (numbers, rows) => {
  const { p } = await session.run({ x: new Tensor('float32', numbers, [rows, width]) });
  if (!(Math.abs(p.data[0] + p.data[1] - 1) < 1e-5)) throw new Error('not probabilities');
};
const each = async () => {
  for (let i = 0; i < singles; i++)
    await probabilities(isPrepared ? inputs(i, 1) : inputs().subarray(i * width, (i + 1) * width), 1);
};
await serve(isSingle ? each : () => probabilities(inputs(), items), {
  items,
  version,
  label,
});
