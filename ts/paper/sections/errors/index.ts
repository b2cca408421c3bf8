import type { Section } from '../../run/section.js';
import { compute, type ErrorNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Properties of the sources that are classified wrong. */
export const errors: Section<ErrorNumbers> = {
  id: 'errors',
  title: 'Sources that are classified wrong',
  place: 'Section 4.1, figure 18',
  cost: ({ spectraPerClass }) => 2 + spectraPerClass / 10_000,
  compute,
  judge,
  draw,
};
