import { expect, test } from 'vitest';
import {
  gainOver,
  meanPercent,
  overIterations,
  percentOver,
  standardError,
  tableMetrics,
} from '../../ts/paper/statistics/iterations.js';
import { madeIteration } from './madeModels.js';

const iterations = [
  madeIteration({ recall: 0.8, tnr: 0.1 }, { recall: 0.9, tnr: 0.1 }),
  madeIteration({ recall: 0.75, tnr: 0.1 }),
];

test('an iteration counts with the mean of its models, however many they are; the scatter is over iterations', () => {
  expect(meanPercent(iterations[0].models, 'recall')).toBeCloseTo(85, 9);
  const { value, sd } = percentOver(iterations, 'recall');
  expect(value).toBeCloseTo(80, 9);
  expect(sd).toBeCloseTo(10 / Math.SQRT2, 9); // of 85 and 75
});

test('a single iteration has no scatter', () => {
  expect(overIterations([3], (x) => 2 * x)).toEqual({ value: 6 });
});

test('a gain is that of each iteration over the same one of the base', () => {
  const base = [madeIteration({ recall: 0.8 }), madeIteration({ recall: 0.72 })];
  const { value, sd } = gainOver(iterations, base, 'recall');
  expect(value).toBeCloseTo((5 + 3) / 2, 9);
  expect(sd).toBeCloseTo(Math.SQRT2, 9); // of +5 and +3
});

test('the error of a mean shrinks with the square root of their number; a single one has none', () => {
  expect(standardError({ value: 7, sd: 6 }, 9)).toBe(2);
  expect(standardError({ value: 7 }, 1)).toBeNaN();
});

test("Table 1's metrics in its order, by their names", () => {
  expect(tableMetrics).toEqual([
    ['accuracy', 'accuracy'],
    ['recall', 'recall'],
    ['tnr', 'TNR'],
    ['precision', 'precision'],
    ['npv', 'NPV'],
  ]);
});
