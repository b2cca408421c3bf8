import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../ts/index.js';
import { applyPrior, estimatePrior, thresholdForPurity } from '../../ts/metrics/index.js';
import { streams, uniforms } from '../../ts/native/index.js';

const classes = ['star', 'agn'];

describe('applyPrior', () => {
  test("Bayes' theorem by hand", () => {
    // 0.8 x 0.1 against 0.2 x 0.9: 8 to 18. 0.5: the prior itself.
    const p = applyPrior([0.2, 0.8, 0.5, 0.5, 0, 1, NaN, NaN], classes, { agn: 0.1 });
    expect(p[0]).toBeCloseTo(18 / 26, 12);
    expect(p[1]).toBeCloseTo(8 / 26, 12);
    expect([p[2], p[3]]).toEqual([0.9, expect.closeTo(0.1, 12)]);
    expect([...p.subarray(4)]).toEqual([0, 1, NaN, NaN]);
  });

  test('classes left out share the rest, equal shares change nothing', () => {
    const three = ['star', 'agn', 'galaxy'];
    // Shares 0.6, 0.2, 0.2.
    const p = applyPrior([0.25, 0.5, 0.25], three, { star: 0.6 });
    expect(p[0]).toBeCloseTo(0.15 / 0.3, 12);
    expect(p[1]).toBeCloseTo(0.1 / 0.3, 12);
    expect([...applyPrior([0.25, 0.5, 0.25], three, {})]).toEqual([0.25, 0.5, 0.25]);
    expect(applyPrior([0.2, 0.8], classes, { star: 0.9, agn: 0.1 })[1]).toBeCloseTo(8 / 26, 12);
  });

  test('priors that are none are refused with what is wrong', () => {
    const apply = (prior: object) => () => applyPrior([0.5, 0.5], classes, prior as Record<string, number>);
    expect(apply({ qso: 0.1 })).toThrow('prior names the class qso; the classes are star, agn');
    expect(apply({ agn: 0 })).toThrow('prior.agn is 0; it must be a number, above 0');
    expect(apply({ agn: 1.1 })).toThrow('prior.agn is 1.1');
    expect(apply({ agn: 1 })).toThrow('which leaves nothing to star');
    expect(apply({ agn: 0.3, star: 0.6 })).toThrow('sum to 0.9; they must sum to 1');
    expect(() => applyPrior([0.5], classes, {})).toThrow('not whole rows of 2 classes');
    expect(() => applyPrior([0.5, 1.5], classes, {})).toThrow('probability 1 is 1.5');
  });
});

