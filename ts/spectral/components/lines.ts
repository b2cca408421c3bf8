import { type ComponentDefinition, norm, parameter, redshift } from './parameter.js';

/** Lines. */
export const lines = [
  {
    name: 'gaussian',
    kind: 'additive',
    description: 'Gaussian line; Sigma 0 puts all of it into one bin',
    parameters: [parameter('LineE', 'keV', 6.5, 0, 1e6), parameter('Sigma', 'keV', 0.1, 0, 20), norm('photons/cm2/s')],
    reference: 'XSPEC manual, gaussian',
  },
  {
    name: 'zgauss',
    kind: 'additive',
    description: 'Gaussian line at a redshift; LineE and Sigma are those at the source',
    parameters: [
      parameter('LineE', 'keV', 6.5, 0, 1e6),
      parameter('Sigma', 'keV', 0.1, 0, 20),
      redshift,
      norm('photons/cm2/s, 1 + Redshift times what arrives'),
    ],
    reference: 'XSPEC manual, zgauss',
  },
] as const satisfies readonly ComponentDefinition[];
