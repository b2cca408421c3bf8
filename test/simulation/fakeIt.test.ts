import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FileError, MismatchError, ParameterError } from '../../ts/base/index.js';
import { fitModel } from '../../ts/fit/index.js';
import { createResponse, expectedCounts, type FakeItOptions, fakeIt } from '../../ts/index.js';
import { loadSpectrum, type PhaData, readPha, writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { smallArf, smallRmf } from './fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-fakeit-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const rmf = smallRmf();
const response = createResponse(rmf, smallArf());
const channel = rmf.channel;
const observed = Float64Array.from({ length: 30 }, (_, c) => c % 7);
const source = 'powerlaw(2, 0.01)';
const base = { model: source, response, exposure: 1000 };
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** A background of the given facts, and a spectrum that it belongs to, read from files. */
function backgroundFile(facts: Partial<PhaData> = {}, owner: Partial<PhaData> = {}) {
  writePha(path('b.pha'), { channel, counts: observed, exposure: 500, content: 'BKG', ...facts });
  writePha(path('s.pha'), { channel, counts: observed, exposure: 200, backFile: 'b.pha', ...owner });
  return {
    alone: readPha(path('b.pha')),
    get owned() {
      return loadSpectrum(path('s.pha'));
    },
  };
}

/** What the background adds to the expected counts. */
function added(options: Partial<FakeItOptions>): number[] {
  const without = expectedCounts(base);
  return Array.from(expectedCounts({ ...base, ...options }), (value, c) => value - without[c]);
}
function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(expected[i], 9);
}

describe('the background in the source region, by hand', () => {
  test('a background by itself: by the exposures, and the ratio that is given', () => {
    const { alone } = backgroundFile({ backScal: 0.25 });
    expectClose(
      added({ background: alone }),
      observed.map((n) => n * 2),
    );
    expectClose(
      added({ background: alone, backgroundScale: 0.1 }),
      observed.map((n) => n * 0.2),
    );
    expectClose(
      added({ background: { pha: alone } }),
      observed.map((n) => n * 2),
    );
  });

  test('a spectrum with its background: by BACKSCAL and AREASCAL of both as well, also in one file', () => {
    const { owned } = backgroundFile({ backScal: 0.4, areaScal: 0.5 }, { backScal: 0.03, areaScal: 2 });
    expectClose(
      added({ background: owned }),
      observed.map((n) => n * 2 * (0.06 / 0.2)),
    );
    expectClose(
      added({ background: owned, backgroundScale: 1 }),
      observed.map((n) => n * 2),
    );
    const background = { channel, counts: observed, exposure: 500, backScal: 0.4 };
    writePha(path('one.pha'), { channel, counts: observed, exposure: 1, backScal: 0.1, background });
    expectClose(
      added({ background: readPha(path('one.pha')) }),
      observed.map((n) => n / 2),
    );
  });

  test('BACKSCAL by channel, fractions of counts, fewer channels than the response has', () => {
    const backScal = Float64Array.from({ length: 30 }, (_, c) => 1 + c);
    const counts = observed.map((n) => n + 0.25);
    const { owned } = backgroundFile({ backScal, counts }, { backScal: 2 });
    expectClose(
      added({ background: owned }),
      counts.map((n, c) => (n * 2 * 2) / (1 + c)),
    );
    const few = { channel: channel.slice(4, 20), counts: observed.slice(4, 20), detChans: 30 };
    const { alone } = backgroundFile(few);
    expectClose(
      added({ background: alone }),
      observed.map((n, c) => (c >= 4 && c < 20 ? n * 2 : 0)),
    );
  });

  test('channels of bad quality have none, and say so', () => {
    const quality = Int16Array.from({ length: 30 }, (_, c) => (c === 5 ? 5 : 0));
    const { owned } = backgroundFile({}, { quality });
    expectClose(
      added({ background: owned }),
      observed.map((n, c) => (c === 5 ? 0 : n * 2)),
    );
    const fake = fakeIt({ ...base, background: owned, seed: 1 });
    expect([fake.quality?.[5], fake.background?.quality?.[5], fake.background?.counts[5]]).toEqual([5, 5, 0]);
  });
});

