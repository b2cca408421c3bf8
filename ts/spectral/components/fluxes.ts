import { type ComponentDefinition, frozen, parameter, redshift } from './parameter.js';

/** Convolutions that set a flux or a luminosity. */
export const fluxes = [
  {
    name: 'cflux',
    kind: 'convolution',
    description: 'scales the spectrum to its right to an energy flux of 10^lg10Flux from Emin to Emax',
    parameters: [
      frozen('Emin', 'keV', 0.5, 0, 1e6),
      frozen('Emax', 'keV', 10, 0, 1e6),
      parameter('lg10Flux', 'log10(erg/cm2/s)', -12, -100, 100),
    ],
    reference: 'XSPEC manual, cflux',
  },
  {
    name: 'cpflux',
    kind: 'convolution',
    description: 'scales the spectrum to its right to a photon flux of Flux from Emin to Emax',
    parameters: [
      frozen('Emin', 'keV', 0.5, 0, 1e6),
      frozen('Emax', 'keV', 10, 0, 1e6),
      parameter('Flux', 'photons/cm2/s', 1, 0, 1e10),
    ],
    reference: 'XSPEC manual, cpflux',
  },
  {
    name: 'clumin',
    kind: 'convolution',
    description:
      'scales the spectrum to its right to a luminosity of 10^lg10Lum from Emin to Emax, energies at the source, for H0 70 km/s/Mpc and a flat universe with Lambda 0.73; Redshift must be above 0',
    parameters: [
      frozen('Emin', 'keV', 0.5, 0, 1e6),
      frozen('Emax', 'keV', 10, 0, 1e6),
      redshift,
      parameter('lg10Lum', 'log10(erg/s)', 40, -100, 100),
    ],
    reference: "XSPEC manual, clumin, with XSPEC's constant and its distance by Pen 1999, ApJS 120, 49",
  },
] as const satisfies readonly ComponentDefinition[];
