import { expect, test } from 'vitest';
import { fullConfig } from '../../../ts/paper/index.js';
import { judge } from '../../../ts/paper/sections/choices/judge.js';

const config = fullConfig({
  ...{ iterations: 7, cvSplits: 3, testShare: 0.3 },
  training: { hiddenLayers: [6, 4], l1: 1e-3, batchSize: 64, epochs: 50, patience: 9, learningRate: 1e-3 },
  input: { counts: 'net', scale: 'rate', transform: 'sqrt', standardise: true },
});
const { items, tables } = judge(null, config);
const chosen = (id: string) => items.find((item) => item.id === id)!.ours;

test('what is in the config is read from it', () => {
  expect(chosen('K1.choice')).toBe(
    'batches of 64, at most 50 epochs, stop after 9 without a lower validation loss, best weights kept',
  );
  expect(chosen('K9.choice')).toBe('over the 7 iterations; an iteration is the mean of its 3 models');
  expect(chosen('J1.choice')).toBe('6, 4');
  expect(chosen('split.choice')).toBe('30 % of the sources of each class set apart, the rest in 3 parts, by source');
});

test('input conventions are said in words', () => {
  const inputText = (input: Partial<typeof config.input>) =>
    judge(null, { ...config, input: { ...config.input, ...input } }).items[1].ours;
  expect(inputText({})).toBe('net counts per channel per ks, square root, standardised');
  expect(inputText({ counts: 'total', scale: 'none', transform: 'none', standardise: false })).toBe(
    'total counts per channel, not standardised',
  );
  expect(inputText({ scale: 'unit', transform: 'log1p' })).toBe(
    'net counts per channel, each spectrum divided by its sum, log1p, standardised',
  );
  expect(inputText({ scale: 'unit-channels', transform: 'none' })).toBe(
    'net counts per channel, each spectrum with a mean of 1, standardised',
  );
});

test('every choice is an item without verdict, and a row with a reason of its own', () => {
  const ids = 'K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 J1 J3 J18 split'.split(' ');
  expect(items.map(({ id, verdict }) => [id, verdict])).toEqual(ids.map((id) => [`${id}.choice`, 'reported']));
  const { rows } = tables![0];
  expect(rows.map(([id, what, words]) => [id, what, words])).toEqual(
    items.map(({ what, ours }, i) => [ids[i], what, ours]),
  );
  expect(new Set(rows.map(([, , , reason]) => reason)).size).toBe(ids.length);
});
