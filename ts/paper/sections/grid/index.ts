import type { Section } from '../../run/section.js';
import { compute, type GridNumbers, maximumSources } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Appendix C: nodes of the hidden layer x lambda. */
export const grid: Section<GridNumbers> = {
  id: 'grid',
  title: 'Number of nodes and L1 regularisation',
  place: 'Appendix C, figures 21 and 22',
  cost: ({ grid: { nodes, l1, cvSplits }, spectraPerClass }) =>
    (nodes.length * l1.length * cvSplits * Math.min(spectraPerClass, maximumSources)) / 40_000,
  compute,
  judge,
  draw,
};
