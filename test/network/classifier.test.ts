import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MismatchError, type ReadonlyFloat32Array } from '../../ts/base/index.js';
import { type Dataset, selectRows } from '../../ts/dataset/index.js';
import { Classifier, crossValidate, type EpochLog, train } from '../../ts/network/index.js';
import { usableRows } from '../../ts/network/inputs.js';
import { inputsOf } from './inputsOf.js';
import { madeDataset } from './spectra.js';

const dataset = madeDataset(600);
const fresh = madeDataset(400, 2);
const options = { epochs: 40, patience: 5, learningRate: 0.01, seed: 7, minimumNetCounts: 50 };
const folder = mkdtempSync(join(tmpdir(), 'xsift-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shareRight = (labels: ArrayLike<number>, verdicts: Int16Array) =>
  verdicts.filter((verdict, row) => verdict === labels[row]).length / labels.length;
const digest = (weights: ReadonlyFloat32Array) => createHash('sha256').update(Float32Array.from(weights)).digest('hex');

let classifier: Classifier;
let history: EpochLog[];
beforeAll(async () => {
  ({ classifier, history } = await train(dataset, options));
});

describe('inputs', () => {
  test('background-subtracted shares of the net counts, by hand', async () => {
    const row: Dataset = {
      ...selectRows(dataset, [0]),
      channels: 3,
      eMin: Float64Array.of(0, 1, 2),
      eMax: Float64Array.of(1, 2, 3),
      counts: Uint16Array.of(9, 7, 4),
      backgroundCounts: Uint16Array.of(50, 10, 30),
      backgroundScale: Float64Array.of(0.1),
    };
    // Net 4, 6, 1; of channels 1 and 2 only: 6 and 1.
    const [one, two] = await inputsOf(row, Uint32Array.of(1, 2), Uint32Array.of(0));
    expect(one).toBeCloseTo(6 / 7, 7);
    expect(two).toBeCloseTo(1 / 7, 7);
    const { backgroundCounts: _, backgroundScale: __, ...without } = row;
    expect(await inputsOf(without, Uint32Array.of(0, 1), Uint32Array.of(0))).toEqual([0.5625, 0.4375]);
  });

  test('rows with the minimum of net counts or fewer, or none to divide by, are not used', () => {
    const counts = new Uint16Array(4 * 60);
    counts[5] = 100; // row 0: exactly 100
    counts[60 + 5] = 101;
    counts[120 + 50] = 200; // row 2: at 10 keV, outside both bands
    const spectra: Dataset = {
      ...selectRows(dataset, [0, 1, 2, 3]),
      counts,
      backgroundCounts: undefined,
      backgroundScale: undefined,
    };
    const bands = { countBand: [0.3, 8], band: [0.3, 8] } as const;
    expect([...usableRows(spectra, { minimumNetCounts: 100, ...bands })]).toEqual([1]);
    expect([...usableRows(spectra, { minimumNetCounts: 0, ...bands })]).toEqual([0, 1]);
    expect([...usableRows(spectra, { minimumNetCounts: 0, countBand: [0.3, 12], band: [0.3, 8] })]).toEqual([0, 1]);
  });
});

describe('training', () => {
  test('learns what tells the classes apart, and says so in its history', async () => {
    const { verdicts, probabilities, netCounts } = await classifier.predict(fresh);
    expect(shareRight(fresh.labels, verdicts)).toBeGreaterThan(0.9);
    expect(probabilities.length).toBe(800);
    expect(netCounts.length).toBe(400);
    const { bestEpoch, epochsRun, spectra } = classifier.model.training;
    expect(history.length).toBe(epochsRun);
    expect(history[bestEpoch - 1].validationLoss).toBe(Math.min(...history.map((log) => log.validationLoss)));
    expect(history[bestEpoch - 1].validationAccuracy).toBeGreaterThan(0.85);
    expect(spectra[0] + spectra[1]).toBe(540); // 10 % are held out to stop by
  });

  test('shuffled labels cannot be learnt', async () => {
    const labels = dataset.labels.map((_, row) => (row >> 2) % 2);
    const { classifier: lost } = await train({ ...dataset, labels }, options);
    const { verdicts } = await lost.predict(fresh);
    expect(shareRight(fresh.labels, verdicts)).toBeGreaterThan(0.3);
    expect(shareRight(fresh.labels, verdicts)).toBeLessThan(0.7);
  });

  test('every epoch is logged while it runs', async () => {
    const logs: EpochLog[] = [];
    const result = await train(dataset, { ...options, epochs: 3, onEpoch: (log) => logs.push(log) });
    expect(logs).toEqual(result.history);
    expect(logs.map((log) => log.epoch)).toEqual([1, 2, 3]);
  });

  test('stopped half-way it keeps the best so far; before the first epoch it rejects with the reason', async () => {
    const stop = new AbortController();
    const {
      classifier: half,
      aborted,
      history: seen,
    } = await train(dataset, {
      ...options,
      epochs: 100000,
      patience: 0,
      signal: stop.signal,
      onEpoch: ({ epoch }) => epoch >= 5 && stop.abort(),
    });
    expect(aborted && half.model.training.aborted).toBe(true);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(seen.length).toBeLessThan(100000);
    expect(shareRight(fresh.labels, (await half.predict(fresh)).verdicts)).toBeGreaterThan(0.8);
    await expect(train(dataset, { ...options, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });

  test('validation spectra may be given', async () => {
    const result = await train(dataset, { ...options, epochs: 2, validationData: fresh });
    expect(result.classifier.model.training.spectra).toEqual([300, 300]);
    const { verdicts } = await result.classifier.predict(fresh);
    const usable = usableRows(fresh, result.classifier.model.training);
    const right = [...usable].filter((row) => verdicts[row] === fresh.labels[row]).length / usable.length;
    expect(result.history[result.classifier.model.training.bestEpoch - 1].validationAccuracy).toBeCloseTo(right, 12);
    const other = { ...fresh, classes: ['agn', 'star'] };
    await expect(train(dataset, { ...options, validationData: other })).rejects.toThrow(MismatchError);
  });

  test('the same weights for any number of threads; other seeds give others', async () => {
    const weights = async (threads: number, seed = 7) =>
      (await crossValidate(dataset, { ...options, seed, epochs: 5, splits: 4, threads })).map((split) =>
        digest(split.classifier.model.network.weights),
      );
    const oneThread = await weights(1);
    expect(await weights(2)).toEqual(oneThread);
    expect(new Set([...oneThread, ...(await weights(1, 100))]).size).toBe(8);
  });

  test('cross-validation tests each classifier on what it has not seen', async () => {
    const results = await crossValidate(dataset, { ...options, splits: 3 });
    const tested = results.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b);
    expect(tested).toEqual(Array.from({ length: 600 }, (_, row) => row));
    for (const { classifier: splitClassifier, rows, probabilities } of results) {
      const again = await splitClassifier.predict(selectRows(dataset, rows));
      expect(again.probabilities).toEqual(probabilities);
      expect(shareRight(selectRows(dataset, rows).labels, again.verdicts)).toBeGreaterThan(0.9);
    }
  });

  test('bad options and datasets are named', async () => {
    const bad = (change: object) => train(dataset, { ...options, ...change });
    await expect(bad({ batchSize: 0 })).rejects.toThrow('batchSize is 0; it must be a whole number from 1 to 1048576');
    await expect(bad({ l1: NaN })).rejects.toThrow('l1 is NaN');
    await expect(bad({ hiddenLayers: [0] })).rejects.toThrow(
      'hiddenLayers[0] is 0; it must be a whole number from 1 to 4096',
    );
    await expect(bad({ validationShare: 1 })).rejects.toThrow('validationShare is 1');
    await expect(bad({ minimumNetCounts: 1e6 })).rejects.toThrow("class 'star' has no spectrum with more than 1000000");
    await expect(train({ ...dataset, classes: ['star'], labels: dataset.labels.map(() => 0) })).rejects.toThrow(
      'one class only',
    );
  });
});

describe('prediction', () => {
  test('no net counts: NaN, no verdict, flagged; fewer than in the training: flagged', async () => {
    const first = selectRows(fresh, [0, 1, 2]);
    const counts = first.counts.map((count, i) => (i < 120 ? 0 : count)); // net below 0
    counts[60 + 20] = 50;
    const three = { ...first, counts, backgroundScale: first.backgroundScale!.with(1, 0.01) };
    const { probabilities, verdicts, flags, netCounts } = await classifier.predict(three);
    expect([probabilities[0], probabilities[1], verdicts[0]]).toEqual([NaN, NaN, -1]);
    expect(netCounts[0]).toBeLessThan(0);
    expect(flags[0]).toEqual(['no-net-counts', 'outside-training']);
    expect(flags[1]).toContain('outside-training');
    expect(flags[2]).not.toContain('outside-training');
    // The least of the training is not above itself.
    const limit = { ...classifier.model, training: { ...classifier.model.training, minimumNetCounts: netCounts[2] } };
    expect((await new Classifier(limit).predict(three)).flags[2]).toContain('outside-training');
    expect(verdicts[1]).not.toBe(-1);
  });

  test('few-counts: the most probable class is wrong with a chance above 0.2', async () => {
    const { probabilities, flags } = await classifier.predict(fresh);
    const open = Array.from(flags, (_, row) => probabilities[2 * row + 1] > 0.2 && probabilities[2 * row + 1] < 0.8);
    expect(open.filter(Boolean).length).toBeGreaterThan(5);
    expect(flags.map((list) => list.includes('few-counts'))).toEqual(open);
  });

  test('the threshold moves the verdict, and 0.5 itself is the second class', async () => {
    const { probabilities, verdicts } = await classifier.predict(fresh);
    const agn = (threshold: number) => classifier.verdicts(probabilities, threshold).filter((v) => v === 1).length;
    expect(agn(0)).toBe(400);
    expect(agn(0.9)).toBeLessThan(agn(0.5));
    expect(agn(0.5)).toBe(verdicts.filter((v) => v === 1).length);
    expect([...classifier.verdicts(Float32Array.of(0.5, 0.5, 0.6, 0.4, NaN, NaN))]).toEqual([1, 0, -1]);
    await expect(classifier.predict(fresh, { threshold: 2 })).rejects.toThrow('threshold is 2');
  });

  test('with three classes the most probable wins, and there is no threshold', async () => {
    const labels = dataset.labels.map((label, row) => (row % 3 === 0 ? 2 : label));
    const three = { ...dataset, classes: ['star', 'agn', 'other'], labels };
    const { classifier: threeClasses } = await train(three, { ...options, hiddenLayers: [6, 5], epochs: 2 });
    expect(threeClasses.model.network.sizes.slice(1)).toEqual([6, 5, 3]);
    const { probabilities, verdicts } = await threeClasses.predict(fresh);
    expect(probabilities.length).toBe(1200);
    expect([...threeClasses.verdicts(Float32Array.of(0.2, 0.5, 0.3, 0.1, 0.1, 0.8, 0.4, 0.4, 0.2))]).toEqual([1, 2, 0]);
    expect(verdicts.every((verdict) => verdict >= 0 && verdict <= 2)).toBe(true);
    await expect(threeClasses.predict(fresh, { threshold: 0.5 })).rejects.toThrow(
      'a threshold needs two classes; this classifier has 3',
    );
  });

  test('many spectra in blocks, as one by one', async () => {
    const rows = Uint32Array.from({ length: 17000 }, (_, i) => (i * 7) % 400);
    const seen: number[] = [];
    const many = await classifier.predict(selectRows(fresh, rows), { onProgress: (done) => seen.push(done) });
    const few = await classifier.predict(fresh, { threads: 1 });
    expect(many.probabilities.every((p, i) => p === few.probabilities[2 * rows[i >> 1] + (i & 1)])).toBe(true);
    expect(seen).toEqual([4096, 8192, 12288, 16384, 17000]);
  });
});

describe('does it fit?', () => {
  test('another binning is refused with the remedy', () => {
    const wider = { ...fresh, eMin: fresh.eMin.map((e) => 1.01 * e), eMax: fresh.eMax.map((e) => 1.01 * e) };
    expect(() => classifier.check(wider)).toThrow(MismatchError);
    expect(() => classifier.check(wider)).toThrow(/another binning .* channel index \d+ is .* keV.*xsift train/);
    const [eMin, eMax] = [fresh.eMin.slice(0, 20), fresh.eMax.slice(0, 20)];
    const short = { count: 1, channels: 20, eMin, eMax, counts: new Uint16Array(20) };
    expect(() => classifier.check(short)).toThrow(
      /^the spectra have 20 channels from 0 to 4 keV; the 3\d channels from 0\.2 to 8 keV that the classifier needs are not/,
    );
  });

  test('what number the first channel has does not matter, nor channels beyond', async () => {
    const expected = await classifier.predict(fresh);
    const from0: Dataset = { ...fresh, firstChannel: 0 };
    expect((await classifier.predict(from0)).probabilities).toEqual(expected.probabilities);
    const shifted = {
      ...fresh,
      channels: 59,
      eMin: fresh.eMin.slice(1),
      eMax: fresh.eMax.slice(1),
      counts: fresh.counts.filter((_, i) => i % 60 > 0),
      backgroundCounts: fresh.backgroundCounts!.filter((_, i) => i % 60 > 0),
    };
    expect((await classifier.predict(shifted)).probabilities).toEqual(expected.probabilities);
  });

  test('another response or instrument is flagged', async () => {
    const from = (response: string) => classifier.check({ ...fresh, provenance: [{ response }] });
    expect(from('MADE ONE DET-A 0011223344556677')).toEqual([]);
    expect(from('MADE ONE DET-A ffffffffffffffff')).toEqual(['response-differs']);
    expect(from('MADE ONE unknown ffffffffffffffff')).toEqual(['response-differs']);
    expect(from('MADE ONE DET-B ffffffffffffffff')).toEqual(['instrument-mismatch']);
    expect(from('MADE TWO DET-A ffffffffffffffff')).toEqual(['instrument-mismatch']);
    const { flags } = await classifier.predict({ ...fresh, provenance: [{ response: 'OTHER X Y 00' }] });
    expect(flags[0]).toEqual(['instrument-mismatch']);
  });

  test('a background is flagged where it matters and the training had none', async () => {
    const { backgroundCounts: _, backgroundScale: __, ...without } = dataset;
    const { classifier: plain } = await train(without, { ...options, epochs: 2 });
    expect([classifier.trainedWithBackground, plain.trainedWithBackground]).toEqual([true, false]);
    // 21 counts in each of the 39 channels of 0.3-8 keV, scaled: above a tenth of the net counts in some, below in others.
    const shown = { ...fresh, backgroundScale: new Float64Array(fresh.count).fill(0.04) };
    const { flags, netCounts } = await plain.predict(shown);
    const { netCounts: total } = await plain.predict({
      ...fresh,
      backgroundCounts: undefined,
      backgroundScale: undefined,
    });
    const expected = Array.from(netCounts, (net, row) => total[row] - net > 0.1 * net);
    expect(expected.filter(Boolean).length).toBeGreaterThan(10);
    expect(expected.filter((x) => !x).length).toBeGreaterThan(10);
    expect(flags.map((list) => list.includes('trained-without-background'))).toEqual(expected);
    const known = await classifier.predict(shown);
    expect(known.flags.flat()).not.toContain('trained-without-background');
    const file = join(folder, 'plain.json');
    plain.save(file);
    expect(Classifier.load(file).model.training.background).toBe(false);
  });

  test('the chips of ACIS tell its two arrays apart', () => {
    const trained = (detector: string) =>
      new Classifier({
        ...classifier.model,
        provenance: [{ ...classifier.model.provenance[0], response: `CHANDRA ACIS ${detector} 0` }],
      });
    const from = (model: Classifier, detector: string) =>
      model.check({ ...fresh, provenance: [{ response: `CHANDRA ACIS ${detector} 1` }] })[0];
    for (const detector of ['ACIS-I', 'ACIS-3']) {
      expect(from(trained(detector), 'ACIS-0123')).toBe('response-differs');
      expect(from(trained(detector), 'ACIS-7')).toBe('instrument-mismatch');
      expect(from(trained(detector), 'ACIS-67')).toBe('instrument-mismatch');
      expect(from(trained(detector), 'ACIS-23678')).toBe('response-differs'); // chips of both: it cannot be told
    }
  });
});
