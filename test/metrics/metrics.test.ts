import { expect, test } from 'vitest';
import { confusionMatrix, meanAndSd, metricsOf, wilsonInterval } from '../../ts/metrics/index.js';

test('the five metrics of the paper by hand', () => {
  // 10 AGN: 8 called AGN; 30 stars: 3 called AGN; one spectrum without verdict.
  const labels = [...Array(10).fill(1), ...Array(30).fill(0), 1];
  const verdicts = [...Array(8).fill(1), 0, 0, ...Array(3).fill(1), ...Array(27).fill(0), -1];
  const matrix = confusionMatrix(labels, verdicts);
  expect(matrix).toEqual({ truePositive: 8, falseNegative: 2, trueNegative: 27, falsePositive: 3, unclassified: 1 });
  expect(metricsOf(matrix)).toEqual({
    accuracy: 35 / 40,
    recall: 8 / 10,
    tnr: 27 / 30,
    precision: 8 / 11,
    npv: 27 / 29,
    balancedAccuracy: (0.8 + 0.9) / 2,
    mcc: (8 * 27 - 3 * 2) / Math.sqrt(11 * 10 * 30 * 29),
    positiveShare: 10 / 40,
  });
  // The other class as the positive one swaps the pairs.
  const swapped = metricsOf(confusionMatrix(labels, verdicts, 0));
  expect([swapped.recall, swapped.tnr, swapped.precision, swapped.npv]).toEqual([27 / 30, 8 / 10, 27 / 29, 8 / 11]);
});

test('accuracy follows from recall, TNR and the share of AGN', () => {
  const matrix = { truePositive: 83, falseNegative: 17, trueNegative: 170, falsePositive: 15, unclassified: 0 };
  const { accuracy, recall, tnr, positiveShare } = metricsOf(matrix);
  expect(accuracy).toBeCloseTo(recall * positiveShare + tnr * (1 - positiveShare), 15);
});

test('what cannot be divided is NaN, not 0 or 1', () => {
  const stars = metricsOf(confusionMatrix([0, 0], [0, 0]));
  expect(stars).toMatchObject({ accuracy: 1, recall: NaN, tnr: 1, precision: NaN, npv: 1, balancedAccuracy: NaN });
  // AGN alone, all called AGN: nothing to measure stars by, nor those called stars.
  const agn = metricsOf(confusionMatrix([1, 1], [1, 1]));
  expect(agn).toMatchObject({ accuracy: 1, recall: 1, tnr: NaN, precision: 1, npv: NaN, balancedAccuracy: NaN });
  expect(metricsOf(confusionMatrix([], [])).accuracy).toBeNaN();
  expect(() => confusionMatrix([1], [1, 0])).toThrow('there are 2 verdicts for 1 labels');
});

test('Wilson interval: values, symmetry, the equation it solves', () => {
  // 8 of 10 and 0 of 10 at 95 %, the formula worked apart in Python.
  expect(wilsonInterval(8, 10, 1.959964)[0]).toBeCloseTo(0.4901625, 6);
  expect(wilsonInterval(8, 10, 1.959964)[1]).toBeCloseTo(0.9433178, 6);
  expect(wilsonInterval(0, 10, 1.959964)).toEqual([0, expect.closeTo(0.2775328, 6)]);
  const [low, high] = wilsonInterval(3, 20);
  expect(wilsonInterval(17, 20)).toEqual([expect.closeTo(1 - high, 12), expect.closeTo(1 - low, 12)]);
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  expect(() => wilsonInterval(5, 4)).toThrow('successes is 5; it must be a number, at least 0 and at most 4');
  // The ends solve (p - x/n)^2 = z^2 p (1 - p) / n, which is what the interval means.
  for (const p of wilsonInterval(37, 52, 1.5))
    expect((p - 37 / 52) ** 2).toBeCloseTo((1.5 ** 2 * p * (1 - p)) / 52, 14);
});

test('mean and standard deviation of runs', () => {
  expect(meanAndSd([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7) });
  expect(meanAndSd([3])).toEqual({ mean: 3, sd: NaN });
  expect(meanAndSd([]).mean).toBeNaN();
});
