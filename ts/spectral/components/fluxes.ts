import { type ComponentDefinition, frozen, parameter } from './parameter.js';

/** Convolutions that set a flux. */
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
] as const satisfies readonly ComponentDefinition[];
