import { describe, expect, test } from 'vitest';
import { cstat, type FitResult, type FittedParameter, fitModel } from '../../ts/fit/index.js';
import {
  embeddedPlasma,
  embeddedResponse,
  expectedCounts,
  fakeIt,
  loadSpectrum,
  type PlasmaTable,
} from '../../ts/index.js';
import { hasShared, sharedFile } from '../shared.js';

const response = embeddedResponse('acis-i-cycle0');
const exposure = 5e4;
const truth = 'tbabs(0.1)*powerlaw(1.7, 1e-4)';
const drawn = (model: string, seed: number) => ({
  response,
  exposure,
  counts: Float64Array.from(fakeIt({ model, response, exposure, seed }).counts),
});
const named = (fit: FitResult, name: string): FittedParameter =>
  fit.parameters.find((parameter) => parameter.name === name)!;
const inBand = Array.from(
  response.eMin,
  (low, c) => (low + response.eMax[c]) / 2 >= 0.3 && (low + response.eMax[c]) / 2 <= 8,
);
const banded = (values: Float64Array) => values.filter((_, c) => inBand[c]);
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

test('a norm alone has a solution by hand: the counts over those of norm 1, with 1/sqrt(N) as its error', async () => {
  const spectrum = drawn('powerlaw(1.7, 1e-4)', 3);
  const fit = await fitModel(spectrum, 'powerlaw(1.7)', { freeze: ['PhoIndex'], tolerance: 1e-10 });
  const counts = sum(banded(spectrum.counts));
  const norm = counts / sum(banded(expectedCounts({ model: 'powerlaw(1.7, 1)', response, exposure })));
  const { value, error, flags } = named(fit, 'norm');
  expect(value / norm).toBeCloseTo(1, 6);
  expect(error / norm).toBeCloseTo(1 / Math.sqrt(counts), 5);
  expect(flags).toEqual([]);
  expect(fit).toMatchObject({ statistic: 'cstat', bins: 527, degreesOfFreedom: 526, isConverged: true });
  expect(fit.totals.model).toBeCloseTo(counts, 2);
  // The statistic is that of the expected counts that are given out.
  expect(fit.statisticValue).toBeCloseTo(cstat(banded(spectrum.counts), banded(fit.channels.expectedCounts)), 8);
});

describe('spectra of a known model', () => {
  const pullOf = ({ value, error }: FittedParameter, true_: number) => (value - true_) / error;

  /** Within 3.5 standard deviations of what normal numbers have. */
  function expectNormal(pulls: readonly number[]): void {
    expect(Math.abs(mean(pulls))).toBeLessThan(3.5 / Math.sqrt(pulls.length));
    expect(Math.abs(spread(pulls) - 1)).toBeLessThan(3.5 / Math.sqrt(2 * pulls.length));
  }

  test('give it back, as often beside as errors and expected statistic say', { timeout: 120_000 }, async () => {
    const fits: FitResult[] = [];
    for (let seed = 1; seed <= 60; seed++) fits.push(await fitModel(drawn(truth, seed), 'tbabs*powerlaw'));
    expect(fits.every(({ isConverged }) => isConverged)).toBe(true);
    expectNormal(fits.map((fit) => pullOf(named(fit, 'nH'), 0.1)));
    expectNormal(fits.map((fit) => pullOf(named(fit, 'PhoIndex'), 1.7)));
    expectNormal(fits.map((fit) => pullOf(named(fit, 'norm'), 1e-4)));
    expectNormal(fits.map(({ goodness }) => goodness));
    // Fluxes with the errors that parameters, which depend on each other, give them.
    const known = await fitModel(drawn(truth, 1), truth, { freeze: ['nH', 'PhoIndex', 'norm'] });
    for (const field of ['flux', 'unabsorbedFlux'] as const) {
      const error = field === 'flux' ? 'error' : 'unabsorbedError';
      expectNormal(fits.map(({ fluxes }) => (fluxes[0][field] - known.fluxes[0][field]) / fluxes[0][error]));
    }
  });

  test('under as many counts of background, by W', { timeout: 120_000 }, async () => {
    // The background region is three times as large, the source as bright as the background.
    const level = 'powerlaw(0.8, 3e-5)';
    const scale = 1 / 3;
    const fits: FitResult[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const counts = drawn('powerlaw(1.7, 6e-5)', seed).counts;
      const inSource = fakeIt({ model: level, response, exposure, seed: 1000 + seed }).counts;
      const backgroundCounts = Float64Array.from(
        fakeIt({ model: level, response, exposure: exposure / scale, seed: 2000 + seed }).counts,
      );
      const spectrum = { response, exposure, counts: counts.map((count, c) => count + inSource[c]) };
      fits.push(await fitModel({ ...spectrum, backgroundCounts, backgroundScale: scale }, 'powerlaw'));
    }
    expect(new Set(fits.map(({ statistic }) => statistic))).toEqual(new Set(['wstat']));
    expectNormal(fits.map((fit) => pullOf(named(fit, 'PhoIndex'), 1.7)));
    expectNormal(fits.map((fit) => pullOf(named(fit, 'norm'), 6e-5)));
    expect(Math.abs(mean(fits.map(({ goodness }) => goodness)))).toBeLessThan(0.7);
  });
});

