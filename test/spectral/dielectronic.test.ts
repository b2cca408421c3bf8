// tools/plasma/dielectronic.mjs on an ion made here: one excited level at 0.9 keV above an oxygen-like ground level.
import { describe, expect, test } from 'vitest';
import { kB, rydberg } from '../../tools/plasma/constants.mjs';
import { captures, dielectronic, fittedRates } from '../../tools/plasma/dielectronic.mjs';

const excitation = (lower: number, upper: number, strength: number) => ({
  lower,
  upper,
  rydberg: 0.9 / rydberg,
  type: 2,
  scale: 1.5,
  x: [0, 1],
  y: [strength, strength],
});
const parentOf = (decay: number) => ({
  levels: [
    { energy: 0, weight: 5 },
    { energy: 0.9, weight: 7 },
  ],
  shells: [2, 3],
  decays: [{ lower: 0, upper: 1, energy: 0.9, rate: decay }],
  excitations: [excitation(0, 1, 0.05)],
});
const atom = {
  element: 26,
  stage: 18,
  levels: [
    { energy: 0, weight: 4 },
    { energy: 0.8, weight: 6 },
    { energy: 1.2, weight: 2 },
    { energy: 1.21, weight: 6 },
    { energy: 1.5, weight: 8 },
  ],
  shells: [2, 3, 5, 5, 5],
  totals: [] as unknown[],
};
const total = (parts: { rates: ArrayLike<number> }[], t: number) => parts.reduce((sum, { rates }) => sum + rates[t], 0);

test('rates are those of the papers: Fe XIX at 10^7 K, Fe XXII at 2 10^6 K', () => {
  const xix = fittedRates(8);
  expect(xix.through(1e7)).toBeCloseTo(2.62e-11, 13);
  // 0.0548 exp(-0.1078) + 0.0056 exp(-0.0218) + 0.0012 + 0.0002, times 3.162e-11
  expect(xix.inside(1e7) / 1.77e-12).toBeCloseTo(1, 2);
  // 0.392 exp(-2.79) + 1.017 exp(-5.55), times 3.536e-10
  expect(fittedRates(5).through(2e6) / 9.91e-12).toBeCloseTo(1, 2);
});

describe('captures', () => {
  const temperature = 1e7;
  const kT = kB * temperature;
  const at = (decay: number, n: number) => captures(parentOf(decay), 18).find((one) => one.n === n);

  test('a level that only radiates keeps every capture: the strength of excitation below its threshold', () => {
    const excess = 0.9 - (18 ** 2 * rydberg) / 64;
    const spacing = (2 * 18 ** 2 * rydberg) / 512;
    const capture = ((8.629e-6 / Math.sqrt(temperature)) * 0.01 * spacing * Math.exp(-excess / kT)) / kT;
    expect((at(1e20, 8)?.rate(temperature) ?? 0) / capture).toBeCloseTo(1, 5);
    // Of two electrons in one shell either can be the excited one.
    const same = (at(1e20, 3)?.rate(temperature) ?? 0) * Math.exp((0.9 - (18.65 ** 2 * rydberg) / 9) / kT);
    const next = (at(1e20, 4)?.rate(temperature) ?? 0) * Math.exp((0.9 - (18.15 ** 2 * rydberg) / 16) / kT);
    expect(same / next).toBeCloseTo((0.5 * 64) / 27, 5);
  });

  test('a level that mostly autoionises keeps its share, which is detailed balance', () => {
    // Back into the continuum: 1.316e16 18^2 0.05 / (8^3 7 50) s-1.
    const auto = (1.316e16 * 324 * 0.05) / (512 * 7 * 50);
    const ratio = (at(1e12, 8)?.rate(temperature) ?? 0) / (at(1e20, 8)?.rate(temperature) ?? 1);
    expect(ratio / (1e12 / (1e12 + auto))).toBeCloseTo(1, 3);
  });

  test('the photon is that of the ion, less what the captured electron gains', () => {
    expect(at(1e13, 8)?.lines).toEqual([{ energy: 0.9, share: 1 }]);
    expect(at(1e13, 3)?.lines[0].energy).toBeCloseTo(0.9 - ((18.65 ** 2 - 18 ** 2) * rydberg) / 9, 12);
  });
});

test('every capture through a higher shell makes one photon and one electron on its way down', () => {
  const temperatures = [5e6, 1e7];
  const { fill, lines } = dielectronic(atom, parentOf(1e13), 1.36, temperatures);
  temperatures.forEach((temperature, t) => {
    const { inside, through } = fittedRates(8);
    expect(total(lines, t) / through(temperature)).toBeCloseTo(1, 9);
    expect(total(fill, t) / (through(temperature) + inside(temperature))).toBeCloseTo(1, 9);
  });
  // Bound levels alone, a shell by weight: 2 to 6.
  expect(new Set(fill.map(({ level }) => level))).toEqual(new Set([1, 2, 3]));
  const [two, six] = [2, 3].map((level) =>
    total(
      fill.filter((one) => one.level === level),
      0,
    ),
  );
  expect(six / two).toBeCloseTo(3, 9);
});

test('rates that hold them already get the photons alone; other elements and ions nothing', () => {
  const withTotals = dielectronic({ ...atom, totals: [{}] }, parentOf(1e13), 1.36, [1e7]);
  expect([withTotals.fill.length, withTotals.lines.length > 0]).toEqual([0, true]);
  for (const other of [{ element: 14 }, { stage: 16 }, { stage: 24 }])
    expect(dielectronic({ ...atom, ...other }, parentOf(1e13), 1.36, [1e7])).toEqual({ fill: [], lines: [] });
});
