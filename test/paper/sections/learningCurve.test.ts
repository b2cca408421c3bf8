import { describe, expect, it, test } from 'vitest';
import { quickConfig } from '../../../ts/paper/index.js';
import type { LearningCurveNumbers, Point } from '../../../ts/paper/sections/learningCurve/compute.js';
import { draw } from '../../../ts/paper/sections/learningCurve/draw.js';
import { judge } from '../../../ts/paper/sections/learningCurve/judge.js';

const sizes = [1000, 10_000, 30_000, 100_000, 1_000_000];
const config = quickConfig({ learningCurve: { sizes, repeats: 2 } });

/** Two repeats around a mean: standard deviation d sqrt(2). */
const point = (size: number, test: number, d = 0, train = 95): Point => ({
  ...{ size, test: [test - d, test + d], train: [train - 1, train + 1] },
});
/** 90 % of 9 million test spectra scatter by 0.01 %. */
const numbers = (points: Point[], tested = 9_000_000): LearningCurveNumbers => ({ pool: 150_000, tested, points });
const items = (points: Point[], tested?: number) => judge(numbers(points, tested), config).items;

describe('with as many training spectra as the paper', () => {
  it('the accuracy is held against 90 %, with the scatter of repeats and of the test spectra', () => {
    const [pass] = items([point(30_000, 89.5), point(100_000, 91.5, 0)]);
    expect(pass).toMatchObject({
      ...{
        id: 'H27',
        what: 'accuracy with 100000 training spectra, reduced background',
        paper: { value: 90, sd: 0.8 },
      },
      ...{ ours: { value: 91.5 }, verdict: 'pass' },
    });
    const [differs] = items([point(30_000, 89.5), point(100_000, 91.7, 0, 93)]);
    expect(differs).toMatchObject({
      verdict: 'differs',
      why: expect.stringMatching(
        /^with these inputs the network has 93\.0 ± 1\.4 % on its 100000 training .* and 91\.7 ± 0\.0 % on the 9000000/,
      ),
    });
    // sd of the repeats sqrt(2), of 100 test spectra 3 %: sqrt(2 + 9).
    const [scattered] = items([point(30_000, 89.5), point(100_000, 90, 1)], 100);
    expect(scattered.ours).toEqual({ value: 90, sd: expect.closeTo(Math.sqrt(11), 6) });
  });

  it('it saturates if the last threefold number gains less than 1 %', () => {
    const gain = (by: number) =>
      items([point(1000, 50), point(10_000, 60), point(30_000, 89, 0.3), point(100_000, 89 + by, 0.4)])[1];
    // Errors of the means 0.3 and 0.4.
    expect(gain(0.98)).toMatchObject({
      ...{ id: 'H27.saturates', unit: '', what: 'gain in accuracy from 30000 to 100000 training spectra' },
      ...{ paper: 'seems to saturate at 1e5', ours: '0.98 ± 0.50 %; saturated: below 1 %', verdict: 'pass' },
    });
    expect(gain(1)).toMatchObject({
      verdict: 'differs',
      why: expect.stringMatching(/^accuracy on the training spectra falls from 95\.0 ± 1\.4 to 95\.0 ± 1\.4 % while/),
    });
    expect(gain(-3).verdict).toBe('pass');
  });

  it('training accuracies are those of the sizes compared', () => {
    const [, differs] = items([
      point(1000, 50),
      point(30_000, 80, 0, 99),
      point(60_000, 84),
      point(100_000, 86, 0, 91),
    ]);
    expect(differs.why).toContain('falls from 99.0 ± 1.4 to 91.0 ± 1.4 %');
  });

  it('a tenth less is as many', () => {
    expect(items([point(30_000, 89), point(90_000, 89.5)])[0].verdict).toBe('pass');
    expect(items([point(30_000, 89), point(89_999, 89.5)])[0].verdict).toBe('reported');
  });
});

