import { expect, test } from 'vitest';
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
