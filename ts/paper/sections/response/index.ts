import type { Section } from '../../run/section.js';
import { compute, type ResponseNumbers } from './compute.js';
import { judge } from './judge.js';

/** Section 3.6: trained on the response of 1999-2000, tested on a later one. */
export const changedResponse: Section<ResponseNumbers> = {
  id: 'response',
  title: 'A changed response',
  place: 'Section 3.6',
  cost: ({ iterations, responseSpectra }) => 3 + (iterations * responseSpectra) / 20_000,
  compute,
  judge,
};
