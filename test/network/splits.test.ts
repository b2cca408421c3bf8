// Training on given splits in three.
import { describe, expect, test } from 'vitest';
import { type CvSplit, cvSplits, type Dataset, selectRows, splitBySource } from '../../ts/dataset/index.js';
import { type CvResult, crossValidate } from '../../ts/network/index.js';
import { madeDataset } from './spectra.js';

const dataset = madeDataset(600);
const settings = { epochs: 5, patience: 2, learningRate: 0.01, seed: 7, minimumNetCounts: 50, threads: 1 };
const allRows = Uint32Array.from({ length: 600 }, (_, row) => row);
const rowsWhere = (holds: (source: number) => boolean) => allRows.filter((row) => holds(dataset.source[row] % 5));
const splits = [0, 1, 2].map((k) => ({
  splitIndex: 10 + k,
  train: rowsWhere((s) => s !== k && s !== k + 1),
  validation: rowsWhere((s) => s === k + 1),
  test: rowsWhere((s) => s === k),
})) satisfies CvSplit[];

const weightsOf = ({ classifier }: CvResult) => classifier.model.network.weights;
/** The dataset with one row's counts reversed. */
function reversed(row: number): Dataset {
  const counts = dataset.counts.slice();
  counts.subarray(row * 60, (row + 1) * 60).reverse();
  return { ...dataset, counts };
}

