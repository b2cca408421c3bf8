// How counts become inputs: each convention by hand, through prediction, training and the model file.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ReadonlyFloat32Array } from '../../ts/base/index.js';
import { type Dataset, type Spectra, selectRows } from '../../ts/dataset/index.js';
import { instructionSet } from '../../ts/native/index.js';
import {
  Classifier,
  defaultSettings,
  type InputConvention,
  type SettingsGiven,
  train,
} from '../../ts/network/index.js';
import { inputConvention, inputWords, usableRows } from '../../ts/network/inputs.js';
import { inputsOf } from './inputsOf.js';
import { readParts, writeParts } from './modelFiles.js';
import { madeDataset } from './spectra.js';

const dataset = madeDataset(600);
const options = { epochs: 6, patience: 5, learningRate: 0.01, seed: 7, minimumNetCounts: 50, threads: 1 };
const folder = mkdtempSync(join(tmpdir(), 'xsift-inputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Net counts 4, 6, 1 (sum 11) of 9, 7, 4 (20) in 2 ks; -2, 0, 7 (sum 5) of 1, 0, 8 (9) in 500 s; none of 1, 0, 0. */
const three: Spectra & { exposure: Float64Array } = {
  count: 3,
  channels: 3,
  eMin: Float64Array.of(1, 2, 3),
  eMax: Float64Array.of(2, 3, 4),
  counts: Uint16Array.of(9, 7, 4, 1, 0, 8, 1, 0, 0),
  backgroundCounts: Uint16Array.of(50, 10, 30, 30, 0, 10, 0, 10, 300),
  backgroundScale: Float64Array.of(0.1, 0.1, 0.1),
  exposure: Float64Array.of(2000, 500, 1000),
};

const root = Math.sqrt;
const log1p = Math.log1p;
const nothing = [NaN, NaN, NaN];
const byHand: [Partial<InputConvention>, number[]][] = [
  [{}, [4 / 11, 6 / 11, 1 / 11, -2 / 5, 0, 7 / 5, ...nothing]],
  [{ scale: 'none' }, [4, 6, 1, -2, 0, 7, 1, -1, -30]],
  [{ scale: 'rate' }, [2, 3, 0.5, -4, 0, 14, 1, -1, -30]],
  [{ scale: 'unit-channels' }, [12 / 11, 18 / 11, 3 / 11, -6 / 5, 0, 21 / 5, ...nothing]],
  [{ scale: 'unit-floor' }, [4 / 11, 6 / 11, 1 / 11, -2 / 5, 0, 7 / 5, 2, -2, -60]],
  [{ counts: 'total' }, [9 / 20, 7 / 20, 4 / 20, 1 / 9, 0, 8 / 9, 1, 0, 0]],
  [{ counts: 'total', scale: 'none' }, [9, 7, 4, 1, 0, 8, 1, 0, 0]],
  [{ counts: 'total', scale: 'rate' }, [4.5, 3.5, 2, 2, 0, 16, 1, 0, 0]],
  [{ counts: 'total', scale: 'unit-channels' }, [27 / 20, 21 / 20, 12 / 20, 3 / 9, 0, 24 / 9, 3, 0, 0]],
  [{ scale: 'none', transform: 'sqrt' }, [2, root(6), 1, -root(2), 0, root(7), 1, -1, -root(30)]],
  [{ transform: 'sqrt' }, [root(4 / 11), root(6 / 11), root(1 / 11), -root(2 / 5), 0, root(7 / 5), ...nothing]],
  [
    { scale: 'none', transform: 'log1p' },
    [log1p(4), log1p(6), log1p(1), -log1p(2), 0, log1p(7), log1p(1), -log1p(1), -log1p(30)],
  ],
  [{ counts: 'total', scale: 'rate', transform: 'log1p' }, [5.5, 4.5, 3, 3, 1, 17, 2, 1, 1].map(Math.log)],
];

const mean = Float64Array.of(0.5, -1, 0.25);
const deviation = Float64Array.of(2, 1, 4);

const { input: _, hiddenLayers: __, activation: ___, ...trainingSettings } = defaultSettings;

/** A network whose first three logits are its inputs, the fourth 0: ln(p_k / p_3) gives the inputs back. */
const reader = (given: Partial<InputConvention>) =>
  new Classifier({
    version: '0',
    classes: ['a', 'b', 'c', 'none'],
    input: {
      convention: { ...inputConvention, ...given },
      channels: [1, 2, 3],
      ...{ eMin: three.eMin, eMax: three.eMax, mean, deviation },
    },
    network: {
      sizes: [3, 4],
      activation: 'relu',
      weights: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
    },
    training: {
      ...trainingSettings,
      epochsRun: 1,
      bestEpoch: 1,
      aborted: false,
      spectra: [1, 1, 1, 1],
      background: false,
    },
    provenance: [],
  });

/** What the network was given, standardisation undone. */
async function inputsSeen(spectra: Spectra, given: Partial<InputConvention>): Promise<number[]> {
  const { probabilities: p } = await reader(given).predict(spectra);
  return Array.from({ length: 9 }, (_, i) => {
    const [row, k] = [Math.floor(i / 3), i % 3];
    return deviation[k] * Math.log(p[4 * row + k] / p[4 * row + 3]) + mean[k];
  });
}

function expectClose(seen: readonly number[], wanted: readonly number[], digits: number): void {
  expect(seen.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries())
    if (Number.isNaN(value)) expect(seen[i]).toBeNaN();
    else expect(seen[i]).toBeCloseTo(value, digits);
}

describe('by hand', () => {
  test.each(byHand)('%j', async (given, wanted) => {
    const convention = { ...inputConvention, ...given };
    const rows = Uint32Array.of(0, 1, 2);
    expectClose(await inputsOf(three, rows, rows, convention), wanted, 6);
    // Packed (but for transforms), and as floats, which counts that are no integers always are.
    expectClose(await inputsSeen(three, given), wanted, 4);
    expectClose(await inputsSeen({ ...three, counts: Float64Array.from(three.counts) }, given), wanted, 4);
  });

  test('the hand-made numbers leave no word out', () => {
    for (const field of ['counts', 'scale', 'transform'] as const)
      expect(new Set(byHand.map(([given]) => given[field] ?? inputConvention[field]))).toEqual(
        new Set(inputWords[field]),
      );
  });

  test('a spectrum without net counts has no verdict only where its sum divides it', async () => {
    const flags = async (given: Partial<InputConvention>) => (await reader(given).predict(three)).flags[2];
    expect(await flags({})).toContain('no-net-counts');
    for (const given of [{ counts: 'total' }, { scale: 'rate' }, { scale: 'none' }] as const)
      expect(await flags(given)).not.toContain('no-net-counts');
  });

  test('rows to train on need a sum above 0 only where it divides them', () => {
    const rows = (input: Partial<InputConvention>) => [
      ...usableRows(three, {
        ...{ minimumNetCounts: 4, countBand: [1, 4], band: [1, 3] },
        input: { ...inputConvention, ...input },
      }),
    ];
    // In 1 to 3 keV the second has net counts of -2, and 1 in all.
    expect(rows({})).toEqual([0]);
    expect(rows({ counts: 'total' })).toEqual([0, 1]);
    expect(rows({ scale: 'none' })).toEqual([0, 1]);
  });

  test('rates need exposures', async () => {
    const { exposure: _, ...without } = three;
    await expect(reader({ scale: 'rate' }).predict(without)).rejects.toThrow(
      "spectra.exposure is missing; inputs that are rates (scale 'rate') need the exposure",
    );
    const zero = { ...three, exposure: Float64Array.of(1, 0, 1) };
    await expect(reader({ scale: 'rate' }).predict(zero)).rejects.toThrow('spectra.exposure[1] is 0 s');
    await expect(reader({}).predict({ ...three, exposure: Float64Array.of(1) })).rejects.toThrow(
      'exposure has 1 values',
    );
  });
});

describe('training', () => {
  const digest = (weights: ReadonlyFloat32Array) =>
    createHash('sha256').update(Float32Array.from(weights)).digest('hex').slice(0, 16);
  const { backgroundCounts: _, backgroundScale: __, ...without } = dataset;

  // Kernels that sum in another order change them, and nothing else may.
  const known: Record<string, [string, string]> = {
    serial: ['db1ccb9f641748b1', '77a7de47f22800c0'],
    avx2: ['98724b6446a31f37', 'ee204c7fa9e7809f'],
    avx512: ['a404be79d7d7b507', '0f6e8c26080b1379'],
  };
  test.skipIf(!known[instructionSet()])('the default gives these weights, bit for bit', async () => {
    for (const [i, spectra] of [dataset, without].entries())
      for (const input of [undefined, { ...inputConvention }]) {
        const { classifier } = await train(spectra, { ...options, input });
        expect(digest(classifier.model.network.weights)).toBe(known[instructionSet()][i]);
      }
  });

  test('every convention learns, and its classifier obeys it', async () => {
    const test = madeDataset(300, 2);
    const seen = new Set<string>();
    for (const counts of inputWords.counts)
      for (const scale of inputWords.scale)
        for (const [transform, standardise] of [
          ['none', true],
          ['sqrt', true],
          ['none', false],
        ] as const) {
          const input = { counts, scale, transform, standardise };
          // Shares of about 1/39 that nothing rescales learn slowly, counts of some tens fast.
          const { classifier } = await train(dataset, { ...options, epochs: 12, l1: 1e-5, input });
          const { model } = classifier;
          expect(model.input.convention).toEqual(input);
          seen.add(digest(model.network.weights));
          const { verdicts } = await classifier.predict(test);
          const right = verdicts.filter((verdict, row) => verdict === test.labels[row]).length / test.count;
          expect({ input, right: right > 0.9 }).toEqual({ input, right: true });
          const isPlain = model.input.mean.every((x) => x === 0) && model.input.deviation.every((x) => x === 1);
          expect(isPlain).toBe(!standardise);
        }
    // All sums are above 0.5, where unit-floor is unit.
    expect(seen.size).toBe(24);
  });

  test('total counts are those of spectra that have no background', async () => {
    const { classifier } = await train(dataset, { ...options, minimumNetCounts: 0, input: { counts: 'total' } });
    const { classifier: plain } = await train(without, { ...options, minimumNetCounts: 0 });
    expect(classifier.model.network.weights).toEqual(plain.model.network.weights);
  });

  test('packed and float inputs tell the same', async () => {
    const few = selectRows(
      dataset,
      Uint32Array.from({ length: 200 }, (_, i) => i),
    );
    const floats = { ...few, counts: Float64Array.from(few.counts) as unknown as Uint16Array } satisfies Dataset;
    for (const scale of inputWords.scale) {
      const settings = { ...options, epochs: 2, input: { scale } };
      const [packed, plain] = [await train(few, settings), await train(floats, settings)];
      for (const [i, { loss }] of packed.history.entries()) expect(plain.history[i].loss).toBeCloseTo(loss, 5);
    }
  });

  test('words and fields that there are not are named', async () => {
    const bad = (change: object) => train(dataset, { ...options, ...change } as SettingsGiven);
    await expect(bad({ input: { counts: 'gross' } })).rejects.toThrow(
      'input.counts is the text "gross"; it must be net or total',
    );
    await expect(bad({ input: { scale: 'unity' } })).rejects.toThrow(
      'input.scale is the text "unity"; it must be none or rate or unit or unit-channels or unit-floor',
    );
    await expect(bad({ input: { transform: 1 } })).rejects.toThrow('input.transform is 1; it must be none or log1p');
    await expect(bad({ input: { standardise: 'no' } })).rejects.toThrow(
      'input.standardise is the text "no"; it must be true or false',
    );
    await expect(bad({ input: { sclae: 'unit' } })).rejects.toThrow(
      'input.sclae is no field of input; its fields are counts, scale, transform, standardise, group, extra',
    );
    await expect(bad({ input: 'net' })).rejects.toThrow('input is ');
    await expect(bad({ input: { group: 0 } })).rejects.toThrow('input.group is 0; it must be a whole number from 1');
    await expect(bad({ input: { extra: ['hardness'] } })).rejects.toThrow(
      'input.extra[0] is the text "hardness"; it must be logNetCounts or logTotalCounts or backgroundShare or response',
    );
    await expect(bad({ input: { extra: ['response', 'response'] } })).rejects.toThrow('in which no word is twice');
  });
});

describe('model file', () => {
  const input = { counts: 'total', scale: 'rate', transform: 'log1p', standardise: false } as const;
  const file = join(folder, 'model.safetensors');

  test('the convention is kept', async () => {
    const { classifier } = await train(dataset, { ...options, epochs: 2, input });
    classifier.save(file);
    expect(readParts(file).classifier).toMatchObject({ input: { convention: input } });
    const loaded = Classifier.load(file);
    expect(loaded.model).toEqual(classifier.model);
    expect(await loaded.predict(dataset)).toEqual(await classifier.predict(dataset));
  });

  test('the classifier of the paper is read and written byte by byte', () => {
    const loaded = Classifier.embedded('paper');
    expect(loaded.model.input.convention).toEqual(inputConvention);
    loaded.save(join(folder, 'again.safetensors'));
    const embedded = readFileSync(new URL('../../data/classifier/paper.safetensors', import.meta.url));
    expect(readFileSync(join(folder, 'again.safetensors')).equals(embedded)).toBe(true);
  });

  test('a convention that is none is refused', () => {
    const edited = (change: Record<string, unknown>) => {
      const parts = readParts(file);
      parts.classifier.input.convention = change;
      writeParts(join(folder, 'edited.safetensors'), parts);
      return () => Classifier.load(join(folder, 'edited.safetensors'));
    };
    expect(edited({ ...input })).not.toThrow();
    expect(edited({ ...input, scale: 'flux' })).toThrow(
      'input.convention.scale is the text "flux"; it must be none or rate',
    );
    expect(edited({ ...input, smooth: true })).toThrow(
      'input.convention.smooth is no field of input.convention; its fields are counts, scale',
    );
    expect(edited({ counts: 'net' })).toThrow('input.convention.scale is missing');
  });
});
