import { expect, test } from 'vitest';
import { cvSplits } from '../../ts/dataset/index.js';
import { madeDataset } from '../network/spectra.js';

const dataset = madeDataset(200);

test('every row is held out once, classes evenly, sources together', () => {
  const splits = cvSplits(dataset, 7, { seed: 3 });
  const held = new Int32Array(200).fill(-1);
  for (const { splitIndex, train, validation } of splits) {
    expect(train.length + validation.length).toBe(200);
    for (const row of validation) {
      expect(held[row]).toBe(-1);
      held[row] = splitIndex;
      expect(train.includes(row)).toBe(false);
    }
    // 50 sources a class in 7 splits: 7 or 8 each, of two spectra.
    for (const label of [0, 1]) {
      const inClass = [...validation].filter((row) => dataset.labels[row] === label).length;
      expect([14, 16]).toContain(inClass);
    }
    expect([28, 30]).toContain(validation.length);
  }
  for (let row = 0; row < 200; row++) expect(held[row]).toBe(held[(row & ~3) + (row & 1)]);
});

test('the seed decides; rows restrict', () => {
  expect(cvSplits(dataset, 5, { seed: 1 })).toEqual(cvSplits(dataset, 5, { seed: 1 }));
  expect(cvSplits(dataset, 5, { seed: 1 })).not.toEqual(cvSplits(dataset, 5, { seed: 2 }));
  const rows = Uint32Array.from({ length: 120 }, (_, i) => i + 80);
  for (const { train, validation } of cvSplits(dataset, 4, { rows }))
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...rows]);
});

test('bad requests say what is possible', () => {
  expect(() => cvSplits(dataset, 1)).toThrow('k is 1; it must be a whole number from 2');
  expect(() => cvSplits(dataset, 51)).toThrow(
    "class 'star' has spectra of 50 sources only; k = 51 splits need 51 or more",
  );
});
