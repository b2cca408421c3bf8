import { describe, expect, test } from 'vitest';
import type { CdfsRow } from '../../ts/catalog/index.js';
import { agn, population } from '../../ts/population/index.js';
import { model } from '../../ts/spectral/index.js';
import { correlation, mean, quantile } from './statistics.js';

const COUNT = 20_000;
const table = agn().sample(COUNT, { seed: 11 });
const p = table.properties;
// C-thick AGN have no column.
const logNH = p.nH.map((x) => (Number.isNaN(x) ? Number.NaN : Math.log10(x) + 22));
const known = logNH.filter((x) => !Number.isNaN(x));
const constrained = Array.from(logNH.keys()).filter((i) => logNH[i] > 19.5);
const pickFrom = (values: ArrayLike<number>, rows: number[]) => Float64Array.from(rows, (i) => values[i]);

// Hebbar & Heinke 2023, section 2. A quantile q of n draws scatters by sqrt(q (1 - q) / n) in probability, 0.0015
// here; tolerances are three of these in the density at the quantile, plus the printed rounding.
describe('the printed distributions', () => {
  test('photon index: mean 1.75, 90 % in (1.2, 2.2), most at 1.8', () => {
    expect(Math.abs(mean(p.Gamma) - 1.75)).toBeLessThan(0.01);
    expect(Math.abs(quantile(p.Gamma, 0.05) - 1.2)).toBeLessThan(0.03);
    expect(Math.abs(quantile(p.Gamma, 0.95) - 2.2)).toBeLessThan(0.03);
    const near = (x: number) => p.Gamma.filter((g) => Math.abs(g - x) < 0.05).length;
    for (const other of [1.3, 1.5, 1.6, 2, 2.2]) expect(near(1.8)).toBeGreaterThan(2 * near(other));
  });

  test('columns: 90 % of all in (19.05, 24.2), of the constrained in (21.37, 24.2)', () => {
    expect(quantile(known, 0.05)).toBeLessThanOrEqual(19.05);
    expect(Math.abs(quantile(known, 0.95) - 24.2)).toBeLessThan(0.1);
    const fitted = pickFrom(logNH, constrained);
    expect(Math.abs(quantile(fitted, 0.05) - 21.37)).toBeLessThan(0.06);
    expect(Math.abs(quantile(fitted, 0.95) - 24.2)).toBeLessThan(0.06);
    expect(logNH.filter((x) => x < 19.5).every((x) => Math.abs(x - 19) < 1e-9)).toBe(true);
  });

  test('redshift: 90 % in (0.01, 2.56), most at 0.7', () => {
    expect(Math.abs(quantile(p.z, 0.05) - 0.01)).toBeLessThan(0.002);
    expect(Math.abs(quantile(p.z, 0.95) - 2.56)).toBeLessThan(0.06);
    const bins = new Array(20).fill(0);
    for (const z of p.z) if (z > 0.02 && z < 4) bins[Math.floor(z / 0.2)]++;
    expect([2, 3, 4]).toContain(bins.indexOf(Math.max(...bins))); // 0.4-1.0
  });

  test('higher redshift, higher absorption', () => {
    const r = correlation(pickFrom(logNH, constrained), pickFrom(p.z, constrained));
    expect(r).toBeGreaterThan(0.25);
    expect(r).toBeLessThan(0.45);
  });

  test('half have a line of 100 to 3000 eV; C-thin, Soft-C, C-thick are 93:3:4; fluxes range over 2 dex', () => {
    const widths = p.EW.filter((x) => !Number.isNaN(x));
    expect(Math.abs(widths.length / COUNT - 0.5)).toBeLessThan(0.011);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...widths)).toBeLessThanOrEqual(3000);
    expect(Math.abs(mean(widths) - 1550)).toBeLessThan(25);
    // Uniform: the largest distance of the distribution function of 10,000 widths is above 0.0195 once in a thousand times.
    const sorted = widths.toSorted();
    const distance = Math.max(...sorted.map((x, i) => Math.abs((i + 0.5) / sorted.length - (x - 100) / 2900)));
    expect(distance).toBeLessThan(0.0195);
    // In every model alike.
    for (const kind of [p.softC, p.cThick]) {
      const members = [...kind.keys()].filter((i) => kind[i] === 1);
      const share = members.filter((i) => !Number.isNaN(p.EW[i])).length / members.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(2 / Math.sqrt(members.length));
    }
    expect(Math.abs(mean(p.softC) - 0.03)).toBeLessThan(0.004);
    expect(Math.abs(mean(p.cThick) - 0.04)).toBeLessThan(0.0045);
    expect([...p.nH].filter(Number.isNaN).length).toBe([...p.cThick].filter((x) => x === 1).length);
    const range = Math.log10(quantile(p.flux, 0.9772) / quantile(p.flux, 0.0228));
    expect(Math.abs(range - 2)).toBeLessThan(0.06);
    expect(Math.abs(quantile(p.flux, 0.5) / 1.8e-15 - 1)).toBeLessThan(0.04);
  });
});

