import type { Section } from '../../run/section.js';
import { compute, type PropertyColumns } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Figures 2 and 3 and the statements of section 2 on the distributions; nothing is trained. */
export const properties: Section<PropertyColumns> = {
  id: 'properties',
  title: 'Distributions of the source properties',
  place: 'Section 2, figures 2 and 3',
  cost: ({ spectraPerClass }) => 1 + spectraPerClass / 30_000,
  compute,
  judge,
  draw,
};
