import type { Section } from '../../run/section.js';
import { compute, type WeightsNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Section 3.3: weights of the first layer against energy. */
export const weights: Section<WeightsNumbers> = {
  id: 'weights',
  title: 'Weights of the first layer',
  place: 'Section 3.3, figure 16',
  cost: ({ cvSplits, spectraPerClass }) => (cvSplits * spectraPerClass) / 25_000,
  compute,
  judge,
  draw,
};
