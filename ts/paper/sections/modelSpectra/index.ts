import type { Section } from '../../run/section.js';
import { compute, type ModelSpectra } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** The models of section 1 and appendix A, computed without random numbers and training. */
export const modelSpectra: Section<ModelSpectra> = {
  id: 'model-spectra',
  title: 'Model spectra of stars and AGN',
  place: 'Section 1, figure 1; appendix A, figures 19 and 20',
  cost: () => 2,
  compute,
  judge,
  draw,
};
