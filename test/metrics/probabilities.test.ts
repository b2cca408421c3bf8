import { expect, test } from 'vitest';
import {
  bootstrapInterval,
  brierScore,
  calibration,
  precisionRecallCurve,
  rocCurve,
  thresholdFor,
} from '../../ts/metrics/index.js';
import { streams, uniforms } from '../../ts/native/index.js';

// Six sources by hand; 0.4 comes in both classes, one has no probability.
const labels = [1, 1, 0, 1, 0, 0, 1];
const probabilities = [0.9, 0.8, 0.7, 0.4, 0.4, 0.1, NaN];

test('ROC curve by hand, ties as one point', () => {
  const { thresholds, falsePositiveRate, truePositiveRate, area } = rocCurve(labels, probabilities);
  expect([...thresholds]).toEqual([Infinity, 0.9, 0.8, 0.7, 0.4, 0.1]);
  expect([...truePositiveRate]).toEqual([0, 1 / 3, 2 / 3, 2 / 3, 1, 1]);
  expect([...falsePositiveRate]).toEqual([0, 0, 0, 1 / 3, 2 / 3, 1]);
  // Nine pairs of AGN and star: 7 in order, one tie.
  expect(area).toBeCloseTo(7.5 / 9, 15);
});

test('the area is the share of pairs in order, whatever the sample', () => {
  const u = uniforms(5, streams.split, 0, 200, 2);
  const classes = Array.from({ length: 200 }, (_, i) => (u[2 * i] < 0.3 ? 1 : 0));
  const p = classes.map((label, i) => Math.round(20 * (0.3 * label + 0.7 * u[2 * i + 1])) / 20);
  let [pairs, ordered] = [0, 0];
  for (let i = 0; i < 200; i++)
    for (let k = 0; k < 200; k++)
      if (classes[i] === 1 && classes[k] === 0) {
        pairs++;
        ordered += p[i] > p[k] ? 1 : p[i] === p[k] ? 0.5 : 0;
      }
  expect(rocCurve(classes, p).area).toBeCloseTo(ordered / pairs, 12);
  // The other class as positive, with the other probability.
  expect(
    rocCurve(
      classes,
      p.map((x) => 1 - x),
      0,
    ).area,
  ).toBeCloseTo(ordered / pairs, 12);
});

test('precision against recall by hand; average precision', () => {
  const { thresholds, precision, recall, averagePrecision } = precisionRecallCurve(labels, probabilities);
  expect([...thresholds]).toEqual([0.9, 0.8, 0.7, 0.4, 0.1]);
  expect([...precision]).toEqual([1, 1, 2 / 3, 3 / 5, 3 / 6]);
  expect([...recall]).toEqual([1 / 3, 2 / 3, 2 / 3, 1, 1]);
  expect(averagePrecision).toBeCloseTo(1 / 3 + 1 / 3 + (1 / 3) * (3 / 5), 15);
});

test('thresholds for a purity or a completeness', () => {
  expect(thresholdFor(labels, probabilities, { precision: 0.9 })).toEqual({
    threshold: 0.8,
    precision: 1,
    recall: 2 / 3,
  });
  expect(thresholdFor(labels, probabilities, { recall: 0.9 })).toEqual({ threshold: 0.4, precision: 0.6, recall: 1 });
  expect(() => thresholdFor([1, 0], [0.2, 0.9], { precision: 0.8 })).toThrow(
    'no threshold reaches a precision of 0.8: the best is 0.5000',
  );
  expect(() => thresholdFor(labels, probabilities, {})).toThrow('goal must have either precision or recall');
  expect(() => thresholdFor([0], [0.5], { recall: 0.5 })).toThrow('there are no positives');
});

test('one class alone: rates that cannot be said are NaN', () => {
  expect(rocCurve([0, 0], [0.1, 0.2]).area).toBeNaN();
  expect(precisionRecallCurve([0, 0], [0.1, 0.2]).averagePrecision).toBeNaN();
  expect(rocCurve([], []).area).toBeNaN();
});