test('an error is where the statistic has risen by 1, the other parameters at their best', {
  timeout: 120_000,
}, async () => {
  const spectrum = drawn(truth, 5);
  const counts = banded(spectrum.counts);
  const fit = await fitModel(spectrum, 'tbabs*powerlaw');
  /** C with the best norm, which is known by hand, and the best nH by thirds: nothing of the fit's own. */
  const profile = (index: number) => {
    const at = (nH: number) => {
      const shape = banded(expectedCounts({ model: `tbabs(${nH})*powerlaw(${index}, 1)`, response, exposure }));
      return cstat(
        counts,
        shape.map((value) => (value * sum(counts)) / sum(shape)),
      );
    };
    let [low, high] = [0, 0.4];
    while (high - low > 1e-4) {
      const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
      if (at(left) < at(right)) high = right;
      else low = left;
    }
    return at(low);
  };
  const { value, error } = named(fit, 'PhoIndex');
  const best = profile(value);
  expect(Math.abs(fit.statisticValue - best)).toBeLessThan(1e-3);
  for (const side of [-1, 1]) {
    const rise = profile(value + side * error) - best;
    expect(Math.abs(rise - 1)).toBeLessThan(0.15);
  }
});

test('a minimum is found from far away, and both of two plasmas', { timeout: 60_000 }, async () => {
  const near = await fitModel(drawn(truth, 7), truth);
  const far = await fitModel(drawn(truth, 7), 'tbabs(300)*powerlaw(9, 1e-9)');
  expect(far.statisticValue).toBeCloseTo(near.statisticValue, 2);
  expect(named(far, 'PhoIndex').value).toBeCloseTo(named(near, 'PhoIndex').value, 2);
  const two = await fitModel(drawn('apec(0.4, 1, 0, 3e-4) + apec(2.5, 1, 0, 6e-4)', 1), 'apec + apec');
  const [cool, hot] = [named(two, '1.kT'), named(two, '2.kT')];
  expect(Math.abs(cool.value - 0.4)).toBeLessThan(4 * cool.error);
  expect(Math.abs(hot.value - 2.5)).toBeLessThan(4 * hot.error);
  expect(hot.error).toBeLessThan(0.5);
});

test('goodness tells a wrong model from a right one', async () => {
  const spectrum = drawn('tbabs(0.1)*apec(0.7, 1, 0, 4e-4)', 1);
  expect((await fitModel(spectrum, 'tbabs*powerlaw')).goodness).toBeGreaterThan(5);
  expect(Math.abs((await fitModel(spectrum, 'tbabs*apec')).goodness)).toBeLessThan(3);
});

