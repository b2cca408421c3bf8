// tools/plasma on files made here: readers, populations of small ions with known solutions, recombination against closed forms.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as chianti from '../../tools/plasma/chianti.mjs';
import { electronMass, kB, lightSpeed, rydberg } from '../../tools/plasma/constants.mjs';
import { collisionStrength, excitationRate } from '../../tools/plasma/excitation.mjs';
import { ground, shellsOf } from '../../tools/plasma/freebound.mjs';
import { bareRecombination, hydrogenicRecombination } from '../../tools/plasma/hydrogenic.mjs';
import { linear, powerLaw, spline } from '../../tools/plasma/interpolate.mjs';
import { emission, outerShell, readAtom } from '../../tools/plasma/ion.mjs';
import { cascade, populations } from '../../tools/plasma/populations.mjs';

let folder: string;
const root = () => join(folder, 'chianti_v10.1');
function file(name: string, content: string): string {
  const path = join(root(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chianti-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const level = (i: number, name: string, j: string, observed: string, theory: string) =>
  `${String(i).padStart(7)} ${name.padEnd(29)}     ${'2'.padStart(5)}${'S'.padStart(5)}${j.padStart(5)}${observed.padStart(15)}${theory.padStart(15)}`;
const decay = (lower: number, upper: number, wavelength: string, rate: string) =>
  `${String(lower).padStart(5)}${String(upper).padStart(5)}${wavelength.padStart(15)}${'1.0e-1'.padStart(15)}${rate.padStart(15)}   a - b`;
const end = ' -1\n%file: made for a test\n -1\n';

describe('readers', () => {
  test('levels: observed energies, theoretical ones where there is none', () => {
    const content = [
      level(1, '1s', '0.5', '0.000', '0.000'),
      level(2, '2p', '1.5', '-1.000', '100000.000'),
      level(3, '3d', '2.5', '120000.000', '125000.000'),
    ].join('\n');
    const levels = chianti.readLevels(file('a.elvlc', `${content}\n${end}`));
    expect(levels.map(({ weight, name }) => [weight, name])).toEqual([
      [2, '1s'],
      [4, '2p'],
      [6, '3d'],
    ]);
    expect(levels.map(({ energy }) => energy)).toEqual([
      0,
      expect.closeTo(0.012398419843, 12),
      expect.closeTo(0.0148781, 7),
    ]);
  });

  test('levels of version 7, with Rydberg beside cm-1 and 0 for no observation', () => {
    const old = [
      '  1     1  2s2.2p6        1  0 S  0.0  1          0.000       0.000000          0.000       0.000000  ',
      '  2     5  2s.2p6.3s      3  0 S  1.0  3          0.000       0.000000    6953445.000      63.364455  ',
    ].join('\n');
    const levels = chianti.readLevels(file('b.elvlc', `${old}\n${end}`));
    expect(levels.map(({ weight, name }) => [weight, name])).toEqual([
      [1, '2s2.2p6'],
      [3, '2s.2p6.3s'],
    ]);
    expect(levels[1].energy).toBeCloseTo(0.862117, 5);
  });

  test('decays: a negative wavelength is a calculated one, 0 no line', () => {
    const content = [
      decay(1, 2, '12.398419843', '2.0e+10'),
      decay(1, 3, '-6.1992099215', '1.0e+9'),
      decay(2, 3, '0.000', '5.0e+2'),
    ];
    const decays = chianti.readDecays(file('a.wgfa', `${content.join('\n')}\n${end}`));
    expect(decays.map(({ lower, upper, rate }) => [lower, upper, rate])).toEqual([
      [0, 1, 2e10],
      [0, 2, 1e9],
      [1, 2, 500],
    ]);
    expect(decays.map(({ energy }) => energy)).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12), 0]);
  });

  test('a line that does not fit is named', () => {
    const path = file('bad.wgfa', `${decay(1, 2, '10.0', '1.0e+9')}\n    1    x   not a number\n${end}`);
    expect(() => chianti.readDecays(path)).toThrow(/bad\.wgfa, line 2: not in the expected columns/);
  });

  test('collision strengths of both versions', () => {
    const scups = [
      '      1      2   7.500e+00   4.000e-01  -1.000e+00    3    2     1.50000',
      '   0.000e+00   5.000e-01   1.000e+00',
      '   1.000e+00   2.000e+00   3.000e+00',
    ].join('\n');
    const [row] = chianti.readScups(file('a.scups', `${scups}\n-1\n`));
    expect(row).toEqual({ lower: 0, upper: 1, rydberg: 7.5, type: 2, scale: 1.5, x: [0, 0.5, 1], y: [1, 2, 3] });
    const splups = ' 26 21  1  2  2 0.000e+00 6.730e-01 2.900e+01 8.000e-02 7.000e-02 6.000e-02 5.000e-02 4.000e-02';
    const [old] = chianti.readSplups(file('a.splups', `${splups}\n -1\n`));
    expect(old).toMatchObject({ lower: 0, upper: 1, rydberg: 0.673, type: 2, scale: 29, x: [0, 0.25, 0.5, 0.75, 1] });
    expect(old.y).toEqual([0.08, 0.07, 0.06, 0.05, 0.04]);
  });

  test('rates by temperature and by its logarithm; ion fractions; a missing folder', () => {
    const rrlvl = '   26   24      1      3  1.0e+06  1.0e+07\n   26   24      1      3  4.0e-12  2.0e-12\n-1\n';
    expect(chianti.readRates(file('a.rrlvl', rrlvl), 'rrlvl')).toEqual([
      { from: 0, level: 2, temperatures: [1e6, 1e7], rates: [4e-12, 2e-12] },
    ]);
    const reclvl = ' 26 17  1   2      6.00      7.00\n 26 17  1   2 4.000e-12 2.000e-12\n -1\n';
    expect(chianti.readRates(file('a.reclvl', reclvl), 'reclvl')).toEqual([
      { from: 0, level: 1, temperatures: [1e6, 1e7], rates: [4e-12, 2e-12] },
    ]);
    const ioneq =
      '  3 30\n  5.00  5.50  6.00\n  1  1 1.000e+00 5.000e-01 1.000e-01\n  1  2 0.000e+00 5.000e-01 9.000e-01\n -1\n';
    const fractions = chianti.readIonFractions(file('a.ioneq', ioneq));
    expect([fractions.logT, fractions.fractionsOf(1, 2), fractions.fractionsOf(2, 1)]).toEqual([
      [5, 5.5, 6],
      [0, 0.5, 0.9],
      undefined,
    ]);
    expect(() => chianti.openChianti(join(folder, 'chianti_v10.1'))).toThrow('holds no folder chianti_v10.1');
  });
});

