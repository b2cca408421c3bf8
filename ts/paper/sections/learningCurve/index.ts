import type { Section } from '../../run/section.js';
import { compute, type LearningCurveNumbers } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Appendix C: accuracy against the number of training spectra. */
export const learningCurve: Section<LearningCurveNumbers> = {
  id: 'learning-curve',
  title: 'Number of training spectra',
  place: 'Appendix C, figure 23',
  cost: ({ learningCurve: { sizes, repeats } }) => (sizes.reduce((a, b) => a + b, 0) * repeats) / 40_000 + 2,
  compute,
  judge,
  draw,
};
