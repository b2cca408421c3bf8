import type { Section } from '../run/section.js';
import { lowCounts } from './lowCounts/index.js';

/** All sections of the reproduction, in the order of the paper's; what the paper has not, comes last. */
export const sections: readonly Section<unknown>[] = [
  lowCounts, // 3.2
];