// 2.5 eV bins
const edges = Float64Array.from({ length: 4001 }, (_, i) => 0.2 + (i * 10) / 4000);
const [low, high] = [edges.slice(0, -1), edges.slice(1)];
const energyFlux = (photons: Float64Array) =>
  photons.reduce(
    (sum, n, i) => sum + (low[i] >= 0.5 - 1e-9 && high[i] <= 10 + 1e-9 ? (n * (low[i] + high[i])) / 2 : 0),
    0,
  ) * 1.602176634e-9;

/** The first `count` sources of the group with this expression: row of the table, parameters, spectrum. */
function sourcesOf(expression: string, count: number) {
  const group = table.groups.find((g) => g.model === expression)!;
  const size = group.parameters.length / group.index.length;
  const bound = model(expression).bind(low, high);
  return Array.from({ length: count }, (_, i) => {
    const parameters = group.parameters.slice(i * size, (i + 1) * size);
    return { row: group.index[i], parameters, spectrum: bound.evaluate(parameters) };
  });
}
const expressions = table.groups.map((g) => g.model);

describe('the models', () => {
  test('six groups hold every source once', () => {
    expect(expressions).toEqual([
      'cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)',
      'cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1) + tbabs*ztbabs*gaussian',
      'tbabs*pegpwrlw(1.8,0.5,10,1) + cflux(0.5,10,-14)*ztbabs*pegpwrlw(1.8,0.5,10,1)',
      'tbabs*pegpwrlw(1.8,0.5,10,1) + cflux(0.5,10,-14)*ztbabs*pegpwrlw(1.8,0.5,10,1) + tbabs*ztbabs*gaussian',
      'cflux(0.5,10,-14)*tbabs*pexrav(1.8,0,-1,0,1,1,0.45,1)',
      'cflux(0.5,10,-14)*tbabs*pexrav(1.8,0,-1,0,1,1,0.45,1) + tbabs*gaussian',
    ]);
    const rows = table.groups.flatMap((g) => [...g.index]).sort((a, b) => a - b);
    expect(rows).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  });

  test('a C-thin source has its drawn flux', () => {
    for (const { row, spectrum } of sourcesOf(expressions[0], 40))
      expect(Math.abs(energyFlux(spectrum) / p.flux[row] - 1)).toBeLessThan(2e-3);
  });

  test('the line has its equivalent width, in the source frame, against the continuum at its energy', () => {
    const bound = model(expressions[0]).bind(low, high);
    for (const { row, parameters, spectrum } of sourcesOf(expressions[1], 40)) {
      const continuum = bound.evaluate(parameters.slice(0, 10));
      const line = 6.4 / (1 + p.z[row]);
      expect(parameters.slice(-3, -1)).toEqual(Float64Array.of(line, 0.01 / (1 + p.z[row])));
      // Line and continuum pass through the same absorption: the ratio of both, added up over the line, is the width.
      let width = 0;
      for (let i = 0; i < low.length; i++) {
        const centre = (low[i] + high[i]) / 2;
        if (Math.abs(centre - line) < 0.06) width += (spectrum[i] / continuum[i] - 1) * (high[i] - low[i]);
      }
      expect(Math.abs((width * 1000 * (1 + p.z[row])) / p.EW[row] - 1)).toBeLessThan(0.01);
    }
  });

  test('Soft-C: the soft component is 3 % of the unabsorbed hard one, with the same index', () => {
    const unit = model('ztbabs*pegpwrlw').bind(low, high);
    for (const { row, parameters } of sourcesOf(expressions[2], 20)) {
      const [soft, hard] = [parameters.slice(1, 5), parameters.slice(-4)];
      expect([soft[0], hard[0]]).toEqual([p.Gamma[row], p.Gamma[row]]);
      const absorbed = energyFlux(unit.evaluate(Float64Array.of(p.nH[row], p.z[row], p.Gamma[row], 0.5, 10, 1)));
      expect(Math.abs((soft[3] * absorbed) / (0.03 * p.flux[row]) - 1)).toBeLessThan(3e-3);
      expect(p.nH[row]).toBeGreaterThan(0.009);
    }
  });
});

