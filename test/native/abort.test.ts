import { expect, test } from 'vitest';
import {
  agn,
  applyResponseBatch,
  createResponse,
  embeddedBackground,
  embeddedResponseTables,
  type RunOptions,
  simulate,
} from '../../ts/index.js';
import { newHistory, parameterCount, predictNetwork, trainNetworks } from '../../ts/native/index.js';

const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
const response = createResponse(rmf, arf);
const [rows, width] = [20_000, 527];
const inputs = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i));
const labels = Uint8Array.from({ length: rows }, (_, i) => i % 2);
const flux = new Float64Array(4096 * response.energies).fill(1e-5);

function train(hidden: number[], batchSize: number, { signal }: RunOptions) {
  const sizes = [width, ...hidden, 2];
  const epochs = 1000;
  const job = (seed: number) => ({
    sizes,
    train: Uint32Array.from({ length: rows / 2 }, (_, i) => i),
    validation: Uint32Array.from({ length: rows / 2 }, (_, i) => rows / 2 + i),
    weights: new Float32Array(parameterCount(sizes)),
    mean: new Float64Array(width),
    deviation: new Float64Array(width),
    history: newHistory(epochs),
    stages: [{ epochs, learningRate: 1e-3 }],
    ...{ batchSize, seed, patience: 0, l1: 1e-3, standardise: true },
  });
  return trainNetworks(inputs, labels, [1, 2, 3].map(job), { signal, threads: 2 });
}

async function again(call: () => Promise<unknown>): Promise<never> {
  for (;;) await call();
}

/** Each would run for a minute or more; those that one machine may end too soon are repeated. */
const calls: Record<string, (options: RunOptions) => Promise<unknown>> = {
  simulate: (options) => {
    const background = embeddedBackground('acis-i', response);
    return simulate(agn(), 1_000_000, response, { exposure: 1e6, seed: 1, background, ...options });
  },
  applyResponseBatch: (options) => again(() => applyResponseBatch(response, flux, 1e6, options)),
  'training in batches of 32': (options) => train([10], 32, options),
  'training in batches of 4096': (options) => train([64, 32], 4096, options),
  predict: (options) => {
    const sizes = [width, 1024, 1024, 2];
    const weights = new Float32Array(parameterCount(sizes)).fill(1e-3);
    const network = { sizes, weights, mean: new Float64Array(width), deviation: new Float64Array(width).fill(1) };
    return again(() => predictNetwork(inputs, network, { ...options, threads: 2 }));
  },
};

/** ms from the signal to the end of the call; the timer fires when the event loop is free, which is what a user sees too. */
async function latency(call: (options: RunOptions) => Promise<unknown>): Promise<number> {
  const stop = new AbortController();
  let aborted = 0;
  setTimeout(() => {
    aborted = performance.now();
    stop.abort(new Error('enough'));
  }, 150);
  const ended = await call({ signal: stop.signal }).catch((error) => {
    expect(error.message).toBe('enough');
    return { aborted: true };
  });
  // A training that is stopped keeps what it has.
  expect(ended).toMatchObject({ aborted: true });
  return performance.now() - aborted;
}

test.each(Object.entries(calls))(
  '%s ends within 100 ms of its signal',
  async (_, call) => {
    // The least of several: a busy machine may hold up any of them, a kernel that does not listen holds up all.
    const times = [];
    while (times.length < 8 && !(Math.min(...times) < 100)) times.push(await latency(call));
    expect(Math.min(...times), `ms: ${times.map(Math.round)}`).toBeLessThan(100);
  },
  60_000,
);
