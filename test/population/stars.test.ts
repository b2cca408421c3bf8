import { describe, expect, test } from 'vitest';
import { type CoupRow, filterCoup, readCoup } from '../../ts/catalog/index.js';
import { population, stars } from '../../ts/population/index.js';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { correlation, mean, quantile } from './statistics.js';

const COUNT = 20_000;
const table = stars().sample(COUNT, { seed: 5 });
const p = table.properties;
const logNH = p.nH.map((x) => Math.log10(x) + 22);
const two = Array.from(p.kT2.keys()).filter((i) => !Number.isNaN(p.kT2[i]));
const onePlasma = Array.from(p.kT2.keys()).filter((i) => Number.isNaN(p.kT2[i]));
const logs = (values: ArrayLike<number>, rows: number[]) => rows.map((i) => Math.log10(values[i]));

// Quantiles and correlations of the 654 filtered COUP rows (test/catalog, docs/embedded-data.md). The catalogue's own
// quantiles are uncertain by sqrt(q (1 - q) / n) in probability: 0.015 for 0.5, 0.013 for 0.05 and n about 300.
describe('the embedded mixtures keep what the catalogue has', () => {
  test('one temperature in 58.6 %', () => {
    expect(Math.abs(onePlasma.length / COUNT - 0.586)).toBeLessThan(0.011);
  });

  test.each<[string, () => number[], number, number, number, number]>([
    ['log NH, 1T', () => onePlasma.map((i) => logNH[i]), 20.37, 22.11, 22.79, 0.12],
    ['log kT1, 1T', () => logs(p.kT1, onePlasma), -0.15, 0.33, 0.71, 0.06],
    ['log NH, 2T', () => two.map((i) => logNH[i]), 20, 21.45, 22.16, 0.12],
    ['log kT1, 2T', () => logs(p.kT1, two), -0.33, -0.1, 0.02, 0.06],
    ['log kT2, 2T', () => logs(p.kT2, two), 0.16, 0.39, 0.64, 0.06],
    ['log EM2/EM1', () => logs(p.emRatio, two), -0.66, 0.12, 0.59, 0.1],
  ])('%s: 5, 50 and 95 %%', (_, values, low, middle, high, tolerance) => {
    const v = values();
    expect(Math.abs(quantile(v, 0.05) - low)).toBeLessThan(tolerance);
    expect(Math.abs(quantile(v, 0.5) - middle)).toBeLessThan(tolerance);
    expect(Math.abs(quantile(v, 0.95) - high)).toBeLessThan(tolerance);
  });

  test('correlations: of the temperatures 0.54, of kT1 and EM ratio 0.41, of NH and kT2 0.31', () => {
    expect(Math.abs(correlation(logs(p.kT1, two), logs(p.kT2, two)) - 0.54)).toBeLessThan(0.1);
    expect(Math.abs(correlation(logs(p.kT1, two), logs(p.emRatio, two)) - 0.41)).toBeLessThan(0.1);
    const nH = two.map((i) => logNH[i]);
    expect(Math.abs(correlation(nH, logs(p.kT2, two)) - 0.31)).toBeLessThan(0.1);
  });

  // Hebbar & Heinke 2023, section 2: 90 % in these intervals; of the filtered rows 83 % and 88 % (other members).
  test('most lie in the intervals that the paper prints, with a tail at 14 keV', () => {
    const share = (values: ArrayLike<number>, low: number, high: number) =>
      Array.from(values).filter((x) => x > low && x < high).length / COUNT;
    expect(share(logNH, 20.82, 22.68)).toBeGreaterThan(0.8);
    expect(share(p.kT1, 0.43, 3.3)).toBeGreaterThan(0.85);
    expect(share(p.kT1, 12, 15.001)).toBeGreaterThan(0.005);
  });

  test('within the limits of the catalogue, the cooler plasma first', () => {
    expect(Math.min(...logNH)).toBeGreaterThan(20 - 1e-9);
    expect(Math.max(...logNH)).toBeLessThan(23.5 + 1e-9);
    for (const i of two) expect(p.kT1[i]).toBeLessThanOrEqual(p.kT2[i]);
    expect(Math.max(...p.kT1)).toBeLessThanOrEqual(15);
    expect(Math.min(...p.kT1)).toBeGreaterThanOrEqual(0.08);
  });
});

