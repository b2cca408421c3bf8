import { type ComponentDefinition, frozen, norm, parameter, photonIndex, redshift } from './parameter.js';

/** Power laws, and those with a cut-off. */
export const powerLaws = [
  {
    name: 'powerlaw',
    kind: 'additive',
    description: 'power law, K E^-PhoIndex',
    parameters: [photonIndex, norm('photons/keV/cm2/s at 1 keV')],
    reference: 'XSPEC manual, powerlaw',
  },
  {
    name: 'zpowerlw',
    kind: 'additive',
    description: 'power law at a redshift, K (E (1 + Redshift))^-PhoIndex',
    parameters: [photonIndex, redshift, norm('photons/keV/cm2/s at 1 keV, Redshift 0')],
    reference: 'XSPEC manual, zpowerlw',
  },
  {
    name: 'pegpwrlw',
    kind: 'additive',
    description: 'power law whose norm is its energy flux from eMin to eMax',
    parameters: [
      photonIndex,
      frozen('eMin', 'keV', 2, -100, 1e10),
      frozen('eMax', 'keV', 10, -100, 1e10),
      norm('1e-12 erg/cm2/s'),
    ],
    reference: 'XSPEC manual, pegpwrlw',
  },
  {
    name: 'cutoffpl',
    kind: 'additive',
    description: 'power law with an exponential cut-off, K E^-PhoIndex exp(-E / HighECut)',
    parameters: [
      photonIndex,
      parameter('HighECut', 'keV', 15, 0.01, 500),
      norm('photons/keV/cm2/s at 1 keV without the cut-off'),
    ],
    reference: 'XSPEC manual, cutoffpl',
  },
] as const satisfies readonly ComponentDefinition[];
