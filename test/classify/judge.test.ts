// Which method decides, and what a verdict is flagged with: hand-made opinions.
import { describe, expect, test } from 'vitest';
import { chosenOpinion, concluded, type Opinion, type VerdictFlag } from '../../ts/classify/judge.js';
import { hasFewCounts, verdictOf } from '../../ts/network/verdict.js';

const network = (agn: number, ...flags: VerdictFlag[]): Opinion => ({
  ...{ method: 'network', probabilities: [1 - agn, agn], flags },
});
const bank = (agn: number, ...flags: VerdictFlag[]): Opinion => ({
  ...{ method: 'bank', probabilities: [1 - agn, agn], flags },
});
/** Beside a bank of the same opinion. */
const decides = (opinion: Opinion, other: Opinion = { ...opinion, method: 'bank', flags: [] }) =>
  chosenOpinion(opinion, other).method;

describe('who decides', () => {
  test('the network where it is sure, the bank from 0.2 to 0.8', () => {
    expect([0.01, 0.19, 0.81, 1].map((p) => decides(network(p)))).toEqual(new Array(4).fill('network'));
    expect([0.21, 0.5, 0.79].map((p) => decides(network(p)))).toEqual(new Array(3).fill('bank'));
    expect(decides(network(0.8))).toBe('network');
  });

  test('the bank for all that the network was not trained on', () => {
    for (const flag of [
      'outside-training',
      'instrument-mismatch',
      'response-differs',
      'trained-without-background',
      'bad-channels',
      'band-not-covered',
    ] as const)
      expect(decides(network(0.99, flag)), flag).toBe('bank');
    expect(decides(network(NaN, 'no-net-counts'))).toBe('bank');
    expect(decides(network(0.99, 'no-background'))).toBe('network');
  });

  test('the bank where it is of another opinion, or cannot explain the spectrum', () => {
    expect(decides(network(0.95), bank(0.76))).toBe('network');
    expect(decides(network(0.95), bank(0.74))).toBe('bank');
    expect(decides(network(0.05), bank(0.26))).toBe('bank');
    expect(decides(network(0.95), bank(0.95, 'unlike-training'))).toBe('bank');
    expect(decides(network(0.95), bank(0.95, 'few-counts'))).toBe('network');
  });

  test('the one that there is', () => {
    expect(chosenOpinion(network(0.5, 'outside-training'), undefined).method).toBe('network');
    expect(chosenOpinion(undefined, bank(0.6)).method).toBe('bank');
  });

  test('of three classes the most probable one counts', () => {
    const three = (...probabilities: number[]): Opinion => ({ method: 'network', probabilities, flags: [] });
    expect(decides(three(0.1, 0.82, 0.08))).toBe('network');
    expect(decides(three(0.1, 0.75, 0.15))).toBe('bank');
  });
});

describe('the flag few-counts', () => {
  test('a chance of being wrong above 0.2', () => {
    expect([0.5, 0.79, 0.21].map((p) => hasFewCounts([1 - p, p]))).toEqual([true, true, true]);
    expect([0.8, 0.81, 0.19, 1].map((p) => hasFewCounts([1 - p, p]))).toEqual([false, false, false, false]);
    expect(hasFewCounts([0.1, 0.7, 0.2])).toBe(true);
    expect(hasFewCounts([NaN, NaN])).toBe(false);
  });

  test('comes and goes with the prior, first among the flags', () => {
    const classes = ['star', 'agn'];
    // 0.9 of equal shares; with one AGN in ten: 0.9 x 0.1 against 0.1 x 0.9.
    const sure = { probabilities: [0.1, 0.9], flags: ['no-background'] as VerdictFlag[] };
    expect(concluded(sure, classes)).toEqual({ ...sure, verdict: 'agn' });
    const even = concluded(sure, classes, { prior: { agn: 0.1 } });
    expect(even.flags).toEqual(['few-counts', 'no-background']);
    expect(even.probabilities[1]).toBeCloseTo(0.5, 12);
    // 0.3: 0.3 x 0.1 against 0.7 x 0.9.
    const open = { probabilities: [0.7, 0.3], flags: ['few-counts', 'no-background'] as VerdictFlag[] };
    const star = concluded(open, classes, { prior: { agn: 0.1 } });
    expect(star).toMatchObject({ verdict: 'star', flags: ['no-background'] });
    expect(star.probabilities[1]).toBeCloseTo(3 / 66, 12);
  });
});

test('verdicts: by the threshold, after the prior; none without probability', () => {
  const classes = ['star', 'agn'];
  const verdict = (p: number, options = {}) =>
    concluded({ probabilities: [1 - p, p], flags: [] }, classes, options).verdict;
  expect([verdict(0.5), verdict(0.49), verdict(0.7, { threshold: 0.75 })]).toEqual(['agn', 'star', 'star']);
  // 0.7 x 0.9 against 0.3 x 0.1.
  expect(verdict(0.7, { threshold: 0.75, prior: { agn: 0.9 } })).toBe('agn');
  expect(verdict(NaN)).toBeUndefined();
  expect(concluded({ probabilities: [NaN, NaN], flags: ['no-net-counts'] }, classes, { prior: { agn: 0.1 } })).toEqual({
    ...{ probabilities: [NaN, NaN], verdict: undefined, flags: ['no-net-counts'] },
  });
  expect([verdictOf([0.2, 0.5, 0.3]), verdictOf([0.4, 0.4, 0.2]), verdictOf([NaN, NaN, NaN])]).toEqual([1, 0, -1]);
});