test('with fewer the numbers are reported', () => {
  const [accuracy, gain] = items(
    [point(100, 60), point(1000, 80, 0.3), point(2900, 84, 9), point(3000, 85, 0.4)],
    1e12,
  );
  expect(accuracy).toMatchObject({
    id: 'H27',
    what: 'accuracy with 3000 training spectra, reduced background (the paper: 90 % with 100000)',
    ours: { value: 85, sd: expect.closeTo(0.4 * Math.SQRT2, 4) },
    verdict: 'reported',
  });
  expect(gain).toMatchObject({
    ...{
      id: 'H27.saturates',
      what: 'gain in accuracy from 1000 to 3000 training spectra (the paper: saturates at 100000)',
      unit: '%',
    },
    ...{ ours: { value: expect.closeTo(5, 9), sd: expect.closeTo(0.5, 9) }, verdict: 'reported' },
  });
  expect(accuracy.paper).toBeUndefined();
  // A single repeat has no scatter of its own, only that of the test spectra.
  const single = { size: 3000, test: [90], train: [95] };
  expect(items([{ ...single, size: 1000 }, single], 100).map(({ ours }) => ours)).toEqual([
    { value: 90, sd: expect.closeTo(3, 9) },
    { value: 0, sd: 0 },
  ]);
  // Where no size is three times smaller, the smallest is compared.
  expect(items([point(2000, 80), point(3000, 85)])[1].what).toContain('from 2000 to 3000');
  expect(items([point(3000, 85)])).toEqual([]);
});

test('text and table', () => {
  const { text, tables } = judge(numbers([point(1000, 80, 0.3), point(3000, 85, 0.4, 97)], 2500), config);
  expect(text[0]).toMatch(
    /^2 networks .* from 150000 with .* 10 % of them are set aside .* the same 2500 spectra\. There are no 1000000 spectra /,
  );
  const small = { ...numbers([]), pool: 99_999 };
  expect(judge(small, config).text[0]).toContain(' no 100000 and no 1000000 spectra');
  expect(judge(numbers([]), quickConfig({ learningCurve: { sizes: [150_000], repeats: 2 } })).text[0]).not.toContain(
    'There are no',
  );
  expect(tables![0].id).toBe('learning-curve');
  expect(tables![0].columns).toEqual(['training spectra', 'test', 'training']);
  expect(tables![0].rows).toEqual([
    ['1000', '80.00 ± 0.42', '95.00 ± 1.41'],
    ['3000', '85.00 ± 0.57', '97.00 ± 1.41'],
  ]);
});

test('Figure 23 ends at 100 % whatever the error bars say, and begins at the ten below them', () => {
  const [{ id, caption, panels }] = draw(numbers([point(1000, 72, 8.1, 99.5), point(3000, 85, 1, 97)], 2500));
  const [panel] = panels;
  if (panel.kind !== 'chart') throw new Error(panel.kind);
  expect([id, caption.slice(0, 30)]).toEqual(['figure-23', 'Accuracy on 2500 test spectra ']);
  expect(panel.y).toEqual({ label: 'Accuracy (%)', type: 'linear', domain: [60, 100] }); // 72 - 8.1 sqrt(2) = 60.5
  expect(panel.x).toEqual({ label: 'Training spectra', type: 'log' });
  const [test, training] = panel.series;
  expect(test).toMatchObject({ name: 'test', x: [1000, 3000], y: [72, 85] });
  expect(training).toMatchObject({ name: 'training', y: [99.5, 97] });
  expect(training.high![0]).toBeCloseTo(99.5 + Math.SQRT2, 9);
  expect(panel.levels).toEqual([{ y: 90, name: 'the paper at 1e5' }]);
  expect((draw(numbers([point(1000, 3, 5)]))[0].panels[0] as typeof panel).y.domain).toEqual([0, 100]);
  expect(draw(numbers([]))).toEqual([]);
});