describe('interpolation and rates', () => {
  test('spline through a straight line and through points, power law, ends', () => {
    expect(spline([0, 1, 3], [1, 3, 7])(2)).toBeCloseTo(5, 12);
    const wave = spline(
      [0, 0.5, 1, 1.5, 2],
      [0, 0.5, 1, 1.5, 2].map((x) => Math.sin(x)),
    );
    expect(wave(1.5)).toBeCloseTo(Math.sin(1.5), 12);
    expect(linear([0, 1], [2, 4], -1)).toBe(2);
    expect(powerLaw([1, 10, 100], [1, 100, 1e4], 1000)).toBeCloseTo(1e6, 3);
  });

  test('the types of Burgess & Tully', () => {
    const temperature = (2 * rydberg) / kB; // kT / dE is 2
    const at = (type: number) =>
      collisionStrength({ rydberg: 1, type, scale: 2, x: [0, 1], y: [0.3, 0.3] })(temperature);
    expect([1, 2, 3, 4, 5].map(at)).toEqual(
      [0.3 * Math.log(2 + Math.E), 0.3, 0.1, 0.3 * Math.log(4), 0.15].map((x) => expect.closeTo(x, 12)),
    );
    expect(at(6)).toBeCloseTo(10 ** 0.3, 12);
  });
});

