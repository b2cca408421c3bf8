// The native part of the network seen from JavaScript: the loss curve of an independent computation, and bad arguments.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type Activation,
  addon,
  epochsIn,
  type NativeTrainingJob,
  newHistory,
  parameterCount,
  predictNetwork,
  trainNetworks,
} from '../../ts/native/index.js';

interface Reference {
  name: string;
  sizes: number[];
  trainRows: number;
  validationRows: number;
  epochs: number;
  batchSize: number;
  l1: number;
  l2: number;
  activation: Activation;
  learningRate: number;
  standardise: boolean;
  seed: number;
  history: number[];
  bestEpoch: number;
  weights: number[];
}
const references: Reference[] = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8'));

// The formulas of reference.py.
function numbersOf({ sizes, trainRows, validationRows }: Reference) {
  const [width] = sizes;
  const classes = sizes[sizes.length - 1];
  const rows = trainRows + validationRows;
  const inputs = Float32Array.from({ length: rows * width }, (_, at) => {
    const r = Math.floor(at / width);
    const i = at % width;
    return ((r * 7 + i * 13 + r * i) % 17) / 16 - 0.5;
  });
  const labels = Uint8Array.from({ length: rows }, (_, r) => {
    const s = inputs[r * width] + inputs[r * width + 1] - inputs[r * width + 2];
    return Math.min(Math.max(Math.floor(((s + 1.5) * classes) / 3), 0), classes - 1);
  });
  return { inputs, labels };
}

const rowsOf = ({ trainRows, validationRows }: Reference) => ({
  train: Uint32Array.from({ length: trainRows }, (_, r) => r),
  validation: Uint32Array.from({ length: validationRows }, (_, r) => trainRows + r),
});

function jobOf(reference: Reference): NativeTrainingJob {
  const { sizes, epochs, batchSize, l1, l2, activation, learningRate, standardise, seed } = reference;
  return {
    ...{ sizes, batchSize, l1, l2, activation, standardise, seed, ...rowsOf(reference) },
    stages: [{ epochs, learningRate }],
    weights: new Float32Array(parameterCount(sizes)),
    mean: new Float64Array(sizes[0]),
    deviation: new Float64Array(sizes[0]),
    history: newHistory(epochs),
    patience: 0,
  };
}

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a, (x, i) => relative(x, b[i])).reduce((m, x) => (x > m || Number.isNaN(x) ? x : m), 0);
};

test.each(references)(
  '$name: losses, accuracies and the best weights equal an independent float64 computation',
  async (reference) => {
    const { inputs, labels } = numbersOf(reference);
    const job = jobOf(reference);
    const { results, aborted } = await trainNetworks(inputs, labels, [job], { threads: 1 });
    expect(aborted).toBe(false);
    expect(results).toEqual([{ epochsRun: reference.epochs, bestEpoch: reference.bestEpoch }]);
    expect(worst(job.history, reference.history)).toBeLessThan(1e-6);
    expect(worst(job.weights, reference.weights)).toBeLessThan(1e-5);
  },
);

const [first] = references;

test('every epoch is reported once, in order, for each of several models', async () => {
  const { inputs, labels } = numbersOf(first);
  const jobs = [jobOf(first), { ...jobOf(first), seed: 2 }];
  const seen: string[] = [];
  await trainNetworks(inputs, labels, jobs, { threads: 2, onEpoch: (job, { epoch }) => seen.push(`${job}:${epoch}`) });
  for (const job of [0, 1])
    expect(seen.filter((s) => s.startsWith(`${job}:`))).toEqual(
      epochsIn(jobs[job].history).map((e) => `${job}:${e.epoch}`),
    );
  expect(seen.length).toBe(2 * first.epochs);
});

test('cancelling keeps what was learnt', async () => {
  const { inputs, labels } = numbersOf(first);
  const stop = new AbortController();
  const job = { ...jobOf(first), stages: [{ epochs: 1000000, learningRate: 1e-3 }], history: newHistory(1000000) };
  const { results, aborted } = await trainNetworks(inputs, labels, [job], {
    threads: 1,
    signal: stop.signal,
    onEpoch: () => stop.abort(),
  });
  expect(aborted).toBe(true);
  expect(results[0].epochsRun).toBeGreaterThan(0);
  expect(results[0].epochsRun).toBeLessThan(1000000);
  expect(job.weights.some((w) => w !== 0)).toBe(true);
});

test('prediction: same bits on one and two threads, rows sum to 1, NaN in gives NaN out', async () => {
  const { inputs, labels } = numbersOf(first);
  const job = jobOf(first);
  await trainNetworks(inputs, labels, [job], { threads: 1 });
  const many = new Float32Array(first.sizes[0] * 1000).map((_, i) => inputs[i % inputs.length]);
  many[12 * 7 + 3] = NaN;
  const oneThread = await predictNetwork(many, job, { threads: 1 });
  expect(await predictNetwork(many, job, { threads: 2 })).toEqual(oneThread);
  for (let r = 0; r < 1000; r++)
    if (r === 7) expect([oneThread[14], oneThread[15]]).toEqual([NaN, NaN]);
    else expect(oneThread[2 * r] + oneThread[2 * r + 1]).toBeCloseTo(1, 6);
});

