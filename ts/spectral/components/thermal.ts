import { type ComponentDefinition, norm, parameter } from './parameter.js';

/** Thermal continua. */
export const thermal = [
  {
    name: 'bbody',
    kind: 'additive',
    description: 'black body',
    parameters: [parameter('kT', 'keV', 3, 1e-4, 200), norm('1e39 erg/s at 10 kpc')],
    reference: 'XSPEC manual, bbody, with its constant 8.0525 (the unit itself would give 8.033)',
  },
  {
    name: 'bbodyrad',
    kind: 'additive',
    description: 'black body of a radius',
    parameters: [parameter('kT', 'keV', 3, 1e-4, 200), norm('(R km / D 10 kpc)^2')],
    reference: 'XSPEC manual, bbodyrad, with its constant 1.0344e-3 (the unit itself would give 1.0381e-3)',
  },
  {
    name: 'diskbb',
    kind: 'additive',
    description: 'accretion disk of many black bodies, kT(r) = Tin (r / Rin)^(-3/4)',
    parameters: [parameter('Tin', 'keV', 1, 0, 1000), norm('(Rin km / D 10 kpc)^2 cos(inclination)')],
    reference: 'Mitsuda et al. 1984, PASJ 36, 741; Makishima et al. 1986, ApJ 308, 635',
  },
  {
    name: 'bremss',
    kind: 'additive',
    description: 'thermal bremsstrahlung of hydrogen with 8.5 % of helium',
    parameters: [parameter('kT', 'keV', 7, 1e-4, 200), norm('3.02e-15/(4 pi D^2) cm-5')],
    reference: 'XSPEC manual, bremss; Gaunt factor by Kellogg, Baldwin & Koch 1975, ApJ 199, 299, and R. Kurucz',
  },
] as const satisfies readonly ComponentDefinition[];
