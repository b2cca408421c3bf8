import { type ComponentDefinition, frozen, norm, parameter } from './parameter.js';

const index = <const Name extends string>(name: Name, value: number) => parameter(name, '', value, -3, 10);
const breakAt = <const Name extends string>(name: Name, value: number) => parameter(name, 'keV', value, 0, 1e6);

/** Power laws whose index changes. */
export const broken = [
  {
    name: 'bknpower',
    kind: 'additive',
    description: 'broken power law, K E^-PhoIndx1 up to BreakE, K BreakE^(PhoIndx2 - PhoIndx1) E^-PhoIndx2 above',
    parameters: [
      index('PhoIndx1', 1),
      breakAt('BreakE', 5),
      index('PhoIndx2', 2),
      norm('photons/keV/cm2/s at 1 keV, of the first power law'),
    ],
    reference: 'XSPEC manual, bknpower',
  },
  {
    name: 'bkn2pow',
    kind: 'additive',
    description: 'power law with two breaks, continuous at both',
    parameters: [
      index('PhoIndx1', 1),
      breakAt('BreakE1', 5),
      index('PhoIndx2', 2),
      breakAt('BreakE2', 10),
      index('PhoIndx3', 3),
      norm('photons/keV/cm2/s at 1 keV, of the first power law'),
    ],
    reference: 'XSPEC manual, bkn2pow',
  },
  {
    name: 'logpar',
    kind: 'additive',
    description: 'log-parabola, K (E / pivotE)^-(alpha + beta log10(E / pivotE))',
    parameters: [
      parameter('alpha', '', 1.5, 0, 4),
      parameter('beta', '', 0.2, -4, 4),
      frozen('pivotE', 'keV', 1, 1e-6, 1e6),
      norm('photons/keV/cm2/s at pivotE'),
    ],
    reference: 'XSPEC manual, logpar; Massaro et al. 2004, A&A 413, 489',
  },
] as const satisfies readonly ComponentDefinition[];
