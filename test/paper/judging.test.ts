import { expect, test } from 'vitest';
import { agrees, judgeNumber } from '../../ts/paper/claims/judging.js';

test('the rule: two standard deviations of the difference', () => {
  expect(agrees({ value: 90, sd: 0.6 }, { value: 88.1, sd: 0.8 })).toBe(true);
  expect(agrees({ value: 90, sd: 0.6 }, { value: 87.9, sd: 0.8 })).toBe(false);
  // An interval of 95 % counts as 1.96 standard deviations to both sides.
  expect(agrees({ value: 90, interval: [88.824, 91.176] }, { value: 88.1, sd: 0.8 })).toBe(true);
  expect(agrees({ value: 90, interval: [88.824, 91.176] }, { value: 87.9, sd: 0.8 })).toBe(false);
});

test('a reason is given where a number differs, and a stand-in is not judged', () => {
  const claim = { kind: 'number', id: 'X', place: '', what: 'x', unit: '%', paper: { value: 90, sd: 0.6 } } as const;
  const why = () => 'because';
  expect(judgeNumber(claim, { value: 80 }, { why })).toMatchObject({ verdict: 'differs', why: 'because' });
  expect(judgeNumber(claim, { value: 90 }, { why })).not.toHaveProperty('why');
  expect(judgeNumber(claim, { value: 80 }, { isStandIn: true }).verdict).toBe('stand-in');
  expect(judgeNumber(claim, { value: Number.NaN }, { why })).toMatchObject({ ours: 'no sources', verdict: 'reported' });
});
