import { type ComponentDefinition, frozen, parameter, redshift } from './parameter.js';

/** Convolutions that move or spread photons in energy. */
export const shifts = [
  {
    name: 'zashift',
    kind: 'convolution',
    description: 'redshifts the spectrum to its right: energies and photons divided by 1 + Redshift',
    parameters: [redshift],
    reference: 'XSPEC manual, zashift; the energies are extended to what is moved, as by its energies command',
  },
  {
    name: 'vashift',
    kind: 'convolution',
    description: 'moves the spectrum to its right by a velocity: energies times 1 - Velocity / c',
    parameters: [frozen('Velocity', 'km/s', 0, -10000, 10000)],
    reference: 'XSPEC manual, vashift; the energies are extended to what is moved, as by its energies command',
  },
  {
    name: 'gsmooth',
    kind: 'convolution',
    description: 'smooths the spectrum to its right by a Gaussian of Sig_6keV (E / 6 keV)^Index',
    parameters: [parameter('Sig_6keV', 'keV', 1, 0, 20), frozen('Index', '', 0, -1, 1)],
    reference: 'XSPEC manual, gsmooth; the energies are extended by 5 sigma, but not below half of the lowest',
  },
] as const satisfies readonly ComponentDefinition[];
