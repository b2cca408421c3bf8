// What a network learns by and sees beside channels: groups, extra inputs, soft targets, weights, stages, warm start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { concatenate, type Dataset, type Spectra, selectRows } from '../../ts/dataset/index.js';
import { Classifier, crossValidate, type TrainingOptions, train } from '../../ts/network/index.js';
import { type InputConvention, inputConvention } from '../../ts/network/inputs.js';
import { outsideTest } from '../../ts/network/prediction.js';
import { inputsOf } from './inputsOf.js';
import { madeDataset } from './spectra.js';

const dataset = madeDataset(600);
const options = { epochs: 6, patience: 5, learningRate: 0.01, seed: 7, minimumNetCounts: 50, threads: 1 };
const folder = mkdtempSync(join(tmpdir(), 'xsift-distilled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const weightsOf = async (change: TrainingOptions, spectra: Dataset = dataset) =>
  (await train(spectra, { ...options, ...change })).classifier.model.network.weights;

describe('inputs by hand', () => {
  /** Net counts 4 6 1 -2 7 of counts 9 7 4 1 8 and 50 10 30 30 10 a tenth; then 1 0 0 0 0 without counts beside it. */
  const two: Spectra = {
    count: 2,
    channels: 6,
    eMin: Float64Array.of(0, 1, 2, 3, 4, 5),
    eMax: Float64Array.of(1, 2, 3, 4, 5, 6),
    counts: Uint16Array.of(99, 9, 7, 4, 1, 8, 99, 1, 0, 0, 0, 0),
    backgroundCounts: Uint16Array.of(99, 50, 10, 30, 30, 10, 99, 0, 0, 0, 0, 20),
    backgroundScale: Float64Array.of(0.1, 0.1),
    exposure: Float64Array.of(2000, 500),
    responseDescriptor: Float64Array.of(-0.5, 2, 0.25, 3),
    responseDescriptorNames: ['area', 'width'],
  };
  const channels = Uint32Array.of(1, 2, 3, 4, 5);
  const rows = Uint32Array.of(0, 1);
  const convention: InputConvention = {
    ...inputConvention,
    scale: 'unit-floor',
    group: 2,
    extra: ['logNetCounts', 'response', 'logTotalCounts', 'backgroundShare'],
  };
  const log = Math.log10;
  // Of the second: 1 count less a background of 2 is -1, divided by 0.5.
  const extras = [
    [log(16), -0.5, 2, log(30), Math.sqrt(13 / 30)],
    [log(0.5), 0.25, 3, log(2), Math.sqrt(2 / 2)],
  ];
  const cases: [string, Partial<InputConvention>, number[][]][] = [
    [
      'groups of 2, the last of 1',
      {},
      [
        [10 / 16, -1 / 16, 7 / 16],
        [2, 0, -4],
      ],
    ],
    [
      'rates',
      { scale: 'rate' },
      [
        [5, -0.5, 3.5],
        [2, 0, -4],
      ],
    ],
    [
      'total counts',
      { counts: 'total', scale: 'unit' },
      [
        [16 / 29, 5 / 29, 8 / 29],
        [1, 0, 0],
      ],
    ],
    [
      'roots',
      { scale: 'none', transform: 'sqrt' },
      [
        [Math.sqrt(10), -1, Math.sqrt(7)],
        [1, 0, -Math.sqrt(2)],
      ],
    ],
    ['one group of all', { group: 100, scale: 'none' }, [[16], [-1]]],
  ];
  test.each(cases)('%s', async (_, given, groups) => {
    const wanted = groups.flatMap((group, row) => [...group, ...extras[row]]);
    for (const spectra of [
      two,
      { ...two, counts: Float64Array.from(two.counts) },
      { ...two, counts: [...Array.from(two.counts)] },
    ]) {
      const seen = await inputsOf(spectra, channels, rows, { ...convention, ...given }, ['area', 'width']);
      expect(seen.length).toBe(wanted.length);
      for (const [i, value] of wanted.entries()) expect(seen[i]).toBeCloseTo(value, 6);
    }
  });

  test('channels that do not follow each other', async () => {
    const seen = await inputsOf(two, Uint32Array.of(1, 2, 5), rows, { ...convention, extra: [], scale: 'none' });
    expect(seen).toEqual([10, 7, 1, -2].map(Math.fround));
  });

  test('one row for all, and no background', async () => {
    const { backgroundCounts: _, backgroundScale: __, ...without } = two;
    const shared = { ...without, responseDescriptor: [7, 8] };
    const input = { ...convention, extra: ['response', 'backgroundShare'] } as const;
    const seen = await inputsOf(shared, channels, rows, input, ['area', 'width']);
    expect(seen.slice(3, 6)).toEqual([7, 8, 0]);
    expect(seen.slice(9)).toEqual([7, 8, 0]);
  });
});

describe('the classifier knows its extra inputs', () => {
  const described: Dataset = {
    ...dataset,
    responseDescriptor: Float64Array.from({ length: 1200 }, (_, i) => (i % 2 ? 2 : (i % 100) / 100)),
    responseDescriptorNames: ['area', 'width'],
  };
  const input = { scale: 'unit-floor', group: 4, extra: ['response', 'logNetCounts'] } as const;
  const trained = train(described, { ...options, input, hiddenLayers: [12, 8] });

  test('names and ranges are in the model and its file, and it learns', async () => {
    const { classifier } = await trained;
    const { model } = classifier;
    expect(model.network.sizes).toEqual([Math.ceil(model.input.channels.length / 4) + 3, 12, 8, 2]);
    const [area, width, counts] = model.input.extraInputs!;
    expect(area).toEqual({ name: 'area', min: 0, max: Math.fround(0.98) });
    expect(width).toEqual({ name: 'width', min: 2, max: 2 });
    expect(counts.name).toBe('logNetCounts');
    expect(counts.min).toBeGreaterThan(Math.log10(50));
    classifier.save(join(folder, 'm.json'));
    const loaded = Classifier.load(join(folder, 'm.json'));
    expect(loaded.model).toEqual(model);
    const { verdicts } = await loaded.predict(described);
    expect(verdicts.filter((verdict, row) => verdict === dataset.labels[row]).length).toBeGreaterThan(540);
  });

  test('a spectrum beyond them is flagged, and no other', async () => {
    const { classifier } = await trained;
    const few = selectRows(described, [0, 1, 2, 3]);
    // 0 to 0.98 and a margin of 0.01 + 0.049; 2 and a margin of 0.01.
    const responseDescriptor = Float64Array.of(1.03, 2, 1.05, 2, -0.058, 2.009, 0.5, 1.98);
    const { flags } = await classifier.predict({ ...few, responseDescriptor });
    expect(flags.map((list) => list.includes('outside-training'))).toEqual([false, true, false, true]);
    const { probabilities } = await classifier.predict(few);
    const moved = { ...few, responseDescriptor: Float64Array.of(9, 2, 9, 2, 9, 2, 9, 2) };
    expect((await classifier.predict(moved)).probabilities).not.toEqual(probabilities);
    expect((await classifier.predict(few)).flags.flat()).not.toContain('outside-training');
  });

  test('spectra without descriptors, or with others, are refused', async () => {
    const { classifier } = await trained;
    await expect(classifier.predict(dataset)).rejects.toThrow('spectra.responseDescriptor is missing');
    await expect(classifier.predict({ ...described, responseDescriptorNames: ['width', 'area'] })).rejects.toThrow(
      'the responses are described by width, area, the classifier knows area, width',
    );
    await expect(train(dataset, { ...options, input })).rejects.toThrow('spectra.responseDescriptor is missing');
  });

  test('a model whose extra inputs are not those of its convention is refused', async () => {
    const { model } = (await trained).classifier;
    const bad = (extraInputs: object[] | undefined) => () =>
      new Classifier({ ...model, input: { ...model.input, extraInputs } as never });
    const [area, width, counts] = model.input.extraInputs!;
    expect(bad(undefined)).toThrow('model.input.extraInputs are none');
    expect(bad([counts])).toThrow('have no number of the response');
    expect(bad([area, counts, width])).toThrow('model.input.extraInputs are area, logNetCounts, width');
    expect(bad([area, counts])).toThrow('model.input.channels make 12 inputs; the network has 13');
    expect(bad([{ ...area, min: 2 }, width, counts])).toThrow('model.input.extraInputs[0].max is below min');
  });

  test('the margin, by hand', () => {
    const ranges = [
      { min: 1, max: 3 },
      { min: 0.5, max: 0.5 },
    ];
    const numbers = [1, 0.5, 0.9, 0.5, 0.88, 0.5, 3.1, 0.509, 3.12, 0.5, 2, 0.511, Number.NaN, 0.5];
    const isOutside = outsideTest(ranges);
    const rows = Array.from({ length: 7 }, (_, row) => isOutside(numbers, 2 * row));
    expect(rows).toEqual([false, false, true, false, true, true, true]);
    expect(outsideTest([])([], 0)).toBe(false);
  });
});

describe('soft targets and weights', () => {
  const certain = new Float64Array(1200);
  dataset.labels.forEach((label, row) => {
    certain[2 * row + label] = 1;
  });

  test('certain targets and weights of 1 are the labels, bit for bit', async () => {
    const plain = await weightsOf({});
    expect(await weightsOf({ targets: certain })).toEqual(plain);
    expect(await weightsOf({ sampleWeights: new Float32Array(600).fill(1) })).toEqual(plain);
    expect(await weightsOf({ targets: certain.map((p) => 0.1 + 0.8 * p) })).not.toEqual(plain);
  });

  test('a network learns the probabilities that it is taught', async () => {
    const targets = certain.map((p) => 0.3 + 0.4 * p);
    const { classifier, history } = await train(dataset, { ...options, epochs: 60, l1: 0, targets });
    const { probabilities } = await classifier.predict(dataset);
    const mean = [0, 1].map((label) => {
      const rows = [...dataset.labels.keys()].filter((row) => dataset.labels[row] === label);
      return rows.reduce((sum, row) => sum + probabilities[2 * row + 1], 0) / rows.length;
    });
    expect(mean[0]).toBeCloseTo(0.3, 1);
    expect(mean[1]).toBeCloseTo(0.7, 1);
    // Nothing is below the entropy of the targets.
    const entropy = -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7);
    expect(Math.min(...history.map(({ loss }) => loss))).toBeGreaterThan(entropy - 1e-3);
    expect(Math.max(...history.map(({ validationAccuracy }) => validationAccuracy))).toBeGreaterThan(0.85);
  });

  test('spectra of weight 0 teach nothing', async () => {
    const wrong = { ...dataset, labels: dataset.labels.map((label, row) => (row % 3 === 0 ? 1 - label : label)) };
    const changed = { ...dataset, labels: dataset.labels.map((label, row) => (row % 3 === 0 ? 0 : label)) };
    const sampleWeights = Float64Array.from({ length: 600 }, (_, row) => (row % 3 === 0 ? 0 : 2));
    const all = { validationShare: 0, patience: 0, sampleWeights };
    expect(await weightsOf(all, wrong)).toEqual(await weightsOf(all, changed));
    expect(await weightsOf({ ...all, sampleWeights: undefined }, wrong)).not.toEqual(
      await weightsOf({ ...all, sampleWeights: undefined }, changed),
    );
  });

  test('rows of targets stay with their spectra, in splits too', async () => {
    // The first 300 spectra are too faint to be used: targets of the others must not move up.
    const faint = { ...dataset, counts: dataset.counts.map((n, i) => (i < 300 * 60 ? 0 : n)) };
    const late = selectRows(
      dataset,
      Uint32Array.from({ length: 300 }, (_, i) => 300 + i),
    );
    const targets = certain.map((p) => 0.1 + 0.8 * p).map((p, i) => (i < 600 ? 0.5 : p));
    const plain = { validationShare: 0, patience: 0 };
    expect(await weightsOf({ ...plain, targets }, faint)).toEqual(
      await weightsOf({ ...plain, targets: targets.slice(600) }, late),
    );
    const [fold] = await crossValidate(dataset, { ...options, targets, splits: 3 });
    const { probabilities } = await fold.classifier.predict(selectRows(dataset, fold.rows));
    expect(fold.probabilities).toEqual(probabilities);
    const [hard] = await crossValidate(dataset, { ...options, splits: 3 });
    expect(hard.probabilities).not.toEqual(probabilities);
  });

  test('targets and weights that are none are named', async () => {
    const bad = (change: object) => train(dataset, { ...options, ...change });
    await expect(bad({ targets: certain.subarray(2) })).rejects.toThrow('targets has 1198 values; 600 spectra x 2');
    await expect(bad({ targets: certain.with(7, 0.9) })).rejects.toThrow('the targets of spectrum 3 sum to');
    await expect(bad({ targets: certain.with(6, NaN) })).rejects.toThrow('targets[6], of spectrum 3, is NaN');
    await expect(bad({ targets: 5 })).rejects.toThrow('targets is 5');
    await expect(bad({ sampleWeights: new Float64Array(3) })).rejects.toThrow('sampleWeights has 3 values for 600');
    await expect(bad({ sampleWeights: new Float64Array(600) })).rejects.toThrow('sampleWeights are 0 for all');
    await expect(bad({ sampleWeights: new Float64Array(600).fill(1).with(5, -1) })).rejects.toThrow(
      'sampleWeights[5] is -1',
    );
  });

  test('validation data are judged by their labels', async () => {
    const validationData = madeDataset(100, 2);
    const plain = { ...options, validationData, epochs: 2 };
    const { history } = await train(dataset, {
      ...plain,
      targets: certain,
      sampleWeights: new Float64Array(600).fill(1),
    });
    const { history: hard } = await train(dataset, plain);
    for (const [i, { validationLoss, validationAccuracy }] of hard.entries()) {
      expect(history[i].validationLoss).toBeCloseTo(validationLoss, 6);
      expect(history[i].validationAccuracy).toBe(validationAccuracy);
    }
  });
});

describe('stages of the learning rate', () => {
  const stages = (...list: [number, number][]) => list.map(([epochs, rate]) => ({ epochs, rate }));
  const all = { epochs: undefined, patience: 0 };

  test('stages of one rate are one stage, and another rate is another', async () => {
    const plain = await weightsOf({ ...all, epochs: 6 });
    expect(await weightsOf({ ...all, learningRate: stages([2, 0.01], [4, 0.01]) })).toEqual(plain);
    expect(await weightsOf({ ...all, learningRate: stages([2, 0.01], [4, 0.001]) })).not.toEqual(plain);
  });

  test('the model keeps them', async () => {
    const { classifier, history } = await train(dataset, {
      ...options,
      ...all,
      learningRate: stages([2, 0.01], [1, 1e-3]),
    });
    expect(history.length).toBe(3);
    classifier.save(join(folder, 'stages.safetensors'));
    const { training } = Classifier.load(join(folder, 'stages.safetensors')).model;
    expect(training).toMatchObject({ epochs: 3, epochsRun: 3, learningRate: stages([2, 0.01], [1, 1e-3]) });
  });

  test('what is no stage is refused', async () => {
    const bad = (learningRate: unknown, epochs?: number) =>
      train(dataset, { ...options, epochs, learningRate: learningRate as number });
    for (const wrong of [
      [],
      [{ epochs: 1 }],
      [{ epochs: 0, rate: 1 }],
      [{ epochs: 1, rate: 0 }],
      [{ epochs: 1, rate: 1, decay: 2 }],
      0,
      '1e-3',
    ])
      await expect(bad(wrong)).rejects.toThrow('it must be a number, above 0 and at most 1e6, or a list');
    await expect(bad(stages([2, 0.1], [3, 0.1]), 6)).rejects.toThrow('epochs is 6, the stages of learningRate have 5');
  });
});

describe('warm start', () => {
  const still = { ...options, epochs: 1, patience: 0, learningRate: 1e-30 };
  const input = { group: 3, extra: ['logTotalCounts'] } as const;
  const first = train(dataset, { ...options, input, hiddenLayers: [9], activation: 'tanh' });

  test('goes on from the weights, moments and convention of another classifier', async () => {
    const { classifier: initialClassifier } = await first;
    const other = madeDataset(200, 5);
    const { classifier } = await train(other, { ...still, initialClassifier });
    const [from, to] = [initialClassifier.model, classifier.model];
    expect(to.network).toEqual(from.network);
    expect(to.input.mean).toEqual(from.input.mean);
    expect(to.input.convention).toEqual(from.input.convention);
    expect(to.provenance).toEqual([...from.provenance, ...other.provenance]);
    // Better from the first epoch on than one that begins anew.
    const { history } = await train(dataset, { ...options, initialClassifier, epochs: 1 });
    const { history: anew } = await train(dataset, { ...options, input, epochs: 1 });
    expect(history[0].loss).toBeLessThan(0.8 * anew[0].loss);
  });

  test('a classifier of another kind is refused', async () => {
    const { classifier: initialClassifier } = await first;
    const bad = (change: object, spectra = dataset) => train(spectra, { ...still, initialClassifier, ...change });
    await expect(bad({ hiddenLayers: [10] })).rejects.toThrow(
      'hiddenLayers is 10, that of the initial classifier 9; leave hiddenLayers out',
    );
    await expect(bad({ activation: 'relu' })).rejects.toThrow('activation is relu');
    await expect(bad({ input: { scale: 'none' } })).rejects.toThrow('input is {');
    await expect(bad({ band: [0.3, 7] })).rejects.toThrow('band is 0.3,7');
    await expect(bad({}, { ...dataset, classes: ['agn', 'star'] })).rejects.toThrow('classes star, agn');
    await expect(
      bad({}, { ...dataset, eMin: dataset.eMin.map((e) => 2 * e), eMax: dataset.eMax.map((e) => 2 * e) }),
    ).rejects.toThrow('that the classifier needs are not among them');
    await expect(bad({ initialClassifier: {} })).rejects.toThrow('a Classifier is needed');
  });
});

test('datasets with and without a background train together', async () => {
  const { backgroundCounts: _, backgroundScale: __, ...without } = madeDataset(300, 3);
  const both = concatenate([dataset, without]);
  const { classifier } = await train(both, { ...options, input: { extra: ['backgroundShare'] } });
  const [share] = classifier.model.input.extraInputs!;
  expect(share.min).toBe(0);
  expect(share.max).toBeGreaterThan(0.1);
  expect(classifier.trainedWithBackground).toBe(true);
});