const edges = Float64Array.from({ length: 1901 }, (_, i) => 0.5 + (i * 9.5) / 1900);
const [low, high] = [edges.slice(0, -1), edges.slice(1)];

describe('the models', () => {
  test('one and two plasmas behind an absorber; every star once', () => {
    expect(table.groups.map((g) => g.model)).toEqual([
      'cflux(0.5,10,-14)*tbabs*apec(1,0.3,0,1)',
      'cflux(0.5,10,-14)*tbabs*(apec(1,0.3,0,1)+apec(1,0.3,0,1))',
    ]);
    expect([...table.groups[0].index]).toEqual(onePlasma);
    expect([...table.groups[1].index]).toEqual(two);
  });

  test('a star has its drawn flux, and parameters from its properties', () => {
    for (const group of table.groups) {
      const size = group.parameters.length / group.index.length;
      const bound = model(group.model).bind(low, high);
      for (let i = 0; i < 20; i++) {
        const parameters = group.parameters.slice(i * size, (i + 1) * size);
        const row = group.index[i];
        const photons = bound.evaluate(parameters);
        const flux = photons.reduce((sum, n, k) => sum + (n * (low[k] + high[k])) / 2, 0) * 1.602176634e-9;
        expect(Math.abs(flux / p.flux[row] - 1)).toBeLessThan(1e-6);
        expect([parameters[3], parameters[4]]).toEqual([p.nH[row], p.kT1[row]]);
        if (size > 8) {
          expect(parameters[8]).toBe(p.kT2[row]);
          expect(parameters[11] / parameters[7]).toBeCloseTo(p.emRatio[row], 10);
        }
      }
    }
  });

  test('fluxes are those of the AGN: median 1.8e-15, 0.5 dex', () => {
    const logFlux = p.flux.map((x) => Math.log10(x));
    expect(Math.abs(mean(logFlux) - Math.log10(1.8e-15))).toBeLessThan(0.011);
    expect(Math.abs((quantile(logFlux, 0.8413) - quantile(logFlux, 0.1587)) / 2 - 0.5)).toBeLessThan(0.015);
  });
});

test('a star depends on seed and number only', () => {
  const whole = stars().sample(100, { seed: 3 });
  const shards = [stars().sample(50, { seed: 3 }), stars().sample(50, { seed: 3, first: 50 })];
  for (const name of Object.keys(whole.properties)) {
    const joined = shards.flatMap((shard) => [...shard.properties[name]]);
    expect([...whole.properties[name]]).toEqual(joined);
  }
});