test.each([
  ['channels alone, as bytes', {}, [60, 10, 2]],
  [
    'groups, a transform and extra inputs',
    { group: 4, transform: 'sqrt', extra: ['logNetCounts', 'backgroundShare'] },
    [17, 20, 3],
  ],
  ['groups and extra inputs', { group: 4, extra: ['logTotalCounts'] }, [16, 40, 8, 2]],
])('a predictor gives the bits of inputs that are made first: %s', async (_, words, sizes) => {
  const [spectra, channels, first] = [1500, 64, 3];
  const rule = { channels: 60, counts: 'net', scale: 'unit', ...words };
  // Empty spectra, spectra of a count in a few channels, and bright ones with over 65,535 in a channel.
  const counts = Uint32Array.from({ length: spectra * channels }, (_, i) => {
    const [row, c] = [Math.floor(i / channels), i % channels];
    const brightness = [0, 1, 40, 300, 70000][row % 5];
    return (c * 7 + row) % 11 < 3 ? Math.floor((brightness * ((c * 13 + row) % 17)) / 16) : 0;
  });
  const background = Uint32Array.from(counts, (_, i) => (i % 29 === 0 ? 3 : 0));
  const scale = new Float64Array(spectra).fill(0.1);
  const width = sizes[0];
  const weights = Float32Array.from({ length: parameterCount(sizes) }, (_, i) => Math.sin(i));
  const mean = new Float64Array(width).fill(0.01);
  const deviation = new Float64Array(width).fill(0.05);
  const Rows = 'transform' in words ? addon().FloatRows : addon().CountRows;
  const made = new Rows(rule, spectra);
  made.append(
    counts,
    background,
    scale,
    Uint32Array.from({ length: spectra }, (_, row) => row),
    channels,
    first,
  );
  const expected = await predictNetwork(made, { sizes, weights, mean, deviation }, { threads: 1 });

  const predictor = new (addon().Predictor)(rule, sizes, weights, mean, deviation);
  const classes = sizes[sizes.length - 1];
  const probabilities = new Float32Array(spectra * classes);
  const extras = new Float32Array(spectra * 2);
  const sums = new Float64Array(spectra * 2);
  for (const [begin, end, threads] of [
    [0, 700, 2],
    [700, 701, 1],
    [701, spectra, 1],
  ])
    predictor.predict(
      ...([counts, background, scale, undefined, channels, first, undefined, undefined] as const),
      ...([begin, end, 0, 10, probabilities, extras, sums, threads] as const),
    );
  expect(probabilities).toEqual(expected);
  expect(probabilities[0]).toBeNaN(); // no counts
  expect(probabilities[3 * classes]).not.toBeNaN();
  const row = 1003;
  const sumOf = (values: Uint32Array) =>
    values.subarray(row * channels, row * channels + 10).reduce((a, b) => a + b, 0);
  expect([...sums.subarray(2 * row, 2 * row + 2)]).toEqual([sumOf(counts), sumOf(background)]);
});

test('inputs that are no numbers, and a rate that is too high, are told apart', async () => {
  const { inputs, labels } = numbersOf(first);
  const bad = inputs.with(first.sizes[0] * 3 + 5, NaN);
  const train = (values: Float32Array, change: Partial<NativeTrainingJob>) =>
    trainNetworks(values, labels, [{ ...jobOf(first), ...change }], { threads: 1 });
  await expect(train(bad, { standardise: true })).rejects.toThrow(
    'input 5 (counted from 0) of the training rows is not',
  );
  await expect(train(bad, { standardise: false })).rejects.toThrow('look for inputs that are not finite');
  await expect(
    train(
      inputs.map((x) => x * 1e38),
      { standardise: false, stages: [{ epochs: first.epochs, learningRate: 1e6 }] },
    ),
  ).rejects.toThrow('diverged');
});

test('bad arguments are named, before any work', async () => {
  const { inputs, labels } = numbersOf(first);
  const train = (change: Partial<NativeTrainingJob>, data = { inputs, labels }) =>
    trainNetworks(data.inputs, data.labels, [{ ...jobOf(first), ...change }], { threads: 1 });
  await expect(train({ weights: new Float32Array(3) })).rejects.toThrow('weights has length 3, expected 152');
  await expect(train({ train: Uint32Array.of(0, 48) })).rejects.toThrow('train[1] is 48, but there are 48 rows');
  await expect(train({ train: new Uint32Array(0) })).rejects.toThrow('train has no rows');
  await expect(train({ history: new Float64Array(4) })).rejects.toThrow('history has length 4, expected 80');
  await expect(train({ batchSize: 0 })).rejects.toThrow('batchSize must be a whole number from 1 to');
  await expect(train({ stages: [{ epochs: first.epochs, learningRate: NaN }] })).rejects.toThrow(
    'learningRate must be',
  );
  await expect(train({ l1: -1 })).rejects.toThrow('l1 must be');
  await expect(train({}, { inputs, labels: labels.map(() => 2) })).rejects.toThrow(
    'labels[0] is 2, but there are 2 classes',
  );
  await expect(train({}, { inputs: inputs.subarray(1), labels })).rejects.toThrow('inputs must hold whole rows of 12');
  await expect(train({}, { inputs: inputs.subarray(12), labels })).rejects.toThrow('inputs must hold the same number');
  await expect(train({ sizes: [12, 10, 300] })).rejects.toThrow('sizes must be a whole number from 2 to 256');
});
