import { type ComponentDefinition, norm, parameter } from './parameter.js';

/** Synchrotron light. */
export const synchrotron = [
  {
    name: 'srcut',
    kind: 'additive',
    description:
      'synchrotron light of a power law of electrons with an exponential cut-off, alpha and norm from the radio band',
    parameters: [
      parameter('alpha', '', 0.5, 1e-5, 1),
      parameter('break', 'Hz', 2.42e17, 1e10, 1e25),
      norm('Jy at 1 GHz'),
    ],
    reference: "Reynolds & Keohane 1999, ApJ 525, 368, with XSPEC's roll-off, that of alpha 0.55, for every alpha",
  },
] as const satisfies readonly ComponentDefinition[];
