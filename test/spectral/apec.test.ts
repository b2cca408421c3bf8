import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atomdbOneKeV, atomdbStars, elementPower, mekal } from '../../tools/verify/plasmaReference.mjs';
import { abundances, embeddedPlasma, model, type PlasmaTable } from '../../ts/spectral/index.js';
import { hasShared } from '../shared.js';
import { everySecondTemperature } from './thinned.js';

type Comparison = { norm: number; sigma: number; fwhm: number };

const kTOf = (logT: number) => 10 ** logT * 8.617333262e-8;
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
function grid(edges: number[]): [Float64Array, Float64Array] {
  return [Float64Array.from(edges.slice(0, -1)), Float64Array.from(edges.slice(1))];
}
const linear = (low: number, high: number, n: number) =>
  Array.from({ length: n + 1 }, (_, i) => low + ((high - low) * i) / n);

// Sums of what tools/plasma calculates before it packs it (NumPy) over 0.3-0.5, 0.5-1, 1-2 and 2-8 keV, photons/cm2/s at norm 1;
// sodium, a trace element in XSPEC's apec, keeps abundance 1.
const bands: ['angr' | 'wilm', number, number, number[]][] = [
  ['angr', 1, 7.0, [0.3252, 1.37644, 0.404091, 0.0362937]],
  ['wilm', 0.3, 6.9, [0.223616, 0.424526, 0.0968808, 0.00832851]],
  ['wilm', 0.3, 7.4, [0.209301, 0.212789, 0.142651, 0.069736]],
  ['wilm', 1, 6.5, [0.506565, 0.848234, 0.0421102, 0.000348015]],
];
test.each(bands)('%s, abundance %d, log T %d: bands as in the table', (table, abundance, logT, expected) => {
  const bound = model('apec').bind(...grid([0.3, 0.5, 1, 2, 8]), { abundances: table });
  const flux = bound.evaluate(Float64Array.of(kTOf(logT), abundance, 0, 2));
  flux.forEach((value, i) => {
    expect(Math.abs(value / 2 / expected[i] - 1)).toBeLessThan(5e-4);
  });
});

test('photons are conserved on any grid', () => {
  const whole = model('apec').bind(...grid([0.3, 7]));
  const fine = model('apec').bind(...grid(linear(0.3, 7, 937)));
  for (const z of [0, 0.4]) {
    const parameters = Float64Array.of(0.8, 0.3, z, 1);
    expect(sum(fine.evaluate(parameters)) / whole.evaluate(parameters)[0]).toBeCloseTo(1, 6);
  }
});

test('a redshift moves energies by 1 + z and divides the photons by it', () => {
  const edges = linear(0.5, 6, 100);
  const shifted = model('apec')
    .bind(...grid(edges))
    .evaluate(Float64Array.of(1.3, 0.5, 0.25, 1));
  const rest = model('apec')
    .bind(...grid(edges.map((e) => e * 1.25)))
    .evaluate(Float64Array.of(1.3, 0.5, 0, 1));
  shifted.forEach((value, i) => {
    expect(Math.abs((value * 1.25) / rest[i] - 1)).toBeLessThan(1e-6);
  });
});

test('abundance scales the metals, norm all', () => {
  const bound = model('apec').bind(...grid(linear(0.5, 6, 50)));
  const [none, half, full] = [0, 0.5, 1].map((abundance) => bound.evaluate(Float64Array.of(0.9, abundance, 0, 1)));
  half.forEach((value, i) => {
    expect(Math.abs(value / ((none[i] + full[i]) / 2) - 1)).toBeLessThan(1e-12);
    expect(full[i]).toBeGreaterThan(none[i]);
  });
});

test('between temperatures: dropping every second one of the table changes little', () => {
  const table = embeddedPlasma();
  const coarse = everySecondTemperature(table);
  // Bands of 50 eV that hold a ten-thousandth of the photons or more, at the temperatures left out.
  const energies = grid(linear(0.3, 8, 154));
  const [full, half] = [table, coarse].map((plasma) => model('apec').bind(...energies, { plasma }));
  const worst = [...table.logT]
    .filter((logT, t) => t % 2 === 1 && logT > 6.2 && logT < 8.5)
    .map((logT) => {
      const parameters = Float64Array.of(kTOf(logT), 0.3, 0, 1);
      const [a, b] = [full, half].map((bound) => bound.evaluate(parameters));
      const total = sum(a);
      return Math.max(...a.map((value, i) => (value > 1e-4 * total ? Math.abs(b[i] / value - 1) : 0)));
    })
    .sort((a, b) => a - b);
  // A cubic errs by the fourth power of the step: with the whole table a tenth of this or less.
  expect(worst[worst.length >> 1]).toBeLessThan(0.01);
  expect(worst.at(-1)).toBeLessThan(0.06);
});

