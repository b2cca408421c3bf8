import { describe, expect, test } from 'vitest';
import { wstat } from '../../ts/fit/index.js';

/** The same likelihood without a formula for the background: the best of very many means tried. */
function byTrial(s: number, m: number, b: number, scale: number): number {
  const term = (n: number, mean: number) => mean - n + (n === 0 ? 0 : n * Math.log(n / mean));
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= 200_000; k++) {
    const mean = k === 0 ? 0 : 1e-7 * 1.0001 ** k;
    best = Math.min(best, term(s, m + mean) + term(b, mean / scale));
  }
  return 2 * best;
}

describe('wstat', () => {
  test.each([
    [5, 3.2, 8, 0.2],
    [0, 3.2, 8, 0.2],
    [5, 3.2, 0, 0.2],
    [5, 9.5, 0, 0.2],
    [0, 2, 0, 1],
    [1, 40, 30, 3],
    [2, 0, 3, 0.5],
    [2, 0, 0, 0.5],
  ])(
    'is the best likelihood over the background: %d counts, %d expected, %d background, scale %d',
    (s, m, b, scale) => {
      expect(wstat([s], [m], [b], scale)).toBeCloseTo(byTrial(s, m, b, scale), 6);
    },
  );

  test('is 0 for a perfect model and keeps small terms beside large ones', () => {
    expect(wstat([0], [0], [0], 1)).toBe(0);
    expect(wstat([10], [8], [20], 0.1)).toBeCloseTo(0, 12);
    // Far from the data: with c = S + B - a m the root is about B m / -c, lost if subtracted from c.
    const [m, scale] = [1e9, 1];
    const mean = (1 * m) / (2 * m - 1);
    expect(wstat([0], [m], [1], scale)).toBeCloseTo(2 * (m + 2 * mean - 1 + Math.log(1 / mean)), 5);
  });

  test('takes a scale per bin; refuses arrays that do not match', () => {
    expect(wstat([5, 6], [3, 4], [8, 1], [0.2, 0.5])).toBeCloseTo(
      wstat([5], [3], [8], 0.2) + wstat([6], [4], [1], 0.5),
      12,
    );
    expect(() => wstat([1, 2], [1], [1, 2], 1)).toThrow('expected has 1 bins, counts has 2');
    expect(() => wstat([1], [1], [1], 0)).toThrow('backgroundScale is 0; it must be a number, above 0');
  });
});
