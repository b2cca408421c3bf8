import type { Figure } from '../../../report/index.js';
import { weightsFigure } from '../../statistics/weightsFigure.js';
import type { WeightsNumbers } from './compute.js';
import { conventionText } from './convention.js';

/** Figure 16. */
export const draw = ({ convention, layer }: WeightsNumbers): Figure[] => [
  weightsFigure(layer, {
    number: 16,
    title: 'Weights of the first layer',
    caption: `Weights of the first layer of one network (reduced background), a curve for each node of the hidden layer. ${conventionText(convention)}`,
  }),
];