describe('limits', () => {
  const energies = grid([0.5, 1, 2]);
  test("temperatures outside the table or XSPEC's limits", () => {
    const bound = model('tbabs*(apec+apec)').bind(...energies);
    for (const kT of [0.034, 65])
      expect(() => bound.evaluate(Float64Array.of(1, 1, 1, 0, 1, kT, 1, 0, 1))).toThrow(
        `kT of apec (component 3) is ${kT}; its limits with this plasma table are 0.03430622 to 64 keV`,
      );
    expect(() => model('apec(0.007)')).toThrow('kT of apec is 0.007; its limits are 0.008 to 64 keV');
    for (const kT of [0.0343063, 64])
      for (const flux of bound.evaluate(Float64Array.of(1, 1, 1, 0, 1, kT, 1, 0, 1))) expect(flux).toBeGreaterThan(0);
    expect(bound.warnings).toEqual([]);
  });

  const made = (logT: number[]): PlasmaTable => {
    const nothing = new Float32Array(8);
    return {
      source: 'made for a test',
      logT: Float64Array.from(logT),
      edges: Float64Array.of(0.1, 1, 10),
      elements: Int32Array.of(1),
      load: () => ({ lines: nothing, continuum: nothing.map(() => 1) }),
    };
  };

  test("a user's table may end before them, and gives its limits to the bound model", () => {
    const bound = model('phabs*apec').bind(...energies, { plasma: made([7, 7.1, 7.2, 7.3]) });
    expect(() => bound.evaluate(Float64Array.of(0, 2, 1, 0, 1))).toThrow(
      'kT of apec is 2; its limits with this plasma table are 0.8617333 to 1.719384 keV',
    );
    for (const kT of [0.8617334, 1.719384])
      for (const flux of bound.evaluate(Float64Array.of(0, kT, 1, 0, 1))) expect(flux).toBeGreaterThan(0);
    expect(bound.parameters.map(({ name, min, max }) => [name, min, max]).slice(0, 3)).toEqual([
      ['nH', 0, 1e6],
      ['kT', expect.closeTo(0.8617333262, 9), expect.closeTo(1.7193840313, 9)],
      ['Abundanc', 0, 5],
    ]);
  });

  test("a user's table that reaches further, as AtomDB's from 10^4 K, has XSPEC's limits", () => {
    const bound = model('apec').bind(...energies, { plasma: made([4, 5, 8, 9]) });
    for (const kT of [0.007, 65])
      expect(() => bound.evaluate(Float64Array.of(kT, 1, 0, 1))).toThrow('its limits are 0.008 to 64 keV');
    for (const kT of [0.008, 0.02, 64])
      for (const flux of bound.evaluate(Float64Array.of(kT, 1, 0, 1))) expect(flux).toBeGreaterThan(0);
  });

  test('a grid beyond the table is told', () => {
    const bound = model('apec').bind(...grid([0.05, 0.1, 12, 100, 200]));
    const flux = bound.evaluate(Float64Array.of(20, 0.3, 0, 1));
    expect(flux[0]).toBe(0);
    for (const value of flux.subarray(1)) expect(value).toBeGreaterThan(0);
    expect(bound.warnings).toEqual([
      expect.stringContaining('no plasma emits below the table'),
      expect.stringContaining('plasmas emit a continuum alone'),
    ]);
  });
});

