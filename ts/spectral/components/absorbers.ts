import { type ComponentDefinition, column, redshift } from './parameter.js';

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
] as const satisfies readonly ComponentDefinition[];
