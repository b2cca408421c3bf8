// Predictions at once: the same as by a promise, for counts of any kind, alone or together.
import { beforeAll, expect, test } from 'vitest';
import { bandChannels } from '../../ts/base/index.js';
import { type Spectra, selectRows } from '../../ts/dataset/index.js';
import { Classifier, train } from '../../ts/network/index.js';
import { madeDataset } from './spectra.js';

const fresh = madeDataset(400, 2);
let classifier: Classifier;
beforeAll(async () => {
  ({ classifier } = await train(madeDataset(600), { epochs: 5, learningRate: 0.01, seed: 7, minimumNetCounts: 50 }));
});

const background = {
  backgroundCounts: Uint16Array.from(fresh.counts, (_, i) => i % 3),
  backgroundScale: new Float64Array(fresh.count).fill(0.02),
};
const dark = { ...fresh, ...background };
const quality = new Int16Array(fresh.counts.length);
quality[0] = 5;
const without = (counts: ArrayLike<number>) => Uint16Array.from(counts, (n, i) => (i === 0 ? 0 : n));
const bad = { counts: without(dark.counts), backgroundCounts: without(dark.backgroundCounts), quality };
const kinds: Record<string, Spectra> = {
  'counts of 16 bits': fresh,
  'counts of 32 bits': { ...fresh, counts: Uint32Array.from(fresh.counts) },
  'single precision': { ...fresh, counts: Float32Array.from(fresh.counts) },
  'a list': { ...fresh, counts: Array.from(fresh.counts) },
  'with background': dark,
  'with bad channels': { ...dark, ...bad },
  'another instrument': { ...fresh, provenance: [{ response: 'OTHER X Y 00' }] },
  none: selectRows(fresh, []),
};

test.each(Object.keys(kinds))('the same as by a promise: %s', async (kind) => {
  expect(classifier.predictSync(kinds[kind])).toEqual(await classifier.predict(kinds[kind]));
});

test('one by one as together, in any order; what was returned does not change', () => {
  const together = classifier.predictSync(dark, { threshold: 0.9 });
  for (const row of [7, 3, 200]) {
    const alone = classifier.predictSync(selectRows({ ...fresh, ...background }, [row]), { threshold: 0.9 });
    const again = classifier.predictSync(selectRows({ ...fresh, ...background }, [(row * 7) % 400]));
    expect(Array.from(alone.probabilities)).toEqual([...together.probabilities.subarray(2 * row, 2 * row + 2)]);
    expect([alone.verdicts[0], alone.netCounts[0]]).toEqual([together.verdicts[row], together.netCounts[row]]);
    expect(alone.flags[0]).toEqual(together.flags[row]);
    expect(again.verdicts).toHaveLength(1);
  }
});

test('net counts are those of the count band, the background scaled', () => {
  const { netCounts: counted } = classifier.predictSync(dark);
  const inBand = [...bandChannels(fresh.eMin, fresh.eMax, classifier.countBand)];
  const sum = (values: ArrayLike<number>) => inBand.reduce((total, c) => total + values[5 * fresh.channels + c], 0);
  expect(counted[5]).toBeCloseTo(sum(fresh.counts) - 0.02 * sum(background.backgroundCounts), 9);
});

test('a group of channels of over 2^32 - 1 counts is refused by the number of its spectrum, wherever it is', () => {
  const { network, input } = classifier.model;
  const convention = { ...input.convention, group: 2 };
  const width = Math.ceil(input.channels.length / 2);
  const sizes = [width, ...network.sizes.slice(1)];
  const grouped = new Classifier({
    ...classifier.model,
    network: { ...network, sizes, weights: network.weights.slice((input.channels.length - width) * sizes[1]) },
    input: { ...input, convention, mean: input.mean.slice(0, width), deviation: input.deviation.slice(0, width) },
  });
  const counts = Uint32Array.from(fresh.counts);
  const bright: Spectra = { ...fresh, counts, backgroundCounts: undefined, backgroundScale: undefined };
  expect(grouped.predictSync(bright).verdicts).toHaveLength(400);
  for (const row of [399, 200]) {
    counts.fill(2 ** 31, row * fresh.channels, (row + 1) * fresh.channels);
    expect(() => grouped.predictSync(bright)).toThrow(`spectrum ${row} has over 2^32 - 1 counts`);
  }
});

test('what cannot be is refused', () => {
  expect(() => classifier.predictSync(fresh, { threshold: 2 })).toThrow('threshold is 2');
  const short = { ...fresh, counts: new Uint16Array(3) };
  expect(() => classifier.predictSync(short)).toThrow('spectra.counts has 3 values');
});
