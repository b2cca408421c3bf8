import type { Section } from '../../run/section.js';
import { iterationCost } from '../../run/trained.js';
import { variantCost } from '../../run/variants.js';
import { compute, type Table1Row } from './compute.js';
import { judge } from './judge.js';

/** The simulated rows of Table 1. */
export const table1: Section<Table1Row[]> = {
  id: 'table1',
  title: 'Performance on simulated spectra',
  place: 'Section 3, Table 1',
  cost: (config) => 4 * config.iterations * iterationCost(config) + 12 * variantCost(config),
  compute,
  judge,
};
