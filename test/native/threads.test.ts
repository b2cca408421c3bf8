import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createResponse, embeddedResponseTables, population, type SimulatedSpectra, simulate } from '../../ts/index.js';

const seeds = [1, 2, 3, 4];
const count = 300;
const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
const response = createResponse(rmf, arf);
const digestOf = ({ counts }: SimulatedSpectra): string =>
  createHash('sha256').update(new Uint8Array(counts.buffer)).digest('hex');
const run = async (seed: number, threads: number): Promise<string> =>
  digestOf(await simulate(population('star'), count, response, { exposure: 1e6, seed, threads }));

const alone: string[] = [];
for (const seed of seeds) alone.push(await run(seed, 1));

test('several calls at once give what each gives alone', async () => {
  expect(await Promise.all(seeds.map((seed) => run(seed, 4)))).toEqual(alone);
});

test('so do several worker_threads', async () => {
  const index = new URL('../../dist/lib/index.js', import.meta.url).href;
  const source = `
    const { parentPort, workerData: seed } = require('node:worker_threads');
    import('${index}').then(async ({ createResponse, embeddedResponseTables, population, simulate }) => {
      const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
      const options = { exposure: 1e6, seed, threads: 4 };
      const { counts } = await simulate(population('star'), ${count}, createResponse(rmf, arf), options);
      parentPort.postMessage(require('node:crypto').createHash('sha256').update(new Uint8Array(counts.buffer)).digest('hex'));
    });`;
  const digests = seeds.map(
    (seed) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(source, { eval: true, workerData: seed });
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  expect(await Promise.all(digests)).toEqual(alone);
});

test('threads that wait for work sleep', async () => {
  await Promise.all(seeds.map((seed) => run(seed, 4)));
  await pause(100);
  // CPU time of this process, whatever else the machine does. One spinning thread would take 500 ms.
  const before = process.cpuUsage();
  await pause(500);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(200);
});
