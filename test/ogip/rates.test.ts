// Counts behind rates: numbers in single precision, as files hold them.
import { describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { readPha } from '../../ts/ogip/index.js';
import { countsOfRates } from '../../ts/ogip/rates.js';

const counts = [0, 3, 1, 17, 250, 4, 2, 0, 9];
const time = 2374.35;
const single = (values: number[]) => Float64Array.from(values, Math.fround);
const rates = single(counts.map((n) => n / time));
const poisson = single(counts.map((n) => Math.sqrt(n) / time));
const isGood = () => true;

describe('countsOfRates', () => {
  test('the exposure, where it makes whole counts', () => {
    const found = countsOfRates(rates, { exposure: time, isGood })!;
    expect([...found.counts]).toEqual(counts);
    expect(found.exposure).toBe(time);
  });

  test('else the time of the Poisson errors', () => {
    // Without a channel of few counts, so that the rates alone do not tell.
    const bright = [1301, 1117, 1009, 1213];
    const given = single(bright.map((n) => n / time));
    const errors = single(bright.map((n) => Math.sqrt(n) / time));
    expect(countsOfRates(given, { exposure: 1, isGood })).toBeUndefined();
    const found = countsOfRates(given, { exposure: 1, errors, isGood })!;
    expect([...found.counts]).toEqual(bright);
    expect(found.exposure).toBeCloseTo(time, 2);
  });

  test('else the shortest time in which all rates are whole counts', () => {
    const found = countsOfRates(rates, { exposure: 1, isGood })!;
    expect([...found.counts]).toEqual(counts);
    expect(found.exposure).toBeCloseTo(time, 2);
    // The smallest need not be one count.
    const without = countsOfRates(rates.slice(3, 6), { exposure: 1, isGood });
    expect(without).toBeUndefined();
    const some = [2, 3, 5, 7, 11];
    expect([...countsOfRates(single(some.map((n) => n / time)), { exposure: 1, isGood })!.counts]).toEqual(some);
  });

  test('small rates are not rounded to nothing', () => {
    const small = single([1e-4, 3.3e-4, 2.17e-4, 7.9e-4, 4.41e-4]);
    expect(countsOfRates(small, { exposure: 1, isGood })).toBeUndefined();
    expect(countsOfRates(new Float64Array(3), { exposure: 1, isGood })).toEqual({
      counts: new Float64Array(3),
      exposure: 1,
    });
  });

  test('errors that are not Poissonian, and negative rates, tell nothing', () => {
    const spread = single(counts.map((n, i) => (Math.sqrt(n) * (1 + 0.1 * i)) / time));
    const odd = rates.map((rate, i) => rate * (1 + 0.013 * i));
    expect(countsOfRates(odd, { exposure: 1, errors: spread, isGood })).toBeUndefined();
    expect(countsOfRates(rates.with(0, -rates[2]), { exposure: 1, errors: poisson, isGood })).toBeUndefined();
  });

  test('bad channels are not looked at', () => {
    const odd = rates.with(0, 0.1234567);
    expect(countsOfRates(odd, { exposure: time, isGood })).toBeUndefined();
    const found = countsOfRates(odd, { exposure: time, isGood: (i) => i > 0 })!;
    expect([...found.counts.slice(1)]).toEqual(counts.slice(1));
  });
});

test('a file of rates per second with an EXPOSURE of 1 s: its counts, their time and a warning', () => {
  const columns = [
    { name: 'CHANNEL', format: 'I', data: counts.map((_, i) => i) },
    { name: 'RATE', format: 'E', data: rates },
    { name: 'STAT_ERR', format: 'E', data: poisson },
  ];
  const header = (exposure: number) => [['EXPOSURE', exposure] as const];
  const pha = readPha(encodeFits([{ name: 'SPECTRUM', columns, header: header(1) }]));
  expect([...pha.counts]).toEqual(counts);
  expect(pha.exposure).toBeCloseTo(time, 2);
  expect(pha.statErr![4]).toBeCloseTo(Math.sqrt(250), 4);
  expect(pha.warnings).toMatchObject([{ name: 'rate-exposure', message: expect.stringContaining('EXPOSURE (1 s)') }]);
  expect(readPha(encodeFits([{ name: 'SPECTRUM', columns, header: header(time) }])).warnings).toEqual([]);
});
