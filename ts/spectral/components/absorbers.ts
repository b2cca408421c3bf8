import { type ComponentDefinition, column, frozen, parameter, redshift } from './parameter.js';

const elements = ['C', 'N', 'O', 'Ne', 'Na', 'Mg', 'Al', 'Si', 'S', 'Cl', 'Ar', 'Ca', 'Cr', 'Fe', 'Co', 'Ni'] as const;
const withHelium = ['He', ...elements] as const;
const inGas = ['H', ...withHelium] as const;
const covered = parameter('CvrFract', '', 0.5, 0, 1);

/** Photo-electric absorption. */
export const absorbers = [
  {
    name: 'tbabs',
    kind: 'multiplicative',
    description: 'absorption by interstellar gas, molecules and grains',
    parameters: [column],
    reference: 'Wilms, Allen & McCray 2000, ApJ 542, 914; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'ztbabs',
    kind: 'multiplicative',
    description: 'absorption by gas and molecules at a redshift, without grains',
    parameters: [column, redshift],
    reference: 'Wilms, Allen & McCray 2000, ApJ 542, 914; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'phabs',
    kind: 'multiplicative',
    description: 'photo-electric absorption by neutral atoms',
    parameters: [column],
    reference: 'XSPEC manual, phabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'zphabs',
    kind: 'multiplicative',
    description: 'photo-electric absorption by neutral atoms at a redshift',
    parameters: [column, redshift],
    reference: 'XSPEC manual, zphabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'wabs',
    kind: 'multiplicative',
    description:
      'photo-electric absorption by the cross-sections and abundances of Morrison & McCammon, whatever `abund` says',
    parameters: [column],
    reference: 'Morrison & McCammon 1983, ApJ 270, 119',
  },
  {
    name: 'zwabs',
    kind: 'multiplicative',
    description: 'wabs at a redshift',
    parameters: [column, redshift],
    reference: 'Morrison & McCammon 1983, ApJ 270, 119',
  },
  {
    name: 'pcfabs',
    kind: 'multiplicative',
    description: 'absorption as phabs of a part of the source, CvrFract',
    parameters: [column, covered],
    reference: 'XSPEC manual, pcfabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'zpcfabs',
    kind: 'multiplicative',
    description: 'absorption as zphabs of a part of the source, CvrFract',
    parameters: [column, covered, redshift],
    reference: 'XSPEC manual, zpcfabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'tbvarabs',
    kind: 'multiplicative',
    description:
      'tbabs with abundances (to those of the table), molecules (H2) and grains (rho, amin, amax, PL) of its own; X_dep is the part of element X in the gas',
    parameters: [
      column,
      ...withHelium.map((element) => frozen(element, '', 1, 0, 1e38)),
      frozen('H2', '', 0.2, 0, 1),
      frozen('rho', 'g/cm3', 1, 0, 5),
      frozen('amin', 'um', 0.025, 0, 0.25),
      frozen('amax', 'um', 0.25, 0, 1),
      frozen('PL', '', 3.5, 0, 5),
      ...inGas.map((element) => frozen(`${element}_dep`, '', 1, 0, 1)),
      redshift,
    ],
    reference: 'Wilms, Allen & McCray 2000, ApJ 542, 914; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
] as const satisfies readonly ComponentDefinition[];
