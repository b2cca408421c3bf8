import type { Section } from '../../run/section.js';
import { iterationCost } from '../../run/trained.js';
import { compute, type SetupNumbers } from './compute.js';
import { judge } from './judge.js';

/** The simulation and the network, item by item: by what the run and its datasets show, or by tests of the package. */
export const setup: Section<SetupNumbers> = {
  id: 'setup',
  title: 'The simulation and the network as the paper describes them',
  place: 'Section 2, appendix B',
  cost: (config) => 2 + 5e-5 * config.spectraPerClass + iterationCost(config),
  compute,
  judge,
};
