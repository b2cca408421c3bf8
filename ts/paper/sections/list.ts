import type { Section } from '../run/section.js';
import { choices } from './choices/index.js';
import { lowCounts } from './lowCounts/index.js';
import { modelSpectra } from './modelSpectra/index.js';
import { properties } from './properties/index.js';
import { setup } from './setup/index.js';

/** All sections of the reproduction, in the order of the paper's; what the paper has not, comes last. */
export const sections: readonly Section<unknown>[] = [
  setup, // 2, appendix B
  choices, // 2
  properties, // 2
  lowCounts, // 3.2
  modelSpectra, // 1, appendix A
];
