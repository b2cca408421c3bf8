import { writeFits } from '../../ts/ogip/index.js';

const keV = (lambda: number) => 12.398419843 / lambda;

/**
 * A pair of files in the layout of AtomDB's apec_v*_line.fits and apec_v*_coco.fits, from 0.05 to 30 keV: a line of iron at
 * 1 keV and an even continuum of hydrogen from 0.2 to 9 keV, which no plasma has.
 */
export function writePlasmaFiles(line: string, coco: string): void {
  const kT = Array.from({ length: 15 }, (_, t) => 0.05 * 600 ** (t / 14));
  const parameters = { name: 'PARAMETERS', columns: [{ name: 'kT', format: 'D', unit: 'keV', data: kT }] };
  writeFits(line, [
    parameters,
    ...kT.map(() => ({
      name: 'EMISSIVITY',
      columns: [
        { name: 'Lambda', format: 'E', unit: 'A', data: [keV(1)] },
        { name: 'Epsilon', format: 'E', unit: 'photons cm^3 s^-1', data: [1e-16] },
        { name: 'Element', format: 'J', data: [26] },
        { name: 'Ion', format: 'J', data: [24] },
      ],
    })),
  ]);
  writeFits(coco, [
    parameters,
    ...kT.map(() => ({
      name: 'EMISSIVITY',
      columns: [
        { name: 'Z', format: 'J', data: [1] },
        { name: 'rmJ', format: 'J', data: [0] },
        { name: 'N_Cont', format: 'J', data: [2] },
        { name: 'E_Cont', format: 'PD', unit: 'keV', data: [[0.2, 9]] },
        { name: 'Continuum', format: 'PD', data: [[1e-15, 1e-15]] },
        { name: 'N_Pseudo', format: 'J', data: [0] },
        { name: 'E_Pseudo', format: 'PD', unit: 'keV', data: [[]] },
        { name: 'Pseudo', format: 'PD', data: [[]] },
      ],
    })),
  ]);
}
