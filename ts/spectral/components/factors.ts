import { type ComponentDefinition, parameter } from './parameter.js';

/** Factors on a spectrum other than absorption. */
export const factors = [
  {
    name: 'constant',
    kind: 'multiplicative',
    description: 'a factor that does not depend on energy',
    parameters: [parameter('factor', '', 1, 0, 1e10)],
    reference: 'XSPEC manual, constant',
  },
] as const satisfies readonly ComponentDefinition[];