describe('C-thick', () => {
  test('reflection alone has the drawn flux, index and redshift', () => {
    for (const { row, parameters, spectrum } of sourcesOf(expressions[4], 30)) {
      expect([...parameters.slice(4)]).toEqual([p.Gamma[row], 0, -1, p.z[row], 1, 1, 0.45, 1]);
      expect(Math.abs(energyFlux(spectrum) / p.flux[row] - 1)).toBeLessThan(2e-3);
    }
  });

  test('the line has its equivalent width against the reflected continuum', () => {
    const bound = model(expressions[4]).bind(low, high);
    for (const { row, parameters, spectrum } of sourcesOf(expressions[5], 40)) {
      const continuum = bound.evaluate(parameters.slice(0, 12));
      const line = 6.4 / (1 + p.z[row]);
      let width = 0;
      for (let i = 0; i < low.length; i++)
        if (Math.abs((low[i] + high[i]) / 2 - line) < 0.06)
          width += (spectrum[i] / continuum[i] - 1) * (high[i] - low[i]);
      expect(Math.abs((width * 1000 * (1 + p.z[row])) / p.EW[row] - 1)).toBeLessThan(0.01);
    }
  });
});

test('a source depends on seed and number only', () => {
  const whole = agn().sample(100, { seed: 3 });
  const shards = [agn().sample(50, { seed: 3 }), agn().sample(50, { seed: 3, first: 50 })];
  for (const name of Object.keys(whole.properties)) {
    const joined = shards.flatMap((shard) => [...shard.properties[name]]);
    expect([...whole.properties[name]]).toEqual(joined);
  }
  expect(agn().sample(100, { seed: 4 }).properties.z).not.toEqual(whole.properties.z);
});

test('the identity names version and numbers; the description the shares', () => {
  expect(agn().identity).toMatch(/^agn@\d+\+[0-9a-f]{8}$/);
  expect(agn().description).toContain('C-thick 4 %');
});

test('a bad count, seed or first is refused', () => {
  expect(() => agn().sample(-1, { seed: 1 })).toThrow('count is -1; it must be a whole number from 0 to 2^53 - 1');
  expect(() => agn().sample(1, { seed: -1 })).toThrow('seed is -1');
  expect(() => agn().sample(1, { seed: 1, first: 0.5 })).toThrow('first is 0.5');
});

const modelsOf = (options: object) =>
  agn(undefined, options)
    .sample(2000, { seed: 1 })
    .groups.map((group) => group.model);

describe('presets: where the paper is odd', () => {
  test('paper is the default; physical puts the absorbed term of Soft-C behind the Galaxy too', () => {
    expect(modelsOf({ preset: 'paper' })).toEqual(modelsOf({}));
    const [paper, physical] = [modelsOf({}), modelsOf({ preset: 'physical' })];
    expect(physical.filter((_, i) => ![2, 3].includes(i))).toEqual(paper.filter((_, i) => ![2, 3].includes(i)));
    expect(physical[2]).toBe('tbabs*pegpwrlw(1.8,0.5,10,1) + cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)');
    // Every term begins behind a tbabs, or at once after the cflux around it.
    for (const expression of physical)
      for (const term of expression.split(' + ')) expect(term).toMatch(/^(cflux\([^)]*\)\*)?tbabs\*/);
    expect(agn(undefined, { preset: 'physical' }).identity).toMatch(/^agn-physical@3\+/);
    expect(agn(undefined, { preset: 'physical' }).description).toContain('physical models');
  });

  test('the same sources, with the same flux of the absorbed term; its column is in front of it', () => {
    const sampleOf = (preset: 'paper' | 'physical') => agn(undefined, { preset }).sample(2000, { seed: 4 });
    const [paper, physical] = [sampleOf('paper'), sampleOf('physical')];
    expect(physical.properties).toEqual(paper.properties);
    const last = (group: (typeof paper.groups)[0]) =>
      group.parameters.slice(0, group.parameters.length / group.index.length);
    const [a, b] = [paper, physical].map(({ groups }) =>
      last(groups.find((g) => g.model.startsWith('tbabs') && !g.model.includes('gauss'))!),
    );
    // tbabs, pegpwrlw (4), cflux (3), [tbabs], ztbabs (2), pegpwrlw (4)
    expect([a.length, b.length]).toEqual([14, 15]);
    expect([...b.slice(8, 11)]).toEqual([0.008, a[8], a[9]]);
    // Less is absorbed, so less has to be put in for the same flux: the soft term, 3 % of it, is a little higher.
    expect(b[4] / a[4]).toBeGreaterThan(1);
    expect(b[4] / a[4]).toBeLessThan(1.01);
  });

  test('the mix of the catalogue: 299, 8, 14 of 321', () => {
    const { properties } = agn(undefined, { mix: 'catalog' }).sample(COUNT, { seed: 2 });
    expect(Math.abs(mean(properties.softC) - 8 / 321)).toBeLessThan(0.0035);
    expect(Math.abs(mean(properties.cThick) - 14 / 321)).toBeLessThan(0.0045);
    expect(agn(undefined, { mix: 'catalog' }).identity).toMatch(/^agn-catalog-mix@/);
  });

  test('other names are refused', () => {
    expect(() => agn(undefined, { preset: 'printed' as 'paper' })).toThrow(
      'preset is the text "printed"; it must be paper or physical',
    );
    expect(() => agn(undefined, { mix: 1 as never })).toThrow('mix is 1; it must be paper or catalog');
  });
});

