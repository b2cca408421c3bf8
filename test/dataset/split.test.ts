import { expect, test } from 'vitest';
import { type Dataset, ParameterError, sampleRows, selectRows, splitBySource } from '../../ts/index.js';
import { example } from './example.js';

/** 60 stars of 20 sources, then 40 AGN of 40 sources with the numbers 0 to 39 (numbers are counted within a class). */
function sample(): Dataset {
  return {
    ...example(100),
    labels: Uint8Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : 1)),
    source: Uint32Array.from({ length: 100 }, (_, i) => (i < 60 ? i % 20 : i - 60)),
  };
}

const ofClass = (dataset: Dataset, rows: Uint32Array, label: number) =>
  [...rows].filter((row) => dataset.labels[row] === label);

test('a split has every row once, the classes in proportion, and no source on both sides', () => {
  const dataset = sample();
  const { train, validation } = splitBySource(dataset, 0.25, { seed: 3 });
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  for (const [label, held] of [
    [0, 15],
    [1, 10],
  ]) {
    expect(ofClass(dataset, validation, label)).toHaveLength(held);
    const sources = (rows: Uint32Array) => new Set(ofClass(dataset, rows, label).map((row) => dataset.source[row]));
    for (const source of sources(train)) expect(sources(validation)).not.toContain(source);
  }
});

test('the seed decides, and the order of the rows does not', () => {
  const dataset = sample();
  const first = splitBySource(dataset, 0.25, { seed: 3 });
  expect(splitBySource(dataset, 0.25, { seed: 3 })).toEqual(first);
  expect(splitBySource(dataset, 0.25, { seed: 4 }).validation).not.toEqual(first.validation);
  const backwards = selectRows(
    dataset,
    Array.from({ length: 100 }, (_, i) => 99 - i),
  );
  expect(
    [...splitBySource(backwards, 0.25, { seed: 3 }).validation].map((row) => 99 - row).sort((a, b) => a - b),
  ).toEqual([...first.validation]);
});

test('every class has a source on each side, however small the share', () => {
  const dataset = selectRows(sample(), [0, 1, 60, 61]);
  for (const share of [0.001, 0.999]) {
    const { train, validation } = splitBySource(dataset, share, { seed: 1 });
    expect([train, validation].map((rows) => [...rows].map((row) => dataset.labels[row]))).toEqual([
      [0, 1],
      [0, 1],
    ]);
  }
});

test('every source can be held out: over many seeds each comes up about as often as its share', () => {
  const dataset = selectRows(
    sample(),
    Array.from({ length: 40 }, (_, i) => 60 + i),
  );
  const held = new Uint32Array(40);
  for (let seed = 0; seed < 400; seed++)
    for (const row of splitBySource(dataset, 0.25, { seed }).validation) held[row]++;
  // Binomial(400, 1/4): mean 100, standard deviation 8.7; 5 of them on either side.
  expect(Math.min(...held)).toBeGreaterThan(56);
  expect(Math.max(...held)).toBeLessThan(144);
});

test('refuses a share out of its limits, and a class with a single source', () => {
  expect(() => splitBySource(sample(), 1, { seed: 1 })).toThrow(ParameterError);
  expect(() => splitBySource(selectRows(sample(), [0, 20, 40, 60, 61]), 0.5)).toThrow(
    "class 'star' has spectra of one source only",
  );
});

test('rows are drawn without one that comes twice, others with another seed, all of them when all are asked for', () => {
  const rows = Uint32Array.from({ length: 50 }, (_, i) => 2 * i);
  const drawn = sampleRows(rows, 20, 7);
  expect(new Set(drawn).size).toBe(20);
  expect([...drawn].every((row) => rows.includes(row))).toBe(true);
  expect(sampleRows(rows, 20, 7)).toEqual(drawn);
  expect(sampleRows(rows, 20, 8)).not.toEqual(drawn);
  expect(sampleRows(rows, 50, 7).sort()).toEqual(rows);
  expect(() => sampleRows(rows, 51, 7)).toThrow('count is 51; it must be a whole number from 0 to 50');
});