describe('populations', () => {
  test('two levels: excitation is followed by one photon', () => {
    const paths = cascade([{ energy: 0 }, { energy: 1 }], [{ lower: 0, upper: 1, rate: 4e9 }], []);
    expect(populations(paths, Float64Array.of(0, 2e-11))[1] * 4e9).toBeCloseTo(2e-11, 20);
  });

  test('three levels with a branch and autoionisation', () => {
    const decays = [
      { lower: 0, upper: 1, rate: 10 },
      { lower: 0, upper: 2, rate: 3 },
      { lower: 1, upper: 2, rate: 5 },
    ];
    const paths = cascade([{ energy: 0 }, { energy: 1 }, { energy: 2 }], decays, [{ upper: 2, rate: 2 }]);
    const [, first, second] = populations(paths, Float64Array.of(0, 7, 20));
    expect(second).toBeCloseTo(20 / (3 + 5 + 2), 12);
    expect(first).toBeCloseTo((7 + 2 * 5) / 10, 12);
  });

  test('levels out of the order of their energies give the same', () => {
    const decays = [
      { lower: 0, upper: 1, rate: 10 },
      { lower: 1, upper: 2, rate: 5 },
      { lower: 0, upper: 2, rate: 5 },
    ];
    const sources = Float64Array.of(0, 7, 20);
    const right = populations(cascade([{ energy: 0 }, { energy: 1 }, { energy: 2 }], decays, []), sources);
    const wrong = populations(cascade([{ energy: 0 }, { energy: 2 }, { energy: 1 }], decays, []), sources);
    expect([...wrong]).toEqual([...right].map((x) => expect.closeTo(x, 9)));
  });
});

test('an ion of three levels: excitation, recombination, dielectronic capture and what it emits', () => {
  // Ground, one bound level, one above the ionisation energy of 2 keV.
  const ev = (keV: number) => String((keV / (12.398419843 * 1e-8)).toFixed(1));
  file(
    'ca/ca_18/ca_18.elvlc',
    `${[level(1, '1s2.2s', '0.5', '0.000', '0.000'), level(2, '1s2.3p', '1.5', ev(1), ev(1)), level(3, '1s.2s2', '0.5', ev(3), ev(3))].join('\n')}\n${end}`,
  );
  file(
    'ca/ca_18/ca_18.wgfa',
    `${[decay(1, 2, '12.398419843', '1.0e+12'), decay(2, 3, '6.1992099215', '3.0e+12')].join('\n')}\n${end}`,
  );
  file(
    'ca/ca_18/ca_18.scups',
    `      1      2   ${(1 / rydberg).toExponential(3)}   4.000e-01  -1.000e+00    2    2     1.50000\n   0.000e+00   1.000e+00\n   2.000e-01   2.000e-01\n-1\n`,
  );
  file('ca/ca_18/ca_18.auto', '      1      3    1.00e+12                     a - b\n -1\n');
  file(
    'ca/ca_18/ca_18.rrlvl',
    '   20   18      1      2  1.0e+06  1.0e+08\n   20   18      1      2  4.0e-12  4.0e-12\n-1\n',
  );
  const atom = readAtom(chianti.openChianti(folder), 20, 18);
  expect(atom).toBeDefined();
  if (!atom) return;
  const [temperature] = [2e7];
  const kT = kB * temperature;
  const fractions = { previous: [0], current: [0.4], next: [0.6] };
  const { lines, pairs } = emission(atom, undefined, { ionisation: 2, recombine: undefined }, [temperature], fractions);
  // T^-3/2 2.0708e-16 (w / w_ion) A exp(-E / kT), of which three quarters radiate.
  const captured = 0.6 * 2.0708e-16 * temperature ** -1.5 * (2 / 2) * 1e12 * Math.exp(-1 / kT);
  const excited = 0.4 * (8.629e-6 / Math.sqrt(temperature) / 2) * 0.2 * Math.exp(-1 / kT);
  expect(pairs).toEqual([]);
  const [resonance, satellite] = lines;
  expect([resonance.energy, satellite.energy]).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
  expect(satellite.rates[0] / (0.75 * captured)).toBeCloseTo(1, 5);
  expect(resonance.rates[0] / (excited + 0.6 * 4e-12 + 0.75 * captured)).toBeCloseTo(1, 3);
  expect(
    excitationRate(
      { lower: 0, upper: 1, rydberg: 1 / rydberg, type: 2, scale: 1.5, x: [0, 1], y: [0.2, 0.2] },
      2,
    )(temperature) * 0.4,
  ).toBeCloseTo(excited, 18);
});

