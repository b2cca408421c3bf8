import type { Section } from '../../run/section.js';
import { judge } from './judge.js';

/** The choices that the paper leaves to those who repeat it (items J and K), made in the config and in the package. */
export const choices: Section<null> = {
  id: 'choices',
  title: 'Choices that the paper leaves open',
  place: 'Section 2, Appendix B',
  cost: () => 0,
  compute: () => null,
  judge,
};