test('Brier score and calibration by hand', () => {
  expect(brierScore(labels, probabilities)).toBeCloseTo((0.01 + 0.04 + 0.49 + 0.36 + 0.16 + 0.01) / 6, 15);
  expect(brierScore([], [])).toBeNaN();
  const { bins, expectedCalibrationError } = calibration(labels, probabilities, { bins: 2 });
  expect(bins.map(({ count, share }) => [count, share])).toEqual([
    [3, 1 / 3],
    [3, 2 / 3],
  ]);
  expect(bins[1].meanProbability).toBeCloseTo(0.8, 15);
  expect(expectedCalibrationError).toBeCloseTo((Math.abs(1 - 0.9) + Math.abs(2 - 2.4)) / 6, 15);
  expect(calibration([1], [1]).bins[9]).toMatchObject({ count: 1, share: 1 });
  expect(calibration([1], [1]).bins[0].interval).toEqual([0, 1]);
});

test('probabilities that are none are refused', () => {
  expect(() => rocCurve([1], [1.5])).toThrow('probability 0 is 1.5; it must lie from 0 to 1, or be NaN for none');
  expect(() => brierScore([1, 0], [0.5])).toThrow('there are 1 probabilities for 2 labels');
});

test('bootstrap: the mean of a sample has the standard error that theory gives, and groups widen it', async () => {
  const x = Array.from(uniforms(3, streams.split, 0, 400, 1));
  const mean = (rows: Uint32Array) => rows.reduce((sum, row) => sum + x[row], 0) / rows.length;
  const { value, low, high, sd } = await bootstrapInterval(400, mean, { resamples: 4000 });
  const centre = mean(Uint32Array.from(x.keys()));
  const error = Math.sqrt(x.reduce((sum, v) => sum + (v - centre) ** 2, 0) / 400 / 400);
  expect(value).toBe(centre);
  // 4000 resamplings give sd to 1.1 %: five times that.
  expect(Math.abs(sd / error - 1)).toBeLessThan(0.056);
  expect((high - low) / 2 / error).toBeCloseTo(1, 1);
  // Four copies of each of 100 values are worth 100 rows, not 400.
  const copies = (rows: Uint32Array) => rows.reduce((sum, row) => sum + x[row >> 2], 0) / rows.length;
  const groups = Array.from({ length: 400 }, (_, row) => row >> 2);
  const [apart, together] = [await bootstrapInterval(400, copies), await bootstrapInterval(400, copies, { groups })];
  expect(together.sd / apart.sd).toBeGreaterThan(1.8);
  expect(together.sd / apart.sd).toBeLessThan(2.2);
  expect(await bootstrapInterval(400, mean)).toEqual(await bootstrapInterval(400, mean, { seed: 1 }));
  await expect(bootstrapInterval(3, mean, { groups: [1] })).rejects.toThrow('there are 1 groups for 3 rows');
  expect(await bootstrapInterval(3, () => NaN)).toEqual({ value: NaN, low: NaN, high: NaN, sd: NaN });
});

test('bootstrap: timers run meanwhile, it is stopped by a signal and says how far it is', async () => {
  const slow = (rows: Uint32Array) => {
    for (const until = performance.now() + 1; performance.now() < until; );
    return rows[0];
  };
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('enough')), 30);
  const seen: number[] = [];
  const options = { resamples: 100_000, signal: stop.signal, onProgress: (done: number) => seen.push(done) };
  await expect(bootstrapInterval(10, slow, options)).rejects.toThrow('enough');
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((done, i) => done > (seen[i - 1] ?? 0))).toBe(true);
  // It stopped soon after the signal: not a hundredth of it was done.
  expect(seen.at(-1)).toBeLessThan(1000);
  const reported: number[] = [];
  await bootstrapInterval(10, (rows) => rows[0], { resamples: 50, onProgress: (done) => reported.push(done) });
  expect(reported.at(-1)).toBe(50);
  await expect(bootstrapInterval(10, slow, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
    'before',
  );
});
