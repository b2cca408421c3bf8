import type { Section } from '../../run/section.js';
import { type CeilingRow, compute } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** What the paper does not have: how far its networks are from the best possible verdict. */
export const ceiling: Section<CeilingRow[]> = {
  id: 'ceiling',
  title: 'How far from the best possible',
  place: 'Section 3, Table 1 (not in the paper)',
  cost: () => 60,
  compute,
  judge,
  draw,
};
