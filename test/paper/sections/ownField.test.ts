import { expect, test } from 'vitest';
import type { Applied, OwnFieldNumbers } from '../../../ts/paper/sections/ownField/compute.js';
import { judge } from '../../../ts/paper/sections/ownField/judge.js';
import { madeMetrics } from '../madeModels.js';

/** One iteration of one model: accuracy on test spectra with one response, with own-field ones, with swapped ones; %. */
const applied = (shared: number, ownField: number, swapped: number): Applied => {
  const model = (accuracy: number) => [
    { metrics: madeMetrics({ accuracy: accuracy / 100, recall: 0.6, tnr: 0.5, balancedAccuracy: 0.4 }) },
  ];
  return { 'test-shared': model(shared), 'test-own-field': model(ownField), 'test-swapped': model(swapped) };
};

const numbers: OwnFieldNumbers = {
  reduced: [applied(81, 84, 83), applied(83, 82, 79)],
  'own-field': [applied(71, 90, 80), applied(73, 92, 76)],
};

test('the leak is what networks trained with own-field responses lose by the swap, iteration by iteration; others show the control', () => {
  const [leak] = judge(numbers).items;
  expect(leak).toMatchObject({ id: 'J13.leak', unit: '% points', verdict: 'reported' });
  expect(leak.ours).toEqual({ value: expect.closeTo(13, 9), sd: expect.closeTo(6 / Math.SQRT2, 9) }); // of 10 and 16
  expect(leak.why).toMatch(/^Models trained with one response have 2\.00 ± 1\.41 points between/); // of 1 and 3
});

test('the gain is that of training and testing with own-field responses over training and testing with one', () => {
  const { items } = judge(numbers);
  expect(items.map(({ id }) => id)).toEqual(['J13.leak', 'J13.gain']);
  expect(items[1].ours).toEqual({ value: expect.closeTo(91 - 82, 9) });
});

test('text and table name what was trained and what was tested', () => {
  const { text, tables } = judge(numbers);
  expect(text[1]).toContain('17 % of the way');
  expect(text[2]).toBe(
    'Trained with own-field responses, the accuracy is 91.0 ± 1.4 % on own-field test spectra, 72.0 ± 1.4 % with one response and ' +
      '78.0 ± 2.8 % with the responses swapped.',
  );
  expect(tables![0].id).toBe('own-field');
  expect(tables![0].columns.slice(2)).toEqual(['accuracy', 'recall', 'TNR', 'balanced accuracy']);
  const rest = ['60.0 ± 0.0', '50.0 ± 0.0', '40.0 ± 0.0'];
  expect(tables![0].rows).toEqual([
    ['one response', 'one response', '82.0 ± 1.4', ...rest],
    ['one response', 'own-field responses', '83.0 ± 1.4', ...rest],
    ['one response', 'swapped responses', '81.0 ± 2.8', ...rest],
    ['own-field responses', 'one response', '72.0 ± 1.4', ...rest],
    ['own-field responses', 'own-field responses', '91.0 ± 1.4', ...rest],
    ['own-field responses', 'swapped responses', '78.0 ± 2.8', ...rest],
  ]);
});