describe('stars with fluxes of their own', () => {
  const unmatched = stars(undefined, { fluxMatch: false });
  const sampled = unmatched.sample(4000, { seed: 5 });
  const q = sampled.properties;

  test('the same columns and temperatures as with fluxes of AGN, without cflux', () => {
    expect(q.nH).toEqual(p.nH.slice(0, 4000));
    expect(q.kT2).toEqual(p.kT2.slice(0, 4000));
    expect(sampled.groups.map((g) => g.model)).toEqual([
      'tbabs*apec(1,0.3,0,1)',
      'tbabs*(apec(1,0.3,0,1)+apec(1,0.3,0,1))',
    ]);
    expect(unmatched.identity).toMatch(/^star-own-flux@2\+[0-9a-f]{8}$/);
    expect(unmatched.description).toContain('fluxes of their own at 450 pc');
    expect(stars().description).toContain('fluxes from the distribution of the AGN');
    expect(Object.keys(p)).not.toContain('logEM1');
  });

  test('norms are 1e-14 / (4 pi D^2) times the emission measures, fluxes those of the models', () => {
    const sphere = 4 * Math.PI * (450 * 3.0857e18) ** 2;
    for (const group of sampled.groups) {
      const size = group.parameters.length / group.index.length;
      const bound = model(group.model).bind(low, high);
      for (let i = 0; i < 20; i++) {
        const parameters = group.parameters.slice(i * size, (i + 1) * size);
        const k = group.index[i];
        expect(parameters[4] / ((1e-14 * 10 ** q.logEM1[k]) / sphere)).toBeCloseTo(1, 4);
        if (size > 5) expect(parameters[8] / ((1e-14 * 10 ** q.logEM2[k]) / sphere)).toBeCloseTo(1, 4);
        const photons = bound.evaluate(parameters);
        const flux = photons.reduce((sum, n, bin) => sum + (n * (low[bin] + high[bin])) / 2, 0) * 1.602176634e-9;
        expect(Math.abs(flux / q.flux[k] - 1)).toBeLessThan(0.01);
      }
    }
  });

  // The emission measures of the 271 rows with two plasmas correlate by 0.84. COUP stars are brighter than CDFS AGN (paper, figure 5).
  test('emission measures correlate as in the catalogue; stars are several times brighter than AGN', () => {
    const both = [...q.kT2.keys()].filter((i) => !Number.isNaN(q.kT2[i]));
    const ofBoth = (values: ArrayLike<number>) => both.map((i) => values[i]);
    expect(Math.abs(correlation(ofBoth(q.logEM1), ofBoth(q.logEM2)) - 0.84)).toBeLessThan(0.05);
    expect(quantile(q.flux, 0.5) / quantile(p.flux, 0.5)).toBeGreaterThan(2);
    expect(both.every((i) => Math.abs(q.emRatio[i] / 10 ** (q.logEM2[i] - q.logEM1[i]) - 1) < 1e-9)).toBe(true);
  });

  test('what does not go together is refused', () => {
    expect(() => stars(undefined, { fluxMatch: 1 as never })).toThrow('fluxMatch is 1; true or false is needed');
    expect(() => stars(undefined, { fluxMatch: false, fluxes: [1e-14] })).toThrow('with fluxMatch false');
    expect(() => stars(undefined, { fluxes: [] })).toThrow('there is no flux to draw from');
    expect(() => stars(undefined, { fluxes: [1e-14, 0] })).toThrow('fluxes[1] is 0; it must be above 0');
    const lacking = { ...row(21, 1), logEM1: Number.NaN };
    expect(() => stars([lacking])).not.toThrow();
    expect(() => stars([lacking], { fluxMatch: false })).toThrow(
      'rows[0] (COUP 1) lacks a column, temperature or emission',
    );
  });
});

// The 383 and 271 rows have 18 and 35 at log NH = 20, 7 of one plasma are at 15 keV: where the catalogue's fits stop.
test('the heaps at the limits of the catalogue are kept, and no others made', () => {
  const share = (rows: number[], holds: (i: number) => boolean) => rows.filter(holds).length / rows.length;
  const within = (found: number, expected: number, count: number) =>
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / count) + 1e-4);
  const atColumn = (i: number) => Math.abs(p.nH[i] / 0.01 - 1) < 1e-9;
  within(share(onePlasma, atColumn), 18 / 383, onePlasma.length);
  within(share(two, atColumn), 35 / 271, two.length);
  within(
    share(onePlasma, (i) => p.kT1[i] === 15),
    7 / 383,
    onePlasma.length,
  );
  expect(logNH.filter((x) => x > 23.4999).length).toBe(0);
});

const row = (logNH: number, kT1: number, kT2 = Number.NaN, ratio = Number.NaN): CoupRow => ({
  coup: 1,
  logNH,
  kT1,
  kT2,
  logEM1: 53,
  logEM2: 53 + ratio,
  chi2: 1,
  degreesOfFreedom: 10,
  fit: '',
  flags: '',
  netCounts: 100,
  hasCounterpart: true,
});

