import { describe, expect, test } from 'vitest';
import { FileError } from '../../ts/base/index.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { abundances, loadPlasma, model } from '../../ts/spectral/index.js';

// A pair of files in AtomDB's layout with four temperatures. Emissivities grow tenfold a step, so that the interpolation
// in logarithms is exact: oxygen has a line at 0.6502 keV, iron one at 1.0 keV and an even pseudo-continuum, hydrogen a
// continuum falling linearly from 3 (0.2 keV) to 1 (2.2 keV) photons cm3/s/keV.
const steps = [0, 1, 2, 3];
const kT = (t: number) => 0.5 * 10 ** (t * 0.2);
const size = (t: number) => 1e-15 * 10 ** t;
const parameters = () => ({
  name: 'PARAMETERS',
  columns: [{ name: 'kT', format: 'D', unit: 'keV', data: steps.map(kT) }],
});

const line = (lambda = 'Lambda') =>
  encodeFits([
    parameters(),
    ...steps.map((t) => ({
      name: 'EMISSIVITY',
      columns: [
        { name: lambda, format: 'E', unit: 'A', data: [12.398419843 / 0.6502, 12.398419843, 500] },
        { name: 'Epsilon', format: 'E', unit: 'photons cm^3 s^-1', data: [2 * size(t), size(t), size(t)] },
        { name: 'Element', format: 'J', data: [8, 26, 26] },
        { name: 'Ion', format: 'J', data: [8, 17, 9] },
      ],
    })),
  ]);

const coco = (temperature = kT) =>
  encodeFits([
    {
      name: 'PARAMETERS',
      columns: [{ name: 'kT', format: 'D', unit: 'keV', data: steps.map(temperature) }],
    },
    ...steps.map((t) => ({
      name: 'EMISSIVITY',
      columns: [
        { name: 'Z', format: 'J', data: [1, 26, 26] },
        { name: 'rmJ', format: 'J', data: [0, 0, 17] },
        { name: 'N_Cont', format: 'J', data: [3, 0, 2] },
        { name: 'E_Cont', format: 'PD', unit: 'keV', data: [[0.2, 1.2, 2.2], [], [0.2, 2]] },
        { name: 'Continuum', format: 'PD', data: [[3, 2, 1].map((v) => v * size(t)), [], [size(t), size(t)]] },
        { name: 'N_Pseudo', format: 'J', data: [0, 2, 0] },
        { name: 'E_Pseudo', format: 'PD', unit: 'keV', data: [[], [0.5, 0.9], []] },
        { name: 'Pseudo', format: 'PD', data: [[], [size(t), size(t)], []] },
      ],
    })),
  ]);

test("lines, continuum and pseudo-continuum come out at XSPEC's norm", () => {
  const plasma = loadPlasma({ line: line(), coco: coco() });
  expect([...plasma.elements]).toEqual([1, 8, 26]);
  const wilm = abundances('wilm');
  const angr = abundances('angr');
  const [lo, hi] = [Float64Array.of(0.4, 0.7), Float64Array.of(0.7, 1.1)];
  for (const step of [0, 0.4, 1.5, 3]) {
    const flux = model('apec')
      .bind(lo, hi, { plasma })
      .evaluate(Float64Array.of(kT(step) * (1 + (step === 3 ? -1e-9 : 1e-9)), 0.5, 0, 1));
    const scale = 1e14 * size(step);
    const [oxygen, iron] = [7, 25].map((k) => (0.5 * wilm[k]) / angr[k]);
    // The continuum at x keV is 3.2 - x; the pseudo-continuum fills 0.5-0.9 keV.
    const expected = [
      scale * (3.2 * 0.3 - (0.7 ** 2 - 0.4 ** 2) / 2 + 2 * oxygen + 0.2 * iron),
      scale * (3.2 * 0.4 - (1.1 ** 2 - 0.7 ** 2) / 2 + iron + 0.2 * iron),
    ];
    // Rows 0.0125 dex apart, mixed linearly, err by a thousandth where emission grows tenfold in 0.2 dex.
    expected.forEach((value, i) => {
      expect(Math.abs(flux[i] / value - 1)).toBeLessThan(3e-3);
    });
  }
});

test('the oxygen line lies in its bin', () => {
  const plasma = loadPlasma({ line: line(), coco: coco() });
  const flux = model('apec')
    .bind(Float64Array.of(0.64, 0.65, 0.655), Float64Array.of(0.65, 0.655, 0.665), { plasma, abundances: 'angr' })
    .evaluate(Float64Array.of(kT(1), 1, 0, 1));
  expect(flux[1] / (1e14 * size(1))).toBeCloseTo(2 + (3.2 - 0.6525) * 0.005 + 0.005, 2);
  expect(flux[0] / (1e14 * size(1))).toBeLessThan(0.04);
});

test('files that are no such pair', () => {
  expect(() => loadPlasma({ line: coco(), coco: coco() })).toThrow('there is no column');
  expect(() => loadPlasma({ line: line('Wavelength'), coco: coco() })).toThrow(FileError);
  expect(() => loadPlasma({ line: line(), coco: coco((t) => kT(t) * 1.1) })).toThrow(
    'its temperatures are not those of',
  );
  expect(() => loadPlasma({ line: encodeFits([parameters()]), coco: coco() })).toThrow('no AtomDB emissivity file');
});

