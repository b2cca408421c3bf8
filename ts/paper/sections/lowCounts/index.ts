import type { Section } from '../../run/section.js';
import type { TestSourceColumns } from '../../run/testSources.js';
import { compute } from './compute.js';
import { draw } from './draw.js';
import { judge } from './judge.js';

/** Sources with few counts: networks trained and tested on spectra with net counts above 1. */
export const lowCounts: Section<TestSourceColumns> = {
  id: 'low-counts',
  title: 'Performance at low counts',
  place: 'Section 3.2, Figure 15',
  cost: ({ spectraPerClass, iterations }) => 4e-6 * spectraPerClass * iterations * 2,
  compute,
  judge,
  draw,
};