test('a row at a limit of the fits stays there; others next to it are not heaped up', () => {
  const { nH, kT1 } = stars([row(20, 15), row(20.05, 14)]).sample(2000, { seed: 1 }).properties;
  const [heap, below] = [true, false].map((isAt) => [...kT1.keys()].filter((i) => (kT1[i] === 15) === isAt));
  expect(Math.abs(heap.length - 1000)).toBeLessThan(4 * Math.sqrt(500));
  expect(heap.every((i) => Math.abs(nH[i] / 0.01 - 1) < 1e-9)).toBe(true);
  expect(below.filter((i) => Math.abs(nH[i] / 0.01 - 1) < 1e-6).length).toBe(0);
});

describe('stars from catalogue rows', () => {
  const given = [row(21, 0.5), row(22, 0.8, 3, 0.5), row(22.8, 1.2, 4, -0.5)];
  const drawn = stars(given).sample(3000, { seed: 1 }).properties;

  test('rows are drawn whole, equally often, blurred by the kernel (0.1, 0.034, 0.15 dex)', () => {
    const groups: number[][] = [[], [], []];
    for (let i = 0; i < 3000; i++) groups[Number.isNaN(drawn.kT2[i]) ? 0 : drawn.emRatio[i] > 1 ? 1 : 2].push(i);
    groups.forEach((members, g) => {
      const { logNH, kT1, kT2, logEM1, logEM2 } = given[g];
      expect(Math.abs(members.length - 1000)).toBeLessThan(4 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
      const check = (values: number[], centre: number, width: number) => {
        const error = width / Math.sqrt(members.length);
        const m = mean(values);
        const sd = Math.sqrt(mean(values.map((x) => (x - m) ** 2)));
        expect(Math.abs(m - centre)).toBeLessThan(4 * error);
        expect(Math.abs(sd / width - 1)).toBeLessThan(0.1);
      };
      check(logs(drawn.nH, members), logNH - 22, 0.1);
      check(logs(drawn.kT1, members), Math.log10(kT1), 0.034);
      if (g === 0) return;
      check(logs(drawn.kT2, members), Math.log10(kT2), 0.034);
      check(logs(drawn.emRatio, members), logEM2 - logEM1, 0.15);
    });
  });

  test('other rows, another identity; no rows, an error', () => {
    expect(stars(given).identity).toMatch(/^star-coup@\d+\+[0-9a-f]{8}$/);
    expect(stars(given).identity).not.toBe(stars(given.slice(1)).identity);
    expect(stars().identity).toMatch(/^star@\d+\+[0-9a-f]{8}$/);
    expect(() => stars([])).toThrow('no COUP rows are left');
  });
});

test('populations by name', () => {
  expect(population('star').identity).toBe(stars().identity);
  expect(population('agn').name).toBe('agn');
  expect(() => population('qso' as 'agn')).toThrow('no population "qso"; there are star and agn');
  expect(() => population('agn', { coup: 'x.fits' })).toThrow('agn takes none');
  expect(() => population('star', { coup: '/nowhere/coup.fits' })).toThrow('/nowhere/coup.fits');
});

test.skipIf(!hasShared)('stars of the real catalogue: row-wise draws keep its correlations', () => {
  const file = sharedFile('catalogs/COUP.fits.gz');
  const rows = filterCoup(readCoup(file)).rows.filter((r) => r.kT2 > 0);
  const real = correlation(
    rows.map((r) => Math.log10(r.kT1)),
    rows.map((r) => Math.log10(r.kT2)),
  );
  const { properties: q } = population('star', { coup: file }).sample(5000, { seed: 2 });
  const both = Array.from(q.kT2.keys()).filter((i) => !Number.isNaN(q.kT2[i]));
  expect(Math.abs(correlation(logs(q.kT1, both), logs(q.kT2, both)) - real)).toBeLessThan(0.1);
});
