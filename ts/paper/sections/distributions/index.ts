import type { Section } from '../../run/section.js';
import { compute, type DistributionNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Properties of the simulated spectra, and why stars have more counts than AGN. */
export const distributions: Section<DistributionNumbers> = {
  id: 'distributions',
  title: 'The simulated spectra',
  place: 'Sections 2.1 and 3, figures 7 to 12',
  cost: ({ spectraPerClass }) => 2 + spectraPerClass / 3000,
  compute,
  judge,
  draw,
};
