import { type ComponentDefinition, frozen, norm, parameter, redshift } from './parameter.js';

/** Reflection by cold matter. */
export const reflection = [
  {
    name: 'pexrav',
    kind: 'additive',
    description: 'power law with an exponential cut-off and its reflection by cold, neutral matter',
    parameters: [
      parameter('PhoIndex', '', 2, -10, 10),
      // XSPEC's limits, 1 to 1e6 and 0 to 1e6, leave out what its manual describes: 0 for no cut-off, reflection alone below 0.
      parameter('foldE', 'keV', 100, 0, 1e6),
      parameter('rel_refl', '', 0, -1e6, 1e6),
      redshift,
      frozen('abund', '', 1, 0, 1e6),
      frozen('Fe_abund', '', 1, 0, 1e6),
      frozen('cosIncl', '', 0.45, 0.05, 0.95),
      norm('photons/keV/cm2/s at 1 keV of the power law alone'),
    ],
    reference: 'Magdziarz & Zdziarski 1995, MNRAS 273, 837',
    needs: 'absorber',
  },
] as const satisfies readonly ComponentDefinition[];