describe('estimatePrior', () => {
  test('by hand: certain sources are counted, with one of each class added', () => {
    const { prior, sd, spectra } = estimatePrior([0, 1, 1, 0, 1, 0, NaN, NaN, 1, 0, 1, 0, 1, 0], classes);
    // 5 stars and 1 AGN, and one each: 6 and 2 of 8.
    expect(spectra).toBe(6);
    expect(prior.star).toBeCloseTo(0.75, 5);
    expect(prior.agn).toBeCloseTo(0.25, 5);
    expect(sd.agn).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 8), 5);
    expect(sd.star).toBeCloseTo(sd.agn, 9);
  });

  test('by hand: probabilities of 0.8 and 0.2, of which the likeliest share is known', () => {
    const table = (high: number, low: number) => [
      ...Array.from({ length: high }, () => [0.2, 0.8]).flat(),
      ...Array.from({ length: low }, () => [0.8, 0.2]).flat(),
    ];
    // A share s is seen as 0.2 + 0.6 s: 50 % of the table at s = 1/2, 60 % at 2/3. The two added sources are 1 in 10,000.
    expect(estimatePrior(table(10_000, 10_000), classes).prior.agn).toBeCloseTo(0.5, 6);
    const { prior, sd } = estimatePrior(table(12_000, 8000), classes);
    expect(prior.agn).toBeCloseTo(2 / 3, 3);
    // Binomial of 0.6, through the slope of 0.6.
    expect(sd.agn).toBeCloseTo(Math.sqrt(0.24 / 20_000) / 0.6, 4);
    // Fewer high ones than there would be without any AGN: not 0, though, and no other verdict becomes sure.
    const none = estimatePrior(table(1, 9), classes);
    expect(none.prior.agn).toBeGreaterThan(0.02);
    expect(none.prior.agn).toBeLessThan(0.3);
    // Nothing is told: equal shares, and not known.
    const nothing = estimatePrior([0.5, 0.5, 0.5, 0.5], classes);
    expect(nothing.prior.agn).toBeCloseTo(0.5, 9);
    expect(nothing.sd.agn).toBeCloseTo(Math.sqrt(0.25 / 2), 9);
  });

  test('known mixtures: within the stated uncertainty, in 300 samples', () => {
    // Two normal distributions two deviations apart: their posterior at equal shares is logistic(2 x).
    const z: number[] = [];
    for (let sample = 0; sample < 300; sample++) {
      const u = uniforms(sample, streams.bootstrap, 0, 800, 1);
      const p: number[] = [];
      for (let i = 0; i < 400; i++) {
        const x = (u[400 + i] < 0.15 ? 1 : -1) + normalQuantile(u[i]);
        const agn = 1 / (1 + Math.exp(-2 * x));
        p.push(1 - agn, agn);
      }
      const { prior, sd } = estimatePrior(p, classes);
      z.push((prior.agn - 0.15) / sd.agn);
    }
    const mean = z.reduce((sum, value) => sum + value, 0) / 300;
    const spread = Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299);
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(spread).toBeGreaterThan(0.85);
    expect(spread).toBeLessThan(1.15);
  });

  test('three classes, certain ones, by hand', () => {
    const one = (k: number) => [0, 0, 0].map((_, i) => (i === k ? 1 : 0));
    const { prior, sd } = estimatePrior([0, 0, 0, 1, 1, 2, 2].flatMap(one), ['a', 'b', 'c']);
    expect([prior.a, prior.b, prior.c].map((share) => share.toFixed(4))).toEqual(['0.4000', '0.3000', '0.3000']);
    // Multinomial.
    expect(sd.a).toBeCloseTo(Math.sqrt(0.24 / 10), 5);
    expect(sd.c).toBeCloseTo(Math.sqrt(0.21 / 10), 5);
  });

  test('nothing to estimate from is an error', () => {
    expect(() => estimatePrior([NaN, NaN], classes)).toThrow('there is no spectrum with probabilities');
    expect(() => estimatePrior([], ['star'])).toThrow('two or more different names');
  });
});

describe('thresholdForPurity', () => {
  test('by hand: the largest selection that is pure enough', () => {
    const p = [0.5, 0.9, NaN, 1, 0.8, 0.1, 0.7];
    // Means of the first 1 to 6: 1, 0.95, 0.9, 0.85, 0.78, 0.667; the sum of all is 4.
    expect(thresholdForPurity(p, 0.95)).toEqual({
      ...{ threshold: 0.9, selected: 2, purity: expect.closeTo(0.95, 12), completeness: expect.closeTo(1.9 / 4, 12) },
    });
    expect(thresholdForPurity(p, 0.86)).toMatchObject({ threshold: 0.8, selected: 3 });
    expect(thresholdForPurity(p, 0.5)).toMatchObject({ threshold: 0.1, selected: 6, completeness: 1 });
  });

  test('sources of one probability are selected together or not at all', () => {
    // 0.9 alone would do; with both 0.6 the mean is 0.7.
    expect(thresholdForPurity([0.6, 0.9, 0.6], 0.74)).toMatchObject({ threshold: 0.9, selected: 1 });
    expect(thresholdForPurity([0.6, 0.9, 0.6], 0.7)).toMatchObject({ threshold: 0.6, selected: 3 });
    // Rounding does not matter.
    expect(thresholdForPurity(new Float64Array(10).fill(0.9), 0.9).selected).toBe(10);
  });

  test('nothing is pure enough: nothing is selected', () => {
    expect(thresholdForPurity([0.6, 0.9], 0.95)).toEqual({
      ...{ threshold: Infinity, selected: 0, purity: NaN, completeness: 0 },
    });
    expect(thresholdForPurity([], 0.95)).toMatchObject({ selected: 0, completeness: NaN });
    expect(() => thresholdForPurity([0.5], 0)).toThrow('purity is 0');
    expect(() => thresholdForPurity([1.5], 0.9)).toThrow('a probability is 1.5');
  });
});