describe('hard X-rays', () => {
  // Sutherland 1998 (MNRAS 300, 321): mean Gaunt factors at log gamma2 = -3 (hydrogen at 13.6057 keV) and -2.4 (helium, all but
  // exactly), at log u = 0.2, 0.4, 0.6.
  const gaunt = [
    [1.58489, 0.736213, 0.77676],
    [2.51189, 0.608797, 0.647232],
    [3.98107, 0.498989, 0.534399],
  ];
  const kT = 13.605693;
  const helium = abundances('wilm')[1];
  // Rybicki & Lightman 1979, 5.14b, in photons/cm2/s/keV at norm 1.
  const bremsstrahlung = (energy: number, hydrogen: number, he: number) =>
    (((6.842e-38 / Math.sqrt(kT / 8.617333262e-8)) * 2.417989e17 * Math.exp(-energy / kT)) / energy / 1.602177e-9) *
    1e14 *
    (hydrogen + 4 * helium * he);

  test.each(gaunt)('bremsstrahlung at u = %d', (u, hydrogen, he) => {
    const energy = u * kT;
    const edges = [energy * 0.97, energy * 1.03];
    const [flux] = model('apec(1,0)')
      .bind(...grid(edges))
      .evaluate(Float64Array.of(kT, 0, 0, 1));
    const ratio = flux / (edges[1] - edges[0]) / bremsstrahlung(energy, hydrogen, he);
    // Ours has the relativistic corrections of Itoh et al. 2000, a few per cent there.
    expect(ratio).toBeGreaterThan(0.995);
    expect(ratio).toBeLessThan(1.06);
  });

  const expressions = ['apec(5,0.3,%)', `vapec(5,1${',0.3'.repeat(12)},%)`];
  test.each(expressions)(
    '%s at redshift 2, under cflux: what lies above 12 keV in its own frame has its place',
    (name) => {
      const edges = linear(0.3, 11, 1070);
      const there = model(`cflux(4,10,-13)*${name.replace('%', '2')}`)
        .bind(...grid(edges))
        .evaluate();
      const here = model(`cflux(12,30,-13)*${name.replace('%', '0')}`)
        .bind(...grid(edges.map((energy) => energy * 3)))
        .evaluate();
      // The same photons at a third of the energy: three times as many for the same flux.
      there.forEach((value, i) => {
        expect(Math.abs(value / (3 * here[i]) - 1)).toBeLessThan(1e-5);
      });
      const band = (low: number, high: number) =>
        there.reduce((sum, value, i) => sum + (edges[i] >= low - 1e-9 && edges[i] < high - 1e-9 ? value : 0), 0);
      // Photons of bremsstrahlung fall as E^-1.35 exp(-E / kT): between 7-10 and 4-7 keV by a factor of 12.6.
      expect(band(4, 7) / band(7, 10)).toBeGreaterThan(10);
      expect(band(4, 7) / band(7, 10)).toBeLessThan(15);
    },
  );

  test('above the table the continuum goes on, redshifted or not', () => {
    const edges = linear(80, 160, 80);
    const energies = grid(edges);
    const [apec, vapec, fall] = ['apec(30,0.3)', `vapec(30,1${',0.3'.repeat(12)})`, 'bremss(30)'].map((name) =>
      model(name)
        .bind(...energies)
        .evaluate(),
    );
    vapec.forEach((value, i) => {
      expect(Math.abs(value / apec[i] - 1)).toBeLessThan(1e-6);
    });
    // Kellogg's Gaunt factors are non-relativistic and fall a little faster.
    apec.forEach((value, i) => {
      const [ours, theirs] = [value / apec[0], fall[i] / fall[0]];
      expect(ours / theirs).toBeGreaterThan(0.99);
      expect(ours / theirs).toBeLessThan(1.12);
      if (i) expect(value).toBeLessThan(apec[i - 1]);
    });
    const moved = model('apec(30,0.3,9)')
      .bind(...grid(edges.map((energy) => energy / 10)))
      .evaluate();
    moved.forEach((value, i) => {
      expect(Math.abs((10 * value) / apec[i] - 1)).toBeLessThan(3e-3);
    });
  });
});

describe.skipIf(!hasShared)('AtomDB 3.0.9 and MEKAL', () => {
  // Shapes smoothed with 45 eV as standard deviation and as full width at half maximum, 0.3-8 keV. Of 1 keV the reference mixes
  // two temperatures linearly: Fe XVII and Fe-K differ by that mixture (docs/physics.md).
  const expectClose = ({ norm, sigma, fwhm }: Comparison, limits: { norm: number; sigma: number; fwhm: number }) => {
    expect(Math.abs(norm - 1)).toBeLessThan(limits.norm);
    expect(sigma).toBeLessThan(limits.sigma);
    expect(fwhm).toBeLessThan(limits.fwhm);
  };

  test('kT 1 keV, solar', () => {
    const result = atomdbOneKeV(model);
    expectClose(result, { norm: 0.08, sigma: 0.066, fwhm: 0.086 });
    expectClose(result.mixed, { norm: 0.075, sigma: 0.04, fwhm: 0.062 });
  });

  test('three cool stars', () => {
    const stars = atomdbStars(model);
    expect(stars).toHaveLength(3);
    for (const star of stars) expectClose(star, { norm: 0.085, sigma: 0.031, fwhm: 0.049 });
  });

  test('power of each element against temperature', () => {
    const power = elementPower(
      JSON.parse(readFileSync(new URL('../../data/plasma/chianti.json', import.meta.url), 'utf8')),
    );
    expect(power).toHaveLength(14);
    for (const { worst } of power.slice(0, 8)) expect(Math.abs(worst.ratio - 1)).toBeLessThan(0.12);
  });

  test('continuum and lines at 2 and 5 keV', () => {
    for (const { worst, peaks } of mekal(model, embeddedPlasma())) {
      expect(worst).toBeLessThan(0.005);
      for (const { ratio } of peaks) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
    }
  });
});

test("the abundances of the stars' model are those of the paper by default", () => {
  const energies = grid(linear(0.5, 2, 15));
  const byDefault = model('apec')
    .bind(...energies)
    .evaluate();
  expect([...byDefault]).toEqual([
    ...model('apec')
      .bind(...energies, { abundances: 'wilm' })
      .evaluate(),
  ]);
  const angr = model('apec')
    .bind(...energies, { abundances: 'angr' })
    .evaluate();
  // Near 0.85 keV iron dominates, whose abundance is 1.74 times higher in angr.
  const ratio = angr[3] / byDefault[3];
  expect(ratio).toBeGreaterThan(1.4);
  expect(ratio).toBeLessThan(abundances('angr')[25] / abundances('wilm')[25]);
});