test('both are drawn about their means, independently; numbers of one seed differ, and do not depend on each other', () => {
  const { owned } = backgroundFile({ counts: new Float64Array(30).fill(400) }, { backScal: 0.5 });
  const setup = { ...base, background: owned, backgroundExposure: 250, seed: 3 };
  const fakes = Array.from({ length: 200 }, (_, number) => fakeIt({ ...setup, number }));
  const expected = expectedCounts(setup);
  const inSource = fakes.map(({ counts }) => counts[0]);
  const inRegion = fakes.map(({ background }) => background!.counts[0]);
  const mean = (values: number[]) => sum(values) / values.length;
  const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
  // 200 draws: means are known to 1/14 of the deviation, variances to 10 %.
  for (const [values, level] of [
    [inSource, expected[0]],
    [inRegion, 200],
  ] as const) {
    expect(Math.abs(mean(values) - level)).toBeLessThan(4 * Math.sqrt(level / 200));
    expect(Math.abs(variance(values) / level - 1)).toBeLessThan(0.4);
  }
  const covariance = mean(inSource.map((value, i) => (value - mean(inSource)) * (inRegion[i] - mean(inRegion))));
  expect(Math.abs(covariance / Math.sqrt(variance(inSource) * variance(inRegion)))).toBeLessThan(0.3);
  expect(fakeIt(setup)).toEqual(fakes[0]);
  expect(new Set(fakes.map(({ counts }) => counts.join())).size).toBe(200);
  expect(fakes[0]).toMatchObject({ exposure: 1000, backScal: 0.5, background: { exposure: 250, backScal: 1 } });
  // The source's noise is the one that it has without background.
  expect(fakeIt({ ...base, seed: 3 }).counts).not.toEqual(fakes[0].counts);
});

test('abundances reach the absorption, and a model that is bound with them is another one', () => {
  const setup = { ...base, model: 'tbabs(1)*powerlaw(2, 0.01)' };
  const [wilm, angr] = (['wilm', 'angr'] as const).map((abundances) => sum(expectedCounts({ ...setup, abundances })));
  expect(sum(expectedCounts(setup))).toBe(wilm);
  expect(angr / wilm).toBeLessThan(0.97);
  expect(() => expectedCounts({ ...setup, abundances: 'solar' as never })).toThrow("no abundance table 'solar'");
});

test('what does not fit is refused', () => {
  const { alone } = backgroundFile();
  const faked = (options: object) => () => fakeIt({ ...base, seed: 1, background: alone, ...options });
  expect(faked({ backgroundScale: 0 })).toThrow(ParameterError);
  expect(faked({ backgroundExposure: -1 })).toThrow('backgroundExposure');
  expect(faked({ number: 0.5 })).toThrow('number is 0.5');
  expect(faked({ background: 'b.pha' as never })).toThrow(ParameterError);
  expect(faked({ background: { ...alone, counts: observed.map(() => -1) } })).toThrow(FileError);
  const pairs = { channel: channel.slice(0, 15), counts: observed.slice(0, 15), detChans: 15 };
  expect(faked({ background: backgroundFile(pairs).alone })).toThrow(MismatchError);
  // @ts-expect-error the source comes by name
  expect(() => fakeIt(source, response, { exposure: 1, seed: 1 })).toThrow('options is');
});

test('written, read and fitted, the model comes back within its errors, by W with an acceptable statistic', {
  timeout: 120_000,
}, async () => {
  writeRmf(path('r.rmf'), rmf);
  writeArf(path('r.arf'), smallArf());
  const { owned } = backgroundFile({ counts: new Float64Array(30).fill(60), exposure: 500 }, { backScal: 0.25 });
  const truth = 'powerlaw(1.8, 0.002)';
  const pulls: Record<string, number[]> = { PhoIndex: [], norm: [], goodness: [] };
  for (let number = 0; number < 30; number++) {
    const setup = { model: truth, response, exposure: 1000, background: owned, backgroundExposure: 1000 };
    const { background, ...fake } = fakeIt({ ...setup, seed: 11, number });
    writePha(path('fake_bkg.pha'), { ...background!, content: 'BKG' });
    writePha(path('fake.pha'), { ...fake, respFile: 'r.rmf', ancrFile: 'r.arf', backFile: 'fake_bkg.pha' });
    const loaded = loadSpectrum(path('fake.pha'), { strict: true });
    expect([loaded.pha.content, loaded.background?.content]).toEqual(['TOTAL', 'BKG']);
    const fit = await fitModel(loaded, 'powerlaw', { band: [0.5, 6.5], statistic: 'wstat' });
    const pull = (name: string, value: number) => {
      const found = fit.parameters.find((parameter) => parameter.name === name)!;
      pulls[name].push((found.value - value) / found.error);
    };
    pull('PhoIndex', 1.8);
    pull('norm', 0.002);
    pulls.goodness.push(fit.goodness);
  }
  for (const [name, values] of Object.entries(pulls)) {
    const mean = sum(values) / values.length;
    const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
    expect(Math.abs(mean), `mean of ${name}`).toBeLessThan(4 / Math.sqrt(30));
    expect(deviation, `scatter of ${name}`).toBeGreaterThan(0.6);
    expect(deviation, `scatter of ${name}`).toBeLessThan(1.4);
  }
});
