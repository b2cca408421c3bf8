import type { Section } from '../run/section.js';
import { dependence } from './dependence/index.js';
import { distributions } from './distributions/index.js';
import { errors } from './errors/index.js';
import { lowCounts } from './lowCounts/index.js';
import { observed } from './observed/index.js';

/** All sections of the reproduction, in the order of the paper's; what the paper has not, comes last. */
export const sections: readonly Section<unknown>[] = [
  distributions, // 2.1, 3
  dependence, // 3.1
  lowCounts, // 3.2
  observed, // 3.4, 3.5
  errors, // 4.1
];