test('parameters are frozen, thawed, tied and started by name', async () => {
  const spectrum = drawn('apec(0.8, 0.4, 0, 1e-3)', 2);
  const frozen = await fitModel(spectrum, 'tbabs*apec', { start: { nH: 0.02 }, freeze: ['nh'] });
  expect(named(frozen, 'nH')).toMatchObject({ value: 0.02, error: NaN, isFree: false });
  expect(named(frozen, 'Abundanc')).toMatchObject({ value: 1, isFree: false });
  const thawed = await fitModel(spectrum, 'apec', { thaw: ['Abundanc'] });
  const { value, error, isFree } = named(thawed, 'Abundanc');
  expect(isFree).toBe(true);
  expect(Math.abs(value - 0.4)).toBeLessThan(4 * error);
  const tied = await fitModel(spectrum, 'apec(0.5) + apec(2)', { tie: { '2.Abundanc': 'apec.1.x' } }).catch(String);
  expect(tied).toContain('has no parameter');
  const both = await fitModel(spectrum, 'apec(0.5) + apec(2)', {
    thaw: ['1.Abundanc'],
    tie: { '2.Abundanc': '1.Abundanc' },
  });
  expect(named(both, '2.Abundanc')).toMatchObject({ value: named(both, '1.Abundanc').value, tiedTo: '1.Abundanc' });
});

test('flags say where an error is none', async () => {
  // A power law without absorption, whose steeper half of noise wants less than none.
  const fits = [];
  for (let seed = 1; seed <= 8; seed++) fits.push(await fitModel(drawn('powerlaw(1.7, 3e-5)', seed), 'tbabs*powerlaw'));
  const limited = fits.map((fit) => named(fit, 'nH')).filter(({ flags }) => flags.includes('at-limit'));
  expect(limited.length).toBeGreaterThan(0);
  for (const { value, error } of limited) expect([value, error]).toEqual([0, NaN]);
  // Two equal components: their norms cannot be told apart.
  const twins = await fitModel(drawn(truth, 1), 'powerlaw(1.7) + powerlaw(1.7)', {
    freeze: ['1.PhoIndex', '2.PhoIndex'],
  });
  expect(named(twins, '2.norm')).toMatchObject({ error: NaN, flags: ['undetermined'] });
});

test("a fit stays within the temperatures of a user's plasma table, and says so", async () => {
  const embedded = embeddedPlasma();
  const last = embedded.logT.findIndex((logT) => logT > 7.12);
  const bins = embedded.edges.length - 1;
  const upTo = (values: ArrayLike<number>) => {
    const block = embedded.logT.length * bins;
    return Float32Array.from(
      Array.from(embedded.elements).flatMap((_, z) =>
        Array.prototype.slice.call(values, z * block, z * block + last * bins),
      ),
    );
  };
  const { lines, continuum } = embedded.load();
  const plasma: PlasmaTable = {
    source: 'the embedded table up to log T 7.1',
    logT: embedded.logT.slice(0, last),
    edges: embedded.edges,
    elements: embedded.elements,
    load: () => ({ lines: upTo(lines), continuum: upTo(continuum) }),
  };
  const spectrum = drawn('apec(3, 0.3, 0, 1e-3)', 1);
  const fit = await fitModel(spectrum, 'apec(0.7, 0.3)', { plasma });
  expect(named(fit, 'kT')).toMatchObject({ value: expect.closeTo(1.0848579825, 8), error: NaN, flags: ['at-limit'] });
  await expect(fitModel(spectrum, 'apec', { plasma, start: { kT: 2 } })).rejects.toThrow(
    'kT of apec is 2; its limits with this plasma table are 0.03430622 to 1.084858 keV',
  );
});

test('fluxes are those of the formula, and of cflux', async () => {
  const options = { freeze: ['PhoIndex', 'norm', 'nH'], fluxBands: [[1, 4]] as const };
  const { fluxes } = await fitModel(drawn(truth, 1), 'tbabs(0.5)*powerlaw(2, 1e-4)', options);
  // norm x integral of E^-1 keV, in erg.
  const unabsorbed = 1e-4 * Math.log(4) * 1.602176634e-9;
  expect(fluxes[0].unabsorbedFlux / unabsorbed).toBeCloseTo(1, 3);
  expect(fluxes[0].flux).toBeLessThan(0.9 * unabsorbed);
  const fit = await fitModel(drawn(truth, 1), 'tbabs*cflux(0.5, 8)*powerlaw', { fluxBands: [[0.5, 8]] });
  expect(named(fit, 'norm').isFree).toBe(false);
  const { value, error } = named(fit, 'lg10Flux');
  expect(10 ** value / fit.fluxes[0].unabsorbedFlux).toBeCloseTo(1, 2);
  expect(error / (fit.fluxes[0].unabsorbedError / fit.fluxes[0].unabsorbedFlux / Math.LN10)).toBeCloseTo(1, 1);
});

