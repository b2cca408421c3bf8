import { tableSets } from '../../run/recipes.js';
import type { Section } from '../../run/section.js';
import { variantCost } from '../../run/variants.js';
import { compute, type InputsNumbers } from './compute.js';
import { conventionNames } from './conventions.js';
import { judge } from './judge.js';

/** Comparison of input conventions: the paper does not say how spectra become inputs. */
export const inputs: Section<InputsNumbers> = {
  id: 'inputs',
  title: 'Input conventions',
  place: 'Section 2.1 (not given)',
  // All conventions except that of the main run and the two that Table 1 computes.
  cost: (config) => variantCost(config) * (conventionNames.length - 3) * tableSets.length,
  compute,
  judge,
};
