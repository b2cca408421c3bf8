import type { Section } from '../../run/section.js';
import { variantCost } from '../../run/variants.js';
import { compute, type OwnFieldNumbers } from './compute.js';
import { judge } from './judge.js';

/** Item J13: do networks recognise the class by its response, if each class has a response of its own? */
export const ownField: Section<OwnFieldNumbers> = {
  id: 'own-field',
  title: 'Responses of the two fields: does the instrument give the class away?',
  place: 'Section 2 and 3.6 (contradictory)',
  cost: (config) => variantCost(config) + config.ablationIterations * config.responseSpectra * 2e-4,
  compute,
  judge,
};
