import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** In a process of its own: a third of a second of native work is in flight when the worker is terminated or the process exits. */
const work = `
const native = require('node-gyp-build')(${JSON.stringify(fileURLToPath(new URL('../..', import.meta.url)))});
const [rows, channels, count] = [1500, 1000, 3000];
const ramp = (shift) => new Float64Array(rows).map((_, i) => 1 + i + shift);
const fill = (n, value) => new Int32Array(n).fill(value);
const response = new native.Response(ramp(0), ramp(1), ramp(0), fill(rows, 1), fill(rows, 0), fill(rows, channels),
  new Float64Array(rows * channels).fill(0.001), channels, 0);
response.applyBatch(new Float64Array(count * rows).fill(1), count, 1, new Float64Array(count * channels), 1)
  .then(() => console.log('finished'), (error) => console.log('failed', error));
`;
const leave = "setTimeout(() => { console.log('leaving'); process.exit(7); }, 60);";
const terminate = `
const { Worker } = require('node:worker_threads');
const started = "require('node:worker_threads').parentPort.postMessage('started');";
const worker = new Worker(${JSON.stringify(work)} + started, { eval: true });
worker.on('message', async () => console.log('ended', await worker.terminate()));
`;

test.each([
  ['a worker is terminated', terminate, 0, 'ended 1'],
  ['the process exits', work + leave, 7, 'leaving'],
])('%s with native work in flight', (_, source, status, says) => {
  const child = spawnSync(process.execPath, ['-e', source], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    timeout: 20000,
  });
  expect(child.stderr).toBe('');
  expect(child.stdout).toContain(says);
  expect(child.stdout).not.toContain('finished');
  expect(child.status).toBe(status);
});
