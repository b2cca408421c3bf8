import { type ComponentDefinition, frozen, parameter, redshift } from './parameter.js';

const edgeEnergy = parameter('edgeE', 'keV', 7, 0, 100);
const edgeDepth = parameter('MaxTau', '', 1, 0, 10);

/** Factors on a spectrum other than absorption by atoms: means over each bin. */
export const factors = [
  {
    name: 'constant',
    kind: 'multiplicative',
    description: 'a factor that does not depend on energy',
    parameters: [parameter('factor', '', 1, 0, 1e10)],
    reference: 'XSPEC manual, constant',
  },
  {
    name: 'edge',
    kind: 'multiplicative',
    description: 'absorption edge, exp(-MaxTau (E / edgeE)^-3) from edgeE on',
    parameters: [edgeEnergy, edgeDepth],
    reference: 'XSPEC manual, edge',
  },
  {
    name: 'zedge',
    kind: 'multiplicative',
    description: 'absorption edge at a redshift; edgeE is that at the source',
    parameters: [edgeEnergy, edgeDepth, redshift],
    reference: 'XSPEC manual, zedge',
  },
  {
    name: 'highecut',
    kind: 'multiplicative',
    description: 'exponential cut-off, exp((cutoffE - E) / foldE) from cutoffE on',
    parameters: [parameter('cutoffE', 'keV', 10, 1e-4, 1e6), parameter('foldE', 'keV', 15, 1e-4, 1e6)],
    reference: 'XSPEC manual, highecut',
  },
  {
    name: 'zhighect',
    kind: 'multiplicative',
    description: 'exponential cut-off at a redshift; cutoffE and foldE are those at the source',
    parameters: [parameter('cutoffE', 'keV', 10, 1e-4, 200), parameter('foldE', 'keV', 15, 1e-4, 200), redshift],
    reference: 'XSPEC manual, zhighect',
  },
  {
    name: 'expfac',
    kind: 'multiplicative',
    description: '1 + Ampl exp(-Factor E) above StartE, 1 below',
    parameters: [
      parameter('Ampl', '', 1, 0, 1e6),
      parameter('Factor', 'keV-1', 1, 0, 1e6),
      frozen('StartE', 'keV', 0.5, 0, 1e6),
    ],
    reference: 'XSPEC manual, expfac',
  },
  {
    name: 'gabs',
    kind: 'multiplicative',
    description:
      'absorption line, exp(-Strength g(E)) with g a Gaussian of integral 1: the depth in the middle is Strength / (Sigma sqrt(2 pi)); without a width it absorbs nothing',
    parameters: [
      parameter('LineE', 'keV', 1, 0, 1e6),
      parameter('Sigma', 'keV', 0.01, 0, 20),
      parameter('Strength', 'keV', 1, 0, 1e6),
    ],
    reference: 'XSPEC manual, gabs',
  },
  {
    name: 'cyclabs',
    kind: 'multiplicative',
    description:
      'cyclotron absorption, exp(-Depth0 (Width0 E / E0)^2 / ((E - E0)^2 + Width0^2)) and the same at 2 E0 with Depth2, Width2',
    parameters: [
      parameter('Depth0', '', 2, 0, 100),
      parameter('E0', 'keV', 30, 1, 100),
      frozen('Width0', 'keV', 10, 1, 100),
      frozen('Depth2', '', 0, 0, 100),
      frozen('Width2', 'keV', 20, 1, 100),
    ],
    reference: 'Mihara et al. 1990, Nature 346, 250; Makishima et al. 1990, ApJ 365, L59',
  },
] as const satisfies readonly ComponentDefinition[];