// The layouts that AtomDB documents: version 2 has vectors of fixed length filled with zeros behind N_Cont and N_Pseudo and errors
// beside the values, all in single precision; version 3 vectors of variable length. Files of ionisation out of equilibrium have
// rows of single ions (rmJ above 0) beside the sums. Names of EMISSIVITY tables differ by HDUNAME alone.
describe('layouts of AtomDB', () => {
  const energies = [0.2, 1.2, 2.2];
  const layouts = {
    'version 2': {
      format: '5E',
      pad: (values: number[]) => [...values, ...Array(5 - values.length).fill(0)],
      one: 'E',
    },
    'version 3': { format: 'PE', pad: (values: number[]) => values, one: 'E' },
    'version 3 in double precision': { format: 'PD', pad: (values: number[]) => values, one: 'D' },
  };
  const files = ({ format, pad, one }: (typeof layouts)['version 2']) => {
    const table = (columns: { name: string; format: string; data: unknown[] }[]) => ({ name: 'EMISSIVITY', columns });
    const head = {
      name: 'PARAMETERS',
      columns: [
        { name: 'kT', format: one, unit: 'keV', data: steps.map(kT) },
        { name: 'EDensity', format: one, unit: 'cm**-3', data: steps.map(() => 1) },
        { name: 'Time', format: one, unit: 's', data: steps.map(() => 0) },
        { name: 'Nelement', format: 'J', data: steps.map(() => 2) },
      ],
    };
    const single = (name: string, data: unknown[]) => ({ name, format: one, data });
    const whole = (name: string, data: unknown[]) => ({ name, format: 'J', data });
    const vector = (name: string, data: number[][]) => ({
      name,
      format,
      data: format === '5E' ? data.flatMap(pad) : data.map(pad),
    });
    const lines = steps.map((t) =>
      table([
        single('Lambda', [12.398419843 / 0.6502, 12.398419843]),
        single('Lambda_Err', [0, 0]),
        single(
          'Epsilon',
          [2 * size(t), size(t)].map((value) => value * 1e14),
        ),
        single('Epsilon_Err', [0, 0]),
        whole('Element', [8, 26]),
        whole('Ion', [8, 17]),
        whole('UpperLev', [4, 27]),
        whole('LowerLev', [1, 1]),
      ]),
    );
    const continua = steps.map((t) => {
      const big = 1e14 * size(t);
      return table([
        whole('Z', [1, 26, 26]),
        whole('rmJ', [0, 0, 17]),
        whole('N_Cont', [3, 0, 2]),
        vector('E_Cont', [energies, [], [0.2, 2]]),
        vector('Continuum', [[3, 2, 1].map((v) => v * big), [], [big, big]]),
        vector('Cont_Err', [[], [], []]),
        whole('N_Pseudo', [0, 2, 0]),
        vector('E_Pseudo', [[], [0.5, 0.9], []]),
        vector('Pseudo', [[], [big, big], []]),
        vector('Pseudo_Err', [[], [], []]),
      ]);
    });
    const encode = (tables: unknown[]) => encodeFits([head, ...tables] as Parameters<typeof encodeFits>[0]);
    return { line: encode(lines), coco: encode(continua) };
  };

  test.each(Object.entries(layouts))('%s', (_, layout) => {
    const plasma = loadPlasma(files(layout));
    expect([...plasma.elements]).toEqual([1, 8, 26]);
    const flux = model('apec')
      .bind(Float64Array.of(0.4, 0.7), Float64Array.of(0.7, 1.1), { plasma, abundances: 'angr' })
      .evaluate(Float64Array.of(kT(1) * (1 + 1e-6), 1, 0, 1e-14));
    const scale = 1e14 * size(1);
    [3.2 * 0.3 - (0.7 ** 2 - 0.4 ** 2) / 2 + 2.2, 3.2 * 0.4 - (1.1 ** 2 - 0.7 ** 2) / 2 + 1.2].forEach((value, i) => {
      expect(Math.abs(flux[i] / (scale * value) - 1)).toBeLessThan(1e-3);
    });
    // The table ends with the files' continuum, and the plasma goes on above it.
    expect(plasma.edges.at(-1)).toBeCloseTo(2.2, 9);
    const [below, above] = model('apec')
      .bind(Float64Array.of(2.18, 2.2), Float64Array.of(2.2, 2.22), { plasma, abundances: 'angr' })
      .evaluate(Float64Array.of(kT(3) * (1 - 1e-6), 1, 0, 1e-14));
    expect(above / below).toBeGreaterThan(0.95);
    expect(above / below).toBeLessThan(1);
  });

  test('a file without continua', () => {
    const { line: lines, coco: continua } = files(layouts['version 3']);
    expect(() => loadPlasma({ line: lines, coco: lines })).toThrow(FileError);
    expect(() => loadPlasma({ line: continua, coco: continua })).toThrow(FileError);
  });
});
