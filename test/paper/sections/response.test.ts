import { describe, expect, it, test } from 'vitest';
import { quickConfig } from '../../../ts/paper/index.js';
import type { ResponseNumbers, Tested } from '../../../ts/paper/sections/response/compute.js';
import { judge } from '../../../ts/paper/sections/response/judge.js';
import { madeMetrics } from '../madeModels.js';

type Percents = [accuracy: number, recall: number, tnr: number];
const model = ([accuracy, recall, tnr]: Percents) => [
  { metrics: madeMetrics({ accuracy: accuracy / 100, recall: recall / 100, tnr: tnr / 100 }) },
];
const tested = (shared: Percents, later: Percents): Tested => ({
  'test-shared': model(shared),
  'test-later': model(later),
});
const numbers = (...iterations: Tested[]): ResponseNumbers => ({
  tested: iterations,
  ownField: tested([50, 84, 88], [50, 70, 86]),
  spectra: {
    'test-shared': { count: 3100, hardness: { star: 0.16, agn: 0.41 } },
    'test-later': { count: 2900, hardness: { star: 0.22, agn: 0.47 } },
  },
});
const judged = (...iterations: Tested[]) => {
  const { items, text, tables } = judge(numbers(...iterations), quickConfig());
  return {
    items,
    text,
    table: tables![0],
    rows: tables![0].rows,
    item: (id: string) => items.find((item) => item.id === id)!,
  };
};

test('what the networks reach on the later response is held against the paper, metric by metric', () => {
  const { items } = judged(tested([88, 86, 91], [84, 77, 90]));
  expect(items.map(({ id, ours, verdict }) => [id, ours, verdict])).toEqual([
    ['H18.accuracy', { value: expect.closeTo(84, 9) }, 'pass'],
    ['H18.recall', { value: expect.closeTo(77, 9) }, 'pass'],
    ['H18.tnr', { value: expect.closeTo(90, 9) }, 'pass'],
    // Of a single iteration it cannot be said.
    ['H18.kind', '9.0 of recall, 1.0 of TNR; more for AGN: by two errors of the means', 'differs'],
  ]);
});

test('a metric that differs says what the same networks have on the response of the training', () => {
  const { item } = judged(tested([86, 84, 88], [60, 55, 66]), tested([88, 86, 90], [64, 53, 64]));
  expect(item('H18.accuracy')).toMatchObject({
    ours: { value: expect.closeTo(62, 9), sd: expect.closeTo(4 / Math.SQRT2, 9) },
    verdict: 'differs',
    why: "on the training's own response the same networks have 87.0 ± 1.4 %: the change of response costs 25.0 ± 1.4 points of accuracy.",
  });
  expect(item('H18.tnr').why).toMatch(/89\.0 ± 1\.4 %: .* costs 24\.0 ± 2\.8 points of TNR\.$/);
  expect(item('H18.recall').why).toMatch(/85\.0 ± 1\.4 %: .* costs 31\.0 ± 2\.8 points of recall\.$/);
});

describe('the later response costs more AGN than stars', () => {
  /** Iterations with these losses of recall and TNR. */
  const losses = (...pairs: [recall: number, tnr: number][]) =>
    judged(...pairs.map(([recall, tnr]) => tested([0, 90, 90], [0, 90 - recall, 90 - tnr]))).item('H18.kind');

  it('if by more than two errors of the means', () => {
    // Losses 8, 12 (error 2) and 1, 3 (error 1): 8 against 2 sqrt(5) = 4.5.
    expect(losses([8, 1], [12, 3])).toMatchObject({
      ours: '10.0 ± 2.8 of recall, 2.0 ± 1.4 of TNR; more for AGN: by two errors of the means',
      verdict: 'pass',
    });
    // 4.4 and 4.6 more against 4.47.
    expect(losses([4.4, 1], [8.4, 3]).verdict).toBe('differs');
    expect(losses([4.6, 1], [8.6, 3]).verdict).toBe('pass');
    expect(losses([1, 8], [3, 12]).verdict).toBe('differs');
    expect(losses([3, 3], [3, 3]).verdict).toBe('differs');
    // The errors shrink with the number of iterations: four such have sqrt(5 / 3) in place of sqrt(5).
    expect(losses([2.7, 1], [6.7, 3], [2.7, 1], [6.7, 3]).verdict).toBe('pass');
    expect(losses([2.5, 1], [6.5, 3], [2.5, 1], [6.5, 3]).verdict).toBe('differs');
  });

  it('or says how the spectra change, and what networks with a response for each class do', () => {
    expect(losses([1, 8], [3, 12]).why).toBe(
      'with fewer soft counts a star looks more like an AGN: the median share of counts above 2 keV goes from 0.16 to 0.22 for stars, ' +
        'from 0.41 to 0.47 for AGN. Of networks trained with a response for each class, as in the paper, recall goes from 84.0 to 70.0 % ' +
        'and TNR goes from 88.0 to 86.0 % (one iteration).',
    );
  });
});

test('text and table', () => {
  const { text, rows, table } = judged(tested([86, 84, 88], [60, 55, 65]));
  expect(text[0]).toMatch(/^2000 stars and as many AGN.* 3100 and 2900 of them have enough .* all 1 iterations/);
  expect([table.id, ...table.columns]).toEqual(['response', 'response of the test', 'accuracy', 'recall', 'TNR']);
  expect(rows).toEqual([
    ['1999-2000, as in the training', '86.0', '84.0', '88.0'],
    ['2018 (cycle 19)', '60.0', '55.0', '65.0'],
    ['the paper, 2023 (cycle 25)', '84.0 ± 3.0', '77.0 ± 7.0', '90.0 ± 3.0'],
  ]);
});