test('what cannot be fitted says why', async () => {
  const spectrum = drawn(truth, 1);
  const none = new Float64Array(response.channels);
  const failing = (...[given, model, options]: Parameters<typeof fitModel>) =>
    fitModel(given, model, options).then(
      () => 'no error',
      (error: Error) => error.message,
    );
  expect(await failing({ ...spectrum, counts: none }, 'powerlaw')).toContain('no counts from 0.3 to 8 keV');
  expect(await failing({ ...spectrum, counts: none.slice(1) }, 'powerlaw')).toMatch(
    /counts has \d+ channels, the response/,
  );
  expect(await failing({ ...spectrum, counts: none.with(4, 0.5) }, 'powerlaw')).toContain('counts[4] is 0.5');
  expect(await failing(spectrum, 'powerlaw', { statistic: 'wstat' })).toContain(
    'wstat needs the counts of a background',
  );
  expect(await failing(spectrum, 'powerlaw', { statistic: 'chi' as 'cstat' })).toContain('it must be cstat or wstat');
  expect(await failing(spectrum, 'powerlaw', { freeze: ['kT'] })).toContain(
    'has no parameter kT; it has PhoIndex, norm',
  );
  expect(await failing(spectrum, 'apec + apec', { freeze: ['kT'] })).toContain('say 1.kT or 2.kT');
  expect(await failing(spectrum, 'powerlaw', { start: { PhoIndex: 12 } })).toContain('its limits are -3 to 10');
  expect(await failing(spectrum, 'powerlaw', { band: [12, 0.3] })).toContain('0 <= from < to');
  expect(await failing(spectrum, 'powerlaw', { grouping: 'file' })).toContain('the spectrum has no GROUPING');
  expect(await failing(spectrum, 'powerlaw', { fluxBands: [[2, 2000]] })).toContain("beyond the response's energies");
  expect(await failing({ ...spectrum, backgroundCounts: none }, 'powerlaw')).toContain('backgroundScale');
  expect(await failing(spectrum, 'tbabs*gaussian(6.4, 0)', { freeze: ['LineE', 'Sigma'] })).toContain(
    'expects no counts',
  );
  await expect(fitModel(spectrum, 'powerlaw', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
});

describe.skipIf(!hasShared)('3C 273', () => {
  const spectrum = () => loadSpectrum(sharedFile('spectra/agn/3c273.pi.gz'));
  const frozen = { freeze: ['PhoIndex', 'norm'], band: [0, 20] as const, statistic: 'wstat' as const };

  // The numbers of Sherpa's tests, see test/ogip/golden.test.ts.
  test.each([
    ['none', 1024, 652.9968167212116],
    ['file', 46, 62.12275005769554],
  ] as const)("has Sherpa's W with grouping %s", async (grouping, bins, golden) => {
    const fit = await fitModel(spectrum(), 'powerlaw(1.782, 1.622e-4)', { ...frozen, grouping });
    expect(fit.bins).toBe(bins);
    expect(fit.statisticValue / golden).toBeCloseTo(1, 9);
  });

  test("fits as Sherpa's thread does", async () => {
    // sherpa/astro/tests/test_astro.py, test_pha_intro, in its groups and band; chi-squared there.
    const options = { start: { nH: 0.07 }, freeze: ['nH'], abundances: 'angr', grouping: 'file' } as const;
    const fit = await fitModel(spectrum(), 'tbabs*powerlaw', { ...options, band: [0.1, 6] });
    const [index, norm] = [named(fit, 'PhoIndex'), named(fit, 'norm')];
    expect(Math.abs(index.value - 2.15852)).toBeLessThan(0.0790393);
    expect(Math.abs(norm.value - 2.2484e-4)).toBeLessThan(2 * 1.4564e-5);
  });
});