describe('crossValidate on splits in three', () => {
  test('one classifier a split, tested on the test rows', async () => {
    const results = await crossValidate(dataset, { splits, ...settings, epochs: 15 });
    expect(results.map(({ splitIndex }) => splitIndex)).toEqual([10, 11, 12]);
    for (const [i, { classifier, rows, probabilities, history }] of results.entries()) {
      expect(rows).toEqual(splits[i].test);
      const predicted = await classifier.predict(selectRows(dataset, rows));
      expect(predicted.probabilities).toEqual(probabilities);
      const right = predicted.verdicts.filter((verdict, k) => verdict === dataset.labels[rows[k]]).length / rows.length;
      expect(right).toBeGreaterThan(0.85);
      const { spectra, seed, epochsRun } = classifier.model.training;
      expect([spectra, seed, history.length]).toEqual([[180, 180], 7 + i, epochsRun]);
    }
  });

  test('the weights depend on the rows to train on, the epoch kept on those to stop by, nothing on the test rows', async () => {
    const run = async (data: Dataset) =>
      (await crossValidate(data, { splits: splits.slice(0, 1), ...settings, patience: 0 }))[0];
    const [{ train, validation, test }] = splits;
    const first = await run(dataset);
    const onTest = await run(reversed(test[0]));
    expect(weightsOf(onTest)).toEqual(weightsOf(first));
    expect(onTest.history).toEqual(first.history);
    expect(onTest.probabilities).not.toEqual(first.probabilities);
    const onValidation = await run(reversed(validation[0]));
    const losses = ({ history }: CvResult) => history.map(({ loss }) => loss);
    expect(losses(onValidation)).toEqual(losses(first));
    expect(onValidation.history[0].validationLoss).not.toBe(first.history[0].validationLoss);
    expect(losses(await run(reversed(train[0])))).not.toEqual(losses(first));
  });

  test('stops by the validation rows; without any it runs all epochs', async () => {
    // With wrong labels in the rows to stop by, every step of learning makes the loss worse.
    const labels = dataset.labels.slice();
    for (const row of splits[0].validation) labels[row] = 1 - labels[row];
    const [split] = splits;
    const stopped = { ...settings, epochs: 30, l1: 0 };
    const [wrong] = await crossValidate({ ...dataset, labels }, { splits: [split], ...stopped });
    const { epochsRun, bestEpoch } = wrong.classifier.model.training;
    expect(epochsRun).toBeLessThan(30);
    expect(epochsRun).toBe(bestEpoch + 2);
    const validationLosses = wrong.history.map(({ validationLoss }) => validationLoss);
    expect(validationLosses[bestEpoch - 1]).toBe(Math.min(...validationLosses));
    const [endless] = await crossValidate(dataset, {
      splits: [{ ...split, validation: new Uint32Array(0) }],
      ...stopped,
    });
    expect(endless.classifier.model.training).toMatchObject({ epochsRun: 30, bestEpoch: 30 });
    expect(endless.history[0].validationLoss).toBeNaN();
  });

  test('the same for 1 and 2 threads, with any convention; seeds may be given', async () => {
    for (const input of [{}, { counts: 'total', scale: 'rate' }, { transform: 'sqrt' }] as const) {
      const [serial, threaded] = [
        await crossValidate(dataset, { splits, ...settings, input }),
        await crossValidate(dataset, { splits, ...settings, input, threads: 2 }),
      ];
      expect(threaded.map(weightsOf)).toEqual(serial.map(weightsOf));
      expect(threaded.map(({ probabilities }) => probabilities)).toEqual(
        serial.map(({ probabilities }) => probabilities),
      );
      for (const { classifier, rows, probabilities } of serial)
        expect((await classifier.predict(selectRows(dataset, rows))).probabilities).toEqual(probabilities);
    }
    const thrice = [splits[0], splits[0], splits[0]];
    const byDefault = await crossValidate(dataset, { splits: thrice, ...settings });
    const given = await crossValidate(dataset, { splits: thrice, ...settings, seeds: [8, 7, 8] });
    expect(given.map(weightsOf)).toEqual([1, 0, 1].map((i) => weightsOf(byDefault[i])));
    expect(weightsOf(byDefault[1])).not.toEqual(weightsOf(byDefault[0]));
    expect(given.map(({ classifier }) => classifier.model.training.seed)).toEqual([8, 7, 8]);
  });

  test('a split in two is one in three with rows to stop by set aside', async () => {
    const list = cvSplits(dataset, 3, { seed: 7 });
    const cv = await crossValidate(dataset, { ...settings, splits: list });
    const inThree = list.map(({ splitIndex, train: rows, validation: test }, i) => ({
      splitIndex,
      ...splitBySource(dataset, 0.1, { rows, seed: 7 + i }),
      test,
    }));
    const same = await crossValidate(dataset, { ...settings, splits: inThree });
    expect(same.map(weightsOf)).toEqual(cv.map(weightsOf));
    expect(same.map(({ probabilities, history, rows }) => ({ probabilities, history, rows }))).toEqual(
      cv.map(({ probabilities, history, rows }) => ({ probabilities, history, rows })),
    );
  });

  test('rows with too few counts are left out, everywhere', async () => {
    const { counts } = dataset;
    const gone = [splits[0].train[3], splits[0].validation[5], splits[0].test[7]];
    const faintCounts = counts.map((count, i) => (gone.includes(Math.floor(i / 60)) ? 0 : count));
    const faint = { ...dataset, counts: faintCounts };
    const [result] = await crossValidate(faint, { ...settings, splits: [splits[0]] });
    const without = (rows: Uint32Array) => rows.filter((row) => !gone.includes(row));
    const [{ splitIndex, train, validation, test }] = splits;
    const left = { splitIndex, train: without(train), validation: without(validation), test: without(test) };
    const [expected] = await crossValidate(dataset, { splits: [left], ...settings });
    expect(result.rows).toEqual(left.test);
    expect(weightsOf(result)).toEqual(weightsOf(expected));
    expect(result.history).toEqual(expected.history);
    expect(result.probabilities).toEqual(expected.probabilities);
  });

  test('no test rows: no probabilities', async () => {
    const [result] = await crossValidate(dataset, {
      splits: [{ ...splits[0], test: new Uint32Array(0) }],
      ...settings,
    });
    expect([result.rows.length, result.probabilities.length]).toEqual([0, 0]);
  });

  test('what does not fit is named', async () => {
    const bad = (change: object, more = {}) =>
      crossValidate(dataset, { splits: [{ ...splits[0], ...change }], ...settings, ...more });
    await expect(bad({ test: Uint32Array.of(600) })).rejects.toThrow(
      'splits[0].test[0] is 600; the dataset has rows 0 to 599',
    );
    await expect(bad({ test: splits[0].train })).rejects.toThrow(
      `row ${splits[0].train[0]} is in splits[0].train and in splits[0].test`,
    );
    await expect(bad({ validation: splits[0].train.slice(0, 1) })).rejects.toThrow('and in splits[0].validation');
    await expect(bad({ train: new Uint32Array(0) })).rejects.toThrow('split 10 has no usable spectra to train on');
    await expect(bad({}, { seeds: [1, 2] })).rejects.toThrow('there are 2 seeds for 1 splits');
    await expect(bad({}, { seeds: [-1] })).rejects.toThrow('seeds[0] is -1');
    await expect(crossValidate(dataset, { splits: [], ...settings })).rejects.toThrow('there are no splits');
    await expect(bad({ validation: undefined })).rejects.toThrow('splits[0].validation is');
    const faint = { ...dataset, counts: dataset.counts.slice() };
    for (const row of splits[0].validation) faint.counts.fill(0, row * 60, (row + 1) * 60);
    await expect(crossValidate(faint, { splits: splits.slice(0, 1), ...settings })).rejects.toThrow(
      'split 10 has no usable spectra to stop by',
    );
    await expect(
      crossValidate(dataset, { splits, ...settings, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