describe('shells', () => {
  test('names and ground configurations', () => {
    expect(['1s', '2s2.2p4(3P).5d', '1s.2p2(1D)', '2s2 2p6 10f'].map(outerShell)).toEqual([1, 5, 2, 10]);
    expect([1, 2, 3, 6, 10, 11].map(ground)).toEqual([
      { n: 1, l: 0, weight: 2 },
      { n: 1, l: 0, weight: 1 },
      { n: 2, l: 0, weight: 2 },
      { n: 2, l: 1, weight: 15 },
      { n: 2, l: 1, weight: 1 },
      { n: 3, l: 0, weight: 2 },
    ]);
  });

  test('shells that the file does not list are hydrogenic', () => {
    const listed = [
      { n: 2, l: 1, weight: 6, energy: 0 },
      { n: 3, l: 0, weight: 12, energy: 0.7 },
    ];
    const shells = shellsOf(listed, [{ n: 2, l: 0, weight: 1, energy: 0 }], 26, 22, 1.8);
    expect(shells[0]).toEqual({ n: 2, l: 1, ratio: 6, binding: 1.8, isGround: true });
    expect(shells[1]).toMatchObject({ n: 3, l: 0, ratio: 12 });
    expect(shells.filter(({ n }) => n === 3).map(({ l }) => l)).toEqual([0, 1, 2]);
    expect(shells.find(({ n }) => n === 10)).toMatchObject({ ratio: 200, binding: (22 ** 2 * rydberg) / 100 });
  });
});

describe('recombination of bare nuclei', () => {
  // Gaunt factors of 1 at two energies, in files of their own.
  beforeAll(() => {
    for (let n = 1; n <= 6; n++) {
      const scalings = Array.from({ length: n }, () => '1.0').join(' ');
      file(`continuum/klgfb_${n}.dat`, [1e8, 1].map((x) => `${x / n ** 2} ${scalings}\n`).join(''));
    }
  });

  /** exp(x) E1(x) by its continued fraction (Abramowitz & Stegun 5.1.22). */
  function scaledE1(x: number): number {
    let fraction = 0;
    for (let k = 2000; k >= 1; k--) fraction = k / (1 + k / (x + fraction));
    return 1 / (x + fraction);
  }

  test("with Gaunt factors of 1: Kramers' rate, I^3 exp(I / kT) E1(I / kT)", () => {
    const recombine = hydrogenicRecombination(root());
    for (const [charge, n, temperature] of [
      [1, 1, 1e4],
      [8, 2, 3e6],
      [26, 5, 3e7],
    ]) {
      const kT = kB * temperature;
      const binding = (charge ** 2 * rydberg) / n ** 2;
      const section = (7.9071e-18 * n) / charge ** 2;
      const rate =
        (2 * n * n * Math.sqrt(2 / Math.PI) * lightSpeed * section * binding ** 3 * scaledE1(binding / kT)) /
        (electronMass * kT) ** 1.5;
      expect(recombine(charge, n, undefined, temperature) / rate).toBeCloseTo(1, 3);
    }
  });

  test('levels of a shell share its rate by weight, the highest takes the shells above', () => {
    const recombine = hydrogenicRecombination(root());
    const levels = ['1s 2', '2s 2', '2p 2', '2p 4'].map((term) => {
      const [name, weight] = term.split(' ');
      return { name, weight: Number(weight), energy: 0, j: 0 };
    });
    const entered: { rate: (temperature: number) => number }[] = bareRecombination(recombine, levels, 8);
    const rates = entered.map(({ rate }) => rate(1e7));
    expect(rates[3] / rates[2]).toBeCloseTo(2, 12);
    expect(rates[0]).toBe(recombine(8, 1, 0, 1e7));
    let whole = 0;
    for (let n = 1; n <= 60; n++) whole += recombine(8, n, undefined, 1e7);
    expect(rates.reduce((a, b) => a + b) / whole).toBeCloseTo(1, 9);
  });
});