const row = (xid: number, model: CdfsRow['model'], redshift: number, nH: number, flux: number): CdfsRow => ({
  xid,
  redshift,
  Gamma: 1.5 + 0.1 * xid,
  nH,
  softFlux: flux / 4,
  hardFlux: (3 * flux) / 4,
  model,
});
const given = [
  row(1, 'C-thin', 0.5, 1, 1e-15),
  row(2, 'C-thin', 1.5, 0, 4e-15),
  row(3, 'Soft-C', 2.5, 50, 1e-14),
  row(4, 'C-thick', 3.5, Number.NaN, 2e-15),
];

describe('AGN from rows of the CDFS catalogue', () => {
  const { properties: q, groups } = agn(given).sample(6000, { seed: 1 });
  const members = given.map(({ redshift }) => [...q.z.keys()].filter((i) => q.z[i] === redshift));
  const spread = (values: number[]) => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

  test('a source is one row of its model, drawn whole; the mix is that of the paper', () => {
    expect(members.flat()).toHaveLength(6000);
    const shares = members.map((rows) => rows.length / 6000);
    [0.465, 0.465, 0.03, 0.04].forEach((share, k) => {
      expect(Math.abs(shares[k] - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 6000));
    });
    expect(members[2].every((i) => q.softC[i] === 1)).toBe(true);
    expect(members[3].every((i) => q.cThick[i] === 1 && Number.isNaN(q.nH[i]))).toBe(true);
    expect(groups.map((g) => g.model)).toEqual(expressions);
  });

  test('blurred by the kernel: NH and flux by 0.1 dex, Gamma by 0.1; unconstrained NH is 1e19', () => {
    for (const [k, { Gamma, nH, softFlux, hardFlux }] of given.entries()) {
      const error = 0.1 / Math.sqrt(members[k].length);
      const check = (values: number[], centre: number) => {
        expect(Math.abs(mean(values) - centre)).toBeLessThan(4 * error);
        expect(Math.abs(spread(values) / 0.1 - 1)).toBeLessThan(4 / Math.sqrt(2 * members[k].length));
      };
      check(
        members[k].map((i) => q.Gamma[i]),
        Gamma,
      );
      check(
        members[k].map((i) => Math.log10(q.flux[i])),
        Math.log10(softFlux + hardFlux),
      );
      if (nH > 0)
        check(
          members[k].map((i) => Math.log10(q.nH[i])),
          Math.log10(nH),
        );
    }
    expect(members[1].every((i) => Math.abs(q.nH[i] / 1e-3 - 1) < 1e-9)).toBe(true);
  });

  test('the mix of the catalogue takes all rows equally often', () => {
    const { properties } = agn(given, { mix: 'catalog' }).sample(4000, { seed: 1 });
    for (const { redshift } of given)
      expect(Math.abs(properties.z.filter((z) => z === redshift).length - 1000)).toBeLessThan(4 * Math.sqrt(750));
  });

  test('other rows, another identity; rows that cannot be used are refused', () => {
    expect(agn(given).identity).toMatch(/^agn-cdfs@3\+[0-9a-f]{8}$/);
    expect(agn(given.toReversed()).identity).not.toBe(agn(given).identity);
    expect(() => agn([])).toThrow('no CDFS rows are left');
    expect(() => agn(given.slice(0, 2))).toThrow(
      "none of the 2 CDFS rows is Soft-C, which the mix needs; use mix: 'catalog'",
    );
    expect(() => agn([{ ...given[0], Gamma: Number.NaN }])).toThrow(
      '1 of the 1 CDFS rows lack a number; leave them out by filterCdfs',
    );
  });

  test('by name, and stars with their fluxes', () => {
    expect(population('agn', { cdfs: given }).identity).toBe(agn(given).identity);
    const star = population('star', { cdfs: given });
    expect(star.description).toContain('fluxes from 4 given ones');
    const { flux } = star.sample(4000, { seed: 1 }).properties;
    // 1e-15, 2e-15, 4e-15, 1e-14, each a quarter, blurred by 0.1 dex.
    expect(Math.abs(flux.filter((f) => f < 10 ** -14.2).length / 4000 - 0.75)).toBeLessThan(0.03);
    expect(() => population('star', { preset: 'paper' })).toThrow('preset is for AGN; star takes none');
    expect(() => population('agn', { fluxMatch: false })).toThrow('fluxMatch is for stars');
  });
});
