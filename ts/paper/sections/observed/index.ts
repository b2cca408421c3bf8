import type { Section } from '../../run/section.js';
import { compute, type ObservedNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Observed spectra, or their stand-in: the other rows of Table 1, and sections 3.4 and 3.5. */
export const observed: Section<ObservedNumbers> = {
  id: 'observed',
  title: 'Observed spectra',
  place: 'Section 3.4 and 3.5, Table 1, Figures 4, 5, 6 and 17',
  cost: ({ iterations }) => 1 + iterations / 4,
  compute,
  judge,
  draw,
};
