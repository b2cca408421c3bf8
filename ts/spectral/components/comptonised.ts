import { type ComponentDefinition, frozen, norm, parameter, redshift } from './parameter.js';

/** Soft photons scattered by hot electrons. */
export const comptonised = [
  {
    name: 'comptt',
    kind: 'additive',
    description:
      'compTT: Comptonisation of a Wien law of T0 by a plasma of kT and depth taup; approx up to 1 is a disk, above a sphere',
    parameters: [
      redshift,
      parameter('T0', 'keV', 0.1, 0.001, 100),
      parameter('kT', 'keV', 50, 2, 500),
      parameter('taup', '', 1, 0.01, 200),
      frozen('approx', '', 1, 0, 200),
      norm('as XSPEC'),
    ],
    reference: 'Titarchuk 1994, ApJ 434, 570; Hua & Titarchuk 1995, ApJ 449, 188',
  },
  {
    name: 'nthcomp',
    kind: 'additive',
    description:
      'nthComp: Comptonisation of a black body (inp_type 0) or of a disk of black bodies (1, kT_bb at its inner edge) into an index Gamma',
    parameters: [
      parameter('Gamma', '', 1.7, 1.001, 10),
      parameter('kT_e', 'keV', 100, 1, 1000),
      frozen('kT_bb', 'keV', 0.1, 0.001, 10),
      frozen('inp_type', '0/1', 0, 0, 1),
      redshift,
      norm('photons/keV/cm2/s at 1 keV'),
    ],
    reference:
      'Zdziarski, Johnson & Magdziarz 1996, MNRAS 283, 193; Zycki, Done & Smith 1999, MNRAS 309, 561; Lightman & Zdziarski 1987, ApJ 319, 643',
  },
] as const satisfies readonly ComponentDefinition[];
