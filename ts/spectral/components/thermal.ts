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
    name: 'bremss',
    kind: 'additive',
    description: 'thermal bremsstrahlung of hydrogen with 8.5 % of helium',
    parameters: [parameter('kT', 'keV', 7, 1e-4, 200), norm('3.02e-15/(4 pi D^2) cm-5')],
    reference: 'XSPEC manual, bremss; Gaunt factor by Kellogg, Baldwin & Koch 1975, ApJ 199, 299, and R. Kurucz',
  },
] as const satisfies readonly ComponentDefinition[];
