// Training on fresh draws of the expected counts.
import { expect, test } from 'vitest';
import {
  concatenate,
  createResponse,
  crossValidate,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponseTables,
  population,
  selectRows,
  simulate,
  train,
} from '../../ts/index.js';

const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
const response = createResponse(rmf, arf);
const simulated = async (hasBackground: boolean, keepExpected: boolean) =>
  Promise.all(
    (['star', 'agn'] as const).map((name) =>
      simulate(population(name), 300, response, {
        exposure: 1e6,
        seed: 3,
        keepExpected,
        ...(hasBackground && { background: embeddedBackground('acis-i', response) }),
      }),
    ),
  );
const datasetOf = async (hasBackground: boolean, keepExpected = true) =>
  concatenate((await simulated(hasBackground, keepExpected)).map((part) => datasetFromSimulation(part)));
const settings = { epochs: 4, minimumNetCounts: 20, seed: 7 };

test('the expected counts are the means of the counts, and nothing else changes', async () => {
  const [kept, plain] = [await datasetOf(true), await datasetOf(true, false)];
  expect(kept.counts).toEqual(plain.counts);
  expect(plain.expectedCounts).toBe(undefined);
  for (const [counts, means] of [
    [kept.counts, kept.expectedCounts!],
    [kept.backgroundCounts!, kept.expectedBackgroundCounts!],
  ]) {
    // Sum over channels of (k - mu)^2 / mu, of means of 1 and more: 1 on average.
    let chi2 = 0;
    let n = 0;
    for (let i = 0; i < counts.length; i++)
      if (means[i] >= 1) {
        chi2 += (counts[i] - means[i]) ** 2 / means[i];
        n++;
      }
    expect(n).toBeGreaterThan(1000);
    expect(Math.abs(chi2 / n - 1)).toBeLessThan(5 * Math.sqrt(3 / n));
  }
  const chosen = selectRows(kept, [5, 2]);
  expect(chosen.expectedCounts).toEqual(
    Float32Array.from([5, 2].flatMap((row) => [...kept.expectedCounts!.subarray(row * 1024, (row + 1) * 1024)])),
  );
});

test.each([false, true])(
  'fresh noise: same weights on any number of threads, others than with stored counts; background %s',
  async (background) => {
    const dataset = await datasetOf(background);
    const weights = async (options: object) =>
      (await train(dataset, { ...settings, ...options })).classifier.model.network.weights;
    const fresh = await weights({ noise: 'fresh', threads: 1 });
    expect(await weights({ noise: 'fresh', threads: 2 })).toEqual(fresh);
    expect(await weights({})).not.toEqual(fresh);
    const [firstSplit] = await crossValidate(dataset, { ...settings, noise: 'fresh', splits: 3 });
    expect(firstSplit.probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
    const { history } = await train(dataset, {
      ...settings,
      noise: 'fresh',
      validationData: selectRows(dataset, [0, 1, 400]),
    });
    expect(history.every(({ loss, validationLoss }) => Number.isFinite(loss + validationLoss))).toBe(true);
  },
);

test.each([
  { counts: 'total' },
  { scale: 'unit-floor', group: 4, extra: ['logNetCounts', 'backgroundShare'] },
  { scale: 'rate', transform: 'sqrt' },
] as const)('fresh noise with inputs %j', async (input) => {
  // One class without a background beside one that has it.
  const [stars, agn] = [await datasetOf(true), await datasetOf(false)];
  const of = (dataset: typeof stars, label: number) =>
    selectRows(
      dataset,
      [...dataset.labels.keys()].filter((row) => dataset.labels[row] === label),
    );
  const dataset = concatenate([of(stars, 0), of(agn, 1)]);
  const run = (options: object) => train(dataset, { ...settings, input, ...options });
  const { classifier, history } = await run({ noise: 'fresh', threads: 1 });
  const { weights } = classifier.model.network;
  expect((await run({ noise: 'fresh', threads: 2 })).classifier.model.network.weights).toEqual(weights);
  expect((await run({})).classifier.model.network.weights).not.toEqual(weights);
  expect(history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  expect(history[history.length - 1].loss).toBeLessThan(history[0].loss);
});

test('a dataset without expected counts says how to keep them', async () => {
  const dataset = await datasetOf(false, false);
  await expect(train(dataset, { ...settings, noise: 'fresh' })).rejects.toThrow('keepExpected: true');
  await expect(train(dataset, { ...settings, noise: 'new' as never })).rejects.toThrow('it must be stored or fresh');
});
