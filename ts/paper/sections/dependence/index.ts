import type { Section } from '../../run/section.js';
import { compute, type DependenceNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** The performance against counts, background and properties of the sources. */
export const dependence: Section<DependenceNumbers> = {
  id: 'dependence',
  title: 'Dependence on the properties of the sources',
  place: 'Section 3.1 and 4.1, Figures 13 and 14',
  cost: ({ spectraPerClass, iterations }) => 3e-6 * spectraPerClass * iterations * 2,
  compute,
  judge,
  draw,
};
